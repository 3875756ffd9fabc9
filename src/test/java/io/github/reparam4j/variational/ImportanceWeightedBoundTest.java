/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model z ~ N(0, 1), x ~ N(a z, 0.8^2) at x = 1.3, and codes of three bits. Rows are
 * independent replicates with parameters of their own, so that each gradient is one draw of the
 * estimator. Statistical tests allow 6 standard errors, a failure probability of 2e-9 each.
 */
class ImportanceWeightedBoundTest {
  private static final RandomKey KEY = RandomKey.of(17);
  private static final int ROWS = 40_000;
  private static final double X = 1.3;
  private static final double NOISE = 0.8;
  private static final double SLOPE = 0.9;

  private static final Normal STANDARD = Normal.of(Tensor.scalar(0.0), Tensor.scalar(1.0));

  private final Parameter slope = filled("slope", SLOPE);
  private final Parameter mean = filled("mean", 0.3);
  private final Parameter scale = filled("scale", 0.9);

  private static Parameter filled(String name, double value) {
    return Parameter.of(name, Nd4j.valueArrayOf(new long[] {ROWS}, value, DataType.DOUBLE));
  }

  private Tensor value(ImportanceWeightedBound<Reparameterized> bound) {
    return bound
        .bound(
            Normal.of(mean, scale),
            STANDARD,
            z -> Normal.of(slope.mul(z), Tensor.scalar(NOISE)).logProb(Tensor.scalar(X)))
        .value();
  }

  private static double logEvidence() {
    double variance = SLOPE * SLOPE + NOISE * NOISE;
    return -0.5 * (X * X / variance + Math.log(2 * Math.PI * variance));
  }

  /** The mean of each row and its standard error. */
  private record Estimate(double mean, double error) {
    static Estimate of(INDArray rows) {
      double mean = rows.meanNumber().doubleValue();
      return new Estimate(mean, rows.stdNumber().doubleValue() / Math.sqrt(rows.length()));
    }

    static Estimate ofGradient(Tensor value, Parameter by) {
      return of(Gradients.of(value.sum(), by).of(by).eval(KEY));
    }
  }

  /** For q = N(m, s^2): the ELBO in closed form; a bias of 1 % of the gap would be 5 errors. */
  @Test
  void oneSampleIsTheEvidenceLowerBound() {
    double square = X * X - 2 * SLOPE * X * 0.3 + SLOPE * SLOPE * (0.3 * 0.3 + 0.81);
    double expected =
        -0.5 * square / (NOISE * NOISE)
            - Math.log(NOISE)
            - 0.5 * Math.log(2 * Math.PI)
            - 0.5 * (0.81 + 0.09 - 1 - 2 * Math.log(0.9));
    Estimate got = Estimate.of(value(ImportanceWeightedBound.samples(1)).eval(KEY));
    assertThat(got.mean).isCloseTo(expected, within(6 * got.error));
  }

