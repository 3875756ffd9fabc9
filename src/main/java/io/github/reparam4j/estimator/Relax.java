/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * RELAX: the score-function estimator of a discrete variable b with a learned control variate c of
 * the continuous variable z that b is rounded from,
 *
 * <pre>(f(b) - c(z')) d ln P(b)/dtheta + d c(z)/dtheta - d c(z')/dtheta,</pre>
 *
 * z' a sample of z given b. It is unbiased for every c (W. Grathwohl, D. Choi, Y. Wu, G. Roeder and
 * D. Duvenaud, "Backpropagation through the void", ICLR 2018). {@link Rebar} is the special case
 * whose c is the cost itself at a relaxed sample.
 *
 * <p>z is the logit plus logistic noise for {@link Bernoulli}, and b = 1 where z &gt; 0; for {@link
 * OneHotCategorical} it is ln p plus Gumbel noise, and b marks the greatest element; for {@link
 * Categorical} b is the index of that element, and z has a last axis of categories. z' is coupled
 * with z: it has the same value and another gradient, which has the least variance (G. Tucker, A.
 * Mnih, C. Maddison, D. Lawson and J. Sohl-Dickstein, "REBAR", NeurIPS 2017, appendix).
 *
 * <pre>{@code
 * Mlp net = Mlp.of("c", 4, 16, 1).dtype(DType.DOUBLE);
 * Relax relax = Relax.samples(1, z -> net.apply(z).squeeze(-1), net.parameters());
 * Tensor loss = relax.expectation(q, b -> b.sub(target).square().sum(-1)).mean();
 * }</pre>
 *
 * <p><b>How c is learned.</b> The loss has a gradient by c's parameters, too: that of the squared
 * length of the gradient by the logits, summed over elements, which for an unbiased estimator is
 * the variance up to a constant. It is the mean over samples, and has the weight by which the loss
 * depends on the expectation, without its sign. So c is trained in the same step as the rest if the
 * optimiser is given all parameters of the loss, and the value of the loss is not changed by it. It
 * takes second derivatives of c. By its parameters c is differentiated for this purpose alone, and
 * other parameters that c uses get no gradient through c.
 *
 * <p>A second derivative of the result by the parameters of q is refused.
 */
public final class Relax implements Estimator<Distribution> {
  private static final String WHERE = "Relax.expectation";

  private final int samples;
  private final UnaryOperator<Tensor> control;
  private final List<Parameter> parameters;

  private Relax(int samples, UnaryOperator<Tensor> control, List<Parameter> parameters) {
    this.samples = samples;
    this.control = control;
    this.parameters = parameters;
  }

  /**
   * The estimator with a control variate.
   *
   * @param count number K of samples for each row, at least 1
   * @param control c, from z of shape [K] + batch + event, of {@link Categorical} with a further
   *     axis of categories, to one number for each sample and row, of the shape of the costs; twice
   *     differentiable
   * @param parameters what c learns by; none for a control variate that is fixed
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Relax samples(
      int count, UnaryOperator<Tensor> control, List<Parameter> parameters) {
    SampleCost.requireCount("Relax.samples", "count", count, 1);
    Errors.given("Relax.samples", "control", control);
    Errors.allGiven("Relax.samples", "parameters", parameters);
    return new Relax(count, control, List.copyOf(parameters));
  }

  /** {@return the parameters of the control variate} */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * An expression that estimates E f(b).
   *
   * @param q {@link Bernoulli}, {@link OneHotCategorical} or {@link Categorical}, or {@code
   *     Independent} ones
   * @param cost f, from samples [K] + batch + event to one number for each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if q is of another family, or the cost or the control variate
   *     has another shape or dtype
   */
  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    LogitVariable variable = LogitVariable.of(WHERE, q, samples);
    return ControlVariate.expectation(WHERE, q, variable, cost, control, parameters);
  }

  @Override
  public String toString() {
    return "Relax[samples=" + samples + ", parameters=" + parameters.size() + "]";
  }
}
