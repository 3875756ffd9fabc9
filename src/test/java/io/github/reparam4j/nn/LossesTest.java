/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

final class LossesTest {
  private static final Tensor P = Tensor.vector(0.5, -1, 3, 0.2);
  private static final Tensor T = Tensor.vector(0.2, -4, 3, 1.4);

  private static void assertValues(Tensor loss, double... expected) {
    assertThat(loss.eval().toDoubleVector()).containsExactly(expected, within(1e-14));
  }

  @Test
  void errorsOfRegressionAreAsDefined() {
    assertValues(Losses.mse(P, T), 0.09, 9, 0, 1.44);
    assertValues(Losses.mae(P, T), 0.3, 3, 0, 1.2);
    assertValues(Losses.huber(P, T, 1.2), 0.045, 1.2 * 2.4, 0, 0.72);
    assertValues(Losses.pinball(P, T, 0.9), 0.03, 0.3, 0, 1.08);
  }

  @Test
  void crossEntropiesAreNegativeLogProbabilities() {
    Tensor logits = Tensor.constant(new double[] {1, 2, -1, 0, 0, 900}, 2, 3);
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(-1);
    assertValues(Losses.crossEntropy(logits, Tensor.vector(2.0, 0.0)), Math.log(sum) + 1, 900);
    Tensor l = Tensor.vector(-1000, 0.3, 40);
    double s = 1 / (1 + Math.exp(-0.3));
    assertValues(
        Losses.binaryCrossEntropyWithLogits(l, Tensor.vector(1, 0.25, 0)),
        1000,
        -0.25 * Math.log(s) - 0.75 * Math.log(1 - s),
        40);
  }

  @Test
  void negativeLogLikelihoodIsOfTheStandardDeviation() {
    double half = 0.5 * Math.log(2 * Math.PI);
    Tensor s = Tensor.vector(1, 2, 0.5, 3);
    double[] nll = {
      0.045 + half, 1.125 + Math.log(2) + half, Math.log(0.5) + half, 0.08 + Math.log(3) + half
    };
    assertValues(Losses.gaussianNll(P, s, T), nll);
    for (int i = 0; i < 4; i++) {
      nll[i] *= s.eval().getDouble(i);
    }
    assertValues(Losses.betaNll(P, s, T, 0.5), nll);
  }

  /** At beta = 1 the mean moves as by half the squared error, and no gradient passes the weight. */
  @Test
  void betaScalesTheGradientAlone() {
    Parameter mean = Parameter.of("mean", P.eval());
    Parameter s = Parameter.of("s", Tensor.vector(1, 2, 0.5, 3).eval());
    Gradients g = Gradients.of(Losses.betaNll(mean, s, T, 1).sum(), mean, s);
    Gradients plain = Gradients.of(Losses.gaussianNll(mean, s, T).sum(), s);
    assertValues(g.of(mean), 0.3, 3, 0, -1.2);
    assertValues(g.of(s).sub(plain.of(s).mul(s.square())), 0, 0, 0, 0);
  }

  /** By quadrature of the definition with 40 digits (mpmath). */
  @Test
  void continuousRankedProbabilityScoresAreTheIntegrals() {
    assertValues(
        Losses.crps(
            Tensor.vector(0.3, -1, 0.5), Tensor.vector(0.7, 2, 0.1), Tensor.vector(1.2, -4, 0.5)),
        0.570767081192534992,
        1.98884800795490594,
        0.0233694977255109082);
    assertValues(
        Losses.mixtureCrps(
            rows(0.2, -1, 0.5), rows(-1, 0.4, 2), rows(0.5, 1.5, 0.2), Tensor.vector(0.7, -3)),
        0.605790540007882857,
        2.85185712567617584);
  }

  /** Two equal rows. */
  private static Tensor rows(double... row) {
    return Tensor.vector(row).broadcastTo(2, row.length);
  }

  @Test
  void mixtureOfOneIsTheGaussian() {
    Tensor s = Tensor.vector(1, 2, 0.5, 3);
    Tensor one = Losses.mixtureCrps(column(P), column(P), column(s), T);
    assertThat(one.eval().toDoubleVector())
        .containsExactly(Losses.crps(P, s, T).eval().toDoubleVector(), within(1e-14));
  }

