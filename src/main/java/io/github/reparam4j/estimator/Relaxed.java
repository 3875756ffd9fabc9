/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.distribution.RelaxedBernoulli;
import io.github.reparam4j.distribution.RelaxedOneHotCategorical;
import io.github.reparam4j.distribution.StraightThrough;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Gradients of expectations over discrete variables by way of a continuous relaxation. They have a
 * low variance and are <b>biased</b>: their mean is not the gradient of E f(b), unless f is linear.
 * {@link Rebar} and {@link Relax} remove the bias. For {@link Bernoulli} and {@link
 * OneHotCategorical} and {@code Independent} ones. The samples are those of {@link
 * StraightThrough}, {@link RelaxedBernoulli} and {@link RelaxedOneHotCategorical}, which are there
 * for losses that are not written as an expectation.
 *
 * <table>
 * <caption>The three kinds</caption>
 * <tr><th></th><th>f is evaluated at</th><th>gradient is that of</th></tr>
 * <tr><td>{@link #straightThrough}</td><td>a discrete sample</td><td>the probabilities</td></tr>
 * <tr><td>{@link #gumbelStraightThrough}</td><td>a discrete sample</td><td>the relaxed sample that
 * it was rounded from</td></tr>
 * <tr><td>{@link #concrete}</td><td>a relaxed sample</td><td>the relaxed sample</td></tr>
 * </table>
 *
 * <p>Sources: Y. Bengio, N. Leonard and A. Courville, "Estimating or propagating gradients through
 * stochastic neurons", 2013; C. Maddison, A. Mnih and Y. W. Teh, "The Concrete distribution", ICLR
 * 2017; E. Jang, S. Gu and B. Poole, "Categorical reparameterization with Gumbel-softmax", ICLR
 * 2017.
 *
 * <pre>{@code
 * Tensor loss = Relaxed.gumbelStraightThrough(8, 0.5).expectation(q, b -> b.sub(0.3).square());
 * }</pre>
 */
public final class Relaxed implements Estimator<Distribution> {
  private static final String WHERE = "Relaxed.expectation";

  private enum Kind {
    STRAIGHT_THROUGH("straightThrough"),
    GUMBEL_STRAIGHT_THROUGH("gumbelStraightThrough"),
    CONCRETE("concrete");

    private final String method;

    Kind(String method) {
      this.method = method;
    }
  }

  private final Kind kind;
  private final int samples;
  private final double temperature;

  private Relaxed(Kind kind, int samples, double temperature) {
    String where = "Relaxed." + kind.method;
    this.kind = kind;
    this.samples = samples;
    SampleCost.requireCount(where, "samples", samples, 1);
    this.temperature = temperature;
    if (!(temperature > 0 && temperature <= Double.MAX_VALUE)) {
      throw Errors.argument(where, "temperature must be > 0 and finite", temperature, null);
    }
  }

  /**
   * Straight-through: f at discrete samples, with the gradient of the probabilities in the place of
   * that of the samples. The value is unbiased, the gradient is not.
   *
   * @param samples number K of samples for each row, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if there are fewer samples
   */
  public static Relaxed straightThrough(int samples) {
    return new Relaxed(Kind.STRAIGHT_THROUGH, samples, 1);
  }

  /**
   * Straight-through Gumbel-softmax: f at discrete samples, with the gradient of the relaxed
   * samples that they were rounded from. The value is unbiased, the gradient is not.
   *
   * @param samples number K of samples for each row, at least 1
   * @param temperature of the relaxation, &gt; 0; a lower one has less bias and more variance
   * @return the estimator
   * @throws IllegalArgumentException if there are fewer samples or the temperature is not &gt; 0
   */
  public static Relaxed gumbelStraightThrough(int samples, double temperature) {
    return new Relaxed(Kind.GUMBEL_STRAIGHT_THROUGH, samples, temperature);
  }

  /**
   * Relaxed samples, of the concrete or Gumbel-softmax distribution: f must take values in [0, 1].
   * Value and gradient are biased.
   *
   * @param samples number K of samples for each row, at least 1
   * @param temperature of the relaxation, &gt; 0; a lower one has less bias and more variance
   * @return the estimator
   * @throws IllegalArgumentException if there are fewer samples or the temperature is not &gt; 0
   */
  public static Relaxed concrete(int samples, double temperature) {
    return new Relaxed(Kind.CONCRETE, samples, temperature);
  }

  /**
   * An expression near E f(b), with a biased gradient.
   *
   * @param q {@link Bernoulli} or {@link OneHotCategorical}, or {@code Independent} ones
   * @param cost f, from samples [K] + batch + event to one number for each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if q is of another family, or the cost has another shape or
   *     dtype
   */
  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    return SampleCost.of(WHERE, q, samplesOf(q), cost).mean(0);
  }

  /** The samples, of shape [K] + batch + event. */
  private Tensor samplesOf(Distribution q) {
    Distribution elements = SurrogateTerm.elements(q);
    Tensor t = Tensor.fill(q.dtype(), temperature);
    if (elements instanceof Bernoulli b) {
      return switch (kind) {
        case STRAIGHT_THROUGH -> StraightThrough.bernoulli(b, samples);
        case GUMBEL_STRAIGHT_THROUGH ->
            StraightThrough.relaxedBernoulli(RelaxedBernoulli.fromLogits(t, b.logits()), samples);
        case CONCRETE -> RelaxedBernoulli.fromLogits(t, b.logits()).rsample(samples);
      };
    }
    if (elements instanceof OneHotCategorical c) {
      return switch (kind) {
        case STRAIGHT_THROUGH -> StraightThrough.oneHotCategorical(c, samples);
        case GUMBEL_STRAIGHT_THROUGH ->
            StraightThrough.gumbelSoftmax(
                RelaxedOneHotCategorical.fromLogits(t, c.logProbs()), samples);
        case CONCRETE -> RelaxedOneHotCategorical.fromLogits(t, c.logProbs()).rsample(samples);
      };
    }
    throw LogitVariable.refused(WHERE, q);
  }

  @Override
  public String toString() {
    String more = kind == Kind.STRAIGHT_THROUGH ? "" : ", temperature=" + temperature;
    return "Relaxed." + kind.method + "[samples=" + samples + more + ", biased]";
  }
}
