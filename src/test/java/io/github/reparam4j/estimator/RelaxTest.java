/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.EstimatorCheck;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Estimators by continuous relaxations against sums over all outcomes, by {@link EstimatorCheck}:
 * each comparison fails with a probability of 1e-8 and must see a bias of 1 %. Each run averages
 * over rows with the same parameters.
 */
final class RelaxTest {
  private static final int ROWS = 2000;

  private final Parameter logits = Parameter.of("logits", Tensor.vector(0.6, -1).eval());
  private final Parameter target = Parameter.of("target", Tensor.scalar(0.9).eval());
  private final Parameter scores = Parameter.of("scores", Tensor.vector(0.5, -0.7, 0.2).eval());
  private final Parameter slope = Parameter.of("slope", Tensor.scalar(0.3).eval());

  private Distribution bits() {
    return Independent.of(Bernoulli.fromLogits(logits.expandDims(0).broadcastTo(ROWS, 2)), 1);
  }

  private Distribution categories() {
    return OneHotCategorical.fromLogits(scores.expandDims(0).broadcastTo(ROWS, 3));
  }

  /** Of vectors of two bits, with a parameter of its own. */
  private Tensor cost(Tensor b) {
    return b.sum(-1).add(b.prod(-1).mul(0.5)).add(target.square());
  }

