/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * REBAR: the score-function estimator of a discrete variable with the cost at a relaxed sample as
 * its control variate: {@link Relax} with c(z) = eta f(s(z / temperature)), s the sigmoid or
 * softmax function (G. Tucker, A. Mnih, C. Maddison, D. Lawson and J. Sohl-Dickstein, "REBAR:
 * low-variance, unbiased gradient estimates for discrete latent variable models", NeurIPS 2017).
 * Unbiased for every eta and temperature.
 *
 * <p>The weight eta and the logarithm of the temperature are parameters that learn, along with the
 * others, what makes the variance small; see {@link Relax} for how. For that f must be twice
 * differentiable at values in [0, 1].
 *
 * <pre>{@code
 * Rebar rebar = Rebar.samples(1, DType.DOUBLE);
 * Tensor loss = rebar.expectation(q, b -> b.sub(0.3).square());
 * }</pre>
 *
 * <p>For {@link Bernoulli} and {@link OneHotCategorical} and {@code Independent} ones. The cost is
 * called three times.
 */
public final class Rebar implements Estimator<Distribution> {
  private static final String WHERE = "Rebar.expectation";

  private final int samples;
  private final Parameter weight;
  private final Parameter logTemperature;
  private final boolean isLearning;

  private Rebar(int samples, Parameter weight, Parameter logTemperature, boolean isLearning) {
    this.samples = samples;
    this.weight = weight;
    this.logTemperature = logTemperature;
    this.isLearning = isLearning;
  }

  /**
   * The estimator with eta = 1 and the temperature 1/2 at the beginning.
   *
   * @param count number K of samples for each row, at least 1
   * @param dtype the type of the distributions that it is for
   * @return the estimator, with parameters of its own
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Rebar samples(int count, DType dtype) {
    SampleCost.requireCount("Rebar.samples", "count", count, 1);
    Errors.given("Rebar.samples", "dtype", dtype);
    return of(count, dtype, 1, 0.5, true);
  }

  /**
   * An estimator whose weight and temperature begin at other values, and are new parameters.
   *
   * @param eta weight of the control variate; 0 for the score function alone
   * @param temperature of the relaxation, &gt; 0
   * @return a new estimator
   * @throws IllegalArgumentException if eta is not finite or the temperature not &gt; 0
   */
  public Rebar startingAt(double eta, double temperature) {
    return of(samples, weight.dtype(), eta, temperature, isLearning);
  }

  /**
   * An estimator whose weight and temperature stay as they are. It needs first derivatives of f
   * only.
   *
   * @return a new estimator
   */
  public Rebar withoutLearning() {
    return new Rebar(samples, weight, logTemperature, false);
  }

  private static Rebar of(
      int samples, DType dtype, double eta, double temperature, boolean isLearning) {
    if (!(Math.abs(eta) <= Double.MAX_VALUE)) {
      throw Errors.argument("Rebar.startingAt", "eta must be finite", eta, null);
    }
    if (!(temperature > 0 && temperature <= Double.MAX_VALUE)) {
      throw Errors.argument(
          "Rebar.startingAt", "temperature must be > 0 and finite", temperature, null);
    }
    return new Rebar(
        samples,
        Parameter.of("rebar.eta", Tensor.fill(dtype, eta).eval()),
        Parameter.of("rebar.logTemperature", Tensor.fill(dtype, Math.log(temperature)).eval()),
        isLearning);
  }

  /** {@return eta and ln temperature, or none if they do not learn} */
  public List<Parameter> parameters() {
    return isLearning ? List.of(weight, logTemperature) : List.of();
  }

  /**
   * An expression that estimates E f(b).
   *
   * @param q {@link Bernoulli} or {@link OneHotCategorical}, or {@code Independent} ones, of the
   *     estimator's dtype
   * @param cost f, from samples [K] + batch + event, zeros and ones or between, to one number for
   *     each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if q is of another family or dtype, or the cost has another
   *     shape or dtype
   */
  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    LogitVariable variable = LogitVariable.of(WHERE, q, samples);
    if (variable.isIndex()) {
      throw LogitVariable.refused(WHERE, q);
    }
    if (q.dtype() != weight.dtype()) {
      throw Errors.argument(
          WHERE,
          "distribution must have the dtype " + weight.dtype() + " of the estimator",
          q.dtype(),
          "pass it to Rebar.samples");
    }
    Tensor temperature = logTemperature.exp();
    return ControlVariate.expectation(
        WHERE,
        q,
        variable,
        cost,
        z -> cost.apply(variable.relaxed(z, temperature)).mul(weight),
        parameters());
  }

  @Override
  public String toString() {
    return "Rebar[samples=" + samples + (isLearning ? ", learning]" : "]");
  }
}
