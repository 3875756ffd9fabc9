/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The relaxed one-hot categorical or Concrete distribution on the simplex, known for its
 * Gumbel-softmax samples: x = softmax((logits + g) / temperature) with g standard Gumbel (C. J.
 * Maddison, A. Mnih, Y. W. Teh, "The Concrete distribution", ICLR 2017; E. Jang, S. Gu, B. Poole,
 * "Categorical reparameterization with Gumbel-softmax", ICLR 2017). Element i is the greatest with
 * probability softmax(logits)[i] at every temperature; as the temperature goes to 0, x goes to a
 * one-hot vector.
 *
 * <p>An expectation over x differs from the expectation over the categorical variable: the gradient
 * through x is exact for the former and a biased estimate for the latter.
 *
 * <p>At low temperatures elements round to 0. {@link #rsampleAndLogProb} computes the density of a
 * sample before rounding, so that it is finite; {@link ExpRelaxedOneHotCategorical} does not round.
 * The event is the last axis, [K].
 */
public final class RelaxedOneHotCategorical implements Reparameterized {
  private final ExpRelaxedOneHotCategorical log;

  private RelaxedOneHotCategorical(ExpRelaxedOneHotCategorical log) {
    this.log = log;
  }

  /**
   * A batch by probabilities.
   *
   * @param temperature &gt; 0, of a shape that broadcasts with the batch
   * @param probs probabilities up to a factor, [..., K], &gt; 0
   * @return the distribution, of the batch shape to which temperature and the axes of probs before
   *     the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static RelaxedOneHotCategorical of(Tensor temperature, Tensor probs) {
    String where = "RelaxedOneHotCategorical.of";
    return of(
        where, temperature, CategoryProbabilities.of(where, probs, Condition.FINITE_POSITIVE));
  }

  /**
   * A batch by logits.
   *
   * @param temperature &gt; 0, of a shape that broadcasts with the batch
   * @param logits logarithms of probabilities up to a constant, [..., K], finite
   * @return the distribution, of the batch shape to which temperature and the axes of logits before
   *     the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static RelaxedOneHotCategorical fromLogits(Tensor temperature, Tensor logits) {
    String where = "RelaxedOneHotCategorical.fromLogits";
    return of(where, temperature, CategoryProbabilities.ofLogits(where, logits, Condition.FINITE));
  }

  private static RelaxedOneHotCategorical of(
      String where, Tensor temperature, CategoryProbabilities categories) {
    return new RelaxedOneHotCategorical(
        ExpRelaxedOneHotCategorical.of(where, temperature, categories));
  }

  // ---- parameters

  /** {@return the temperature, before broadcasting} */
  public Tensor temperature() {
    return log.temperature();
  }

  /** {@return the probabilities that each element is the greatest, before broadcasting} */
  public Tensor probs() {
    return log.probs();
  }

  /** {@return the logarithms of those probabilities, before broadcasting} */
  public Tensor logProbs() {
    return log.logProbs();
  }

  /** {@return the distribution of ln x} */
  public ExpRelaxedOneHotCategorical ofLog() {
    return log;
  }

  CategoryProbabilities categories() {
    return log.categories();
  }

  @Override
  public DType dtype() {
    return log.dtype();
  }

  @Override
  public Shape batchShape() {
    return log.batchShape();
  }

  @Override
  public Shape eventShape() {
    return log.eventShape();
  }

  @Override
  public RelaxedOneHotCategorical expand(long... batchShape) {
    return new RelaxedOneHotCategorical(log.expand(batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.SIMPLEX;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return log.rsample(sampleShape).exp();
  }

  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    SampleWithLogProb y = log.rsampleAndLogProb(sampleShape);
    return new SampleWithLogProb(y.sample().exp(), y.logProb().sub(y.sample().sum(-1)));
  }

  // ---- density

  /**
   * The density of ln x divided by the product of the elements, with respect to any K - 1 elements
   * of x. An element 0 is replaced by the least normal value, because the density has no unique
   * limit there.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("RelaxedOneHotCategorical.logProb", "value", value);
    double least = dtype() == DType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    Tensor y = value.maximum(least).log();
    return support().restrict(value, log.logProbInside(y).sub(y.sum(-1)));
  }

  @Override
  public String toString() {
    return "RelaxedOneHotCategorical " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
