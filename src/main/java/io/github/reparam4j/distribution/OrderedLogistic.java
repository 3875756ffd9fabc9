/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The ordered logistic distribution of a category i = 0, ..., K - 1 on an ordinal scale: the
 * interval between increasing cutpoints c[0], ..., c[K - 2] where a latent variable lies, which is
 * logistic with a location, the predictor. P(I &lt;= i) = sigmoid(c[i] - predictor) (P. McCullagh,
 * "Regression models for ordinal data", Journal of the Royal Statistical Society B 42, 1980).
 *
 * <p>The last axis of the cutpoints runs over them. Log-probabilities of narrow and of far
 * categories are accurate: sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - e^(a - b)).
 * Cutpoints of any reals are made by {@code bijector.Ordered}. Samples have no gradient.
 */
public final class OrderedLogistic implements Distribution {
  private final Tensor predictor;
  private final Tensor cutpoints;
  private final Shape batchShape;

  private OrderedLogistic(Tensor predictor, Tensor cutpoints, Shape batchShape) {
    this.predictor = predictor;
    this.cutpoints = cutpoints;
    this.batchShape = batchShape;
  }

  /**
   * A batch.
   *
   * @param predictor location of the latent variable, finite
   * @param cutpoints c, [..., K - 1], finite and increasing
   * @return the distribution, of the batch shape to which the predictor and the axes of the
   *     cutpoints before the last broadcast
   * @throws IllegalArgumentException if there is no last axis of cutpoints, shapes do not broadcast
   *     or dtypes differ
   */
  public static OrderedLogistic of(Tensor predictor, Tensor cutpoints) {
    String where = "OrderedLogistic.of";
    Tensor location = Parameters.finite(where, "predictor", predictor);
    Tensor c = Parameters.finite(where, "cutpoints", cutpoints);
    Parameters.requireOneType(where, predictor, cutpoints);
    Shape shape = c.shape();
    if (shape.rank() == 0 || shape.dim(-1) == 0) {
      throw Errors.argument(
          where, "cutpoints must have a last axis of cutpoints", "shape " + shape, null);
    }
    int last = shape.dim(-1);
    if (last > 1) {
      Tensor gap = c.slice(-1, 1, last).sub(c.slice(-1, 0, last - 1));
      String hint = "cutpoints must increase; make them by bijector.Ordered";
      Tensor checked = gap.require(Condition.POSITIVE, where, "gap of cutpoints", hint);
      c = c.add(checked.sumKeepDims(-1).mul(0));
    }
    Shape batchShape = predictor.shape().broadcast(where, shape.slice(0, shape.rank() - 1));
    return new OrderedLogistic(location, c, batchShape);
  }

  // ---- parameters

  /** {@return the location of the latent variable, before broadcasting} */
  public Tensor predictor() {
    return predictor;
  }

  /** {@return the cutpoints, [..., K - 1], before broadcasting} */
  public Tensor cutpoints() {
    return cutpoints;
  }

  /** {@return the number of categories, K} */
  public int categoryCount() {
    return cutpoints.shape().dim(-1) + 1;
  }

  /** {@return the logarithms of the probabilities, batch + [K]} */
  public Tensor logProbs() {
    Tensor d = distances();
    int n = d.shape().dim(-1);
    Tensor end = d.slice(-1, 0, 1).mul(0);
    Tensor upper = Tensor.concat(-1, d.logSigmoid(), end);
    Tensor lower = Tensor.concat(-1, end, d.neg().logSigmoid());
    Tensor sum = upper.add(lower);
    if (n == 1) {
      return sum;
    }
    Tensor gap = cutpoints.slice(-1, 1, n).sub(cutpoints.slice(-1, 0, n - 1));
    Tensor width = gap.neg().log1mexp().broadcastTo(batchShape.append(Shape.of(n - 1)));
    return sum.add(Tensor.concat(-1, end, width, end));
  }

  /** {@return the probabilities, batch + [K]} */
  public Tensor probs() {
    return logProbs().exp();
  }

  /** c - predictor, of the batch's shape. */
  private Tensor distances() {
    Shape shape = batchShape.append(Shape.of(categoryCount() - 1));
    return cutpoints.sub(predictor.expandDims(-1)).broadcastTo(shape);
  }

  @Override
  public DType dtype() {
    return predictor.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public OrderedLogistic expand(long... batchShape) {
    Shape shape = Shape.of(batchShape);
    Shape whole = shape.append(Shape.of(categoryCount() - 1));
    return new OrderedLogistic(predictor.broadcastTo(shape), cutpoints.broadcastTo(whole), shape);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(Tensor.fill(dtype(), categoryCount() - 1.0));
  }

  // ---- samples

  /** The number of cutpoints below the latent variable. */
  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor latent =
        Noise.of(NoiseDistribution.GUMBEL, dtype(), shape)
            .sub(Noise.of(NoiseDistribution.GUMBEL, dtype(), shape));
    Tensor d = distances();
    Tensor defined = d.sum(-1);
    return d.lt(latent.expandDims(-1)).sum(-1).add(defined.sub(defined)).stopGradient();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("OrderedLogistic.logProb", "value", value);
    value.shape().broadcast("OrderedLogistic.logProb", batchShape());
    Tensor isCategory = value.stopGradient().expandDims(-1).eq(indices());
    return support().restrict(value, select(isCategory, logProbs()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("OrderedLogistic.cdf", "value", value);
    return step(value, 0, 1, distances().sigmoid());
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("OrderedLogistic.survival", "value", value);
    return step(value, 1, 0, distances().neg().sigmoid());
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("OrderedLogistic.logCdf", "value", value);
    return step(value, Double.NEGATIVE_INFINITY, 0, distances().logSigmoid());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("OrderedLogistic.logSurvival", "value", value);
    return step(value, 0, Double.NEGATIVE_INFINITY, distances().neg().logSigmoid());
  }

  private Tensor step(Tensor value, double below, double above, Tensor atCutpoints) {
    int n = categoryCount() - 1;
    return CountTails.step(
        value,
        below,
        above,
        Tensor.fill(DType.DOUBLE, n),
        k -> {
          Tensor isCutpoint = k.expandDims(-1).eq(Tensor.range(DType.DOUBLE, n));
          return select(isCutpoint, atCutpoints.cast(DType.DOUBLE));
        });
  }

  private static Tensor select(Tensor isSelected, Tensor x) {
    return Tensor.where(isSelected, x, Tensor.zeros(x.dtype())).sum(-1);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("OrderedLogistic.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor below = distances().stopGradient().sigmoid().lt(p.expandDims(-1));
    return below.sum(-1).add(p.mul(0));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("OrderedLogistic.inverseSurvival", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor above = distances().stopGradient().neg().sigmoid().gt(p.expandDims(-1));
    return above.sum(-1).add(p.mul(0));
  }

  private Tensor indices() {
    return Tensor.range(dtype(), categoryCount());
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return distances().neg().sigmoid().sum(-1);
  }

  @Override
  public Tensor variance() {
    Tensor deviation = indices().sub(mean().expandDims(-1));
    return probs().mul(deviation.square()).sum(-1);
  }

  @Override
  public Tensor mode() {
    return logProbs().stopGradient().argMax(-1);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor log = logProbs();
    return log.exp().mul(SuccessProbability.finiteOrZero(log)).sum(-1).neg();
  }

  @Override
  public String toString() {
    return "OrderedLogistic " + categoryCount() + " " + batchShape() + " " + dtype();
  }
}