  private static Tensor column(Tensor x) {
    return x.expandDims(-1);
  }

  @Test
  void energyScoreIsTheSumOverPairs() {
    INDArray y = Noise.standardNormal(DType.DOUBLE, 5, 3, 2).eval(RandomKey.of(1));
    INDArray t = Noise.standardNormal(DType.DOUBLE, 3, 2).eval(RandomKey.of(2));
    double[] expected = new double[3];
    for (int n = 0; n < 3; n++) {
      for (int i = 0; i < 5; i++) {
        expected[n] += distance(y, i, n, t.getDouble(n, 0), t.getDouble(n, 1)) / 5;
        for (int j = 0; j < 5; j++) {
          expected[n] -= distance(y, i, n, y.getDouble(j, n, 0), y.getDouble(j, n, 1)) / 40;
        }
      }
    }
    assertValues(Losses.energyScore(Tensor.constant(y), Tensor.constant(t)), expected);
    Tensor two = Tensor.constant(new double[] {1, 4}, 2, 1);
    assertValues(Losses.energyScore(two, Tensor.vector(new double[] {2})), 1.5 - 1.5);
  }

  private static double distance(INDArray y, int i, int n, double a, double b) {
    return Math.hypot(y.getDouble(i, n, 0) - a, y.getDouble(i, n, 1) - b);
  }

  /**
   * The mean over 20,000 pairs of samples of a Gaussian is its CRPS: 0.5708, to 6 standard errors
   * of 0.0028 (failure probability 2e-9). The divisor m^2 in place of m (m - 1) would add sd / (2
   * sqrt(pi)) = 0.197.
   */
  @Test
  void energyScoreEstimatesTheCrpsWithoutBias() {
    int n = 20_000;
    Tensor y = Noise.standardNormal(DType.DOUBLE, 2, n).mul(0.7).add(0.3);
    Tensor score = Losses.energyScore(y, Tensor.fill(DType.DOUBLE, 1.2, n));
    double mean = score.mean().evalScalar(RandomKey.of(3));
    Tensor deviation = score.sub(mean).square().mean().sqrt();
    double error = deviation.evalScalar(RandomKey.of(3)) / Math.sqrt(n);
    assertThat(error).isLessThan(0.004);
    assertThat(mean).isCloseTo(0.570767081192535, within(6 * error));
  }

  @Test
  void gradientsMatchCentralDifferences() {
    INDArray p = P.eval();
    INDArray t = Tensor.vector(0.1, -2, 3.5, 1.5).eval();
    INDArray s = Tensor.vector(1, 2, 0.5, 3).eval();
    INDArray three = Noise.standardNormal(DType.DOUBLE, 4, 3).eval(RandomKey.of(4));
    BinaryOperator<Tensor> huber = (a, b) -> Losses.huber(a, b, 0.7);
    GradientCheck.of(Losses::mse, p, t).secondOrder().assertPasses();
    GradientCheck.of(Losses::mae, p, t).secondOrder().assertPasses();
    GradientCheck.of(huber, p, t).secondOrder().assertPasses();
    GradientCheck.of((a, b) -> Losses.pinball(a, b, 0.3), p, t).secondOrder().assertPasses();
    GradientCheck.of(x -> Losses.crossEntropy(x, Tensor.vector(0, 2, 1, 1)), three)
        .secondOrder()
        .assertPasses();
    GradientCheck.of(
            (a, b) -> Losses.binaryCrossEntropyWithLogits(a, b), p, P.sigmoid().mul(0.8).eval())
        .secondOrder()
        .assertPasses();
    GradientCheck.ofAll(x -> Losses.gaussianNll(x.get(0), x.get(1), x.get(2)), p, s, t)
        .secondOrder()
        .assertPasses();
    GradientCheck.ofAll(x -> Losses.crps(x.get(0), x.get(1), x.get(2)), p, s, t)
        .secondOrder()
        .assertPasses();
    GradientCheck.ofAll(
            x -> Losses.mixtureCrps(x.get(0), x.get(1), x.get(2).exp(), x.get(3)),
            three,
            three.mul(2),
            three.neg(),
            t)
        .secondOrder()
        .assertPasses();
    GradientCheck.of(Losses::energyScore, three, Tensor.vector(0.3, -5, 6).eval()).assertPasses();
  }

