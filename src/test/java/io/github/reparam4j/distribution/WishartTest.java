/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.matrix;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.Digamma;
import org.junit.jupiter.api.Test;

/** {@link Wishart}. */
final class WishartTest extends VectorContract {
  private static final Grid TWO = matrix(0.9, 9, 0.4, 1.1);
  private static final Grid THREE = matrix(1.2, 9, 9, -0.5, 0.8, 9, 0.3, 0.6, 0.9);

  private static VectorCase wishart(double df, Grid tril) {
    return VectorCase.of(p -> Wishart.of(p[0], p[1]), scalar(df), tril)
        .on(
            new Chart.PositiveDefinite(tril.shape().dim(0)),
            (p, x) ->
                logDensity(
                    p.get(0).data()[0],
                    NaiveMatrix.covariance(p.get(1).data()),
                    NaiveMatrix.square(x)));
  }

  private static double logDensity(double df, double[][] v, double[][] x) {
    int n = v.length;
    return 0.5 * (df - n - 1) * NaiveMatrix.logDet(x)
        - 0.5 * NaiveMatrix.trace(NaiveMatrix.times(NaiveMatrix.inverse(v), x))
        - 0.5 * df * (n * Math.log(2) + NaiveMatrix.logDet(v))
        - NaiveMatrix.logMultivariateGamma(df / 2, n);
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature log = Chart.trapezoid(-6, 3, 70);
    Quadrature below = Chart.trapezoid(-16, 16, 160);
    return Stream.of(
        wishart(1.5, matrix(0.8)).integrable(Chart.trapezoid(-30, 6, 400)),
        wishart(7.5, TWO).integrable(log, log, below),
        wishart(2.6, TWO),
        wishart(4, THREE));
  }

  @Override
  double integralTolerance() {
    return 1e-7;
  }

  @Override
  double densityTolerance() {
    return 1e-11;
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        wishart(1e10, TWO), wishart(1.01, TWO), wishart(3, matrix(1e-10, 0, 0, 1e-10)));
  }

  @Override
  double[] outside(VectorCase c) {
    int n = c.chart() instanceof Chart.PositiveDefinite p ? p.n() : 0;
    double[] x = new double[(n == 1 ? 3 : 5) * n * n];
    x[0] = -1;
    for (int i = 0; i < n; i++) {
      x[n * n + i * (n + 1)] = i == 0 ? 0 : 1;
      x[2 * n * n + i * (n + 1)] = i == 0 ? Double.POSITIVE_INFINITY : 1;
      if (n > 1) {
        x[3 * n * n + i * (n + 1)] = 1;
        x[4 * n * n + i * (n + 1)] = 1;
      }
    }
    if (n > 1) {
      x[3 * n * n + 1] = 0.1; // not symmetric
      x[4 * n * n + 1] = 1.5; // symmetric, of one negative eigenvalue
      x[4 * n * n + n] = 1.5;
    }
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /** E X = nu V, E X_00^2 = nu (nu + 2) V_00^2, E ln |X| = psi_n(nu/2) + n ln 2 + ln |V|. */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    double df = c.parameters().get(0).data()[0];
    if (df < 2) {
      return Stream.empty();
    }
    return Stream.of(
        new Expectation(
            "sum of X",
            x -> x.sum(-1, -2),
            p -> {
              double sum = 0;
              for (double[] row : NaiveMatrix.covariance(p.get(1).data())) {
                sum += DistributionContract.sum(row);
              }
              return p.get(0).data()[0] * sum;
            },
            0.5),
        new Expectation(
            "ln |X|",
            x -> x.cholesky().choleskyLogDet(),
            p -> {
              double[][] v = NaiveMatrix.covariance(p.get(1).data());
              double sum = NaiveMatrix.logDet(v) + v.length * Math.log(2);
              for (int j = 0; j < v.length; j++) {
                sum += Digamma.value((p.get(0).data()[0] - j) / 2);
              }
              return sum;
            },
            0.1));
  }

  @Override
  Stream<Refused> refused() {
    Tensor eye = Tensor.eye(DType.DOUBLE, 3);
    return Stream.of(
        Refused.now(
            () -> Wishart.of(Tensor.scalar(2), eye),
            "Wishart.of: df - (n - 1) must be > 0, got 0.0"),
        Refused.now(
            () -> Wishart.of(Tensor.scalar(0), Tensor.eye(DType.DOUBLE, 1)),
            "Wishart.of: df must be > 0, got 0.0; pass a log-df through exp or softplus"),
        Refused.now(
            () -> Wishart.of(Tensor.scalar(4), Tensor.vector(1.0)),
            "Wishart.of: scaleTril must be [..., n, n], got [1]"),
        Refused.whenRun(
            () -> Wishart.of(Tensor.vector(4, 1.5), eye).rsample(),
            "Wishart.of: df - (n - 1) must be > 0 everywhere, got -0.5 at [1] of shape [2]"));
  }

  @Test
  void choleskyFactorIsThatOfTheSample() {
    Wishart d = (Wishart) wishart(4, THREE).distribution();
    double[] factor = values(d.rsampleCholesky(20));
    double[] again = values(d.rsample(20).cholesky());
    assertClose(factor, again, 1e-10, "factor");
  }

  @Test
  void samplesAreSymmetricToTheLastBit() {
    Tensor x =
        Wishart.of(Tensor.scalar(40), Tensor.eye(DType.FLOAT, 30).cast(DType.DOUBLE)).sample();
    double[] found = Grid.values(x.sub(x.transpose()).eval(KEY));
    assertThat(found).containsOnly(0.0);
  }

  /** So that one of many that are rejected does not spoil the gradient of others. */
  @Test
  void gradientOutsideOfTheSupportIsZero() {
    Parameter x =
        Grid.parameter(
            "x",
            DType.DOUBLE,
            Shape.of(2, 2, 2),
            i -> new double[] {1, 1.5, 1.5, 1, 1, 0.5, 0.5, 1}[i]);
    Parameter df = Grid.parameter("df", DType.DOUBLE, Shape.scalar(), i -> 4);
    Tensor log = Wishart.of(df, Tensor.eye(DType.DOUBLE, 2)).logProb(x);
    Gradients g = Gradients.of(Tensor.where(log.stopGradient().gt(-1e9), log, log.mul(0)).sum(), x);
    // (nu - n - 1) / 2 X^-1 - V^-1 / 2
    assertClose(
        values(g.of(x)),
        new double[] {0, 0, 0, 0, 1 / 1.5 - 0.5, -0.5 / 1.5, -0.5 / 1.5, 1 / 1.5 - 0.5},
        1e-14,
        "gradient");
  }

  @Test
  void modeIsMissingForFewDegreesOfFreedom() {
    assertThat(values(wishart(2.9, TWO).distribution().mode())).containsOnly(Double.NaN);
  }
}
