/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.junit.jupiter.api.Test;

/** {@link TruncatedNormal}. */
class TruncatedNormalTest extends ContinuousContract {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static DistributionCase normal(double loc, double scale, double low, double high) {
    double[] ends = DoubleStream.of(low, high).filter(Double::isFinite).toArray();
    return DistributionCase.of(
            p -> TruncatedNormal.of(p[0], p[1], p[2], p[3]), loc, scale, low, high)
        .kinks(ends);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return TruncatedNormalDistribution.of(p[0], p[1], p[2], p[3]);
  }

  /** A centre, both tails, a centre of the left, a narrow piece. */
  @Override
  boolean mayBeInfinite(int parameter) {
    return parameter >= 2;
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        normal(0.3, 1, -1, 2),
        normal(-4, 2, 1, 9),
        normal(3, 0.5, 1, 2),
        normal(0.2, 1.5, -5, 0.3),
        normal(0, 10, 2, 3));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        normal(0, 1e30, -1, 2),
        normal(0, 1e30, 1, 2),
        normal(0, 1e-30, -1, 2),
        normal(0, 1e-30, 1, 2),
        normal(0, 1e-30, -2, -1),
        normal(0, 1, 1e30, 2e30),
        normal(0, 1, 40, INFINITY),
        normal(0, 1, -INFINITY, -1e4),
        normal(0, 1, -INFINITY, INFINITY),
        normal(-1e30, 1, -INFINITY, 0),
        normal(1e30, 1, -INFINITY, 0));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "TruncatedNormal.of: ";
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        new Invalid(normal(0, 0, 0, 1), where + "scale must be > 0, got 0.0" + hint),
        new Invalid(normal(Double.NaN, 1, 0, 1), where + "loc must be finite, got NaN"),
        new Invalid(normal(0, 1, 1, 1), where + "high - low must be > 0, got 0.0"),
        new Invalid(normal(0, 1, Double.NaN, 1), where + "high - low must be > 0, got NaN"));
  }

  /**
   * Beyond a large, y is nearly exponential with rate a: density a exp(-a y - y^2 / 2) (1 + ...).
   */
  @Test
  void farTailIsNearlyExponential() {
    for (double a : new double[] {1e5, 1e9, 1e100}) {
      TruncatedNormal d = TruncatedNormal.of(-a, 1, 0, INFINITY);
      double[] log = values(d.logProb(Tensor.vector(0, 1 / a, 3 / a)));
      double[] exact = {Math.log(a), Math.log(a) - 1, Math.log(a) - 3};
      assertClose(log, exact, 1e-9, "logProb");
      assertThat(d.mean().evalScalar() * a).isCloseTo(1, within(1e-9));
      assertThat(d.standardDeviation().evalScalar() * a).isCloseTo(1, within(1e-9));
      assertThat(d.icdf(Tensor.scalar(1 - Math.exp(-2))).evalScalar() * a)
          .isCloseTo(2, within(1e-9));
      TruncatedNormal mirrored = TruncatedNormal.of(a, 1, -INFINITY, 0);
      assertThat(mirrored.cdf(Tensor.scalar(-2 / a)).evalScalar())
          .isCloseTo(Math.exp(-2), within(1e-9));
    }
  }

  /** The parent is flat on the interval: the distribution is uniform, in FLOAT too. */
  @Test
  void narrowIntervalIsUniform() {
    for (DType dtype : DType.values()) {
      TruncatedNormal d = (TruncatedNormal) normal(0, 1e30, 1, 3).distribution(dtype);
      assertThat(d.logProb(Tensor.fill(dtype, 2)).evalScalar())
          .isCloseTo(-Math.log(2), within(1e-6));
      assertThat(d.icdf(Tensor.fill(dtype, 0.25)).evalScalar()).isCloseTo(1.5, within(1e-6));
      assertThat(d.mean().evalScalar()).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void endsBelongToTheInterval() {
    TruncatedNormal d = TruncatedNormal.of(0, 1, 1, 2);
    double[] log = values(d.logProb(Tensor.vector(0.999, 1, 2, 2.001)));
    assertThat(log[0]).isEqualTo(-INFINITY);
    assertThat(log[1] - log[2]).isCloseTo(1.5, within(1e-14));
    assertThat(log[3]).isEqualTo(-INFINITY);
    assertThat(values(d.icdf(Tensor.vector(0.0, 1.0)))).containsExactly(1, 2);
    TruncatedNormal whole = TruncatedNormal.of(2, 3, -INFINITY, INFINITY);
    Tensor x = Tensor.vector(-30.0, 2, 5);
    assertClose(values(whole.logProb(x)), values(Normal.of(2, 3).logProb(x)), 1e-14, "logProb");
    assertClose(values(whole.cdf(x)), values(Normal.of(2, 3).cdf(x)), 1e-15, "cdf");
  }
}
