/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.ExponentialTilt;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * Quantiles of a truncated distribution, without gradients: those of the base for a part of [0, 1],
 * taken from the nearer tail. Two cases in which they would have no digits have other formulas,
 * followed by Newton steps:
 *
 * <ul>
 *   <li>far out, where the base's probabilities underflow: from the end where the density is
 *       greatest, as of an exponential distribution;
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
  private final int newtonSteps;

  /**
   * Prepares quantiles.
   *
   * @param truncated the distribution
   * @param newtonSteps three suffice for probabilities of random samples, six for all
   */
  TruncatedQuantiles(Truncated truncated, int newtonSteps) {
    this.newtonSteps = newtonSteps;
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
   * Newton's method for the logarithm of the tail, from the end with the greater density. If it
   * does not converge, as near an end of the base's support, the value by the base.
   */
  private Tensor far(Tensor p, Tensor q, Tensor byBase) {
    Tensor isLower = base.logCdf(high).lt(base.logSurvival(high));
    Tensor belowLow = base.logCdf(low).logAddExp(p.log().add(logMass));
    Tensor aboveHigh = base.logSurvival(high).logAddExp(q.log().add(logMass));
    Tensor target = Tensor.where(isLower, belowLow, aboveHigh);
    Tensor x = Tensor.where(isLower, high, low);
    Tensor excess = null;
    for (int i = 0; i < newtonSteps; i++) {
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
    double limit = dtype == DType.FLOAT ? 0.02 : 1e-4;
    return logMass.sub(greater).lt(Math.log(limit)).mul(length().lt(Double.POSITIVE_INFINITY));
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
    Tensor mass =
        IntervalMass.log(base, Tensor.where(isLower, low, x), Tensor.where(isLower, x, high));
    Tensor excess = mass.sub(tail.log().add(logMass));
    Tensor step = excess.mul(mass.sub(base.logProb(x)).exp());
    Tensor corrected = x.sub(Tensor.where(isLower, step, step.neg()));
    return Tensor.where(corrected.eq(corrected), corrected, x);
  }
}
