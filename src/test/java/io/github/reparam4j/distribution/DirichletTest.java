/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Dirichlet}. */
final class DirichletTest extends VectorContract {
  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double POLE = Double.POSITIVE_INFINITY;

  private static VectorCase dirichlet(double... concentration) {
    return VectorCase.of(p -> Dirichlet.of(p[0]), vector(concentration))
        .on(new Chart.Simplex(concentration.length), (p, x) -> logDensity(p.get(0).data(), x));
  }

  private static double logDensity(double[] a, double... x) {
    double sum = LogGamma.value(DoubleStream.of(a).sum());
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - 1) * Math.log(x[i]) - LogGamma.value(a[i]);
    }
    return sum;
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature u = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    return Stream.of(
        dirichlet(0.6, 2.5).integrable(u),
        dirichlet(2, 3, 1.5).integrable(u, u),
        dirichlet(0.4, 0.9, 1).integrable(u, u),
        dirichlet(1, 1, 1, 1),
        dirichlet(30, 0.2, 5, 1, 2));
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        dirichlet(1e-30, 1e-30, 1e-30), dirichlet(1e30, 1e30, 1), dirichlet(1e-20, 1e20, 1));
  }

  @Override
  double[] outside(VectorCase c) {
    int n = c.parameters().get(0).data().length;
    double[] x = new double[3 * n];
    x[0] = 1.5;
    x[1] = -0.5; // sums to 1
    x[n] = 0.9; // does not
    x[2 * n] = POLE;
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /** E x = m, E x^2 = m (a + 1) / (A + 1), E ln x = psi(a) - psi(A), A the sum of a. */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    double least = DoubleStream.of(c.parameters().get(0).data()).min().orElseThrow();
    Expectation first =
        new Expectation(
            "first x",
            x -> x.column(0),
            p -> p.get(0).data()[0] / DoubleStream.of(p.get(0).data()).sum(),
            0.01);
    Expectation squares =
        new Expectation(
            "x^2",
            x -> x.square().sum(-1),
            p -> {
              double[] a = p.get(0).data();
              double total = DoubleStream.of(a).sum();
              return DoubleStream.of(a).map(e -> e * (e + 1)).sum() / total / (total + 1);
            },
            0.01);
    Expectation log =
        new Expectation(
            "ln x",
            x -> x.log().column(0),
            p ->
                Digamma.value(p.get(0).data()[0])
                    - Digamma.value(DoubleStream.of(p.get(0).data()).sum()),
            0.1);
    return least > 0.5 ? Stream.of(first, squares, log) : Stream.of(first, squares);
  }

  @Override
  Stream<Refused> refused() {
    return Stream.of(
        Refused.now(
            () -> Dirichlet.of(Tensor.scalar(1)),
            "Dirichlet.of: concentration must be [..., k], got shape []"),
        Refused.whenRun(
            () -> Dirichlet.of(Tensor.vector(1.0, 0)).rsample(),
            "Dirichlet.of: concentration must be > 0 everywhere, got 0.0 at [1] of shape [2]; pass"
                + " a log-concentration through exp or softplus"),
        Refused.whenRun(
            () -> Dirichlet.of(Tensor.vector(1.0, POLE)).rsample(),
            "Dirichlet.of: concentration must be finite everywhere, got Infinity at [1] of shape"
                + " [2]"));
  }

  @Test
  void densityAtTheBorderIsTheLimit() {
    Tensor a =
        Tensor.constant(new double[] {1, 1, 1, 2, 1, 1, 0.5, 1, 1, 0.5, 2, 1, 0.5, 2, 1}, 5, 3);
    Tensor x =
        Tensor.constant(
            new double[] {0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0, 1}, 5, 3);
    assertClose(
        values(Dirichlet.of(a).logProb(x)),
        new double[] {Math.log(2), NONE, POLE, POLE, NONE},
        1e-15,
        "logProb");
  }

  @Test
  void modeHasTheGreatestDensity() {
    Tensor a =
        Tensor.constant(
            new double[] {2, 3, 1, 0.5, 2, 1.5, 1, 1, 1, 0.5, 1, 1, 0.2, 0.4, 0.3}, 5, 3);
    Dirichlet d = Dirichlet.of(a);
    assertThat(values(d.mode()))
        .containsExactly(1 / 3.0, 2 / 3.0, 0, 0, 1 / 1.5, 0.5 / 1.5, 1, 0, 0, 0, 1, 0, 0, 1, 0);
    assertClose(
        Arrays.copyOfRange(values(d.logProb(d.mode())), 1, 5),
        new double[] {POLE, Math.log(2), POLE, POLE},
        1e-15,
        "density at the mode");
  }

  /** A vertex each, with equal frequency: 10^5 draws, a deviation of 0.01 has probability 2e-11. */
  @ParameterizedTest
  @EnumSource
  void tinyConcentrationsGiveVertices(DType dtype) {
    int n = 100_000;
    double[] x = values(Dirichlet.of(Tensor.fill(dtype, 1e-8, 3)).sample(n));
    assertThat(x).contains(1.0).doesNotContain(Double.NaN);
    int[] counts = new int[3];
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 1) {
        counts[i % 3]++;
      }
    }
    assertThat(counts[0] + counts[1] + counts[2]).isGreaterThan(n - 10);
    for (int count : counts) {
      assertThat(Math.abs(count / (double) n - 1 / 3.0)).isLessThan(0.01);
    }
  }

  @Test
  void logDensityOfSamplesIsFiniteWhereTheyRoundToZero() {
    SampleWithLogProb both =
        Dirichlet.of(Tensor.fill(DType.DOUBLE, 1e-4, 3)).rsampleAndLogProb(1000);
    assertThat(both.sample().shape()).isEqualTo(Shape.of(1000, 3));
    double[] log = Grid.values(both.logProb().eval(KEY));
    assertThat(Arrays.stream(log).allMatch(Double::isFinite)).isTrue();
  }

  @Test
  void largeConcentrationsDoNotCancel() {
    Dirichlet d = Dirichlet.of(Tensor.vector(1e12, 2e12, 3e12));
    // by the normal approximation, of covariance m_i (d_ij - m_j) / 6e12
    double expected = -0.5 * Math.log(Math.pow(2 * Math.PI / 6e12, 2) * (1 / 6.0 * 1 / 3 * 1 / 2));
    double found = d.logProb(d.mean()).evalScalar();
    assertThat(found).isCloseTo(expected, org.assertj.core.api.Assertions.within(2e-3));
    assertThat(d.entropy().evalScalar())
        .isCloseTo(1 - expected, org.assertj.core.api.Assertions.within(2e-3));
  }
}
