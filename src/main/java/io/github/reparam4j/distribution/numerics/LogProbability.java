/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/** Probabilities and their logarithms, from both tails. */
public final class LogProbability {
  private LogProbability() {}

  /**
   * p from p and 1 - p, whichever is smaller: near 1 the slopes of p are sums that cancel.
   *
   * @param p a probability
   * @param rest 1 - p
   * @return p
   */
  public static Tensor fromSmaller(Tensor p, Tensor rest) {
    return Tensor.where(p.stopGradient().lt(0.5), p, rest.neg().add(1));
  }

  /**
   * ln p from p and 1 - p, whichever is smaller, so that neither is computed as 1 minus the other.
   *
   * @param p a probability
   * @param rest 1 - p, computed without cancellation
   * @return ln p
   */
  public static Tensor of(Tensor p, Tensor rest) {
    Tensor isLarge = rest.stopGradient().lt(p.stopGradient());
    return Tensor.where(isLarge, rest.neg().log1p(), p.log());
  }

  /**
   * ln p from ln p and ln(1 - p), whichever belongs to the smaller probability.
   *
   * @param logP ln p, accurate for small p
   * @param logRest ln(1 - p), accurate for small 1 - p
   * @return ln p, accurate for all p
   */
  public static Tensor ofLogs(Tensor logP, Tensor logRest) {
    Tensor isLarge = logRest.stopGradient().lt(logP.stopGradient());
    return Tensor.where(isLarge, logRest.log1mexp(), logP);
  }

  /**
   * The logarithm of a tail that vanishes at an end of the support as density times distance. At
   * the end itself it is ln(distance) + ln(density), whose slopes are the limits of those inside,
   * where the chain rule would give 0 times infinity; beyond it is minus infinity, without slopes.
   *
   * @param log the logarithm inside
   * @param distance the distance from the end, negative beyond it
   * @param logDensity the logarithm of the density at the end
   * @return the logarithm on all values
   */
  public static Tensor withEnd(Tensor log, Tensor distance, Tensor logDensity) {
    Tensor atEnd = logOrNone(distance).add(logDensity);
    return withEndAt(log, distance, atEnd);
  }

  /**
   * As {@link #withEnd} with a value at the end of the caller's.
   *
   * @param log the logarithm inside
   * @param distance the distance from the end, negative beyond it
   * @param atEnd an expression that is minus infinity at the end
   * @return the logarithm on all values
   */
  public static Tensor withEndAt(Tensor log, Tensor distance, Tensor atEnd) {
    Tensor d = distance.stopGradient();
    Tensor none = Tensor.fill(log.dtype(), Double.NEGATIVE_INFINITY);
    return Tensor.where(d.lt(0), none, Tensor.where(d.eq(0), atEnd, log));
  }

  /**
   * ln d, minus infinity without slope for d &lt; 0.
   *
   * @param distance d
   * @return the logarithm
   */
  public static Tensor logOrNone(Tensor distance) {
    return distance.clamp(0, Double.POSITIVE_INFINITY).log();
  }
}
