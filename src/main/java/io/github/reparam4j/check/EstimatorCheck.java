/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.special.StudentFunctions;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Locale;

/**
 * Compares the mean of an estimator, value and gradient, with an exact expectation or with another
 * estimator. Begins with {@link GradientCheck#ofEstimator}.
 *
 * <pre>{@code
 * GradientCheck.ofEstimator(loss)          // has noise
 *     .against(expectation)                // a closed form, a sum over all outcomes, or noisy too
 *     .runs(20_000)
 *     .failureProbability(1e-9)
 *     .seeing(0.01)                        // fails if a bias of 1 % could pass
 *     .assertPasses();
 * }</pre>
 *
 * <p><b>Bound.</b> With n runs of each noisy side, the means of an element may differ by t sqrt(v1
 * / n + v2 / n), v the sample variances, t the quantile of Student's t distribution of n - 1
 * degrees of freedom at p / (2 m), m the number of elements of value and gradient. So an unbiased
 * estimator fails with a probability of at most p (Bonferroni), as far as the mean of n runs is
 * normal: choose n &gt;= 1,000, and more for gradients of heavy tails. In addition 1e-9 (DOUBLE) or
 * 1e-5 (FLOAT) of the largest element of the variable's gradient is allowed for rounding.
 *
 * <p><b>Power.</b> A bias of t + 3.1 standard errors is found with a probability of 0.999. {@link
 * #seeing} demands that it is at most the given part of the largest element of the gradient by the
 * same variable.
 *
 * <p>The keys are the steps of one key; those of the other side are of its child. Immutable; every
 * method returns a new object.
 */
public final class EstimatorCheck {
  private static final String WHERE = "EstimatorCheck";
  private static final double DOUBLE_ROUNDING = 1e-9;
  private static final double FLOAT_ROUNDING = 1e-5;

  /** The quantile of the normal distribution at 0.999. */
  private static final double POWER = 3.0902;

  /** The settings of a check. */
  private record Setup(
      List<? extends Variable> by,
      List<Binding> bindings,
      RandomKey key,
      int runs,
      double probability,
      double visible) {}

  private final Tensor loss;
  private final Tensor reference;
  private final Setup setup;

  private EstimatorCheck(Tensor loss, Tensor reference, Setup setup) {
    this.loss = loss;
    this.reference = reference;
    this.setup = setup;
  }

  static EstimatorCheck of(Tensor loss) {
    Setup setup =
        new Setup(
            loss.parameters(), List.of(), RandomKey.of(0), 10_000, 1e-9, Double.POSITIVE_INFINITY);
    return new EstimatorCheck(loss, null, setup);
  }

  /**
   * Says what to compare with.
   *
   * @param expectation a scalar: the expectation, or another loss whose noise is not shared
   * @return a new check
   */
  public EstimatorCheck against(Tensor expectation) {
    Errors.given("EstimatorCheck.against", "expectation", expectation);
    return new EstimatorCheck(loss, expectation, setup);
  }

  /**
   * Names what to differentiate by, in place of all parameters of the estimator.
   *
   * @param variables parameters or other variables
   * @return a new check
   */
  public EstimatorCheck by(Variable... variables) {
    Errors.allGiven("EstimatorCheck.by", "variables", variables);
    return with(
        new Setup(
            List.of(variables),
            setup.bindings,
            setup.key,
            setup.runs,
            setup.probability,
            setup.visible));
  }

  /**
   * Gives values to the inputs.
   *
   * @param values a value for each
   * @return a new check
   */
  public EstimatorCheck bind(Binding... values) {
    Errors.allGiven("EstimatorCheck.bind", "values", values);
    return with(
        new Setup(
            setup.by, List.of(values), setup.key, setup.runs, setup.probability, setup.visible));
  }

  /**
   * Sets the key of the noise; that of seed 0 if not called.
   *
   * @param key any key
   * @return a new check
   */
  public EstimatorCheck key(RandomKey key) {
    Errors.given("EstimatorCheck.key", "key", key);
    return with(
        new Setup(setup.by, setup.bindings, key, setup.runs, setup.probability, setup.visible));
  }

  /**
   * Sets the number of runs; 10,000 if not called.
   *
   * @param number how many, at least 2
   * @return a new check
   * @throws IllegalArgumentException if there are fewer
   */
  public EstimatorCheck runs(int number) {
    if (number < 2) {
      throw Errors.argument("EstimatorCheck.runs", "number must be >= 2", number, null);
    }
    return with(
        new Setup(setup.by, setup.bindings, setup.key, number, setup.probability, setup.visible));
  }

