/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mistakes in a loss function that would train something else without a word. */
class LossFunctionTest {
  private final Toy toy = new Toy();
  private final INDArray column = toy.t.reshape(Toy.ROWS, 1);

  private Training of(BinaryOperator<Tensor> loss) {
    return Training.minimize(loss).with(Sgd.rate(0.01));
  }

  private TrainingResult fit(Training training, INDArray... arrays) {
    return training.fit(Batches.of(arrays).size(20).inOrder(), Training.epochs(1));
  }

  // ---- broadcast

  @Test
  void predictionsAgainstAColumnOfTargetsAreRefused() {
    assertThatThrownBy(() -> fit(of(toy::loss), toy.x, column))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Training.minimize: rows of arrays of a batch must not be broadcast against each other,"
                + " got \\[20\\] \\(of array 0\\) and \\[20, 1\\] \\(of array 1\\) to \\[20, 20\\]"
                + " in sub at \\S+\\(Toy\\.java:\\d+\\); take column\\(0\\) of \\[n, 1\\]; call"
                + " allowingBroadcast\\(\\) if all pairs are meant");
    TrainingResult all = fit(of(toy::loss).allowingBroadcast(), toy.x, column);
    assertThat(all.epochs()).isEqualTo(1);
  }

  @Test
  void metricsAndValidationAreCheckedToo() {
    Training right = of((x, t) -> toy.loss(x, t.column(0)));
    assertThat(fit(right, toy.x, column).epochs()).isEqualTo(1);
    assertThatThrownBy(() -> fit(right.metric("error", toy::loss), toy.x, column))
        .hasMessageContaining("must not be broadcast");
    Batches held = Batches.of(toy.x, column);
    assertThatThrownBy(() -> fit(right.validate(held, toy::loss), toy.x, column))
        .hasMessageContaining("must not be broadcast");
  }

  @Test
  void labelsAsAColumnAreRefused() {
    Parameter w = Parameter.of("w", Toy.normal(3, 3, 4));
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, Toy.ROWS);
    assertThat(fit(of((x, t) -> nll(x.matmul(w), t)), toy.x, labels).epochs()).isEqualTo(1);
    assertThatThrownBy(
            () -> fit(of((x, t) -> nll(x.matmul(w), t)), toy.x, labels.reshape(Toy.ROWS, 1)))
        .hasMessageContaining(
            "must not be broadcast against each other, got [20, 1, 4] (of array 1)")
        .hasMessageContaining(
            " in Categorical.logProb at " + LossFunctionTest.class.getName() + ".nll(");
  }

  private static Tensor nll(Tensor logits, Tensor labels) {
    return Categorical.fromLogits(logits).logProb(labels).mean().neg();
  }

  /** All pairs of rows of one array, a sum that is broadcast, and batches of one row. */
  @Test
  void deliberateBroadcastsAreAllowed() {
    BinaryOperator<Tensor> loss =
        (x, t) -> {
          Tensor p = toy.predict(x);
          Tensor pairs = p.expandDims(1).sub(p).square().mean();
          Tensor centered = p.sub(t.mean()).square().mean();
          Tensor samples = Tensor.range(DType.DOUBLE, 5).expandDims(1).mul(t).sub(p).mean();
          return pairs.add(centered).add(samples.square());
        };
    assertThat(fit(of(loss), toy.x, toy.t).epochs()).isEqualTo(1);
    Training single = of((x, t) -> toy.loss(x, t));
    assertThat(single.fit(Batches.of(toy.x, column).size(1), Training.epochs(1)).epochs())
        .isEqualTo(1);
  }

  // ---- parameters

  @Test
  void networkMadeInsideIsRefused() {
    assertThatThrownBy(
            () ->
                fit(
                    of((x, t) -> Mlp.of("net", 3, 1).apply(x.cast(DType.FLOAT)).square().mean()),
                    toy.x,
                    toy.t))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Training.minimize: the loss must use networks and parameters that were made outside of"
                + " its function, got parameter 'net/0/weight' [3, 1] FLOAT, made inside; it would"
                + " be trained and lost");
  }

  @Test
  void twoNetworksOfOneNameAreRefused() {
    Mlp first = Mlp.of("net", 3, 1).dtype(DType.DOUBLE);
    Mlp second = Mlp.of("net", 3, 1).dtype(DType.DOUBLE);
    Training training =
        of((x, t) -> first.apply(x).add(second.apply(x)).column(0).sub(t).square().mean());
    assertThatThrownBy(() -> fit(training, toy.x, toy.t))
        .hasMessage(
            "Sgd.on: names of parameters must be distinct, got parameter 'net/0/weight' [3, 1]"
                + " DOUBLE and another parameter 'net/0/weight' [3, 1] DOUBLE; networks of one name"
                + " also start from the same weights: name them differently");
  }

  // ---- numbers

  /** The loss is traced once: a Java number keeps its value, a variable and the step do not. */
  @Test
  void hyperParametersAreVariablesOrExpressionsOfTheStep() {
    double[] number = {0};
    Variable beta = Variable.fill("beta", DType.DOUBLE, 0);
    Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
    OptimizerState state = Sgd.rate(1e-9).on(List.of(w));
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            losses.add((double) Math.round(step.loss()));
            number[0] = 1000;
            beta.assign(Nd4j.scalar(10.0 * step.step()));
          }
        };
    Training.minimize(() -> w.mul(beta).add(state.step()).add(number[0]))
        .with(state)
        .fit(BatchSource.steps(3), Training.epochs(1), listener);
    assertThat(losses).containsExactly(0.0, 11.0, 22.0);
  }

  /** The error of a layer does not know the batch; that of training does. */
  @Test
  void errorOfTheLossNamesTheArraysOfTheBatch() {
    Mlp net = Mlp.of("net", 3, 1);
    Training training =
        Training.minimize((x, t) -> net.apply(x).column(0).sub(t).square().mean())
            .with(Adam.rate(0.1));
    assertThatThrownBy(() -> fit(training, toy.x, toy.t))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(" (the batch has array 0 [20, 3] DOUBLE, array 1 [20] DOUBLE)");
  }

  // ---- values outside of a support

  @Test
  void valueOutsideOfTheSupportIsNamedAtTheFirstStep() {
    Parameter logit = Parameter.of("logit", Nd4j.zeros(DataType.DOUBLE, 2));
    Training pixels =
        Training.minimize(x -> Bernoulli.fromLogits(logit).logProb(x).mean().neg())
            .with(Sgd.rate(0.1));
    INDArray grey = Nd4j.createFromArray(new double[][] {{0, 1}, {1, 0.25}});
    assertThatThrownBy(() -> fit(pixels, grey))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "Bernoulli.logProb: values must be in the support of the distribution, got 0.25 at [1,"
                + " 1] of shape [2, 2] (Training.fit, epoch 1, step 1); its log-density is minus"
                + " infinity, and the loss would not be finite");
    Parameter w = Parameter.of("w", Toy.normal(3, 3, 4));
    INDArray fromOne = Nd4j.createFromArray(1.0, 2, 3, 4);
    assertThatThrownBy(() -> fit(of((x, t) -> nll(x.matmul(w), t)), Toy.normal(4, 4, 3), fromOne))
        .hasMessageStartingWith(
            "Categorical.logProb: values must be in the support of the distribution, got 4 at [3]"
                + " of shape [4]");
    assertThat(logit.value()).isEqualTo(Nd4j.zeros(DataType.DOUBLE, 2));
  }

  /** An infinite loss of another cause, though a value is tested, is reported as before. */
  @Test
  void infiniteLossOfAnotherCauseIsReportedAsSuch() {
    Parameter w = Parameter.of("w", Nd4j.scalar(0.0));
    Training training =
        Training.minimize(
                x -> Normal.of(w, Tensor.scalar(1)).logProb(x).mean().add(w.square().log()))
            .with(Sgd.rate(0.1));
    assertThatThrownBy(() -> fit(training, toy.t))
        .hasMessageStartingWith("Training.fit: loss must be finite, got -Infinity at epoch 1");
  }

  /** A network of FLOAT, and labels in an array of integers, which becomes DOUBLE. */
  @Test
  void integerLabelsFitAFloatNetwork() {
    Mlp net = Mlp.of("net", 3, 4);
    INDArray labels = Nd4j.createFromArray(0, 1, 2, 3, 3);
    INDArray x = Toy.normal(4, 5, 3).castTo(DataType.FLOAT);
    assertThat(fit(of((in, t) -> nll(net.apply(in), t)), x, labels).epochs()).isEqualTo(1);
    Training bits =
        of((in, t) -> Bernoulli.fromLogits(net.apply(in).column(0)).logProb(t.gt(1)).mean().neg());
    assertThat(fit(bits, x, labels).epochs()).isEqualTo(1);
  }

  // ---- samples

  @Test
  void gradientThatASampleStopsIsExplained() {
    Parameter p = Parameter.of("p", Nd4j.createFromArray(0.5, 0.6));
    assertThatThrownBy(() -> Gradients.of(Bernoulli.of(p).sample().sum(), p))
        .hasMessageContaining(
            "no dependence of reshape [] DOUBLE on parameter 'p' [2] DOUBLE but through"
                + " Bernoulli.sample(), made at ")
        .hasMessageEndingWith(
            ", which stops gradients; take rsample() or an Estimator; leave it out, or use"
                + " Gradients.orZero");
  }
}
