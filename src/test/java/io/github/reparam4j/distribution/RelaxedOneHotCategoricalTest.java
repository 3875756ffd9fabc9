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
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link RelaxedOneHotCategorical} and {@link ExpRelaxedOneHotCategorical}. */
class RelaxedOneHotCategoricalTest {
  private static final Tensor LOGITS = Tensor.vector(0.4, -0.3, 1.1);

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1, 2.5})
  void twoCategoriesAreTheRelaxedBernoulli(double temperature) {
    Tensor t = Tensor.scalar(temperature);
    Tensor x = Tensor.vector(0.001, 0.2, 0.5, 0.9, 1 - 1e-9);
    double[] found =
        values(
            RelaxedOneHotCategorical.fromLogits(t, Tensor.vector(0.7, -0.5))
                .logProb(Tensor.stack(-1, x, x.neg().add(1))));
    double[] expected = values(RelaxedBernoulli.fromLogits(t, Tensor.scalar(1.2)).logProb(x));
    DistributionContract.assertClose(found, expected, 1e-13, "logProb");
  }

  /** The midpoint rule on the triangle; the density is 0 at its sides. */
  @Test
  void densityIntegratesToOne() {
    int n = 600;
    double[] x = new double[3 * n * n];
    int points = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; i + j < n; j++) {
        for (int half = 0; half < (i + j < n - 1 ? 2 : 1); half++) {
          double a = (i + (half + 1) / 3.0) / n;
          double b = (j + (half + 1) / 3.0) / n;
          x[3 * points] = a;
          x[3 * points + 1] = b;
          x[3 * points + 2] = 1 - a - b;
          points++;
        }
      }
    }
    Tensor at = Tensor.constant(x, n * n, 3);
    Tensor density =
        RelaxedOneHotCategorical.fromLogits(Tensor.scalar(1.5), LOGITS).logProb(at).exp();
    assertThat(points).isEqualTo(n * n);
    assertThat(density.mean().evalScalar() / 2).isCloseTo(1, within(1e-4));
  }

  @Test
  void ownDensityAgreesWithLogProb() {
    Tensor t = Tensor.vector(0.3, 1, 4).reshape(3, 1);
    RelaxedOneHotCategorical d = RelaxedOneHotCategorical.fromLogits(t, LOGITS.expandDims(0));
    SampleWithLogProb both = d.rsampleAndLogProb(20);
    assertThat(both.sample().shape()).isEqualTo(Shape.of(20, 3, 1, 3));
    assertThat(both.logProb().shape()).isEqualTo(Shape.of(20, 3, 1));
    assertThat(values(both.sample())).isEqualTo(values(d.rsample(20)));
    DistributionContract.assertClose(
        values(both.logProb()), values(d.logProb(both.sample())), 1e-9, "logProb");
    SampleWithLogProb log = d.ofLog().rsampleAndLogProb(20);
    DistributionContract.assertClose(
        values(log.logProb()), values(d.ofLog().logProb(log.sample())), 1e-11, "logProb");
    assertThat(values(d.support().contains(d.sample(50)))).containsOnly(1);
    assertThat(values(d.ofLog().support().contains(d.ofLog().sample(50)))).containsOnly(1);
  }

  /** At every temperature; a right sampler fails with probability 1e-9. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 10})
  void greatestElementFollowsTheProbabilities(double temperature) {
    RelaxedOneHotCategorical d =
        RelaxedOneHotCategorical.fromLogits(
            Tensor.fill(DType.FLOAT, temperature), LOGITS.cast(DType.FLOAT));
    double[] greatest = Grid.values(d.ofLog().sample(200_000).argMax(-1).eval(MonteCarlo.KEY));
    double[] p = values(d.probs());
    for (int i = 0; i < 3; i++) {
      int category = i;
      double share = DoubleStream.of(greatest).filter(x -> x == category).count() / 2e5;
      assertThat(share).isCloseTo(p[i], within(6.5 * Math.sqrt(p[i] * (1 - p[i]) / 2e5)));
    }
  }

  @Test
  void gradientsMatchCentralDifferences() {
    Parameter logits = Grid.parameter("l", DType.DOUBLE, Shape.of(3), i -> 0.4 * i - 0.2);
    Parameter temperature = Grid.parameter("t", DType.DOUBLE, Shape.scalar(), i -> 0.8);
    RelaxedOneHotCategorical d = RelaxedOneHotCategorical.fromLogits(temperature, logits);
    Tensor weights = Tensor.vector(1.0, -2, 0.5);
    SampleWithLogProb own = d.rsampleAndLogProb(4);
    Tensor loss = own.sample().square().mul(weights).sum().add(own.logProb().sum());
    CentralDifference.assertGradientsMatch(loss, List.of(logits, temperature));
    Tensor x = Tensor.vector(0.2, 0.5, 0.3);
    CentralDifference.assertGradientsMatch(d.logProb(x), List.of(logits, temperature));
    Tensor byProbs = RelaxedOneHotCategorical.of(temperature, logits.exp()).logProb(x);
    CentralDifference.assertGradientsMatch(byProbs, List.of(logits, temperature));
  }

  /** Of samples most of whose elements are 0 after rounding. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void allIsFiniteAtLowTemperatureAndLargeLogits(DType dtype) {
    Parameter logits =
        Grid.parameter("l", dtype, Shape.of(40, 3), i -> i < 6 ? 1e30 * (i % 2) : 0.01 * i);
    Parameter t = Grid.parameter("t", dtype, Shape.scalar(), i -> 1e-3);
    RelaxedOneHotCategorical d = RelaxedOneHotCategorical.fromLogits(t, logits);
    SampleWithLogProb own = d.rsampleAndLogProb(5);
    Tensor loss = own.sample().mul(Tensor.range(dtype, 3)).sum().add(own.logProb().sum());
    Gradients g = Gradients.of(loss, logits, t);
    assertThat(values(own.sample())).contains(0.0, 1.0);
    assertThat(values(own.logProb())).matches(x -> areFinite(x));
    assertThat(values(g.of(logits))).matches(x -> areFinite(x));
    assertThat(values(g.of(t))).matches(x -> areFinite(x));
    assertThat(values(d.logProb(d.sample(5)))).doesNotContain(Double.NaN);
    assertThat(values(d.ofLog().logProb(d.ofLog().sample(5)))).doesNotContain(Double.NaN);
  }

  private static boolean areFinite(double... x) {
    return DoubleStream.of(x).allMatch(Double::isFinite);
  }

  @Test
  void outsideOfTheSupportAndErrors() {
    RelaxedOneHotCategorical d = RelaxedOneHotCategorical.fromLogits(Tensor.scalar(1), LOGITS);
    Tensor x = Tensor.constant(new double[] {0.2, 0.2, 0.2, 1.5, -0.3, -0.2}, 2, 3);
    assertThat(values(d.logProb(x))).containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(values(d.ofLog().logProb(x))).containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(values(d.logProb(Tensor.vector(Double.NaN, 0, 1)))).containsOnly(Double.NaN);
    Tensor probs = Tensor.vector(0.0, 1);
    assertThatThrownBy(
            () ->
                RelaxedOneHotCategorical.of(Tensor.scalar(1), probs).rsample().eval(MonteCarlo.KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "RelaxedOneHotCategorical.of: probs must be > 0 everywhere, got 0.0 at [0] of shape"
                + " [2]; logits are passed to fromLogits");
    assertThatThrownBy(() -> RelaxedOneHotCategorical.fromLogits(Tensor.scalar(0), LOGITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "RelaxedOneHotCategorical.fromLogits: temperature must be > 0, got 0.0; pass a"
                + " log-temperature through exp or softplus");
    assertThat(d.expand(2, 4).rsample(3).shape()).isEqualTo(Shape.of(3, 2, 4, 3));
    assertThat(d.expand(2, 4).ofLog().logProb(d.ofLog().rsample()).shape())
        .isEqualTo(Shape.of(2, 4));
  }

  private static double[] values(Tensor t) {
    return DistributionContract.values(t);
  }
}
