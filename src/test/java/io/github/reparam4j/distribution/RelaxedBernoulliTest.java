/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionCase.Has.ENTROPY;
import static io.github.reparam4j.distribution.DistributionCase.Has.MEAN;
import static io.github.reparam4j.distribution.DistributionCase.Has.MODE;
import static io.github.reparam4j.distribution.DistributionCase.Has.VARIANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link RelaxedBernoulli}, by probabilities and by logits. */
class RelaxedBernoulliTest extends ContinuousContract {
  private static DistributionCase probs(double temperature, double p) {
    return DistributionCase.of(x -> RelaxedBernoulli.of(x[0], x[1]), temperature, p)
        .lacking(ENTROPY, MEAN, VARIANCE, MODE);
  }

  private static DistributionCase logits(double temperature, double logits) {
    return DistributionCase.of(x -> RelaxedBernoulli.fromLogits(x[0], x[1]), temperature, logits)
        .lacking(ENTROPY, MEAN, VARIANCE, MODE);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(1, 0.3), probs(1.6, 0.8), logits(2.5, 0.6), logits(1.1, -0.4));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(1, 0),
        probs(2, 0),
        probs(0.1, 1),
        probs(2, 1),
        logits(1e-15, 0.3),
        logits(0.1, 1e38),
        logits(0.1, -1e38),
        logits(1e30, 1),
        logits(2, 1 / 0.0),
        logits(2, -1 / 0.0));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "RelaxedBernoulli.";
    String hint = "; pass a log-temperature through exp or softplus";
    return Stream.of(
        new Invalid(probs(0, 0.5), where + "of: temperature must be > 0, got 0.0" + hint),
        new Invalid(
            probs(1, 1.5),
            where + "of: probs must be in [0, 1], got 1.5; logits are passed to fromLogits"),
        new Invalid(logits(1, Double.NaN), where + "fromLogits: logits must be a number, got NaN"));
  }

  @Test
  void densityAtTheEndsIsTheLimit() {
    Tensor ends = Tensor.vector(0.0, 1.0);
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(values(RelaxedBernoulli.of(0.5, 0.3).logProb(ends)))
        .containsExactly(infinity, infinity);
    assertThat(values(RelaxedBernoulli.of(2, 0.3).logProb(ends)))
        .containsExactly(-infinity, -infinity);
    double[] near = values(RelaxedBernoulli.of(1, 0.3).logProb(Tensor.vector(1e-12, 1 - 1e-12)));
    assertClose(values(RelaxedBernoulli.of(1, 0.3).logProb(ends)), near, 1e-11, "limit");
  }

  /** Of samples most of which are 0 or 1 after rounding. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void ownDensityAndGradientsAreFiniteAtLowTemperature(DType dtype) {
    Parameter logits = Grid.parameter("l", dtype, Shape.of(200), i -> 0.02 * i - 2);
    Parameter temperature = Grid.parameter("t", dtype, Shape.scalar(), i -> 1e-4);
    SampleWithLogProb both = RelaxedBernoulli.fromLogits(temperature, logits).rsampleAndLogProb(10);
    Tensor loss = both.logProb().sum().add(both.sample().sum());
    Gradients g = Gradients.of(loss, logits, temperature);
    assertThat(values(both.sample())).contains(0.0, 1.0);
    assertThat(values(both.logProb())).matches(RelaxedBernoulliTest::areFinite);
    assertThat(values(g.of(logits))).matches(RelaxedBernoulliTest::areFinite);
    assertThat(values(g.of(temperature))).matches(RelaxedBernoulliTest::areFinite);
  }

  private static boolean areFinite(double... x) {
    return DoubleStream.of(x).allMatch(Double::isFinite);
  }

  private static double slope(Tensor y, Parameter by) {
    return Gradients.of(y, by).of(by).evalScalar();
  }

  /** For temperature 1 the density is odds / (odds (1 - x) + x)^2, with odds 3/7. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void slopesAtTheEndsAreLimits(DType dtype) {
    double infinity = Double.POSITIVE_INFINITY;
    double ulp = dtype == DType.FLOAT ? 1e-6 : 1e-14;
    Parameter zero = Grid.parameter("zero", dtype, Shape.scalar(), i -> 0);
    Parameter one = Grid.parameter("one", dtype, Shape.scalar(), i -> 1);
    Tensor p = Tensor.fill(dtype, 0.3);
    RelaxedBernoulli d = RelaxedBernoulli.of(Tensor.fill(dtype, 1), p);
    assertThat(slope(d.logProb(zero), zero)).isCloseTo(-8.0 / 3, within(4 * ulp));
    assertThat(slope(d.logProb(one), one)).isCloseTo(-8.0 / 7, within(4 * ulp));
    assertThat(slope(d.cdf(zero), zero)).isCloseTo(7.0 / 3, within(4 * ulp));
    assertThat(slope(d.cdf(one), one)).isCloseTo(3.0 / 7, within(4 * ulp));
    assertThat(slope(d.survival(zero), zero)).isCloseTo(-7.0 / 3, within(4 * ulp));
    assertThat(slope(d.logCdf(one), one)).isCloseTo(3.0 / 7, within(4 * ulp));
    assertThat(slope(d.logCdf(zero), zero)).isEqualTo(infinity);
    assertThat(slope(d.logSurvival(zero), zero)).isCloseTo(-7.0 / 3, within(4 * ulp));
    assertThat(slope(d.logSurvival(one), one)).isEqualTo(-infinity);
    RelaxedBernoulli steep = RelaxedBernoulli.of(Tensor.fill(dtype, 0.5), p);
    assertThat(slope(steep.logProb(zero), zero)).isEqualTo(-infinity);
    assertThat(slope(steep.logProb(one), one)).isEqualTo(infinity);
    assertThat(slope(steep.cdf(zero), zero)).isEqualTo(infinity);
    RelaxedBernoulli flat = RelaxedBernoulli.of(Tensor.fill(dtype, 2), p);
    assertThat(slope(flat.logProb(zero), zero)).isEqualTo(infinity);
    assertThat(slope(flat.logProb(one), one)).isEqualTo(-infinity);
    assertThat(slope(flat.cdf(zero), zero)).isZero();
  }
}
