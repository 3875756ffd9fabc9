/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import static io.github.reparam4j.nn.ActivationFunction.TANH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.nn.BatchNorm;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.nn.Dropout;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.EpochReport;
import io.github.reparam4j.training.TrainingListener;
import io.github.reparam4j.training.TrainingResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class DensityModelTest {
  private static final INDArray X =
      Noise.standardNormal(DType.DOUBLE, 40, 2).mul(3).add(100).eval(RandomKey.of(1));
  private static final INDArray Y = X.getColumn(0).mul(-7).add(X.getColumn(1).mul(2)).add(1000);
  private static final FitOptions SHORT = FitOptions.epochs(2).batchSize(16).seed(3);
  private static final ConditionalGaussian GAUSSIAN = ConditionalGaussian.of(TANH, 5);

  private static double scalar(INDArray a, long... index) {
    return a.getDouble(index);
  }

  // ---- units

  /** The outputs of the network, unstandardised by hand in double precision. */
  @Test
  void predictionsAreInTheUnitsOfTheData() {
    try (FittedDensity fitted = GAUSSIAN.fit(X, Y, SHORT)) {
      double[] xMean = X.mean(0).toDoubleVector();
      double yMean = Y.meanNumber().doubleValue();
      double ySd = Y.std(false, 0).getDouble(0);
      INDArray xSd = X.std(false, 0);
      double[][] z = new double[3][2];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 2; j++) {
          z[i][j] = (scalar(X, i, j) - xMean[j]) / xSd.getDouble(j);
        }
      }
      INDArray out = fitted.networks().get(0).apply(Tensor.constant(Nd4j.create(z))).eval();
      Prediction p = fitted.predict(X);
      assertThat(p.mean().shape()).containsExactly(40);
      for (int i = 0; i < 3; i++) {
        double sigma = ySd * (Math.log1p(Math.exp(scalar(out, i, 1))) + 1e-3);
        double mean = ySd * scalar(out, i, 0) + yMean;
        assertThat(scalar(p.mean(), i)).isCloseTo(mean, within(1e-10));
        assertThat(scalar(p.standardDeviation(), i)).isCloseTo(sigma, within(1e-10));
        double logDensity =
            -0.5 * Math.pow((scalar(Y, i) - mean) / sigma, 2)
                - Math.log(sigma)
                - 0.5 * Math.log(2 * Math.PI);
        assertThat(scalar(fitted.logDensity(X, Y), i)).isCloseTo(logDensity, within(1e-9));
      }
      assertThat(fitted).hasToString("FittedDensity(features 2, targets 1, networks 1, DOUBLE)");
    }
  }

  /** One row by itself, and in chunks of other sizes, up to rounding of products. */
  @Test
  void predictionsDoNotDependOnTheOtherRows() {
    INDArray many = Noise.standardNormal(DType.DOUBLE, 1030, 2).add(100).eval(RandomKey.of(2));
    try (FittedDensity fitted = MixtureDensity.of(2, 5).fit(X, Y, SHORT)) {
      INDArray all = fitted.predict(many).mean();
      for (int i : new int[] {0, 1023, 1024, 1029}) {
        double own = scalar(fitted.predict(many.getRow(i, true)).mean(), 0);
        assertThat(scalar(all, i)).isCloseTo(own, within(1e-9));
      }
      assertThat(fitted.predict(many).toString())
          .isEqualTo("Prediction(rows 1030, targets 1, components 2)");
    }
  }

  @Test
  void severalThreadsPredictAtOnce() {
    try (FittedDensity fitted = GAUSSIAN.fit(X, Y, SHORT)) {
      INDArray expected = fitted.predict(X).mean();
      assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> fitted.predict(X).mean()))
          .allMatch(expected::equals);
    }
  }

  @Test
  void vectorsOfTargetsAndFloatsWork() {
    INDArray x = X.castTo(DataType.FLOAT);
    INDArray y = Nd4j.hstack(Y.reshape(40, 1), X.getColumn(1).reshape(40, 1));
    for (DensityModel model : List.of(GAUSSIAN, MixtureDensity.of(3, 4))) {
      try (FittedDensity fitted = model.fit(x, y, SHORT)) {
        Prediction p = fitted.predict(x);
        assertThat(p.mean().shape()).containsExactly(40, 2);
        assertThat(p.samples(3, RandomKey.of(1)).shape()).containsExactly(3, 40, 2);
        assertThat(p.logDensity(y).shape()).containsExactly(40);
        assertThat(p.cdf(y).shape()).containsExactly(40, 2);
        assertThat(fitted.networks().get(0).parameters().get(0).dtype()).isEqualTo(DType.FLOAT);
      }
    }
  }

  // ---- fits

  @Test
  void theSeedDecidesAllAndMembersDiffer() {
    Ensemble two = Ensemble.of(GAUSSIAN, 2);
    try (FittedDensity a = two.fit(X, Y, SHORT);
        FittedDensity b = two.fit(X, Y, SHORT);
        FittedDensity c = two.fit(X, Y, SHORT.seed(4))) {
      INDArray mean = a.predict(X).mean();
      assertThat(b.predict(X).mean()).isEqualTo(mean);
      assertThat(c.predict(X).mean()).isNotEqualTo(mean);
      assertThat(a.results()).hasSize(2);
      List<Layer> nets = a.networks();
      Tensor z = Tensor.zeros(DType.DOUBLE, 1, 2);
      double first = scalar(nets.get(0).apply(z).eval(), 0, 0);
      double second = scalar(nets.get(1).apply(z).eval(), 0, 0);
      assertThat(first).isNotEqualTo(second);
      INDArray atMean = X.mean(true, 0);
      double sd = Y.std(false, 0).getDouble(0);
      double expected = sd * (first + second) / 2 + Y.meanNumber().doubleValue();
      assertThat(scalar(a.predict(atMean).mean(), 0)).isCloseTo(expected, within(1e-9));
    }
  }

  /**
   * Members that are trained together, one batch an epoch, take the steps that each takes by
   * itself; plain descent would show another factor of the gradient.
   */
  @Test
  void membersLearnAsByThemselves() {
    FitOptions options =
        FitOptions.epochs(5).batchSize(40).with(Optimizer.of(Sgd.rate(0.05))).seed(3);
    Ensemble two = Ensemble.of(GAUSSIAN, 2);
    StandardizedData data = StandardizedData.of("test", X, Y);
    try (FittedDensity both = two.fit(X, Y, options)) {
      List<DensityNetwork> alone = two.untrained("test", data, 3);
      for (int i = 0; i < 2; i++) {
        DensityTraining.train("test", alone.subList(i, i + 1), data, options);
        Tensor x = Tensor.constant(data.x());
        double[] expected = alone.get(i).network().apply(x).eval().ravel().toDoubleVector();
        assertThat(both.networks().get(i).apply(x).eval().ravel().toDoubleVector())
            .containsExactly(expected, within(1e-12));
      }
      assertThat(both.results().get(0)).isEqualTo(both.results().get(1));
    }
  }

  @Test
  void everyLossIsMinimisedAndFits() {
    for (DensityLoss loss :
        List.of(
            DensityLoss.negativeLogLikelihood(),
            DensityLoss.betaNll(0.5),
            DensityLoss.crps(),
            DensityLoss.energyScore(4),
            DensityLoss.squaredErrorOfSamples())) {
      FitOptions options = FitOptions.epochs(15).batchSize(20).loss(loss);
      try (FittedDensity fitted = GAUSSIAN.fit(X, Y, options)) {
        TrainingResult result = fitted.results().get(0);
        assertThat(result.last().loss()).as("%s", loss).isLessThan(result.history().get(0).loss());
      }
      if (!loss.toString().startsWith("beta")) {
        try (FittedDensity fitted = MixtureDensity.of(2, 4).fit(X, Y, options)) {
          TrainingResult result = fitted.results().get(0);
          assertThat(result.last().loss()).isLessThan(result.history().get(0).loss());
        }
      }
    }
  }

  @Test
  void stopsEarlyOnRowsHeldOut() {
    AtomicInteger epochs = new AtomicInteger();
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            epochs.incrementAndGet();
          }
        };
    FitOptions options =
        FitOptions.epochs(500).with(Optimizer.of(Sgd.rate(1e-300))).stopEarly(0.25, 3);
    try (FittedDensity fitted = GAUSSIAN.fit(X, Y, options.listeners(counting))) {
      TrainingResult result = fitted.results().get(0);
      assertThat(result.reason()).isEqualTo(TrainingResult.Reason.STOPPED_EARLY);
      assertThat(result.restoredEpoch()).isPresent();
      assertThat(result.last().examples()).isEqualTo(30);
      assertThat(epochs.get()).isEqualTo(result.epochs());
    }
  }

  @Test
  void anyNetworkIsUsedWithoutItsDropout() {
    NetworkFactory factory =
        (inputs, outputs, dtype, key) ->
            Dropout.of(0.5).then(Mlp.of("net", inputs, 4, outputs).dtype(dtype).key(key));
    try (FittedDensity fitted = ConditionalGaussian.of(factory).fit(X, Y, SHORT)) {
      assertThat(fitted.predict(X).mean()).isEqualTo(fitted.predict(X).mean());
    }
    NetworkFactory normalized =
        (inputs, outputs, dtype, key) ->
            Mlp.of("net", inputs, 4, outputs)
                .dtype(dtype)
                .key(key)
                .activation(BatchNorm.of("norm", 4).dtype(dtype).then(TANH));
    FitOptions oneLeft = FitOptions.epochs(3).batchSize(13);
    try (FittedDensity fitted = ConditionalGaussian.of(normalized).fit(X, Y, oneLeft)) {
      double own = scalar(fitted.predict(X.getRow(7, true)).mean(), 0);
      assertThat(scalar(fitted.predict(X).mean(), 7)).isCloseTo(own, within(1e-9));
      assertThat(fitted.results().get(0).last().examples()).isEqualTo(39);
    }
    NetworkFactory narrow = (in, out, dtype, key) -> Dense.of("net", in, 1).dtype(dtype);
    assertThatThrownBy(() -> ConditionalGaussian.of(narrow).fit(X, Y, SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ConditionalGaussian.fit: network must map [n, 2] to [n, 2] DOUBLE, got [2, 1] DOUBLE"
                + " for n = 2");
  }

  // ---- a curve with a known floor

  /**
   * On 4,000 points the negative log-likelihood is near that of the true density, -0.1689, far
   * below the best of constant spread, -0.0789, and the seed's squared error drives sigma to 0.
   */
  @Test
  void learnsTheSpreadOfTheCurve() {
    HeteroscedasticCurve.Sample train = HeteroscedasticCurve.sample(4000, RandomKey.of(1));
    FitOptions options = FitOptions.epochs(20).batchSize(200).rate(0.01).seed(1);
    ConditionalGaussian model = ConditionalGaussian.of(TANH, 32, 32);
    try (FittedDensity fitted = model.fit(train.x(), train.y(), options)) {
      assertThat(expectedNll(fitted)).isBetween(HeteroscedasticCurve.CONDITIONAL_FLOOR, -0.12);
    }
    FitOptions squared = options.loss(DensityLoss.squaredErrorOfSamples());
    try (FittedDensity fitted = model.fit(train.x(), train.y(), squared)) {
      INDArray sigma = fitted.predict(train.x()).standardDeviation();
      assertThat(sigma.meanNumber().doubleValue()).isLessThan(0.05);
    }
  }

  /**
   * x = t + 0.3 sin(2 pi t) + u has up to three t for one x. Three components come near the true
   * density of t, of which the negative log-likelihood is -1.282; one Gaussian stays 0.3 nats
   * behind at least.
   */
  @Test
  void mixturesLearnSeveralBranches() {
    INDArray uniform = Noise.uniform(DType.DOUBLE, 2, 2000).eval(RandomKey.of(4));
    Tensor t = Tensor.constant(uniform).select(0, 0);
    Tensor u = Tensor.constant(uniform).select(0, 1).sub(0.5).mul(0.2);
    INDArray x = t.add(t.mul(2 * Math.PI).sin().mul(0.3)).add(u).reshape(2000, 1).eval();
    INDArray y = t.eval();
    FitOptions options = FitOptions.epochs(25).batchSize(100).rate(0.02).seed(1);
    try (FittedDensity three = MixtureDensity.of(3, 20, 20).fit(x, y, options);
        FittedDensity one = ConditionalGaussian.of(TANH, 20, 20).fit(x, y, options)) {
      double nll = -three.logDensity(x, y).meanNumber().doubleValue();
      assertThat(nll).isBetween(-1.282 - 0.05, -0.9);
      assertThat(-one.logDensity(x, y).meanNumber().doubleValue()).isGreaterThan(nll + 0.3);
    }
  }

  /** The expectation over x and y, by the true moments on a grid of x. */
  private static double expectedNll(FittedDensity fitted) {
    int n = 200;
    INDArray x =
        Tensor.range(DType.FLOAT, n)
            .add(0.5)
            .mul(HeteroscedasticCurve.LARGEST_X / n)
            .reshape(n, 1)
            .eval();
    INDArray mean = fitted.predict(x).mean();
    INDArray sd = fitted.predict(x).standardDeviation();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double s = sd.getDouble(i);
      double bias = mean.getDouble(i) - HeteroscedasticCurve.mean(x.getDouble(i, 0));
      double truth = HeteroscedasticCurve.standardDeviation(x.getDouble(i, 0));
      sum += Math.log(s) + (truth * truth + bias * bias) / (2 * s * s);
    }
    return sum / n + 0.5 * Math.log(2 * Math.PI);
  }

  // ---- errors

  @Test
  void argumentsAreChecked() {
    assertRejected(
        () -> GAUSSIAN.fit(Y, Y, SHORT),
        "ConditionalGaussian.fit: x must have shape [n, features], got [40]; reshape(n, 1) makes"
            + " one feature");
    assertRejected(
        () -> GAUSSIAN.fit(X, Tensor.ones(DType.DOUBLE, 39).eval(), SHORT),
        "ConditionalGaussian.fit: y must have shape [n] or [n, targets] with the rows of x, [40,"
            + " 2], got [39]");
    INDArray unknown = X.dup();
    unknown.putScalar(7, 1, Double.NaN);
    assertRejected(
        () -> GAUSSIAN.fit(unknown, Y, SHORT),
        "ConditionalGaussian.fit: data must be finite, got NaN at [7, 1] of x of shape [40, 2]");
    assertRejected(
        () -> MixtureDensity.of(2, 3).fit(X, Y, SHORT.loss(DensityLoss.betaNll(0.5))),
        "MixtureDensity.fit: loss must be one of mixtures, because there are 2 components, got"
            + " betaNll(0.5); use negativeLogLikelihood, crps or energyScore");
    assertRejected(
        () -> MixtureDensity.of(0, 3), "MixtureDensity.of: components must be >= 1, got 0");
    assertRejected(() -> Ensemble.of(GAUSSIAN, 0), "Ensemble.of: count must be >= 1, got 0");
    assertRejected(
        () -> ConditionalGaussian.of(3, 0),
        "NetworkFactory.perceptron: hidden layers must have 1 unit or more, got 0");
    assertRejected(() -> FitOptions.epochs(0), "FitOptions.epochs: epochs must be >= 1, got 0");
    assertRejected(
        () -> SHORT.rate(Double.NaN), "FitOptions.rate: rate must be > 0 and finite, got NaN");
    assertRejected(
        () -> SHORT.stopEarly(1, 3), "FitOptions.stopEarly: fraction must be in (0, 1), got 1.0");
    assertRejected(
        () -> DensityLoss.energyScore(1), "DensityLoss.energyScore: samples must be >= 2, got 1");
    try (FittedDensity fitted = GAUSSIAN.fit(X, Y, SHORT)) {
      assertRejected(
          () -> fitted.predict(Y.reshape(40, 1)),
          "FittedDensity.predict: x must have shape [n, 2], got [40, 1]");
    }
    assertThat(SHORT)
        .hasToString(
            "FitOptions(epochs 2, batch size 16, rate 0.01, negativeLogLikelihood, seed 3)");
  }

  private static void assertRejected(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
