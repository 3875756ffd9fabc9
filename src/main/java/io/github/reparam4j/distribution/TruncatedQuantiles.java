/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.ExponentialTilt;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;

/**
 * Quantiles of a truncated distribution, without gradients: those of {@link TruncatedNormal} for a
 * normal base, else those of the base for a part of [0, 1], taken from the nearer tail. Two cases
 * in which they would have no digits have other formulas, followed by Newton steps:
 *
 * <ul>
 *   <li>far out, where the base's probabilities underflow: from the end where the density is
 *       greatest, as of a tail whose hazard is linear in the distance from the end;
 *   <li>on a narrow interval: as of a density whose logarithm is linear between the ends.
 * </ul>
 */
final class TruncatedQuantiles {
  private final Truncated truncated;
  private final Distribution base;
  private final DType dtype;
  private final Tensor low;
  private final Tensor high;
  private final Tensor logMass;
  private final boolean isExact;

  /**
   * Prepares quantiles.
   *
   * @param truncated the distribution
   * @param isExact whether to take Newton steps for all probabilities, rather than as many as
   *     random samples need
   */
  TruncatedQuantiles(Truncated truncated, boolean isExact) {
    this.isExact = isExact;
    this.truncated = truncated;
    this.base = truncated.base();
    this.dtype = base.dtype();
    this.low = end(truncated.low());
    this.high = end(truncated.high());
    this.logMass = truncated.logMass().stopGradient();
  }

  /** An end, at most that of the base's support. */
  private Tensor end(Tensor given) {
    Constraint set = base.support();
    Tensor inside = given.clamp(set.low().cast(dtype), set.high().cast(dtype)).stopGradient();
    return set.isDiscrete() ? given.stopGradient() : inside;
  }

  /**
   * The value with given probabilities on both sides.
   *
   * @param p the probability of [low, x]
   * @param q the probability of [x, high], 1 - p
   */
  Tensor at(Tensor p, Tensor q) {
    if (base instanceof Normal n) {
      Tensor length = high.sub(low);
      LocationScale parent = new LocationScale(n.loc(), n.scale(), truncated.batchShape());
      return TruncatedNormal.of(parent, low, high, length).quantile(p, q).stopGradient();
    }
    Tensor mass = logMass.exp();
    boolean isDiscrete = base.support().isDiscrete();
    Tensor before = isDiscrete ? low.neg().floor().neg().sub(1) : low;
    Tensor lower = base.cdf(before).add(p.mul(mass)).minimum(1);
    Tensor upper = base.survival(high).add(q.mul(mass)).minimum(1);
    Tensor isLower = lower.lt(upper);
    Tensor half = Tensor.fill(dtype, 0.5);
    Tensor x =
        Tensor.where(
            isLower,
            base.icdf(Tensor.where(isLower, lower, half)),
            base.inverseSurvival(Tensor.where(isLower, half, upper)));
    if (isDiscrete) {
      return x.clamp(low.neg().floor().neg(), high).stopGradient();
    }
    Tensor tail = Tensor.where(isLower, lower, upper);
    Tensor isFar = tail.lt(dtype == DType.FLOAT ? 1e-37 : 1e-305);
    Tensor inside = Tensor.where(isFar, far(p, q, x), x);
    Tensor clamped = Tensor.where(isNarrow(), narrow(p, q), inside).clamp(low, high);
    Tensor ends = Tensor.where(p.eq(0), low, Tensor.where(q.eq(0), high, clamped));
    return Tensor.where(p.eq(p), ends, p).stopGradient();
  }

  /**
   * Newton's method for the logarithm of the tail, from the solution for a hazard that is linear in
   * the distance from the end with the greater density. If it does not converge, as near an end of
   * the base's support, the value by the base.
   */
  private Tensor far(Tensor p, Tensor q, Tensor byBase) {
    Tensor isLower = base.logCdf(high).lt(base.logSurvival(high));
    Tensor belowLow = base.logCdf(low).logAddExp(p.log().add(logMass));
    Tensor aboveHigh = base.logSurvival(high).logAddExp(q.log().add(logMass));
    Tensor target = Tensor.where(isLower, belowLow, aboveHigh);
    Tensor end = Tensor.where(isLower, high, low);
    Tensor logTail = Tensor.where(isLower, base.logCdf(high), base.logSurvival(low));
    Tensor logDensity = base.logProb(end);
    Tensor slope = Gradients.of(logDensity.sum(), end).of(end);
    Tensor hazard = logDensity.sub(logTail).exp();
    Tensor rise = hazard.add(Tensor.where(isLower, slope.neg(), slope)).maximum(0);
    Tensor linear = logTail.sub(target).div(hazard);
    Tensor distance = linear.mul(2).div(linear.mul(rise).mul(2).add(1).sqrt().add(1));
    Tensor x = Tensor.where(isLower, end.sub(distance), end.add(distance)).clamp(low, high);
    Tensor excess = null;
    for (int i = 0; i < (isExact ? 4 : 1); i++) {
      Tensor log = Tensor.where(isLower, base.logCdf(x), base.logSurvival(x));
      excess = log.sub(target);
      Tensor step = excess.mul(log.sub(base.logProb(x)).exp());
      x = x.sub(Tensor.where(isLower, step, step.neg())).clamp(low, high);
    }
    return Tensor.where(excess.abs().lt(0.1), x, byBase);
  }

  /** Where the mass is so small beside its tail that quantiles of the base lose digits. */
  private Tensor isNarrow() {
    Tensor greater =
        base.logCdf(high).minimum(base.logSurvival(low)).minimum(0); // of the nearer tail
    double limit = dtype == DType.FLOAT ? 4e-3 : 1e-5;
    return logMass.sub(greater).lt(Math.log(limit)).mul(length().lt(Double.POSITIVE_INFINITY));
  }

  /** Where quantiles of the base have no digits. */
  Tensor isSpecial() {
    double least = Math.log(dtype == DType.FLOAT ? 1e-25 : 1e-250);
    return isNarrow().maximum(logMass.lt(least));
  }

  private Tensor length() {
    return high.sub(low);
  }

  private Tensor narrow(Tensor p, Tensor q) {
    Tensor slope = base.logProb(high).sub(base.logProb(low));
    Tensor finite = Tensor.where(slope.abs().lt(1), slope, Tensor.zeros(dtype));
    // The density exp(n s) of the share s of the length; measured from the nearer end.
    Tensor isLower = p.lt(0.5);
    Tensor n = Tensor.where(isLower, finite, finite.neg());
    Tensor tail = Tensor.where(isLower, p, q);
    Tensor fall = tail.mul(n.expm1()).log1p();
    Tensor share = new ExponentialTilt(n, n).quantile(tail, fall);
    Tensor distance = length().mul(share);
    Tensor x = Tensor.where(isLower, low.add(distance), high.sub(distance));
    if (!isExact) {
      return x;
    }
    Tensor mass =
        IntervalMass.log(base, Tensor.where(isLower, low, x), Tensor.where(isLower, x, high));
    Tensor excess = mass.sub(tail.log().add(logMass));
    Tensor step = excess.mul(mass.sub(base.logProb(x)).exp());
    Tensor corrected = x.sub(Tensor.where(isLower, step, step.neg()));
    return Tensor.where(corrected.eq(corrected), corrected, x);
  }
}
