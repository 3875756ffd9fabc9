/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.matrix;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.Digamma;
import org.junit.jupiter.api.Test;

/** {@link InverseWishart}. */
final class InverseWishartTest extends VectorContract {
  private static final Grid TWO = matrix(0.9, 9, 0.4, 1.1);
  private static final Grid THREE = matrix(1.2, 9, 9, -0.5, 0.8, 9, 0.3, 0.6, 0.9);

  private static VectorCase inverse(double df, Grid tril) {
    return VectorCase.of(p -> InverseWishart.of(p[0], p[1]), scalar(df), tril)
        .on(
            new Chart.PositiveDefinite(tril.shape().dim(0)),
            (p, x) ->
                logDensity(
                    p.get(0).data()[0],
                    NaiveMatrix.covariance(p.get(1).data()),
                    NaiveMatrix.square(x)));
  }

  private static double logDensity(double df, double[][] psi, double[][] x) {
    int n = psi.length;
    return -0.5 * (df + n + 1) * NaiveMatrix.logDet(x)
        - 0.5 * NaiveMatrix.trace(NaiveMatrix.times(psi, NaiveMatrix.inverse(x)))
        - 0.5 * df * (n * Math.log(2) - NaiveMatrix.logDet(psi))
        - NaiveMatrix.logMultivariateGamma(df / 2, n);
  }

  @Override
  Stream<VectorCase> cases() {
    return Stream.of(
        inverse(5, matrix(0.8)).integrable(Chart.trapezoid(-4, 12, 400)),
        inverse(21, TWO)
            .integrable(
                Chart.trapezoid(-3.5, 1.5, 60),
                Chart.trapezoid(-3.5, 1.5, 60),
                Chart.trapezoid(-1.5, 1.5, 160)),
        inverse(3, TWO),
        inverse(20, THREE));
  }

  @Override
  double integralTolerance() {
    return 1e-6;
  }

  @Override
  double densityTolerance() {
    return 1e-11;
  }

  /** With 20 degrees of freedom, or skewness is beyond what a million samples even out. */
  @Override
  boolean hasFourMoments(VectorCase c) {
    return c.parameters().get(0).data()[0] > 19;
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(inverse(1e10, TWO), inverse(1.5, TWO), inverse(3, matrix(1e-10, 0, 0, 1e-10)));
  }

  @Override
  double[] outside(VectorCase c) {
    int n = c.chart() instanceof Chart.PositiveDefinite p ? p.n() : 0;
    double[] x = new double[2 * n * n];
    x[0] = -1;
    for (int i = 0; i < n; i++) {
      x[n * n + i * (n + 1)] = i == 0 ? 0 : 1;
    }
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /** E X = Psi / (nu - n - 1), E ln |X| = ln |Psi| - n ln 2 - psi_n(nu/2). */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    if (!hasFourMoments(c)) {
      return Stream.empty();
    }
    return Stream.of(
        new Expectation(
            "sum of X",
            x -> x.sum(-1, -2),
            p -> {
              double[][] psi = NaiveMatrix.covariance(p.get(1).data());
              double sum = 0;
              for (double[] row : psi) {
                sum += DistributionContract.sum(row);
              }
              return sum / (p.get(0).data()[0] - psi.length - 1);
            },
            0.01),
        new Expectation(
            "ln |X|",
            x -> x.cholesky().choleskyLogDet(),
            p -> {
              double[][] psi = NaiveMatrix.covariance(p.get(1).data());
              double sum = NaiveMatrix.logDet(psi) - psi.length * Math.log(2);
              for (int j = 0; j < psi.length; j++) {
                sum -= Digamma.value((p.get(0).data()[0] - j) / 2);
              }
              return sum;
            },
            0.05));
  }

  @Override
  Stream<Refused> refused() {
    Tensor eye = Tensor.eye(DType.DOUBLE, 3);
    return Stream.of(
        Refused.now(
            () -> InverseWishart.of(Tensor.scalar(2), eye),
            "InverseWishart.of: df - (n - 1) must be > 0, got 0.0"),
        Refused.now(
            () -> InverseWishart.of(Tensor.scalar(Double.NaN), eye),
            "InverseWishart.of: df must be finite, got NaN"));
  }

  @Test
  void choleskyFactorIsThatOfTheSample() {
    InverseWishart d = (InverseWishart) inverse(4, THREE).distribution();
    assertClose(values(d.rsampleCholesky(20)), values(d.rsample(20).cholesky()), 1e-8, "factor");
  }

  @Test
  void momentsThatAreNotDefinedAreNan() {
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    Distribution few = inverse(3, TWO).distribution();
    assertThat(values(few.mean())).containsExactly(infinite, nan, nan, infinite);
    assertThat(values(few.variance())).containsOnly(nan);
    assertThat(values(inverse(5, TWO).distribution().variance())).containsOnly(infinite);
    assertThat(values(inverse(5, TWO).distribution().mean())[0] * 2)
        .isEqualTo(Tensor.scalar(0.9).square().evalScalar());
    assertThat(few.dtype()).isEqualTo(DType.DOUBLE);
  }
}