  @Test
  void shapesAreStrict() {
    Tensor column = column(P);
    assertRejected(
        () -> Losses.mse(column, T),
        "Losses.mse: prediction and target must have one shape, got [4, 1] and [4]; column(0) of"
            + " [4, 1] has shape [4]");
    assertRejected(
        () -> Losses.mae(P, Tensor.scalar(1)),
        "Losses.mae: prediction and target must have one shape, got [4] and []");
    assertRejected(
        () -> Losses.huber(P, T.cast(DType.FLOAT), 1),
        "Losses.huber: prediction and target must have one dtype, got DOUBLE and FLOAT; convert"
            + " one with cast");
    assertRejected(
        () -> Losses.crossEntropy(rows(1, 2), Tensor.ones(DType.DOUBLE, 2, 1)),
        "Losses.crossEntropy: logits but for its last axis and classIndices must have one shape,"
            + " got [2, 2] and [2, 1]; column(0) of [2, 1] has shape [2]");
    assertRejected(
        () -> Losses.gaussianNll(P, Tensor.scalar(1), T),
        "Losses.gaussianNll: standardDeviation and mean must have one shape, got [] and [4]");
    assertRejected(
        () -> Losses.mixtureCrps(rows(1, 2), rows(1, 2), rows(1, 2), T),
        "Losses.mixtureCrps: means but for its last axis and target must have one shape, got [2, 2]"
            + " and [4]");
    assertRejected(
        () -> Losses.energyScore(P, T),
        "Losses.energyScore: shapes must be [m, n] and [n], or [m, n, d] and [n, d], got [4] and"
            + " [4]");
    assertRejected(
        () -> Losses.energyScore(rows(1, 2, 3), T),
        "Losses.energyScore: samples but for its first axis and target must have one shape, got"
            + " [2, 3] and [4]");
    assertRejected(
        () -> Losses.energyScore(P.expandDims(0), T),
        "Losses.energyScore: there must be 2 samples or more, got 1");
  }

  @Test
  void numbersAreInRange() {
    assertRejected(
        () -> Losses.huber(P, T, 0), "Losses.huber: delta must be > 0 and finite, got 0.0");
    assertRejected(
        () -> Losses.pinball(P, T, 1), "Losses.pinball: quantile must be in (0, 1), got 1.0");
    assertRejected(
        () -> Losses.betaNll(P, P, T, -1), "Losses.betaNll: beta must be in [0, 1], got -1.0");
  }

  private static void assertRejected(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void valuesAreCheckedWhenRun() {
    Tensor logits = Tensor.zeros(DType.DOUBLE, 2, 3);
    assertStops(
        Losses.crossEntropy(logits, Tensor.vector(1, 3)),
        "Losses.crossEntropy: 2 - classIndices must be an integer >= 0 everywhere, got -1.0 at [1]"
            + " of shape [2]; indices are in [0, 3), as many as logits has columns");
    assertStops(
        Losses.crossEntropy(logits, Tensor.vector(1, 0.5)),
        "Losses.crossEntropy: classIndices must be an integer >= 0 everywhere, got 0.5 at [1] of"
            + " shape [2]; indices are in [0, 3), as many as logits has columns");
    assertStops(
        Losses.binaryCrossEntropyWithLogits(P, T),
        "Losses.binaryCrossEntropyWithLogits: targets must be in [0, 1] everywhere, got -4.0 at [1]"
            + " of shape [4]");
    assertStops(
        Losses.crps(P, P, T),
        "Losses.crps: standardDeviation must be > 0 everywhere, got -1.0 at [1] of shape [4]; pass"
            + " the network's output through softplus or exp");
  }

  private static void assertStops(Tensor loss, String message) {
    assertThatThrownBy(loss::eval).isInstanceOf(ArithmeticException.class).hasMessage(message);
  }
}
