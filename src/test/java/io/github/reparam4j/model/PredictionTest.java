/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.nn.Losses;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predictions and their calibration, from parameters given by hand. */
final class PredictionTest {
  private static final double[] WEIGHTS = {0.3, 0.7};
  private static final double[][] MEANS = {{-1, 2}, {0, 5}};
  private static final double[][] DEVIATIONS = {{0.5, 1}, {2, 0.1}};

  /** Two elements of one row, two components. */
  private static GaussianMixture mixture() {
    Tensor logits = Tensor.vector(WEIGHTS).log().reshape(1, 2);
    Tensor means = Tensor.constant(new double[] {-1, 2, 0, 5}, 1, 2, 2);
    Tensor deviations = Tensor.constant(new double[] {0.5, 1, 2, 0.1}, 1, 2, 2);
    return new GaussianMixture(logits, means, deviations);
  }

  private static double density(double y, int element, int component) {
    double s = DEVIATIONS[element][component];
    double z = (y - MEANS[element][component]) / s;
    return Math.exp(-z * z / 2) / (s * Math.sqrt(2 * Math.PI));
  }

  @Test
  void vectorsHaveJointDensitiesAndMarginalMoments() {
    Prediction p = new Prediction(mixture(), true);
    INDArray y = Tensor.constant(new double[] {1, 4.9}, 1, 2).eval();
    double joint = 0;
    double[] mean = new double[2];
    double[] square = new double[2];
    for (int k = 0; k < 2; k++) {
      joint += WEIGHTS[k] * density(1, 0, k) * density(4.9, 1, k);
      for (int d = 0; d < 2; d++) {
        mean[d] += WEIGHTS[k] * MEANS[d][k];
        square[d] += WEIGHTS[k] * (Math.pow(DEVIATIONS[d][k], 2) + Math.pow(MEANS[d][k], 2));
      }
    }
    assertThat(p.logDensity(y).getDouble(0)).isCloseTo(Math.log(joint), within(1e-13));
    for (int d = 0; d < 2; d++) {
      assertThat(p.mean().getDouble(0, d)).isCloseTo(mean[d], within(1e-14));
      assertThat(p.standardDeviation().getDouble(0, d))
          .isCloseTo(Math.sqrt(square[d] - mean[d] * mean[d]), within(1e-14));
    }
    INDArray samples = p.samples(3, RandomKey.of(1));
    assertThat(samples.shape()).containsExactly(3, 1, 2);
    assertThat(samples).isEqualTo(p.samples(3, RandomKey.of(1)));
    assertThat(p.cdf(p.quantile(0.3)).toDoubleVector())
        .containsExactly(new double[] {0.3, 0.3}, within(1e-9));
    assertThat(p).hasToString("Prediction(rows 1, targets 2, components 2)");
  }

  /** Of the mixture above at (1, 4.9). */
  @Test
  void lossesOfVectorsAreJointOrSums() {
    Tensor y = Tensor.constant(new double[] {1, 4.9}, 1, 2);
    double nll = -new Prediction(mixture(), true).logDensity(y.eval()).getDouble(0);
    assertThat(loss(DensityLoss.negativeLogLikelihood(), y)).isCloseTo(nll, within(1e-13));
    double crps = 0;
    for (int d = 0; d < 2; d++) {
      Tensor means = mixture().means().select(1, d);
      Tensor deviations = mixture().deviations().select(1, d);
      Tensor element = y.column(d);
      crps += Losses.mixtureCrps(mixture().logits(), means, deviations, element).evalScalar();
    }
    assertThat(loss(DensityLoss.crps(), y)).isCloseTo(crps, within(1e-13));
    Tensor samples = mixture().joint().rsample(5);
    assertThat(loss(DensityLoss.energyScore(5), y))
        .isEqualTo(Losses.energyScore(samples, y).eval(RandomKey.of(2)).getDouble(0));
    Tensor sample = mixture().joint().rsample();
    assertThat(loss(DensityLoss.squaredErrorOfSamples(), y))
        .isEqualTo(sample.sub(y).square().sum(-1).eval(RandomKey.of(2)).getDouble(0));
  }

  private static double loss(DensityLoss loss, Tensor y) {
    return loss.of(mixture(), y).eval(RandomKey.of(2)).getDouble(0);
  }

  /** Quantiles of the standard normal distribution from tables. */
  @Test
  void gaussiansHaveTheirQuantiles() {
    Prediction p = gaussians(new double[] {3, -2}, new double[] {2, 0.5});
    double z = 1.6448536269514722;
    assertValues(p.quantile(0.95), 3 + 2 * z, -2 + 0.5 * z);
    Prediction.Interval interval = p.interval(0.9);
    assertValues(interval.lower(), 3 - 2 * z, -2 - 0.5 * z);
    assertValues(interval.upper(), 3 + 2 * z, -2 + 0.5 * z);
    assertValues(p.mean(), 3, -2);
    assertValues(p.cdf(Tensor.vector(3.0, -2).eval()), 0.5, 0.5);
    assertThat(p.samples(4, RandomKey.of(1)).shape()).containsExactly(4, 2);
    INDArray floats = Tensor.vector(3f, -2f).eval();
    assertThat(p.logDensity(floats).dataType()).isEqualTo(DataType.DOUBLE);
    double half = -0.5 * Math.log(2 * Math.PI);
    assertValues(p.logDensity(floats), half - Math.log(2), half - Math.log(0.5));
  }