  @Test
  void moreSamplesAreTighter() {
    double last = Double.NEGATIVE_INFINITY;
    for (int k : new int[] {1, 3, 10, 30}) {
      double bound = Estimate.of(value(ImportanceWeightedBound.samples(k)).eval(KEY)).mean;
      assertThat(bound).isGreaterThan(last).isLessThan(logEvidence());
      last = bound;
    }
    assertThat(last).isCloseTo(logEvidence(), within(0.02));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.5, 0.9})
  void plainGradientIsThatOfTheValue(double alpha) {
    Parameter m = Parameter.of("m", Nd4j.createFromArray(0.3, -0.2));
    Parameter s = Parameter.of("s", Nd4j.createFromArray(0.9, 1.4));
    Tensor value =
        ImportanceWeightedBound.samples(4)
            .renyi(alpha)
            .bound(
                Normal.of(m, s),
                STANDARD,
                z -> Normal.of(z, Tensor.scalar(NOISE)).logProb(Tensor.scalar(X)))
            .loss();
    GradientCheck.of(value).key(KEY).run().assertPasses();
  }

  /** Both are unbiased: their difference is within 6 standard errors, here below 1 %. */
  @Test
  void doublyReparameterizedGradientIsUnbiased() {
    ImportanceWeightedBound<Reparameterized> plain = ImportanceWeightedBound.samples(6);
    for (Parameter by : new Parameter[] {mean, scale}) {
      Estimate a = Estimate.ofGradient(value(plain), by);
      Estimate b = Estimate.ofGradient(value(plain.doublyReparameterized()), by);
      double bound = 6 * Math.hypot(a.error, b.error);
      assertThat(b.mean).isCloseTo(a.mean, within(bound));
      assertThat(b.error).isLessThan(0.7 * a.error);
    }
  }

  @Test
  void gradientByTheModelIsTheSameForAll() {
    ImportanceWeightedBound<Reparameterized> plain = ImportanceWeightedBound.samples(6);
    double[] expected = gradient(value(plain), slope).toDoubleVector();
    assertThat(gradient(value(plain.doublyReparameterized()), slope).toDoubleVector())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
    assertThat(gradient(value(plain.stickingTheLanding()), slope).toDoubleVector())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
  }

  private static INDArray gradient(Tensor value, Parameter by) {
    return Gradients.of(value.sum(), by).of(by).eval(KEY);
  }

  /** At the posterior each gradient is 0 but for rounding; the plain one is not. */
  @Test
  void pathDerivativesVanishAtThePosterior() {
    double precision = 1 + SLOPE * SLOPE / (NOISE * NOISE);
    mean.assign(
        Nd4j.valueArrayOf(
            new long[] {ROWS}, SLOPE * X / (NOISE * NOISE) / precision, DataType.DOUBLE));
    scale.assign(Nd4j.valueArrayOf(new long[] {ROWS}, 1 / Math.sqrt(precision), DataType.DOUBLE));
    for (int k : new int[] {1, 5}) {
      ImportanceWeightedBound<Reparameterized> plain = ImportanceWeightedBound.samples(k);
      assertThat(largest(value(plain))).isGreaterThan(0.1);
      assertThat(largest(value(plain.stickingTheLanding()))).isLessThan(1e-13);
      assertThat(largest(value(plain.doublyReparameterized()))).isLessThan(1e-13);
    }
  }

  private double largest(Tensor value) {
    return gradient(value, mean).amaxNumber().doubleValue();
  }

  // ---- discrete codes

  private static final double[] LOGITS = {2, 1, -1.5};

  /** ln p(x, z) of three bits. */
  private static Tensor logJoint(Tensor z) {
    Tensor weighted = z.mul(Tensor.vector(1.5, -1, 0.5)).sum(-1);
    return weighted.square().mul(-0.7).add(weighted);
  }

  private static Bound discrete(ImportanceWeightedBound<Distribution> bound, Parameter l) {
    return bound.bound(
        Independent.of(Bernoulli.fromLogits(l), 1),
        Independent.of(Bernoulli.fromLogits(Tensor.zeros(DType.DOUBLE, 3)), 1),
        z -> logJoint(z));
  }

  /**
   * Exact gradient by enumeration of all pairs of codes. The allowed error, here and below, is less
   * than 6 % of the gradient's length.
   */
  @Test
  void vimcoIsUnbiased() {
    double[] exact = new double[3];
    double[][] terms = enumerate();
    for (double[] a : terms) {
      for (double[] b : terms) {
        double probability = Math.exp(a[3] + b[3]);
        double value = Math.log((Math.exp(a[4] - a[3]) + Math.exp(b[4] - b[3])) / 2);
        double share = 1 / (1 + Math.exp(b[4] - b[3] - a[4] + a[3]));
        for (int j = 0; j < 3; j++) {
          double p = 1 / (1 + Math.exp(-LOGITS[j]));
          double scores = a[j] - p + b[j] - p;
          double own = share * (a[j] - p) + (1 - share) * (b[j] - p);
          exact[j] += probability * (value * scores - own);
        }
      }
    }
    requireMean(ImportanceWeightedBound.samples(2).vimco(), exact, 200_000);
  }

  /** The mean of sum_k s_k d ln q(z_k), by enumeration of all pairs. */
  @Test
  void wakePhaseDescendsTheForwardDivergence() {
    double[] exact = new double[3];
    double[][] terms = enumerate();
    for (double[] a : terms) {
      for (double[] b : terms) {
        double share = 1 / (1 + Math.exp(b[4] - b[3] - a[4] + a[3]));
        for (int j = 0; j < 3; j++) {
          double p = 1 / (1 + Math.exp(-LOGITS[j]));
          exact[j] += Math.exp(a[3] + b[3]) * (share * (a[j] - p) + (1 - share) * (b[j] - p));
        }
      }
    }
    requireMean(ImportanceWeightedBound.samples(2).reweightedWakeSleep(), exact, 200_000);
  }

  /** The codes, their ln q and their ln p(x, z) with the uniform prior. */
  private static double[][] enumerate() {
    double[][] terms = new double[8][5];
    for (int code = 0; code < 8; code++) {
      double weighted = 0;
      for (int j = 0; j < 3; j++) {
        double bit = code >> j & 1;
        terms[code][j] = bit;
        terms[code][3] += bit * LOGITS[j] - Math.log1p(Math.exp(LOGITS[j]));
        weighted += bit * new double[] {1.5, -1, 0.5}[j];
      }
      terms[code][4] = -0.7 * weighted * weighted + weighted - 3 * Math.log(2);
    }
    return terms;
  }

  private static void requireMean(
      ImportanceWeightedBound<Distribution> bound, double[] exact, int rows) {
    Parameter l = Parameter.of("l", repeated(LOGITS, rows));
    INDArray draws = Gradients.of(discrete(bound, l).value().sum(), l).of(l).eval(KEY);
    double length = Math.sqrt(exact[0] * exact[0] + exact[1] * exact[1] + exact[2] * exact[2]);
    for (int j = 0; j < 3; j++) {
      Estimate got = Estimate.of(draws.getColumn(j).dup());
      assertThat(6 * got.error).isLessThan(0.06 * length);
      assertThat(got.mean).isCloseTo(exact[j], within(6 * got.error));
    }
  }

  private static INDArray repeated(double[] row, int rows) {
    INDArray all = Nd4j.create(DataType.DOUBLE, rows, row.length);
    return all.addiRowVector(Nd4j.createFromArray(row));
  }

  // ---- what is reported, and errors

  @Test
  void reportsTheBoundAndTheEffectiveSampleSize() {
    Bound bound =
        ImportanceWeightedBound.samples(5)
            .bound(
                Normal.of(mean, scale),
                STANDARD,
                z -> z.mul(0)); // the weights depend on q and the prior alone
    assertThat(bound.parts()).containsOnlyKeys("bound", "effectiveSampleSize");
    assertThat(bound.metrics().get("effectiveSampleSize").evalScalar(KEY)).isBetween(4.0, 5.0);
    assertThat(bound).hasToString("ImportanceWeightedBound(samples=5, gradient=pathwise)");
    assertThat(ImportanceWeightedBound.samples(3).renyi(0.5).stickingTheLanding())
        .hasToString(
            "ImportanceWeightedBound(samples=3, gradient=sticking the landing, alpha=0.5)");
  }

  @Test
  void namesWhatDoesNotFit() {
    var q = Independent.of(Normal.of(Tensor.zeros(DType.DOUBLE, 4, 3), Tensor.scalar(1.0)), 1);
    var prior = Independent.of(Normal.of(Tensor.zeros(DType.DOUBLE, 3), Tensor.scalar(1.0)), 1);
    var bound = ImportanceWeightedBound.samples(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bound.bound(q, prior, z -> z))
        .withMessage(
            "ImportanceWeightedBound.bound: logLikelihood must give one number for each sample and"
                + " row, [2, 4] DOUBLE, got [2, 4, 3] DOUBLE; sum over the axes of x, for example"
                + " by Independent.of(d, 1).logProb(x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bound.bound(q, STANDARD, z -> z.sum(-1)))
        .withMessage(
            "ImportanceWeightedBound.bound: q and prior must have the same event shape and dtype,"
                + " got [3] DOUBLE and [] DOUBLE; Independent.of(d, 1) makes the last axis of a"
                + " batch an event");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedBound.samples(1).vimco())
        .withMessageStartingWith("ImportanceWeightedBound.vimco: samples must be >= 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedBound.samples(2).renyi(1))
        .withMessageContaining("Elbo.samples(k)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedBound.samples(2).renyi(0.5).doublyReparameterized());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedBound.samples(2).doublyReparameterized().renyi(0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> ImportanceWeightedBound.samples(0));
  }
}
