/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.bijector.CholeskyFactor;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An error of an operation within a distribution names the method that the user called. */
class CalledMethodTest {
  private static final Normal NORMAL = Normal.of(Tensor.vector(0.0, 1.0), Tensor.vector(1.0, 1.0));
  private static final Tensor THREE = Tensor.vector(1.0, 2.0, 3.0);
  private static final Tensor INDEFINITE = Tensor.constant(new double[] {1, 2, 2, 1}, 2, 2);

  static Stream<Arguments> cases() {
    Mixture mixture = Mixture.of(Tensor.vector(0.5, 0.5), NORMAL);
    return Stream.of(
        refused(
            "Mixture.sample: a shape must have at most 2^40 elements, got [1073741824, 1073741824]",
            () -> mixture.sample(1 << 30, 1 << 30)),
        refused(
            "MultivariateNormal.logProb: shapes must broadcast (equal lengths or 1, aligned at the"
                + " last axis), got [3] and [2]; they differ at axis -1",
            () -> MultivariateNormal.fromDiagonal(NORMAL.mean(), NORMAL.mean()).logProb(THREE)),
        refused(
            "CholeskyFactor.inverse: triangular matrices must have at most 46340 rows, got 46341;"
                + " shape [46341, 46341]",
            () -> new CholeskyFactor().inverse(Tensor.ones(DType.FLOAT, 46_341, 46_341))),
        refused(
            "CholeskyFactor.forward: triangular matrices must have at most 46340 rows, got 46341;"
                + " shape [1073767311]",
            () -> new CholeskyFactor().forward(Tensor.ones(DType.FLOAT, 1_073_767_311))),
        refused(
            "Normal.logProb: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [3] and [2]; they differ at axis -1",
            () -> NORMAL.logProb(THREE)),
        refused(
            "Normal.cdf: all inputs must have one dtype, got FLOAT and DOUBLE; convert one with"
                + " cast(DType.FLOAT)",
            () -> NORMAL.cdf(Tensor.vector(1f, 2f))),
        refused(
            "Normal.rsample: every axis length must be in [0, 2^31), got [-1]; at axis 0",
            () -> NORMAL.rsample(-1)),
        refused(
            "sample: a shape must have at most 2^40 elements, got [1048576, 1048576, 2]",
            () -> NORMAL.sample(1 << 20, 1 << 20)),
        refused(
            "sample: a shape must have at most 2^40 elements, got [65536, 65536, 65536, 65536]",
            () -> NORMAL.sample(65_536, 65_536, 65_536, 65_536)),
        refused(
            "LkjCholesky.eventShape: a shape must have at most 2^40 elements, got [2097152,"
                + " 2097152]",
            () -> LkjCholesky.of(1 << 21, Tensor.scalar(1)).eventShape()),
        refused(
            "sample: a shape must have at most 2^40 elements, got [2097152, 2097152]",
            () -> LkjCholesky.of(1 << 21, Tensor.scalar(1)).sample()),
        refused(
            "LkjCholesky.rsample: matrices with a diagonal must have at most 46340 rows, got 50000;"
                + " shape [50000]",
            () -> LkjCholesky.of(50_000, Tensor.scalar(1)).rsample()),
        refused(
            "LkjCholesky.logProb: the last two axes must be equal, got shape [3]",
            () -> LkjCholesky.of(3, Tensor.scalar(1)).logProb(THREE)),
        refused(
            "Categorical.logProb: shapes must broadcast (equal lengths or 1, aligned at the last"
                + " axis), got [3] and [2]; they differ at axis -1",
            () -> Categorical.of(Tensor.ones(DType.DOUBLE, 2, 4)).logProb(THREE)),
        refused(
            "OrderedLogistic.logProb: shapes must broadcast (equal lengths or 1, aligned at the"
                + " last axis), got [3] and [2]; they differ at axis -1",
            () -> OrderedLogistic.of(NORMAL.mean(), THREE).logProb(THREE)),
        refused(
            "Categorical.sample: positions must be exact in FLOAT, got axis of length 16777217;"
                + " cast to DOUBLE first",
            () -> Categorical.fromLogits(Tensor.ones(DType.FLOAT, (1 << 24) + 1)).sample()));
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
  void anErrorOfTheRunNamesTheMethodToo() {
    Tensor zeros = Tensor.zeros(DType.DOUBLE, 2);
    Tensor sample = MultivariateNormal.fromCovariance(zeros, INDEFINITE).sample();
    assertThatThrownBy(() -> sample.eval(RandomKey.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "MultivariateNormal.fromCovariance: matrix must be positive definite, got a leading");
    Tensor picked = THREE.select(0, 1).expandDims(0);
    assertThatThrownBy(() -> THREE.gather(0, picked.add(1)).eval())
        .hasMessage("gather: indices must be integers in [0, 3), got 3.0 at [0]");
  }
}
