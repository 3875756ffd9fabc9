/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.EstimatorCheck;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Means are compared by {@link EstimatorCheck}, each with a failure probability of 1e-8, and must
 * see a bias of 1 %. Each run averages over rows with the same parameters.
 */
final class MeasureValuedTest {
  private static final int ROWS = 2000;
  private static final MeasureValued ONE = MeasureValued.samples(1);

  private final Parameter loc = Parameter.of("loc", Tensor.scalar(0.7).eval());
  private final Parameter scale = Parameter.of("scale", Tensor.scalar(1.3).eval());

  private static EstimatorCheck check(Tensor estimate, Tensor expectation, int runs) {
    return GradientCheck.ofEstimator(estimate)
        .against(expectation)
        .runs(runs)
        .failureProbability(1e-8)
        .key(RandomKey.of(1996))
        .seeing(0.01);
  }

  @Test
  void normalOfACostThatJumps() {
    Normal rows = Normal.of(loc, scale).expand(ROWS);
    Tensor estimate = ONE.expectation(rows, y -> y.gt(-0.6)).mean();
    check(estimate, Normal.of(loc, scale).survival(Tensor.scalar(-0.6)), 1300).assertPasses();
  }

  /** A cost of all elements of an event, and with a parameter of its own. */
  @Test
  void eventsWhoseElementsInteract() {
    Parameter mean = Parameter.of("mean", Tensor.vector(0.9, 1.4).eval());
    Parameter weight = Parameter.of("weight", Tensor.scalar(0.5).eval());
    Normal elements = Normal.of(mean.expandDims(0).broadcastTo(ROWS, 2), Tensor.scalar(0.5));
    Tensor estimate =
        MeasureValued.samples(2)
            .expectation(Independent.of(elements, 1), y -> y.sum(-1).square().mul(weight))
            .mean();
    check(estimate, mean.sum().square().add(0.5).mul(weight), 150).assertPasses();

    Parameter logits = Parameter.of("logits", Tensor.vector(0.4, -1).eval());
    Bernoulli bits = Bernoulli.fromLogits(logits.expandDims(0).broadcastTo(ROWS, 2));
    Tensor pair = ONE.expectation(bits, b -> b.sum(-1).add(b.prod(-1))).mean();
    Tensor p = logits.sigmoid();
    check(pair, p.sum().add(p.prod()), 400).assertPasses();
  }

  @Test
  void poisson() {
    Parameter rate = Parameter.of("rate", Tensor.scalar(1.7).eval());
    Poisson rows = Poisson.of(rate).expand(ROWS);
    Tensor estimate = ONE.expectation(rows, k -> k.gt(1)).mean();
    check(estimate, Poisson.of(rate).survival(Tensor.scalar(1)), 1000).assertPasses();
  }

  /**
   * The variances of one sample for f = (y - c)^2: d^2 (16 / pi - 4) by the mean, d = loc - c. The
   * average of 1e6 squares of a Rayleigh variate, of kurtosis 3.25, is within 6.5 standard errors,
   * 1 %, but for a probability of 1e-10.
   */
  @Test
  void varianceByTheMeanOfANormal() {
    Parameter each = Parameter.of("each", Tensor.fill(DType.DOUBLE, 0.7, ROWS).eval());
    Tensor loss = ONE.expectation(Normal.of(each, scale), y -> y.add(0.5).square()).sum();
    var row =
        GradientVariance.of("measure-valued", loss)
            .by(each)
            .run(RandomKey.of(9), 500)
            .of("measure-valued", each);
    double exact = 1.2 * 1.2 * (16 / Math.PI - 4);
    assertThat(row.variance() / ROWS).isCloseTo(exact, within(0.01 * exact));
  }

  @Test
  void floatsAndBatches() {
    Parameter rate = Parameter.of("rate", Tensor.vector(2f, 3f).eval());
    Tensor rows = ONE.expectation(Poisson.of(rate), k -> k.square());
    assertThat(rows.shape().toLongs()).containsExactly(2);
    assertThat(rows.dtype()).isEqualTo(DType.FLOAT);
    // f(k + 1) - f(k) = 2 k + 1, of the row of its own; the value is k^2.
    var key = RandomKey.of(3);
    var k = rows.sqrt().sharingNoiseOf(rows).eval(key);
    var slope = Gradients.of(rows.slice(0, 0, 1).sum(), rate).of(rate).eval(key);
    assertThat(slope.getDouble(0)).isEqualTo(2 * Math.rint(k.getDouble(0)) + 1);
    assertThat(slope.getDouble(1)).isZero();
  }

  @Test
  void errors() {
    Tensor estimate = ONE.expectation(Normal.of(loc, scale), y -> y.square());
    Tensor slope = Gradients.of(estimate, loc).of(loc);
    assertThatThrownBy(() -> Gradients.of(slope, loc))
        .hasMessageContaining("a second derivative of an estimate by MeasureValued.expectation");
    assertThatThrownBy(() -> ONE.expectation(Gamma.of(1, 1), y -> y))
        .hasMessage(
            "MeasureValued.expectation: distribution must be Normal, Bernoulli or Poisson, or"
                + " Independent ones, got Gamma [] DOUBLE; ScoreFunction takes any distribution");
    assertThatThrownBy(() -> MeasureValued.samples(0))
        .hasMessage("MeasureValued.samples: count must be >= 1, got 0");
    assertThat(ONE).hasToString("MeasureValued[samples=1]");
  }
}
