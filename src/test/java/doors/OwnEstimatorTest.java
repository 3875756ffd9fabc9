/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.estimator.Baseline;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.estimator.ScoreFunction;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An estimator of a gradient that a user adds from outside the library: one expression. */
public final class OwnEstimatorTest {
  private static final RandomKey KEY = RandomKey.of(1992);
  private static final int RUNS = 50_000;
  private static final int SAMPLES = 4;

  /**
   * An estimator for independent Bernoulli distributions with the batch shape [k], and costs from
   * samples [n, k] to [n].
   *
   * @param n number of samples, at least 2
   */
  static Estimator<Bernoulli> scoreFunction(int n) {
    return (p, cost) -> {
      Tensor x = p.sample(n); // a constant to reverse mode
      Tensor f = cost.apply(x);
      Tensor baseline = f.sum().sub(f).div(n - 1); // mean cost of the other samples
      Tensor advantage = f.sub(baseline).stopGradient();
      Tensor logP = p.logProb(x).sum(-1);
      Tensor zero = logP.sub(logP.stopGradient()); // its value is 0, its gradient the score
      return f.add(advantage.mul(zero)).mean();
    };
  }

  private final Parameter logits = Parameter.of("logits", Tensor.vector(0.4, -1).eval());
  private final Tensor target = Tensor.vector(0.3, 0.6);

  private Tensor cost(Tensor x) {
    return x.sub(target).square().sum(-1).mul(x.column(0).add(1));
  }

  @Test
  void used() {
    Tensor loss = scoreFunction(16).expectation(Bernoulli.fromLogits(logits), this::cost);
    INDArray slope = Gradients.of(loss, logits).of(logits).eval(RandomKey.of(42));

    assertThat(slope.shape()).containsExactly(2);
  }

  /** The library's estimator is the same function of the same noise. */
  @Test
  void readyMade() {
    Tensor own = scoreFunction(16).expectation(Bernoulli.fromLogits(logits), this::cost);
    Tensor ready =
        ScoreFunction.samples(16)
            .baseline(Baseline.leaveOneOut())
            .expectation(Bernoulli.fromLogits(logits), this::cost);
    RandomKey key = RandomKey.of(42);
    assertThat(ready.evalScalar(key)).isCloseTo(own.evalScalar(key), within(1e-14));
    INDArray slope = Gradients.of(ready, logits).of(logits).eval(key);
    assertThat(slope.toDoubleVector())
        .containsExactly(
            Gradients.of(own, logits).of(logits).eval(key).toDoubleVector(), within(1e-14));
  }

  private Tensor expectation() {
    Tensor outcomes = Tensor.constant(new double[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    Tensor probability = Bernoulli.fromLogits(logits).logProb(outcomes).sum(-1).exp();
    return probability.mul(cost(outcomes)).sum();
  }

  /**
   * The mean over independent runs is compared with the sum over all outcomes, value and both
   * gradients, by an empirical Bernstein bound: with probability 1 - d the mean of m values in a
   * range r with sample variance v is less than sqrt(2 v ln(2 / d) / m) + 7 r ln(2 / d) / (3 (m -
   * 1)) above its expectation (Maurer and Pontil, "Empirical Bernstein bounds and sample variance
   * penalization", 2009, theorem 4). With d = 1e-9 / 6 for three quantities and two sides the test
   * fails with a probability of at most 1e-9.
   */
  @Test
  void agreesWithEnumeration() {
    Tensor loss = scoreFunction(SAMPLES).expectation(Bernoulli.fromLogits(logits), this::cost);
    Tensor gradient = Gradients.of(loss, logits).of(logits);
    double[][] estimates = new double[3][RUNS];
    try (Program program = Program.of(loss, gradient)) {
      for (int i = 0; i < RUNS; i++) {
        var run = program.run(KEY.step(i));
        INDArray g = run.get(gradient);
        estimates[0][i] = run.scalar(loss);
        estimates[1][i] = g.getDouble(0);
        estimates[2][i] = g.getDouble(1);
      }
    }
    Tensor expectation = expectation();
    INDArray exact = Gradients.of(expectation, logits).of(logits).eval();
    assertClose(estimates[0], expectation.evalScalar(), 0, maxCost());
    // An advantage is at most the largest cost, a score between -1 and 1.
    assertClose(estimates[1], exact.getDouble(0), -maxCost(), maxCost());
    assertClose(estimates[2], exact.getDouble(1), -maxCost(), maxCost());
  }

  /** 2 (0.7^2 + 0.6^2) at x = (1, 0). */
  private static double maxCost() {
    return 1.7;
  }

  private static void assertClose(double[] values, double exact, double min, double max) {
    double mean = 0;
    double squares = 0;
    for (double v : values) {
      assertThat(v).isBetween(min, max);
      mean += v / values.length;
      squares += v * v;
    }
    int m = values.length;
    double variance = (squares - m * mean * mean) / (m - 1);
    double log = Math.log(2 / (1e-9 / 6));
    double bound = Math.sqrt(2 * variance * log / m) + 7 * (max - min) * log / (3.0 * (m - 1));
    assertThat(mean).isCloseTo(exact, within(bound));
  }
}
