/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages name the method that was called, and what must hold. */
class BijectorErrorTest {
  static Stream<BijectorRangeTest.Member> all() {
    return Stream.concat(BijectorRangeTest.scalars(), BijectorRangeTest.vectors());
  }

  private static void assertNames(String method, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(method + ": (x|y|argument) must be given, got null");
  }

  @ParameterizedTest
  @MethodSource("all")
  void nullIsRefused(BijectorRangeTest.Member m) {
    Bijector b = m.bijector().apply(DType.DOUBLE);
    String name = b.getClass().getSimpleName();
    assertNames(name + ".forward", () -> b.forward(null));
    assertNames(name + ".inverse", () -> b.inverse(null));
    assertNames(name + ".logDet", () -> b.logDet(null));
    assertNames(name + "\\.(forward|forwardAndLogDet)", () -> b.forwardAndLogDet(null));
    assertNames(name + "\\.(inverse|inverseAndLogDet)", () -> b.inverseAndLogDet(null));
    assertThatThrownBy(() -> b.then(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("then: next must be given, got null");
  }

  static Stream<Arguments> cases() {
    Tensor one = Tensor.scalar(1);
    Tensor single = Tensor.fill(DType.FLOAT, 1);
    Tensor three = Tensor.vector(1.0, 2, 3);
    Tensor matrix = Tensor.eye(DType.DOUBLE, 2);
    return Stream.of(
        refused("Chain.of: there must be at least one bijector, got none", () -> Chain.of()),
        refused("Chain.of: each part must be given, got null", () -> Chain.of(new Exp(), null)),
        refused("Chain.of: parts must be given, got null", () -> Chain.of((Bijector[]) null)),
        refused("Affine: shift must be given, got null", () -> new Affine(null, one)),
        refused("Affine: scale must be given, got null", () -> new Affine(one, null)),
        refused(
            "Affine: shift and scale must have one dtype, got FLOAT and DOUBLE",
            () -> new Affine(single, one)),
        refused("Scale: scale must be given, got null", () -> new Scale(null)),
        refused("Shift: shift must be given, got null", () -> new Shift(null)),
        refused("Block: element must be given, got null", () -> new Block(null, 1)),
        refused("Block: axes must be >= 0, got -1", () -> new Block(new Exp(), -1)),
        refused("Inverse: bijector must be given, got null", () -> new Inverse(null)),
        refused("CholeskyFactor: diagonal must be given, got null", () -> new CholeskyFactor(null)),
        refused("Reshape: to must be given, got null", () -> new Reshape(Shape.of(2), null)),
        refused("Permute.of: order must be given, got null", () -> Permute.of((int[]) null)),
        refused("AffineTril.of: shift must be given, got null", () -> AffineTril.of(null, matrix)),
        refused("AffineTril.of: scaleTril must be given, got null", () -> AffineTril.of(one, null)),
        refused("Bijector.bijectTo: set must be given, got null", () -> Bijector.bijectTo(null)),
        refused(
            "TransformedDistribution.of: bijector must be given, got null",
            () -> TransformedDistribution.of(Normal.of(0, 1), null)),
        refused(
            "TransformedDistribution.logProb: value must be given, got null",
            () -> TransformedDistribution.of(Normal.of(0, 1), new Exp()).logProb(null)),
        refused(
            "TransformedDistribution.logCdf: value must be given, got null",
            () -> TransformedDistribution.of(Normal.of(0, 1), new Exp()).logCdf(null)),
        refused(
            "TransformedDistribution.inverseSurvival: probability must be given, got null",
            () -> TransformedDistribution.of(Normal.of(0, 1), new Exp()).inverseSurvival(null)),
        refused(
            "Scale.logDet: argument and parameters must have one dtype, got FLOAT and DOUBLE",
            () -> new Scale(one).logDet(single)),
        refused(
            "Affine.logDet: argument and parameters must have one dtype, got FLOAT and DOUBLE",
            () -> new Affine(one, one).logDet(single)),
        refused(
            "Shift.logDet: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2] and [3]; they differ at axis -1",
            () -> new Shift(three).logDet(Tensor.vector(1.0, 2))),
        refused(
            "Shift.forward: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2] and [3]; they differ at axis -1",
            () -> new Shift(three).forward(Tensor.vector(1.0, 2))),
        refused(
            "Chain.forward: argument must have at least 1 axes, got shape []",
            () -> new StickBreaking().then(new Log()).forward(one)),
        refused(
            "Chain.logDet: argument must have at least 1 axes, got shape []",
            () -> new StickBreaking().then(new Log()).logDet(one)),
        refused(
            "Block.logDet: argument must have at least 2 axes, got shape [3]",
            () -> new Block(new Exp(), 2).logDet(three)),
        refused(
            "CorrelationCholesky.inverse: the last two axes must be equal and not 0, got shape [3]",
            () -> new CorrelationCholesky().inverse(three)));
  }

  private static Arguments refused(String message, ThrowingCallable call) {
    return Arguments.of(message, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void namesTheMethodThatWasCalled(String message, ThrowingCallable call) {
    assertThatThrownBy(call).hasMessage(message);
  }

  @Test
  void aDistributionOfAnotherTypeIsRefused() {
    assertThatThrownBy(
            () -> TransformedDistribution.of(Normal.of(0, 1), new Scale(Tensor.vector(1f))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TransformedDistribution.of: the bijector must accept events of the base, got"
                + " \"Scale.logDet: argument and parameters must have one dtype, got DOUBLE and"
                + " FLOAT\"");
  }
}
