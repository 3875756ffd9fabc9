/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static io.github.reparam4j.distribution.VectorCase.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link VonMisesFisher}. */
final class VonMisesFisherTest extends VectorContract {
  private static VectorCase fisher(Grid direction, double concentration) {
    int d = direction.data().length;
    return VectorCase.of(p -> VonMisesFisher.of(p[0], p[1]), direction, scalar(concentration))
        .on(new Chart.Sphere(d), VonMisesFisherTest::logDensity);
  }

  /** By the power series of I_(d/2-1). */
  private static double logDensity(List<Grid> p, double... x) {
    double[] mu = p.get(0).data();
    double k = p.get(1).data()[0];
    int d = x.length;
    return k * dot(mu, x) / Math.sqrt(dot(mu, mu))
        - 0.5 * d * Math.log(2 * Math.PI)
        - Math.log(bessel(0.5 * d - 1, k));
  }

  /** I_order(k) / k^order. */
  private static double bessel(double order, double k) {
    double term = Math.exp(-LogGamma.value(order + 1) - order * Math.log(2));
    double sum = 0;
    for (int i = 1; i < 300; i++) {
      sum += term;
      term *= k * k / 4 / i / (order + i);
    }
    return sum;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature line = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    return Stream.of(
        fisher(vector(0.6, 0.8), 3).integrable(line),
        fisher(vector(0.3, -0.5, 2), 1.5).integrable(line, line),
        fisher(vector(-2, 0.5, 0.1), 0.02).integrable(line, line),
        fisher(vector(0.3, -0.5, 2, 0.4, -1, 0), 12));
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        fisher(vector(1, 0), 0),
        fisher(vector(-1, 0, 0), 0),
        fisher(vector(0, 0, 1), 1e-30),
        fisher(vector(1e-30, -2e-30), 1e30),
        fisher(vector(-1e30, 2e30, 0, 0), 1e30),
        fisher(vector(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), 1e5));
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

