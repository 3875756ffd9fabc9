/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rejected arguments and the messages of errors. */
final class ReparamGaussianErrorTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final String SCALE = "ReparamGaussian.of: scale must be > 0 everywhere, got ";
  private static final String SCALE_HINT = "; pass a log-scale through exp or softplus";

  private static Tensor d(long... shape) {
    return Tensor.ones(DType.DOUBLE, shape);
  }

  private static Tensor f(long... shape) {
    return Tensor.ones(DType.FLOAT, shape);
  }

  private static void assertRejected(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void assertFails(Tensor expression, String message) {
    assertThatThrownBy(() -> expression.eval(KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(message);
  }

  // ---- values, when run

  @ParameterizedTest
  @CsvSource({"-0.5", "0.0", "-0.0", "NaN", "-Infinity"})
  void rejectsScaleThatIsNotPositive(double bad) {
    Tensor scale = Tensor.vector(1.0, 2, 3, bad, 5, 6, 7, 8);
    ReparamGaussian g = ReparamGaussian.of(d(8), scale);
    String message = SCALE + bad + " at [3] of shape [8]" + SCALE_HINT;
    assertFails(g.rsample(), message);
    assertFails(g.rsample(100), message);
    assertFails(g.rsampleAndLogProb().logProb(), message);
    assertFails(g.logProb(d(5, 8)), message);
    assertFails(g.entropy(), message);
    assertFails(g.variance(), message);
    assertFails(g.klToStandard(), message);
    assertFails(ReparamGaussian.standard(DType.DOUBLE, 8).kl(g), message);
  }

  @Test
  void namesTheIndexInAMatrixAndTheValueInItsType() {
    Tensor scale = Tensor.vector(1f, 1f, 1f, 1f, -0.1f, 1f).reshape(2, 3);
    assertFails(
        ReparamGaussian.of(f(4, 2, 3), scale).rsample(5),
        SCALE + "-0.1 at [1, 1] of shape [2, 3]" + SCALE_HINT);
    assertFails(
        ReparamGaussian.of(Tensor.scalar(0), Tensor.scalar(2).neg()).rsample(),
        SCALE + "-2.0 at [] of shape []" + SCALE_HINT);
  }

  @Test
  void rejectsANumberAtOnce() {
    assertRejected(
        () -> ReparamGaussian.of(Tensor.scalar(0), Tensor.scalar(-2)),
        "ReparamGaussian.of: scale must be > 0, got -2.0" + SCALE_HINT);
  }

  @Test
  void acceptsTheSmallestScale() {
    Tensor scale = Tensor.scalar(Double.MIN_VALUE);
    assertThat(ReparamGaussian.of(Tensor.scalar(3), scale).rsample().evalScalar(KEY)).isEqualTo(3);
  }

  @Test
  void acceptsAnyLogVariance() {
    Tensor logVariance = Tensor.vector(-700.0, -1, 0, 1, 700);
    double[] y =
        Grid.values(ReparamGaussian.fromLogVariance(d(5), logVariance).rsample().eval(KEY));
    assertThat(DoubleStream.of(y)).allMatch(Double::isFinite);
  }

  @ParameterizedTest
  @CsvSource({"-0.5", "0.0", "NaN"})
  void rejectsDiagonalOfTriangleThatIsNotPositive(double bad) {
    Tensor scaleTril = Tensor.constant(new double[] {1, 0, 0, 2, bad, 0, 3, 4, 5}, 3, 3);
    ReparamGaussian g = ReparamGaussian.fromScaleTril(d(3), scaleTril);
    String message =
        "ReparamGaussian.fromScaleTril: diagonal of scaleTril must be > 0 everywhere, got "
            + bad
            + " at [1] of shape [3]; pass the diagonal through exp or softplus";
    assertFails(g.rsample(), message);
    assertFails(g.logProb(d(3)), message);
    assertFails(g.entropy(), message);
    assertFails(g.klToStandard(), message);
  }

  @Test
  void namesTheIndexInABatchOfTriangles() {
    Tensor scaleTril = Tensor.constant(new double[] {1, 0, 0, 1, 1, 0, 0, -1}, 2, 2, 2);
    assertFails(
        ReparamGaussian.fromScaleTril(d(2), scaleTril).rsample(),
        "ReparamGaussian.fromScaleTril: diagonal of scaleTril must be > 0 everywhere, got -1.0 at"
            + " [1, 1] of shape [2, 2]; pass the diagonal through exp or softplus");
  }

  @ParameterizedTest
  @CsvSource({"-0.5", "0.0", "NaN"})
  void rejectsLowRankDiagonalThatIsNotPositive(double bad) {
    ReparamGaussian g = ReparamGaussian.fromLowRank(d(3), d(3, 2), Tensor.vector(1.0, 2.0, bad));
    String message =
        "ReparamGaussian.fromLowRank: diagonal must be > 0 everywhere, got "
            + bad
            + " at [2] of shape [3]; pass it through exp or softplus";
    assertFails(g.rsample(), message);
    assertFails(g.logProb(d(3)), message);
    assertFails(g.entropy(), message);
    assertFails(g.klToStandard(), message);
  }

  @Test
  void checksCanBeLeftOut() {
    Tensor z = Tensor.vector(1.0, 2.0);
    Tensor y = ReparamGaussian.of(d(2), Tensor.vector(1.0, -0.5)).rsample(z);
    Tensor triangle = Tensor.constant(new double[] {1, 0, 3, -0.5}, 2, 2);
    Tensor vector = ReparamGaussian.fromScaleTril(d(2), triangle).rsample(z);
    try (Program program = Program.of(y, vector).withoutChecks()) {
      assertThat(Grid.values(program.run().get(y))).containsExactly(2, 0);
      assertThat(Grid.values(program.run().get(vector))).containsExactly(2, 3);
    }
  }

  // ---- shapes and types, when made

  @Test
  void rejectsShapesThatDoNotBroadcast() {
    String rule = ": shapes must broadcast (equal lengths or 1, aligned at the last axis),";
    assertRejected(
        () -> ReparamGaussian.of(d(3), d(2)),
        "ReparamGaussian.of" + rule + " got [3] and [2]; they differ at axis -1");
    assertRejected(
        () -> ReparamGaussian.fromLogVariance(d(4, 3), d(2, 3)),
        "ReparamGaussian.fromLogVariance"
            + rule
            + " got [4, 3] and [2, 3]; they differ at axis -2");
    assertRejected(
        () -> ReparamGaussian.fromScaleTril(d(4, 3), d(2, 3, 3)),
        "ReparamGaussian.fromScaleTril" + rule + " got [4, 3] and [2, 3]; they differ at axis -2");
  }

  @Test
  void rejectsTrianglesThatDoNotFit() {
    String rule =
        "ReparamGaussian.fromScaleTril: loc must be [..., d] and scaleTril [..., d, d], got ";
    assertRejected(() -> ReparamGaussian.fromScaleTril(d(3), d(2, 2)), rule + "[3] and [2, 2]");
    assertRejected(() -> ReparamGaussian.fromScaleTril(d(3), d(3, 2)), rule + "[3] and [3, 2]");
    assertRejected(() -> ReparamGaussian.fromScaleTril(d(3), d(3)), rule + "[3] and [3]");
    assertRejected(() -> ReparamGaussian.fromScaleTril(d(), d(1, 1)), rule + "[] and [1, 1]");
    assertRejected(() -> ReparamGaussian.fromScaleTril(d(1), d(3, 3)), rule + "[1] and [3, 3]");
  }

  @Test
  void rejectsLowRankPartsThatDoNotFit() {
    String rule =
        "ReparamGaussian.fromLowRank: loc must be [..., n], factor [..., n, r] and diagonal"
            + " [..., n], got ";
    assertRejected(
        () -> ReparamGaussian.fromLowRank(d(3), d(2, 3), d(3)), rule + "[3], [2, 3] and [3]");
    assertRejected(
        () -> ReparamGaussian.fromLowRank(d(3), d(3, 2), d(2)), rule + "[3], [3, 2] and [2]");
    assertRejected(() -> ReparamGaussian.fromLowRank(d(3), d(3), d(3)), rule + "[3], [3] and [3]");
    assertRejected(
        () -> ReparamGaussian.fromLowRank(d(3), d(3, 1), d()), rule + "[3], [3, 1] and []");
  }

  @Test
  void rejectsMixedTypes() {
    String rule = "parameters must have one dtype, got ";
    assertRejected(
        () -> ReparamGaussian.of(d(3), f(3)),
        "ReparamGaussian.of: "
            + rule
            + "[DOUBLE, FLOAT] of fill(1.0) [3] DOUBLE, fill(1.0) [3] FLOAT");
    assertRejected(
        () -> ReparamGaussian.fromLogVariance(f(3), d(3)),
        "ReparamGaussian.fromLogVariance: "
            + rule
            + "[FLOAT, DOUBLE] of fill(1.0) [3] FLOAT, fill(1.0) [3] DOUBLE");
    assertRejected(
        () -> ReparamGaussian.fromScaleTril(d(3), f(3, 3)),
        "ReparamGaussian.fromScaleTril: "
            + rule
            + "[DOUBLE, FLOAT] of fill(1.0) [3] DOUBLE, fill(1.0) [3, 3] FLOAT");
    assertRejected(
        () -> ReparamGaussian.fromLowRank(d(3), d(3, 2), f(3)),
        "ReparamGaussian.fromLowRank: "
            + rule
            + "[DOUBLE, DOUBLE, FLOAT] of fill(1.0) [3] DOUBLE, fill(1.0) [3, 2] DOUBLE,"
            + " fill(1.0) [3] FLOAT");
    assertRejected(
        () -> ReparamGaussian.of(d(3), d(3)).kl(ReparamGaussian.of(f(3), f(3))),
        "ReparamGaussian.kl: both must have the same event shape and dtype, got [] DOUBLE and []"
            + " FLOAT");
  }

  @Test
  void rejectsNoiseOfAnotherShapeOrType() {
    ReparamGaussian elements = ReparamGaussian.of(d(4, 3), d(3));
    String rule = "ReparamGaussian.rsample: z must end in the axes ";
    assertRejected(
        () -> elements.rsample(d(3)), rule + "[4, 3] and be DOUBLE, got shape [3] DOUBLE");
    assertRejected(
        () -> elements.rsample(d(4, 3, 1)),
        rule + "[4, 3] and be DOUBLE, got shape [4, 3, 1] DOUBLE");
    assertRejected(
        () -> elements.rsample(f(4, 3)), rule + "[4, 3] and be DOUBLE, got shape [4, 3] FLOAT");
    ReparamGaussian lowRank = ReparamGaussian.fromLowRank(d(3), d(3, 2), d(3));
    assertRejected(
        () -> lowRank.rsample(d(7, 3)), rule + "[5] and be DOUBLE, got shape [7, 3] DOUBLE");
  }

  @Test
  void rejectsDivergenceOfDifferentEvents() {
    String rule = "ReparamGaussian.kl: both must have the same event shape and dtype, got ";
    ReparamGaussian elements = ReparamGaussian.of(d(3), d(3));
    ReparamGaussian three = ReparamGaussian.fromScaleTril(d(3), d(3, 3));
    ReparamGaussian two = ReparamGaussian.fromLowRank(d(2), d(2, 1), d(2));
    assertRejected(() -> elements.kl(three), rule + "[] DOUBLE and [3] DOUBLE");
    assertRejected(() -> three.kl(two), rule + "[3] DOUBLE and [2] DOUBLE");
  }

  @Test
  void rejectsDivergenceOfBatchesThatDoNotBroadcast() {
    assertThatThrownBy(() -> ReparamGaussian.of(d(3), d(3)).kl(ReparamGaussian.of(d(2), d(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got [3] and [2]");
  }
}