  private static Prediction gaussians(double[] means, double[] deviations) {
    int n = means.length;
    return new Prediction(
        new GaussianMixture(
            Tensor.zeros(DType.DOUBLE, n, 1),
            Tensor.constant(means, n, 1, 1),
            Tensor.constant(deviations, n, 1, 1)),
        false);
  }

  private static void assertValues(INDArray actual, double... expected) {
    assertThat(actual.toDoubleVector()).containsExactly(expected, within(1e-13));
  }

  @Test
  void argumentsAreChecked() {
    Prediction p = gaussians(new double[] {3, -2}, new double[] {2, 0.5});
    assertThatThrownBy(() -> p.quantile(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Prediction.quantile: probability must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> p.interval(0))
        .hasMessage("Prediction.interval: level must be in (0, 1), got 0.0");
    assertThatThrownBy(() -> p.samples(0, RandomKey.of(1)))
        .hasMessage("Prediction.samples: count must be >= 1, got 0");
    assertThatThrownBy(() -> p.logDensity(Tensor.ones(DType.DOUBLE, 2, 1).eval()))
        .hasMessage("Prediction.logDensity: y must have shape [2], got [2, 1]");
    assertThatThrownBy(() -> p.cdf(Tensor.ones(DType.DOUBLE, 2).eval().castTo(DataType.INT32)))
        .hasMessage("Prediction.cdf: y must be FLOAT or DOUBLE, got INT");
    assertThatThrownBy(() -> Calibration.of(p, Tensor.ones(DType.DOUBLE, 3).eval()))
        .hasMessage("Calibration.of: y must have shape [2], got [3]");
  }

  // ---- calibration

  /**
   * Targets at the quantiles (i + 0.5) / 40 of N(0, 1), predicted as N(0, 1): each bin has four,
   * and a central interval of the level c holds those with |u - 0.5| &lt;= c / 2.
   */
  @Test
  void targetsAtQuantilesAreCalibrated() {
    Tensor u = Tensor.range(DType.DOUBLE, 40).add(0.5).div(40);
    INDArray y = u.ndtri().eval();
    double[] zeros = new double[40];
    Calibration report = Calibration.of(gaussians(zeros, ones(40)), y);
    assertThat(report.histogram()).containsExactly(4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
    assertThat(report.levels()).startsWith(0.1, 0.2).endsWith(0.95, 0.99);
    assertThat(report.coverage())
        .containsExactly(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1);
    assertThat(report.calibrationError()).isCloseTo(0.01 / 11, within(1e-15));
    assertThat(report.meanWidths()[8]).isCloseTo(2 * 1.6448536269514722, within(1e-13));
    assertThat(report.meanStandardDeviation()).isEqualTo(1);
    double squares = Tensor.constant(y).square().mean().evalScalar();
    assertThat(report.rootMeanSquaredError()).isCloseTo(Math.sqrt(squares), within(1e-15));
    assertThat(report.meanNll()).isCloseTo(0.5 * (squares + Math.log(2 * Math.PI)), within(1e-14));
    assertThat(report.targets()).isEqualTo(40);
    assertThat(report.toCsv())
        .startsWith("table,at,value,width\ncoverage,0.1,0.1,0.2513")
        .contains("\nhistogram,0.9,0.1,0.1\n");
    assertThat(report.toString())
        .contains("40 targets: mean NLL")
        .contains(" 0.90      0.900        3.290")
        .contains("0.9 - 1.0         4  ########################################");
    // Each panel is 300 wide and high: coverage from (60, 344), the density up to 1.5 from 344.
    String svg = report.toSvg();
    assertThat(svg)
        .startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .contains("<circle cx=\"90.0\" cy=\"314.0\"", "<circle cx=\"357.0\" cy=\"44.0\"")
        .contains("<polyline points=\"450.0,144.0 750.0,144.0\"");
    assertThat(svg.lines().filter(l -> l.contains("y=\"144.0\" width=\"28.0\" height=\"200.0\"")))
        .hasSize(10);
  }

  private static double[] ones(int n) {
    return Tensor.ones(DType.DOUBLE, n).eval().toDoubleVector();
  }

  /**
   * 2,000 targets N(0, 2^2) predicted as N(0, 1): the interval of level 0.9 holds those with |z|
   * &lt; 0.8224, a fraction 0.5892. Six standard errors of 0.011 are exceeded with probability
   * 2e-9.
   */
  @Test
  void tooSmallSpreadsAreSeen() {
    int n = 2000;
    INDArray y = Noise.standardNormal(DType.DOUBLE, n).mul(2).eval(RandomKey.of(6));
    Calibration report = Calibration.of(gaussians(new double[n], ones(n)), y);
    assertThat(report.coverage()[8]).isCloseTo(0.58919, within(0.066));
    assertThat(report.histogram()[0]).isGreaterThan(2 * n / 10);
    assertThat(report.histogram()[9]).isGreaterThan(2 * n / 10);
  }
}
