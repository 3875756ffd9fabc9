/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.BiFunction;

/**
 * Probabilities and quantiles of a transformed distribution of scalars: those of the base, of the
 * other tail where the map decreases.
 */
final class TransformedTails {
  private final TransformedDistribution y;
  private final Tensor sign;
  private final String where;

  /**
   * The tails of a distribution.
   *
   * @param distribution of y
   * @param method the method that the user called
   */
  TransformedTails(TransformedDistribution distribution, String method) {
    this.y = distribution;
    this.where = "TransformedDistribution." + method;
    this.sign =
        y.bijector()
            .direction()
            .filter(direction -> y.eventShape().isScalar())
            .orElseThrow(
                () ->
                    Errors.unsupported(
                        where,
                        "the bijector must act on scalars and have a direction",
                        y.bijector(),
                        null));
  }

  /** A function of the base at the preimage of a value, chosen by the direction of the map. */
  Tensor at(
      Tensor value,
      BiFunction<Distribution, Tensor, Tensor> ofIncreasing,
      BiFunction<Distribution, Tensor, Tensor> ofDecreasing) {
    Errors.given(where, "value", value);
    Constraint set = y.support();
    Tensor low = set.low().stopGradient().cast(y.dtype());
    Tensor high = set.high().stopGradient().cast(y.dtype());
    return select(y.bijector().inverse(value.clamp(low, high)), ofIncreasing, ofDecreasing);
  }

  /** The image of one of two functions of the base, of a probability. */
  Tensor inverse(
      Tensor probability,
      BiFunction<Distribution, Tensor, Tensor> ofIncreasing,
      BiFunction<Distribution, Tensor, Tensor> ofDecreasing) {
    Errors.given(where, "probability", probability);
    return y.bijector().forward(select(probability, ofIncreasing, ofDecreasing));
  }

  private Tensor select(
      Tensor argument,
      BiFunction<Distribution, Tensor, Tensor> ofIncreasing,
      BiFunction<Distribution, Tensor, Tensor> ofDecreasing) {
    if (Direction.isIncreasing(sign)) {
      return ofIncreasing.apply(y.base(), argument);
    }
    Tensor decreasing = ofDecreasing.apply(y.base(), argument);
    return Direction.isDecreasing(sign)
        ? decreasing
        : Tensor.where(sign.gt(0), ofIncreasing.apply(y.base(), argument), decreasing);
  }

  /**
   * The logarithm of a tail. Where an end of the base's support is mapped to infinity, as by a
   * logarithm, x rounds to that end far out. There P(X &lt;= x) is a power of the distance, so the
   * tail of y is exponential: the density divided by the slope of the density's logarithm.
   */
  Tensor logAt(
      Tensor value,
      BiFunction<Distribution, Tensor, Tensor> ofIncreasing,
      BiFunction<Distribution, Tensor, Tensor> ofDecreasing) {
    Tensor log = at(value, ofIncreasing, ofDecreasing);
    boolean isStretched =
        !(y.base().support() instanceof Constraint.Reals)
            && y.bijector().codomain() instanceof Constraint.Reals;
    if (!isStretched) {
      return log;
    }
    Tensor held = value.stopGradient();
    Tensor rate = Gradients.orZero(y.logProb(held).sum(), held).of(held).abs().log();
    Tensor far = y.logProb(value).sub(rate.stopGradient());
    Constraint set = y.support();
    Tensor isInside =
        held.gt(set.low().stopGradient().cast(y.dtype()))
            .mul(held.lt(set.high().stopGradient().cast(y.dtype())));
    Tensor isFar =
        log.stopGradient()
            .eq(Double.NEGATIVE_INFINITY)
            .mul(far.stopGradient().abs().lt(Double.POSITIVE_INFINITY))
            .mul(isInside);
    return Tensor.where(isFar, far, log);
  }
}
