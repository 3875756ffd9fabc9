/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The logarithm y = ln x of a {@link RelaxedOneHotCategorical} vector x: y = logSoftmax((logits +
 * g) / temperature) with g standard Gumbel. Unlike x, whose elements round to 0, y stays accurate
 * at low temperatures.
 *
 * <p>The support is the set of y where exp(y) sums to 1. With d = logits - temperature y, the
 * density is (K-1)! temperature^(K-1) times the product of exp(d), divided by the sum of exp(d) to
 * the power of K (C. J. Maddison, A. Mnih, Y. W. Teh, "The Concrete distribution", ICLR 2017,
 * appendix C.3.3). This is the density of x times all K elements of x, with respect to dy[1] ...
 * dy[K-1] / x[K], a measure that does not depend on the choice of the K - 1 elements. The event is
 * the last axis, [K].
 */
public final class ExpRelaxedOneHotCategorical implements Reparameterized {
  private final Tensor temperature;
  private final CategoryProbabilities categories;
  private final Shape batchShape;

  private ExpRelaxedOneHotCategorical(
      Tensor temperature, CategoryProbabilities categories, Shape batchShape) {
    this.temperature = temperature;
    this.categories = categories;
    this.batchShape = batchShape;
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
  public static ExpRelaxedOneHotCategorical of(Tensor temperature, Tensor probs) {
    String where = "ExpRelaxedOneHotCategorical.of";
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
  public static ExpRelaxedOneHotCategorical fromLogits(Tensor temperature, Tensor logits) {
    String where = "ExpRelaxedOneHotCategorical.fromLogits";
    return of(where, temperature, CategoryProbabilities.ofLogits(where, logits, Condition.FINITE));
  }

  static ExpRelaxedOneHotCategorical of(
      String where, Tensor temperature, CategoryProbabilities categories) {
    Parameters.requireOneType(where, temperature, categories.given());
    Tensor checked = Parameters.positive(where, "temperature", temperature);
    return new ExpRelaxedOneHotCategorical(
        checked, categories, checked.shape().broadcast(where, categories.batchShape()));
  }

  // ---- parameters

  /** {@return the temperature, before broadcasting} */
  public Tensor temperature() {
    return temperature;
  }

  /** {@return the probabilities that each element is the greatest, before broadcasting} */
  public Tensor probs() {
    return categories.probs();
  }

  /** {@return the logarithms of those probabilities, before broadcasting} */
  public Tensor logProbs() {
    return categories.logProbs();
  }

  CategoryProbabilities categories() {
    return categories;
  }

  @Override
  public DType dtype() {
    return temperature.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Shape eventShape() {
    return Shape.of(categories.count());
  }

  @Override
  public ExpRelaxedOneHotCategorical expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    return new ExpRelaxedOneHotCategorical(
        temperature.broadcastTo(shape), categories.expand(shape), shape);
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.LOG_SIMPLEX;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return of(noise(sampleShape));
  }

  /** The log-density is computed from the noise: d = -g, up to a constant that cancels. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor g = noise(sampleShape);
    return new SampleWithLogProb(of(g), logDensity(g.neg()));
  }

  private Tensor of(Tensor g) {
    Tensor scores = categories.logits().add(g);
    Tensor relative = scores.sub(scores.stopGradient().maxKeepDims(-1));
    return relative.div(temperature.expandDims(-1)).logSoftmax(-1);
  }

  private Tensor noise(long... sampleShape) {
    return categories.gumbel(Shape.of(sampleShape).append(batchShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("ExpRelaxedOneHotCategorical.logProb", "value", value);
    return support().restrict(value, logProbInside(value));
  }

  Tensor logProbInside(Tensor value) {
    return logDensity(categories.logits().sub(temperature.expandDims(-1).mul(value)));
  }

  /** Computed from logSoftmax(d): constants in d cancel, so nothing overflows. */
  private Tensor logDensity(Tensor d) {
    int k = categories.count();
    Tensor relative = d.logSoftmax(-1);
    double logFactorial = 0;
    for (int i = 2; i < k; i++) {
      logFactorial += Math.log(i);
    }
    return relative.sum(-1).add(temperature.log().mul(k - 1.0)).add(logFactorial);
  }

  @Override
  public String toString() {
    return "ExpRelaxedOneHotCategorical " + batchShape + " event " + eventShape() + " " + dtype();
  }
}
