/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.tensor.Tensor;

/**
 * The point at which expectations by quadrature are split: the mode, at which the densities of some
 * families have a kink.
 *
 * @hidden
 */
@Internal
public final class ModeBreak {
  private ModeBreak() {}

  /**
   * The mode of a distribution.
   *
   * @param d a distribution of scalars with a cdf
   * @return the break, none if the distribution has no mode
   */
  public static Quadrature.Break[] of(Distribution d) {
    Errors.given("ModeBreak.of", "d", d);
    return of(d, d);
  }

  /** The mode of a distribution, as a point of another one. */
  static Quadrature.Break[] of(Distribution base, Distribution d) {
    Tensor mode;
    try {
      mode = base.mode();
    } catch (UnsupportedOperationException e) {
      return new Quadrature.Break[0];
    }
    Tensor at = mode.stopGradient();
    Tensor cdf = d.cdf(at).stopGradient();
    Tensor survival = d.survival(at).stopGradient();
    Tensor half = Tensor.fill(d.dtype(), 0.5);
    Tensor isKnown = cdf.eq(cdf).mul(survival.eq(survival));
    return new Quadrature.Break[] {
      new Quadrature.Break(Tensor.where(isKnown, cdf, half), Tensor.where(isKnown, survival, half))
    };
  }
}