  /**
   * E x = A mu, and E (w'x)^2 = (A / k) |w|^2 + (1 - d A / k) (w'mu)^2, with A the derivative of ln
   * (I_v(k) / k^v): gradients by the concentration and the direction.
   */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    int d = c.chart().dimensions() + 1;
    double[] w = new double[d];
    Arrays.setAll(w, i -> Math.cos(1 + 2 * i));
    Tensor weights = Tensor.vector(w);
    return Stream.of(
        new Expectation(
            "w'x", x -> x.mul(weights).sum(-1), p -> ratio(d, p) * dot(w, unit(p)), 0.08),
        new Expectation(
            "(w'x)^2",
            x -> x.mul(weights).sum(-1).square(),
            p -> {
              double overK = ratio(d, p) / p.get(1).data()[0];
              double projected = dot(w, unit(p));
              return overK * dot(w, w) + (1 - d * overK) * projected * projected;
            },
            0.12));
  }

  private static double[] unit(List<Grid> p) {
    double[] mu = p.get(0).data();
    double length = Math.sqrt(dot(mu, mu));
    return Arrays.stream(mu).map(m -> m / length).toArray();
  }

  private static double ratio(int d, List<Grid> p) {
    double k = p.get(1).data()[0];
    return k * bessel(0.5 * d, k) / bessel(0.5 * d - 1, k);
  }

  @Override
  Stream<Refused> refused() {
    Tensor mu = Tensor.vector(1.0, 0.0);
    String where = "VonMisesFisher.of: ";
    String hint = "; pass a log-concentration through exp or softplus";
    return Stream.of(
        Refused.now(
            () -> VonMisesFisher.of(mu, Tensor.scalar(-1)),
            where + "concentration must be >= 0, got -1.0" + hint),
        Refused.now(
            () -> VonMisesFisher.of(mu, Tensor.scalar(Double.POSITIVE_INFINITY)),
            where + "concentration must be finite, got Infinity"),
        Refused.now(
            () -> VonMisesFisher.of(Tensor.vector(1.0), Tensor.scalar(1)),
            where + "meanDirection must be [..., d] with d at least 2, got [1]"),
        Refused.now(
            () -> VonMisesFisher.of(mu, Tensor.scalar(1)).logProb(Tensor.vector(1.0)),
            "VonMisesFisher.logProb: value must be [..., 2], got [1]"),
        Refused.whenRun(
            () -> VonMisesFisher.of(mu.mul(0), Tensor.scalar(1)).mean(),
            where
                + "greatest element of meanDirection must be > 0 everywhere, got 0.0 at [] of shape"
                + " []; the zero vector has no direction"));
  }

  /**
   * References by mpmath 1.3 with 50 digits: ln f at (cos(1/2), sin(1/2), 0, ...) for mu = (1, 0,
   * ...) by besseli, and the entropy ln Z - k A.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1e-8, -1.8378770576335199, 1.8378770664093455",
    "2, 30, -2.8951016428700998, -0.27310816137880145",
    "3, 1e-5, -2.5310154711603386, 2.5310242469526241",
    "3, 700, -80.97900340810504, -3.7132032686340592",
    "7, 2.5, -1.7311715781943282, 3.1086454880466984",
    "10, 1e4, -1190.9975086818535, -28.677659993150161",
    "61, 0.5, 37.782804652467489, -37.348111465599591",
    "64, 40, 65.024087376532491, -49.216125748478364",
    "64, 1e4, -991.8937471072737, -200.82867617804417",
    "1000, 3, 2034.6860079623543, -2032.0622601958463",
    "1000, 900, 2504.7462615174215, -2244.6172787717788",
    "1000, 1e4, 2470.8191178616412, -3207.9370380173175",
    "5000, 100, 14281.36257020039, -14195.60351496982",
    "5000, 1e4, 17513.967456491402, -16546.192793224367"
  })
  void agreesWithArbitraryPrecision(int d, double k, double logProb, double entropy) {
    double[] mu = new double[d];
    mu[0] = 1;
    double[] x = new double[d];
    x[0] = Math.cos(0.5);
    x[1] = Math.sin(0.5);
    VonMisesFisher one = VonMisesFisher.of(Tensor.vector(mu), Tensor.scalar(k));
    assertThat(one.logProb(Tensor.vector(x)).evalScalar())
        .isCloseTo(logProb, within(1e-13 * Math.abs(logProb)));
    assertThat(one.entropy().evalScalar()).isCloseTo(entropy, within(1e-13 * Math.abs(entropy)));
  }

  /** On the circle it is the von Mises distribution of the angle. */
  @Test
  void ofTwoDimensionsIsVonMises() {
    Tensor angle = Tensor.vector(-3.0, -1, 0.2, 1.9, 3.1);
    Tensor x = Tensor.stack(-1, angle.cos(), angle.sin());
    Tensor mu = Tensor.vector(Math.cos(0.7), Math.sin(0.7));
    for (double k : new double[] {0, 1e-3, 2, 700, 1e6}) {
      VonMisesFisher d = VonMisesFisher.of(mu, Tensor.scalar(k));
      VonMises same = VonMises.of(0.7, k);
      assertClose(values(d.logProb(x)), values(same.logProb(angle)), 1e-13, "logProb");
      assertThat(d.entropy().evalScalar()).isCloseTo(same.entropy().evalScalar(), within(1e-13));
    }
  }

  /**
   * E mu'x = A(k) and its derivative, for dimensions and concentrations of all sizes. The mean of n
   * samples is 6.5 standard errors off with probability 8e-11; those come from A' = Var mu'x, and
   * of the gradients from the sample.
   */
  @ParameterizedTest
  @CsvSource({"2, 0.1", "2, 50", "3, 4", "5, 1e4", "40, 0", "40, 25", "300, 1000", "1000, 3"})
  void gradientsByTheConcentrationAreUnbiased(int d, double at) {
    int n = 100_000;
    int rows = d > 100 ? 2_000 : n / d;
    double[] mu = new double[d];
    mu[d - 1] = 1;
    Parameter k = Grid.parameter("k", DType.DOUBLE, Shape.of(rows), i -> at);
    VonMisesFisher one = VonMisesFisher.of(Tensor.vector(mu), k);
    Tensor t = one.rsample().column(d - 1);
    Parameter exact = Parameter.of("k", Tensor.scalar(at).eval());
    Tensor a = VonMisesFisher.of(Tensor.vector(mu), exact).meanResultantLength();
    double slope = Gradients.of(a, exact).of(exact).evalScalar();
    double error = Math.sqrt(slope / rows);
    double[] projections = values(t);
    MonteCarlo.assertMean(
        "mu'x", Arrays.stream(projections).average().orElseThrow(), a.evalScalar(), error, 1);
    double[] each = values(Gradients.of(t.sum(), k).of(k));
    MonteCarlo.assertMean("dA/dk", each, slope, slope);
  }

  @Test
  void gradientsByTheConcentrationAreOfFirstOrder() {
    Parameter k = Parameter.of("k", Tensor.scalar(2.0).eval());
    Tensor x = VonMisesFisher.of(Tensor.vector(0.0, 1, 0), k).rsample(3);
    Tensor g = Gradients.of(x.square().select(-1, 0).sum(), k).of(k);
    assertThatThrownBy(() -> Gradients.of(g, k))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "got a second derivative of SphericalVariates.vonMisesFisherLogit, made at ");
  }

  /** d ln f / dk = mu'x - A and d2 ln f / dk2 = -A', down to k = 0, where A' = 1 / d. */
  @Test
  void derivativesOfTheDensityAtConcentrationZero() {
    Parameter k = Parameter.of("k", Tensor.scalar(0.0).eval());
    VonMisesFisher one = VonMisesFisher.of(Tensor.vector(0.0, 0, 2, 0), k);
    Tensor log = one.logProb(Tensor.vector(0.6, 0, 0.8, 0));
    Tensor first = Gradients.of(log, k).of(k);
    assertThat(first.evalScalar()).isCloseTo(0.8, within(1e-15));
    assertThat(Gradients.of(first, k).of(k).evalScalar()).isCloseTo(-0.25, within(1e-15));
    assertClose(values(one.variance()), new double[] {0.25, 0.25, 0.25, 0.25}, 1e-15, "variance");
  }

  /** KL = A'(0) k^2 / 2 near 0, and A'(k) e^2 / 2 near k: neither is lost in rounding. */
  @Test
  void divergencesOfCloseDistributionsKeepTheirDigits() {
    Tensor mu = Tensor.vector(0.0, 1, 0, 0, 0);
    VonMisesFisher tiny = VonMisesFisher.of(mu, Tensor.scalar(1e-12));
    HypersphericalUniform uniform = HypersphericalUniform.of(5);
    assertThat(KlDivergence.of(tiny, uniform).evalScalar() / 1e-25).isCloseTo(1, within(1e-10));
    PowerSpherical power = PowerSpherical.of(mu, Tensor.scalar(1e-12));
    // psi'(2) - psi'(4) = 1/4 + 1/9
    double slope = 1.0 / 4 + 1.0 / 9;
    assertThat(KlDivergence.of(power, uniform).evalScalar() / (0.5e-24 * slope))
        .isCloseTo(1, within(1e-10));
    VonMisesFisher p = VonMisesFisher.of(mu, Tensor.scalar(100));
    VonMisesFisher q = VonMisesFisher.of(mu, Tensor.scalar(100 + 0x1p-20));
    Parameter k = Parameter.of("k", Tensor.scalar(100.0).eval());
    Tensor ratio = VonMisesFisher.of(mu, k).meanResultantLength();
    double half = 0x1p-41 * Gradients.of(ratio, k).of(k).evalScalar();
    assertThat(KlDivergence.of(p, q).evalScalar() / half).isCloseTo(1, within(1e-6));
  }

  /** Far out, FLOAT and DOUBLE: samples stay on the sphere near mu. */
  @Test
  void concentratedSamplesKeepTheirDigits() {
    for (DType dtype : DType.values()) {
      Tensor mu = Tensor.vector(0.0, 1, 0).cast(dtype);
      VonMisesFisher d = VonMisesFisher.of(mu, Tensor.fill(dtype, 1e6));
      Tensor across = d.sample(1000).column(0).mul(1e3);
      double[] x = Grid.values(across.eval(KEY));
      double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
      assertThat(square).isCloseTo(1, within(6.5 * Math.sqrt(2.0 / 1000)));
    }
  }
}