  private Tensor expectation() {
    Tensor outcomes = Tensor.constant(new double[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    Tensor p = Bernoulli.fromLogits(logits).logProb(outcomes).sum(-1).exp();
    return p.mul(cost(outcomes)).sum();
  }

  private static Tensor categoryCost(Tensor b) {
    return b.mul(Tensor.vector(2.0, 3, 5)).sum(-1);
  }

  private Tensor categoryExpectation() {
    return scores.softmax(-1).mul(Tensor.vector(2.0, 3, 5)).sum();
  }

  private static EstimatorCheck check(Tensor estimate, Tensor expectation, int runs) {
    return GradientCheck.ofEstimator(estimate)
        .by(
            estimate.parameters().stream()
                .filter(p -> expectation.parameters().contains(p))
                .toArray(Parameter[]::new))
        .against(expectation)
        .runs(runs)
        .failureProbability(1e-8)
        .key(RandomKey.of(2017))
        .seeing(0.01);
  }

  @Test
  void rebarIsUnbiasedForBits() {
    Rebar rebar = Rebar.samples(1, DType.DOUBLE);
    check(rebar.expectation(bits(), this::cost).mean(), expectation(), 750).assertPasses();
  }

  private Relax relax() {
    Tensor weights = Tensor.vector(-1.0, 0, 2);
    return Relax.samples(
        1, z -> z.mul(slope).sigmoid().mul(weights).sum(-1).add(3), List.of(slope));
  }

  @Test
  void relaxIsUnbiasedForCategories() {
    Tensor estimate = relax().expectation(categories(), RelaxTest::categoryCost).mean();
    check(estimate, categoryExpectation(), 150).assertPasses();
  }

  /** The same draws, by their indices: 2 + i / 2 + i^2 / 2 is 2, 3, 5. */
  @Test
  void relaxTakesIndices() {
    Tensor logits = scores.expandDims(0).broadcastTo(ROWS, 3);
    Tensor ofIndex =
        relax()
            .expectation(Categorical.fromLogits(logits), i -> i.add(i.square()).div(2).add(2))
            .mean();
    Tensor ofOneHot = relax().expectation(categories(), RelaxTest::categoryCost).mean();
    RandomKey key = RandomKey.of(3);
    assertThat(ofIndex.evalScalar(key)).isCloseTo(ofOneHot.evalScalar(key), within(1e-12));
    for (Parameter p : List.of(scores, slope)) {
      double[] expected = Gradients.of(ofOneHot, p).of(p).eval(key).ravel().toDoubleVector();
      assertThat(Gradients.of(ofIndex, p).of(p).eval(key).ravel().toDoubleVector())
          .containsExactly(expected, within(1e-12));
    }
    Distribution events = Independent.of(Categorical.fromLogits(logits), 1);
    Relax sum = Relax.samples(4, z -> z.sum(-1).sum(-1), List.of());
    assertThat(sum.expectation(events, i -> i.sum(-1)).shape().isScalar()).isTrue();
  }

  /**
   * The gradient by eta and ln temperature is that of the squared gradient by the logits, with the
   * noise of the key; here against central differences. The sign of the loss is ignored.
   */
  @Test
  void learnsToDecreaseTheSquaredGradient() {
    Parameter rows = Parameter.of("rows", Tensor.fill(DType.DOUBLE, 0.4, 5, 2).eval());
    Rebar rebar = Rebar.samples(1, DType.DOUBLE).startingAt(0.8, 0.6);
    Tensor loss =
        rebar.expectation(Independent.of(Bernoulli.fromLogits(rows), 1), this::cost).sum();
    RandomKey key = RandomKey.of(11);
    Tensor squares = Gradients.of(loss, rows).of(rows).square().sum();
    for (Parameter p : rebar.parameters()) {
      double at = p.value().getDouble(0);
      double h = 1e-5;
      p.assign(Tensor.scalar(at + h).eval());
      double above = squares.evalScalar(key);
      p.assign(Tensor.scalar(at - h).eval());
      double below = squares.evalScalar(key);
      p.assign(Tensor.scalar(at).eval());
      double numeric = (above - below) / (2 * h);
      double analytic = Gradients.of(loss, p).of(p).evalScalar(key);
      double ofNegative = Gradients.of(loss.mul(-3), p).of(p).evalScalar(key);
      assertThat(Math.abs(numeric)).isGreaterThan(0.01);
      assertThat(analytic).isCloseTo(numeric, within(1e-7 * Math.abs(numeric) + 1e-8));
      assertThat(ofNegative).isCloseTo(3 * numeric, within(1e-6));
    }
  }

  /** Trained in the steps of the model, here with logits that stay. */
  @Test
  void learningLowersTheVariance() {
    Rebar rebar = Rebar.samples(1, DType.DOUBLE).startingAt(0, 2);
    Tensor loss =
        rebar
            .expectation(
                Bernoulli.fromLogits(logits.expandDims(0).broadcastTo(200, 2)),
                b -> b.sub(0.2).square())
            .mean();
    GradientVariance variance = GradientVariance.of("rebar", loss).by(logits);
    double before = variance.run(RandomKey.of(4), 200).of("rebar", logits).variance();
    Optimizer adam = Optimizer.of(Adam.rate(0.03));
    try (Program step =
        Program.of(loss)
            .updating(adam.updates(loss, rebar.parameters().toArray(Parameter[]::new)))) {
      for (int i = 0; i < 200; i++) {
        step.run(RandomKey.of(5).step(i));
      }
    }
    double after = variance.run(RandomKey.of(4), 200).of("rebar", logits).variance();
    assertThat(after).isLessThan(0.2 * before);
  }

  @Test
  void straightThroughIsBiasedAsItsFormulaSays() {
    Parameter logit = Parameter.of("logit", Tensor.scalar(1).eval());
    Bernoulli b = Bernoulli.fromLogits(logit.expandDims(0).broadcastTo(ROWS));
    Tensor p = logit.sigmoid();
    Tensor linear = Relaxed.straightThrough(1).expectation(b, x -> x.mul(3)).mean();
    check(linear, p.mul(3), 500).assertPasses();

    Tensor square = Relaxed.straightThrough(1).expectation(b, x -> x.sub(0.3).square()).mean();
    Tensor exact = p.mul(0.4).add(0.09);
    assertThatThrownBy(() -> check(square, exact, 500).assertPasses())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the mean must be the expectation");
    // 2 (b - t) dp has the mean 2 (p - t) dp, where the gradient is (1 - 2 t) dp.
    Tensor biased = Tensor.withGradient(exact, (in, y, g) -> g.mul(p.sub(0.3).mul(2)), p);
    check(square, biased, 500).assertPasses();
  }

  @Test
  void gumbelEstimatorsAreBiased() {
    Tensor exact = scores.softmax(-1).mul(Tensor.vector(4.0, 9, 25)).sum();
    for (Relaxed r : List.of(Relaxed.gumbelStraightThrough(1, 0.7), Relaxed.concrete(1, 0.7))) {
      Tensor estimate = r.expectation(categories(), b -> categoryCost(b).square()).mean();
      assertThatThrownBy(() -> check(estimate, exact, 300).seeing(9).assertPasses())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the mean must be the expectation");
      assertThat(r.toString()).contains("samples=1, temperature=0.7, biased");
    }
    Tensor samples =
        Relaxed.gumbelStraightThrough(6, 0.7)
            .expectation(
                categories(),
                b -> {
                  return b.sub(b.square()).abs().sum(-1).add(b.sum(-1));
                });
    assertThat(samples.eval(RandomKey.of(1)).meanNumber().doubleValue()).isEqualTo(1);
  }

  @Test
  void errors() {
    Rebar rebar = Rebar.samples(2, DType.FLOAT);
    assertThatThrownBy(() -> rebar.expectation(Poisson.of(1), b -> b))
        .hasMessage(
            "Rebar.expectation: distribution must be Bernoulli or OneHotCategorical, or Independent"
                + " ones, got Poisson [] DOUBLE; an index has no relaxed form, so take"
                + " OneHotCategorical for Categorical; Relax and Carms take both, ScoreFunction any"
                + " distribution");
    assertThatThrownBy(() -> rebar.expectation(Categorical.fromLogits(scores), b -> b))
        .hasMessageStartingWith(
            "Rebar.expectation: distribution must be Bernoulli or OneHotCategorical");
    assertThatThrownBy(() -> rebar.expectation(bits(), this::cost))
        .hasMessage(
            "Rebar.expectation: distribution must have the dtype FLOAT of the estimator, got"
                + " DOUBLE; pass it to Rebar.samples");
    assertThatThrownBy(() -> Relax.samples(1, z -> z, List.of()).expectation(bits(), this::cost))
        .hasMessageContaining("Relax.expectation: cost must be one number");
    assertThatThrownBy(
            () -> Relax.samples(1, z -> z.sum(1, 2), List.of()).expectation(bits(), this::cost))
        .hasMessageContaining("control variate must have the shape of the costs, [1, 2000]");
    assertThatThrownBy(() -> Relaxed.concrete(1, 0))
        .hasMessage("Relaxed.concrete: temperature must be > 0 and finite, got 0.0");
    Tensor first =
        Gradients.of(
                Relax.samples(1, z -> z.sum(-1), List.of()).expectation(bits(), this::cost).mean(),
                logits)
            .of(logits);
    assertThatThrownBy(() -> Gradients.of(first.sum(), logits))
        .hasMessageContaining("a second derivative of an estimate by Relax.expectation");
  }
}
