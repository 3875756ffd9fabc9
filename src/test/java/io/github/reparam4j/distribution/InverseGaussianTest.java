/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link InverseGaussian}. */
class InverseGaussianTest extends ContinuousContract {
  private static DistributionCase inverseGaussian(double loc, double concentration) {
    return DistributionCase.of(p -> InverseGaussian.of(p[0], p[1]), loc, concentration);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        inverseGaussian(1, 1),
        inverseGaussian(3, 0.2),
        inverseGaussian(0.5, 40),
        inverseGaussian(20, 1e4));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        inverseGaussian(1, 1e30),
        inverseGaussian(1, 1e-30),
        inverseGaussian(1e30, 1),
        inverseGaussian(1e-30, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    String concentration = "; pass a log-concentration through exp or softplus";
    return Stream.of(
        new Invalid(
            inverseGaussian(1, 0),
            "InverseGaussian.of: concentration must be > 0, got 0.0" + concentration),
        new Invalid(
            inverseGaussian(1, Double.NaN),
            "InverseGaussian.of: concentration must be > 0, got NaN" + concentration),
        new Invalid(
            inverseGaussian(-1, 1),
            "InverseGaussian.of: loc must be > 0, got -1.0; pass a log-loc through exp or"
                + " softplus"));
  }

  /** Shapes from 1e-3 to 1e4 and values up to 7 standard deviations of the noise, each way. */
  @Test
  void cdfAndImplicitGradientsAgreeWithTable() throws IOException {
    for (String[] row : table()) {
      double[] v = Stream.of(row).mapToDouble(Double::parseDouble).toArray();
      InverseGaussian d = InverseGaussian.of(2, 2 * v[0]);
      Tensor x = Tensor.scalar(2 * v[1]);
      String at = "shape %s, x / loc %s".formatted(row[0], row[1]);
      assertThat(d.cdf(x).evalScalar()).as(at).isCloseTo(v[2], within(1e-13));
      assertThat(d.byLoc(x).evalScalar()).as(at).isCloseTo(v[3], within(1e-12 * v[3]));
      assertThat(d.byConcentration(x).evalScalar())
          .as(at)
          .isCloseTo(v[4], within(1e-10 * Math.abs(v[4])));
    }
  }

  private static List<String[]> table() throws IOException {
    String name = "/special-functions/inverseGaussian.csv";
    try (InputStream in = InverseGaussianTest.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<String[]> rows =
          text.lines().filter(l -> !l.startsWith("#")).map(l -> l.split(",")).toList();
      assertThat(rows).hasSizeGreaterThan(60);
      return rows;
    }
  }

  /** The second derivative of a sample is that of the implicit function: by differences of x. */
  @Test
  void secondDerivativeMatchesDifferencesOfTheGradient() {
    Parameter loc = Parameter.of("loc", Tensor.scalar(1.5).eval());
    Parameter concentration = Parameter.of("concentration", Tensor.scalar(0.8).eval());
    Tensor x = InverseGaussian.of(loc, concentration).rsample();
    double value = x.evalScalar(KEY);
    Tensor byLoc = Gradients.of(x, loc).of(loc);
    Gradients second = Gradients.of(byLoc, loc, concentration);
    double step = 1e-3;
    double alongLoc =
        Differences.central(l -> slopeAt(l, 0.8, moved(value, 1.5, 0.8, l, 0.8)), 1.5, step);
    double alongConcentration =
        Differences.central(c -> slopeAt(1.5, c, moved(value, 1.5, 0.8, 1.5, c)), 0.8, step);
    assertThat(Grid.values(second.of(loc).sharingNoiseOf(x).eval(KEY))[0])
        .isCloseTo(alongLoc, within(1e-7));
    assertThat(Grid.values(second.of(concentration).sharingNoiseOf(x).eval(KEY))[0])
        .isCloseTo(alongConcentration, within(1e-7));
  }

  private static double slopeAt(double loc, double concentration, double x) {
    return InverseGaussian.of(loc, concentration).byLoc(Tensor.scalar(x)).evalScalar();
  }

  /** The x of other parameters with the same distribution function, by bisection. */
  private static double moved(double x, double loc, double c, double toLoc, double toC) {
    double p = InverseGaussian.of(loc, c).cdf(Tensor.scalar(x)).evalScalar();
    double low = x / 2;
    double high = 2 * x;
    InverseGaussian to = InverseGaussian.of(toLoc, toC);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (to.cdf(Tensor.scalar(middle)).evalScalar() < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
