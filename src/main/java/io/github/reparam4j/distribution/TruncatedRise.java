/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** The quantity that samples of a truncated distribution hold constant. */
final class TruncatedRise {
  private TruncatedRise() {}

  /**
   * F(x) - F(low) - u Z in units of Z, or its negative from the upper tail: 0 with the derivatives
   * by the parameters for fixed x and u.
   */
  static Tensor of(Truncated d, Tensor x, Tensor u) {
    Distribution base = d.base();
    Tensor unit = d.logMass().stopGradient();
    Tensor mass = d.logMass().sub(unit).exp();
    Tensor logLower = base.logCdf(x);
    Tensor logUpper = base.logSurvival(x);
    Tensor lower =
        logLower
            .sub(unit)
            .exp()
            .sub(inUnits(base.cdf(d.low()), base.logCdf(d.low()), unit))
            .sub(u.mul(mass));
    Tensor upper =
        logUpper
            .sub(unit)
            .exp()
            .sub(inUnits(base.survival(d.high()), base.logSurvival(d.high()), unit))
            .sub(u.neg().add(1).mul(mass));
    return Tensor.where(logLower.stopGradient().lt(logUpper.stopGradient()), lower, upper.neg());
  }

  /** p / Z; from the logarithm only where Z underflows, because that of 0 has no slope. */
  private static Tensor inUnits(Tensor p, Tensor logP, Tensor unit) {
    Tensor isNormal = unit.gt(Math.log(NearerTail.least(p.dtype())));
    Tensor reciprocal = Tensor.where(isNormal, unit, Tensor.zeros(p.dtype())).neg().exp();
    return Tensor.where(isNormal, p.mul(reciprocal), logP.sub(unit).exp());
  }
}
