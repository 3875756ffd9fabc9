/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static io.github.reparam4j.distribution.VectorCase.vector;
import static io.github.reparam4j.distribution.VonMisesFisherTest.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

/** {@link PowerSpherical}. */
final class PowerSphericalTest extends VectorContract {
  private static VectorCase power(Grid direction, double concentration) {
    int d = direction.data().length;
    return VectorCase.of(p -> PowerSpherical.of(p[0], p[1]), direction, scalar(concentration))
        .on(new Chart.Sphere(d), PowerSphericalTest::logDensity);
  }

  private static double logDensity(List<Grid> p, double... x) {
    double k = p.get(1).data()[0];
    double b = 0.5 * (x.length - 1);
    return k * Math.log1p(dot(unit(p), x))
        - (2 * b + k) * Math.log(2)
        - b * Math.log(Math.PI)
        - LogGamma.value(b + k)
        + LogGamma.value(2 * b + k);
  }

  private static double[] unit(List<Grid> p) {
    double[] mu = p.get(0).data();
    double length = Math.sqrt(dot(mu, mu));
    return Arrays.stream(mu).map(m -> m / length).toArray();
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature line = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    return Stream.of(
        power(vector(0, 1), 3).integrable(line),
        power(vector(0, 0, 2), 1.5).integrable(line, line),
        power(vector(-2, 0.5, 0.1), 0.02),
        power(vector(0.3, -0.5, 2, 0.4, -1, 0), 12));
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        power(vector(1, 0), 0),
        power(vector(-1, 0, 0), 0),
        power(vector(0, 0, 1), 1e-30),
        power(vector(1e-30, -2e-30), 1e10),
        power(vector(-1e30, 2e30, 0, 0), 1e10),
        power(vector(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), 1e5));
  }

  @Override
  double[] outside(VectorCase c) {
    int d = c.chart().dimensions() + 1;
    double[] x = new double[2 * d];
    x[0] = 1.001;
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /** E x = k / (k + d - 1) mu, and E (w'x)^2 from the beta variate's second moment. */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    int d = c.chart().dimensions() + 1;
    double[] w = new double[d];
    Arrays.setAll(w, i -> Math.cos(1 + 2 * i));
    Tensor weights = Tensor.vector(w);
    return Stream.of(
        new Expectation(
            "w'x",
            x -> x.mul(weights).sum(-1),
            p -> {
              double k = p.get(1).data()[0];
              return k / (k + d - 1) * dot(w, unit(p));
            },
            0.08),
        new Expectation(
            "(w'x)^2",
            x -> x.mul(weights).sum(-1).square(),
            p -> {
              double k = p.get(1).data()[0];
              double b = 0.5 * (d - 1);
              // 1 - E t^2 = 4 E z (1 - z), shared by the d - 1 directions across
              double across = 4 * b * (b + k) / ((2 * b + k) * (2 * b + k + 1)) / (d - 1);
              double projected = dot(w, unit(p));
              return across * dot(w, w) + (1 - d * across) * projected * projected;
            },
            0.12));
  }

  @Override
  Stream<Refused> refused() {
    Tensor mu = Tensor.vector(1.0, 0.0);
    return Stream.of(
        Refused.now(
            () -> PowerSpherical.of(mu, Tensor.scalar(Double.NaN)),
            "PowerSpherical.of: concentration must be finite, got NaN"),
        Refused.now(
            () -> PowerSpherical.of(Tensor.scalar(1), Tensor.scalar(1)),
            "PowerSpherical.of: meanDirection must be [..., d] with d at least 2, got []"),
        Refused.now(
            () -> PowerSpherical.of(mu, Tensor.scalar(1)).logProb(Tensor.vector(1.0, 0, 0)),
            "PowerSpherical.logProb: value must be [..., 2], got [3]"));
  }

  /** Opposite to mu the density is 0 for k > 0, with the slope k / (1 + t) by t. */
  @Test
  void densityOppositeToTheDirection() {
    Tensor mu = Tensor.vector(0.0, 0, 1);
    Tensor opposite = Tensor.vector(0.0, 0, -1);
    Tensor k = Tensor.vector(0.0, 1e-3, 2);
    double[] log = values(PowerSpherical.of(mu, k).logProb(opposite));
    assertThat(log[0]).isCloseTo(-Math.log(4 * Math.PI), within(1e-14));
    assertThat(log[1]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(log[2]).isEqualTo(Double.NEGATIVE_INFINITY);
    double angle = 1e-9; // 1 + t = angle^2 / 2
    Tensor near = Tensor.vector(Math.sin(angle), 0, -Math.cos(angle));
    double expected = logDensity(cases().skip(1).findFirst().orElseThrow().parameters(), 0, 0, 0);
    double found = PowerSpherical.of(mu, Tensor.scalar(1.5)).logProb(near).evalScalar();
    assertThat(found - 1.5 * Math.log(angle * angle / 2)).isCloseTo(expected, within(1e-12));
  }

  /**
   * d ln f / dk = ln((1 + t) / 2) - psi(a) + psi(a + b), second derivative -psi'(a) + psi'(a + b).
   */
  @Test
  void derivativesOfTheDensityByTheConcentration() {
    Parameter k = Parameter.of("k", Tensor.scalar(0.0).eval());
    Tensor log = PowerSpherical.of(Tensor.vector(0.0, 0, 1), k).logProb(Tensor.vector(0.6, 0, 0.8));
    Tensor first = Gradients.of(log, k).of(k);
    assertThat(first.evalScalar()).isCloseTo(Math.log(0.9) + 1, within(1e-15)); // psi(2) - psi(1)
    assertThat(Gradients.of(first, k).of(k).evalScalar()).isCloseTo(-1, within(1e-14));
  }

  @Test
  void oneDistributionInTheNumberOfDimensions() {
    HypersphericalUniform uniform = HypersphericalUniform.of(4);
    PowerSpherical flat = PowerSpherical.of(Tensor.vector(0.0, 0, 1, 0), Tensor.scalar(0));
    Tensor x = Tensor.constant(new double[] {0.5, 0.5, 0.5, 0.5, 0, 0, -1, 0}, 2, 4);
    assertClose(values(flat.logProb(x)), values(uniform.logProb(x)), 1e-14, "logProb");
    assertThat(flat.entropy().evalScalar())
        .isCloseTo(uniform.entropy().evalScalar(), within(1e-14));
  }
}
