/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class HeteroscedasticCurveTest {
  private static final RandomKey KEY = RandomKey.of(11);
  private static final double LOG_2_PI_E = Math.log(2 * Math.PI) + 1;

  /** The lower bounds of the loss, computed by the midpoint rule. */
  @Test
  void floorsAreThoseOfTheCurve() {
    int n = 100_000;
    double logVariance = 0;
    double variance = 0;
    for (int i = 0; i < n; i++) {
      double sd = HeteroscedasticCurve.standardDeviation((i + 0.5) / n * Math.PI / 2);
      logVariance += Math.log(sd * sd) / n;
      variance += sd * sd / n;
    }
    assertThat(HeteroscedasticCurve.CONDITIONAL_FLOOR)
        .isCloseTo(0.5 * (LOG_2_PI_E + logVariance), within(5e-7));
    assertThat(HeteroscedasticCurve.HOMOSCEDASTIC_FLOOR)
        .isCloseTo(0.5 * (LOG_2_PI_E + Math.log(variance)), within(5e-7));
  }

  @Test
  void knowsMeanAndStandardDeviation() {
    assertThat(HeteroscedasticCurve.mean(0.3))
        .isCloseTo(Math.sin(1.2) * Math.sin(1.5), within(1e-15));
    assertThat(HeteroscedasticCurve.standardDeviation(Math.PI / 8))
        .isCloseTo(Math.sqrt(0.02), within(1e-15));
    assertThat(HeteroscedasticCurve.standardDeviation(3 * Math.PI / 8))
        .isCloseTo(Math.sqrt(0.1), within(1e-15));
  }

  /** Bounds of 5 standard errors: fails for one key in 10^6, and the key is fixed. */
  @Test
  void standardisedSamplesAreStandardNormal() {
    int n = 40_000;
    HeteroscedasticCurve.Sample sample = HeteroscedasticCurve.sample(n, KEY, DataType.DOUBLE);
    double[] x = sample.x().reshape(n).toDoubleVector();
    double[] y = sample.y().toDoubleVector();
    double meanX = 0;
    double meanZ = 0;
    double meanZ2 = 0;
    double nll = 0;
    for (int i = 0; i < n; i++) {
      assertThat(x[i] > 0 && x[i] < Math.PI / 2).isTrue();
      double sd = HeteroscedasticCurve.standardDeviation(x[i]);
      double z = (y[i] - HeteroscedasticCurve.mean(x[i])) / sd;
      meanX += x[i] / n;
      meanZ += z / n;
      meanZ2 += z * z / n;
      nll += (0.5 * z * z + Math.log(sd) + 0.5 * Math.log(2 * Math.PI)) / n;
    }
    double root = Math.sqrt(n);
    assertThat(meanX).isCloseTo(Math.PI / 4, within(5 * Math.PI / 2 / Math.sqrt(12) / root));
    assertThat(meanZ).isCloseTo(0, within(5 / root));
    assertThat(meanZ2).isCloseTo(1, within(5 * Math.sqrt(2) / root));
    assertThat(nll)
        .isCloseTo(HeteroscedasticCurve.CONDITIONAL_FLOOR, within(5 * Math.sqrt(0.61) / root));
  }

  @Test
  void sampleDependsOnKeyAndIndexOnly() {
    HeteroscedasticCurve.Sample few = HeteroscedasticCurve.sample(3, KEY);
    HeteroscedasticCurve.Sample many = HeteroscedasticCurve.sample(50, KEY);
    assertThat(few.x().shape()).containsExactly(3, 1);
    assertThat(few.y().shape()).containsExactly(3);
    assertThat(few.y().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(few.y().getFloat(2)).isEqualTo(many.y().getFloat(2));
    assertThat(HeteroscedasticCurve.sample(3, KEY.step(1)).x()).isNotEqualTo(few.x());
  }

  /** Lengths of one element and around one and two pieces of 4,096; the last element of each. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 4097, 8192, 8193})
  void lastElementHasTheNoiseOfItsIndex(int n) {
    HeteroscedasticCurve.Sample sample = HeteroscedasticCurve.sample(n, KEY, DataType.DOUBLE);
    double[] noise = new double[2];
    NoiseDistribution.UNIFORM.fill(KEY, 0, n - 1, noise, 0, 1);
    NoiseDistribution.STANDARD_NORMAL.fill(KEY, 1, n - 1, noise, 1, 1);
    double x = noise[0] * Math.PI / 2;
    double sd = HeteroscedasticCurve.standardDeviation(x);
    assertThat(sample.x().getDouble(n - 1, 0)).isCloseTo(x, within(1e-15));
    assertThat(sample.y().getDouble(n - 1))
        .isCloseTo(HeteroscedasticCurve.mean(x) + sd * noise[1], within(1e-14));
  }

  @Test
  void rejectsBadArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeteroscedasticCurve.sample(0, KEY))
        .withMessage("HeteroscedasticCurve.sample: n must be >= 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeteroscedasticCurve.sample(1, KEY, DataType.INT32))
        .withMessage("HeteroscedasticCurve.sample: type must be FLOAT or DOUBLE, got INT");
  }
}
