/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Categorical}, by probabilities and by logits. */
class CategoricalTest extends DiscreteContract {
  private static DistributionCase probs(double... p) {
    return DistributionCase.of(x -> Categorical.of(last(x)), p);
  }

  private static DistributionCase logits(double... logits) {
    return DistributionCase.of(x -> Categorical.fromLogits(last(x)), logits);
  }

  /** The tensors, broadcast, along a new last axis. */
  static Tensor last(Tensor... x) {
    Shape shape = Shape.scalar();
    for (Tensor t : x) {
      shape = shape.broadcast(t.shape());
    }
    Tensor[] wide = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i].broadcastTo(shape);
    }
    return Tensor.stack(-1, wide);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        probs(5), probs(0.3, 0.7), probs(1, 2, 3, 4), logits(0.8, -1, 2), logits(1, 1, 1, 1, 0));
  }

  @Override
  int greatest(DistributionCase c) {
    return c.parameters().length - 1;
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(0, 1),
        probs(1, 0, 0),
        probs(1e-30, 1e30, 0),
        logits(1e38, -1e38, 0),
        logits(1e38, 1e38, 1e38),
        logits(-1e38, -1e38),
        logits(0, -1 / 0.0));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.empty();
  }

  @Test
  void logProbGradientIsOneHotLessProbabilities() {
    Parameter logits = Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> i * 0.7 - 1);
    Categorical d = Categorical.fromLogits(logits);
    double[] p = values(d.probs());
    double[] g = values(Gradients.of(d.logProb(Tensor.scalar(1)), logits).of(logits));
    assertClose(g, new double[] {-p[0], 1 - p[1], -p[2]}, 1e-15, "gradient");
  }

  @Test
  void categoryWithoutProbabilityGetsNoGradient() {
    Parameter logits =
        Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> i == 1 ? Double.NEGATIVE_INFINITY : i);
    Categorical d = Categorical.fromLogits(logits);
    Tensor loss = d.logProb(Tensor.scalar(0)).add(d.entropy());
    double[] g = values(Gradients.of(loss, logits).of(logits));
    assertThat(g[1]).isZero();
    assertThat(g[0]).isCloseTo(-g[2], within(1e-14));
  }

  @Test
  void largeCommonLogitLosesNothing() {
    float[] logits = {1e6f, 1e6f + 1, 1e6f + 0.5f};
    double[] p = values(Categorical.fromLogits(Tensor.vector(logits)).probs());
    double[] exact = values(Tensor.vector(0.0, 1.0, 0.5).softmax(0));
    assertClose(p, exact, 2e-7, "probability");
  }

  /** ln p = -ln(1 + r) for r = e^-50 + e^-60, and its first and second slope by its own logit. */
  @Test
  void logitsNearCertaintyKeepTheirDigits() {
    Parameter logits =
        Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> new double[] {0, -50, -60}[i]);
    Tensor first = Tensor.vector(1.0, 0, 0);
    Tensor log = Categorical.fromLogits(logits).logProb(Tensor.scalar(0));
    Tensor slope = Gradients.of(log, logits).of(logits);
    double r = Math.exp(-50) + Math.exp(-60);
    assertThat(values(log)[0]).isCloseTo(-r, within(1e-14 * r));
    assertThat(values(slope)[0]).isCloseTo(r, within(1e-14 * r));
    double[] second = values(Gradients.of(slope.mul(first).sum(), logits).of(logits));
    assertClose(second, new double[] {-r, Math.exp(-50), Math.exp(-60)}, 1e-14 * r, "second slope");
  }

  /** As by logits, for probabilities 1, e^-50 and e^-60 up to a factor. */
  @Test
  void probabilitiesNearCertaintyKeepTheirDigits() {
    Parameter probs =
        Grid.parameter(
            "p", DType.DOUBLE, Shape.of(3), i -> Math.exp(new double[] {0, -50, -60}[i]));
    Tensor log = Categorical.of(probs).logProb(Tensor.scalar(0));
    Tensor slope = Gradients.of(log, probs).of(probs);
    double r = Math.exp(-50) + Math.exp(-60);
    assertThat(values(log)[0]).isCloseTo(-r, within(1e-14 * r));
    assertThat(values(slope)[0]).isCloseTo(r, within(1e-14 * r));
    Tensor first = Tensor.vector(1.0, 0, 0);
    double[] second = values(Gradients.of(slope.mul(first).sum(), probs).of(probs));
    assertThat(second[0]).isCloseTo(-2 * r, within(1e-14 * r));
    assertThat(second[1]).isCloseTo(1, within(1e-14));
  }

  @Test
  void quantilesOfTheEnds() {
    Categorical d = Categorical.of(Tensor.vector(0, 0.1, 0.2, 0.7, 0, 0));
    assertThat(values(d.icdf(Tensor.vector(0.05, 1.0)))).containsExactly(1, 3);
    assertThat(values(d.icdf(Tensor.vector(-0.1, 1.1, Double.NaN)))).containsOnly(Double.NaN);
  }

  @Test
  void rejectsWhatAreNoProbabilities() {
    assertThatThrownBy(() -> Categorical.of(Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Categorical.of: probs must have a last axis of categories, got shape []");
    assertThatThrownBy(() -> Categorical.of(Tensor.vector(1.0, -1.0)).probs().eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "Categorical.of: probs must be >= 0 everywhere, got -1.0 at [1] of shape [2]; logits"
                + " are passed to fromLogits");
    assertThatThrownBy(() -> Categorical.of(Tensor.vector(0.0, 0.0)).probs().eval())
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "Categorical.of: sum of probs must be > 0 everywhere, got 0.0 at [0] of shape [1]");
  }
}
