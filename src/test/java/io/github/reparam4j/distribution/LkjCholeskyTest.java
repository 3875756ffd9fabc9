/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

/** {@link LkjCholesky}. */
final class LkjCholeskyTest extends VectorContract {
  private static VectorCase lkj(int n, double concentration) {
    return VectorCase.of(p -> LkjCholesky.of(n, p[0]), scalar(concentration))
        .on(new Chart.Correlation(n), (p, x) -> logDensity(p.get(0).data()[0], n, x));
  }

  /**
   * The paper's: of R, by beta integrals of partial correlations; of L, with the Jacobian of L L'.
   */
  private static double logDensity(double eta, int n, double... x) {
    double sum = 0;
    for (int k = 1; k < n; k++) { // (16) of the paper: k correlations of lag n - k ... each
      double b = eta + (n - 1 - k) / 2.0;
      double logBeta = 2 * LogGamma.value(b) - LogGamma.value(2 * b);
      sum -= (2 * eta - 2 + n - k) * (n - k) * Math.log(2) + (n - k) * logBeta;
    }
    for (int i = 1; i < n; i++) {
      double diagonal = Math.log(x[i * n + i]);
      sum += 2 * (eta - 1) * diagonal; // |R|^(eta - 1)
      sum += (n - 1 - i) * diagonal; // dR / dL
    }
    return sum;
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature u = Chart.trapezoid(-9, 9, 90);
    return Stream.of(
        lkj(2, 0.7).integrable(Chart.trapezoid(-25, 25, 400)),
        lkj(2, 3).integrable(Chart.trapezoid(-9, 9, 200)),
        lkj(3, 2).integrable(u, u, u),
        lkj(4, 1));
  }

  @Override
  double integralTolerance() {
    return 1e-8;
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(lkj(3, 1e15), lkj(3, 1e-3));
  }

  @Override
  double[] outside(VectorCase c) {
    int n = c.chart() instanceof Chart.Correlation r ? r.n() : 0;
    double[] x = new double[3 * n * n];
    for (int i = 0; i < n; i++) {
      x[i * (n + 1)] = i == 1 ? -1 : 1; // a sign
      x[n * n + i * (n + 1)] = i == 1 ? 0.5 : 1; // a length
      x[2 * n * n + i * (n + 1)] = 1;
    }
    x[2 * n * n + 1] = 0.1; // above the diagonal
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /** E L[n-1,0]^2 = 1 / (2 eta + n - 1), E ln L[n-1,n-1] = (psi(eta) - psi(eta + (n-1)/2)) / 2. */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    int n = ((Chart.Correlation) c.chart()).n();
    return Stream.of(
        new Expectation(
            "L[n-1,0]^2",
            x -> x.select(-2, n - 1).column(0).square(),
            p -> 1 / (2 * p.get(0).data()[0] + n - 1),
            0.01),
        new Expectation(
            "ln of the last of the diagonal",
            x -> x.select(-2, n - 1).column(n - 1).log(),
            p -> {
              double eta = p.get(0).data()[0];
              return 0.5 * (Digamma.value(eta) - Digamma.value(eta + (n - 1) / 2.0));
            },
            0.05));
  }

  @Override
  Stream<Refused> refused() {
    return Stream.of(
        Refused.now(
            () -> LkjCholesky.of(0, Tensor.scalar(1)),
            "LkjCholesky.of: n must be at least 1, got 0"),
        Refused.now(
            () -> LkjCholesky.of(2, Tensor.scalar(0)),
            "LkjCholesky.of: concentration must be > 0, got 0.0; pass a log-concentration through"
                + " exp or softplus"),
        Refused.whenRun(
            () -> LkjCholesky.of(2, Tensor.vector(1, Double.POSITIVE_INFINITY)).rsample(),
            "LkjCholesky.of: concentration must be finite everywhere, got Infinity at [1] of shape"
                + " [2]"));
  }

  /** With eta = 1 the density of R is constant: for n = 2 the correlation is uniform on (-1, 1). */
  @Test
  void correlationOfTwoIsUniform() {
    LkjCholesky d = LkjCholesky.of(2, Tensor.scalar(1));
    for (double r : new double[] {-0.99, 0, 0.3}) {
      Tensor l = Tensor.constant(new double[] {1, 0, r, Math.sqrt(1 - r * r)}, 2, 2);
      assertThat(d.logProb(l).evalScalar()).isCloseTo(-Math.log(2), within(1e-15));
    }
  }

  @Test
  void oneVariableHasNothingToCorrelate() {
    LkjCholesky d = LkjCholesky.of(1, Tensor.scalar(2));
    assertThat(values(d.sample(3))).containsOnly(1.0);
    assertThat(values(d.logProb(d.sample(3)))).containsOnly(0.0);
    assertThat(d.entropy().evalScalar()).isZero();
  }

  @Test
  void modeIsMissingForSmallConcentrations() {
    assertThat(values(lkj(2, 0.9).distribution().mode())).containsOnly(Double.NaN);
    assertThat(values(lkj(2, 1).distribution().mode())).containsExactly(1, 0, 0, 1);
  }
}