  /**
   * Sets the probability that an unbiased estimator fails; 1e-9 if not called.
   *
   * @param probability in (0, 1)
   * @return a new check
   * @throws IllegalArgumentException if it is not
   */
  public EstimatorCheck failureProbability(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw Errors.argument(
          "EstimatorCheck.failureProbability", "it must be in (0, 1)", probability, null);
    }
    return with(
        new Setup(setup.by, setup.bindings, setup.key, setup.runs, probability, setup.visible));
  }

  /**
   * Demands that a bias of a given size would be found; nothing is demanded if not called.
   *
   * @param part the bias as part of the largest element of the gradient by the same variable, or of
   *     the value, &gt; 0
   * @return a new check
   * @throws IllegalArgumentException if it is not &gt; 0
   */
  public EstimatorCheck seeing(double part) {
    if (!(part > 0)) {
      throw Errors.argument("EstimatorCheck.seeing", "part must be > 0", part, null);
    }
    return with(
        new Setup(setup.by, setup.bindings, setup.key, setup.runs, setup.probability, part));
  }

  private EstimatorCheck with(Setup other) {
    return new EstimatorCheck(loss, reference, other);
  }

  /**
   * Runs both sides and compares.
   *
   * @throws AssertionError that names the element and both means, if an element of value or
   *     gradient differs by more than the bound, or the bound is too wide for {@link #seeing}
   * @throws IllegalStateException if {@link #against} was not called
   * @throws IllegalArgumentException if a loss is not a scalar, or there is nothing to
   *     differentiate by
   */
  public void assertPasses() {
    if (reference == null) {
      throw Errors.state(
          WHERE, "there must be something to compare with", null, "call EstimatorCheck.against");
    }
    boolean isExact = isExact(reference);
    var estimates = measured(loss, setup.key, setup.runs).rows();
    var expected = measured(reference, setup.key.fold(1), isExact ? 2 : setup.runs).rows();
    int elements = estimates.stream().mapToInt(GradientStatistics::size).sum();
    double t = -StudentFunctions.quantile(setup.runs - 1, setup.probability / (2.0 * elements));
    for (int r = 0; r < estimates.size(); r++) {
      compare(estimates.get(r), expected.get(r), isExact, t);
    }
  }

  private VarianceReport measured(Tensor of, RandomKey key, int runs) {
    return GradientVariance.of(WHERE, of)
        .by(setup.by.toArray(Variable[]::new))
        .bind(setup.bindings.toArray(Binding[]::new))
        .run(key, runs);
  }

  private static boolean isExact(Tensor t) {
    return Expressions.topologicalOrder(List.of(t), (x, input) -> true).stream()
        .noneMatch(x -> x.op() instanceof Leaf.RandomDraw);
  }

  private void compare(
      GradientStatistics estimates, GradientStatistics expected, boolean isExact, double t) {
    double size = 0;
    for (int i = 0; i < expected.size(); i++) {
      size = Math.max(size, Math.abs(expected.mean(i)));
    }
    double rounding = (loss.dtype() == DType.DOUBLE ? DOUBLE_ROUNDING : FLOAT_ROUNDING) * size;
    for (int i = 0; i < expected.size(); i++) {
      double reference = isExact ? 0 : expected.standardError(i);
      double error = Math.hypot(estimates.standardError(i), reference);
      double bound = t * error + rounding;
      double difference = Math.abs(estimates.mean(i) - expected.mean(i));
      if (!(difference <= bound)) {
        throw failure(
            "the mean must be " + (isExact ? "the expectation" : "that of the reference"),
            estimates,
            i,
            estimates.mean(i) + " where it is " + expected.mean(i) + " (allowed " + bound + ")",
            null);
      }
      double visible = bound + POWER * error;
      if (visible > setup.visible * size) {
        double factor = Math.pow(visible / (setup.visible * size), 2);
        throw failure(
            "a bias of " + setup.visible + " of the size " + size + " must be visible",
            estimates,
            i,
            "one of " + visible,
            String.format(Locale.ROOT, "needs about %.3g times as many runs", factor));
      }
    }
  }

  private static AssertionError failure(
      String must, GradientStatistics row, int element, String got, String hint) {
    String position = row.variable().equals(GradientVariance.VALUE) ? " of the value" : "";
    String by = " by '" + row.variable() + "' at " + element + " of shape " + row.shape();
    return Errors.assertion(WHERE, must, got + (position.isEmpty() ? by : position), hint);
  }
}
