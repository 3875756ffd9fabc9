/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.vector;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link LogisticNormal}. */
final class LogisticNormalTest extends VectorContract {
  private static VectorCase logistic(Grid loc, Grid scale) {
    return VectorCase.of(p -> LogisticNormal.of(p[0], p[1]), loc, scale)
        .on(
            new Chart.Simplex(loc.data().length + 1),
            (p, x) -> logDensity(p.get(0).data(), p.get(1).data(), x))
        .lacking(Has.MODE);
  }

  /** Piece by piece: z = y / left, dz = dy / left, dt = dz / (z (1 - z)). */
  private static double logDensity(double[] loc, double[] scale, double... y) {
    double sum = 0;
    double left = 1;
    int n = loc.length;
    for (int i = 0; i < n; i++) {
      double z = y[i] / left;
      double t = Math.log(z / (1 - z)) + Math.log(n - i);
      double s = (t - loc[i]) / scale[i];
      sum -= s * s / 2 + Math.log(scale[i] * Math.sqrt(2 * Math.PI));
      sum -= Math.log(left * z * (1 - z));
      left -= y[i];
    }
    return sum;
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature u = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    return Stream.of(
        logistic(vector(0.3), vector(0.8)).integrable(u),
        logistic(vector(0.3, -0.5), vector(0.8, 1.4)).integrable(u, u),
        logistic(vector(0.3, -0.5, 1, 0), vector(0.8, 1.4, 1, 0.5)));
  }

  @Override
  double densityTolerance() {
    return 1e-11; // of the textbook's 1 - z
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        logistic(vector(0, 0), vector(1e-30, 1e-30)),
        logistic(vector(500, -500), vector(1, 1)),
        logistic(vector(0, 0), vector(1e15, 1e15)));
  }

  @Override
  double[] outside(VectorCase c) {
    int n = c.parameters().get(0).data().length + 1;
    double[] x = new double[3 * n];
    x[0] = 1.5;
    x[1] = -0.5; // sums to 1
    x[n] = 0.9; // does not
    x[2 * n] = Double.POSITIVE_INFINITY;
    return x;
  }

  @Override
  boolean isExplicit() {
    return true;
  }

  @Override
  Stream<Refused> refused() {
    return Stream.of(
        Refused.now(
            () -> LogisticNormal.of(Tensor.vector(1.0), Tensor.vector(1.0, 2.0)),
            "LogisticNormal.of: loc and scale must be [..., n], got [1] and [2]"),
        Refused.whenRun(
            () -> LogisticNormal.of(Tensor.vector(1.0), Tensor.vector(0.0)).rsample(),
            "LogisticNormal.of: scale must be > 0 everywhere, got 0.0 at [0] of shape [1]; pass a"
                + " log-scale through exp or softplus"));
  }

  @Test
  void densityAtTheBorderIsZero() {
    LogisticNormal d = LogisticNormal.of(Tensor.vector(0.0, 0.0), Tensor.vector(1.0, 1.0));
    Tensor border = Tensor.constant(new double[] {0, 0.5, 0.5, 1, 0, 0, 0.5, 0.5, 0}, 3, 3);
    double none = Double.NEGATIVE_INFINITY;
    assertClose(values(d.logProb(border)), new double[] {none, none, none}, 0, "logProb");
  }

  @Test
  void noisyCentreIsTheCentreOfTheSimplex() {
    LogisticNormal d = LogisticNormal.of(Tensor.vector(0.0, 0, 0), Tensor.vector(1e-9, 1e-9, 1e-9));
    assertClose(values(d.sample()), new double[] {0.25, 0.25, 0.25, 0.25}, 1e-8, "centre");
  }
}
