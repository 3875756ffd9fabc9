/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The standard normal distribution beyond a point a &gt;= 0, in terms of its hazard H(t) = phi(t) /
 * (1 - Phi(t)), about t far out. The probability of exceeding a by y is exp(-D(y)) with D(y) = a y
 * + y^2 / 2 + ln(H(a + y) / H(a)), the integral of H from a to a + y. NaN in, NaN out.
 */
public final class NormalTailFunctions {
  /** From here on H(t) - t is a continued fraction, which needs the fewer terms the larger t is. */
  private static final double FRACTION_THRESHOLD = 2.5;

  /** From here on H(t) - t is 1 / t to rounding. */
  private static final double RECIPROCAL_THRESHOLD = 1e9;

  /** Below this decay a Gauss-Legendre sum of the hazard is exact to rounding. */
  private static final double SMALL_DECAY = 0.5;

  private static final double[] NODES = {
    0.03376524289842403, 0.16939530676686776, 0.38069040695840156
  };
  private static final double[] WEIGHTS = {
    0.08566224618958514, 0.18038078652406936, 0.23395696728634552
  };

  private static final int MAX_STEPS = 8;

  private NormalTailFunctions() {}

  /**
   * H(t) - t, the excess of the hazard over its asymptote, about 1 / t for large t.
   *
   * <p>Value: plus infinity at minus infinity, 0 at plus infinity. Derivative: e (t + e) - 1, where
   * e is the value.
   *
   * <p>Error: 9 ulp, at t = 2.4. Source: the difference; above 2.5 Laplace's continued fraction
   * 1/(t + 2/(t + 3/(t + ...))), NIST DLMF 7.9.3.
   */
  public static double hazardExcess(double t) {
    if (!(t > FRACTION_THRESHOLD)) {
      return hazard(t) - t;
    }
    if (t > RECIPROCAL_THRESHOLD) {
      return 1 / t;
    }
    int terms = 5 + (int) (125 / t);
    double tail = 0.5 * (Math.sqrt(t * t + 4 * terms) - t); // the limit of what follows
    for (int k = terms - 1; k > 0; k--) {
      tail = k / (t + tail);
    }
    return tail;
  }

  /**
   * The y with D(y) = q: how far the quantile of a share 1 - exp(-q) of the tail beyond a lies from
   * a.
   *
   * <p>Value: 0 for q = 0, infinity for q infinite, NaN for negative a or q. Derivatives: -(H(a +
   * y) - H(a)) / H(a + y) by a, 1 / H(a + y) by q.
   *
   * <p>Error: 5 ulp. Source: Halley's method from the root of H(a) y + H'(a) y^2 / 2, which is not
   * less, because D''' &gt; 0.
   */
  public static double distance(double a, double q) {
    return distance(a, q, 3e-6);
  }

  /** As {@link #distance(double, double)}, to the precision of a float. */
  public static double distanceToFloat(double a, double q) {
    return distance(a, q, 1e-3);
  }

  /** The relative error is about the cube of the given last step. */
  private static double distance(double a, double q, double step) {
    if (!(a >= 0 && q > 0)) {
      return a >= 0 && q == 0 ? 0 : Double.NaN;
    }
    if (q == Double.POSITIVE_INFINITY || a == Double.POSITIVE_INFINITY) {
      return a < q ? q : 0;
    }
    double hazard = hazard(a);
    double linear = q / hazard;
    double y = 2 * linear / (1 + Math.sqrt(1 + 2 * linear * approximateExcess(a, hazard)));
    for (int i = 0; i < MAX_STEPS; i++) {
      double end = hazard(a + y);
      double newton = (decay(a, y, hazard, end) - q) / end;
      double halley = newton / (1 - 0.5 * newton * approximateExcess(a + y, end));
      y -= halley;
      if (Math.abs(halley) <= step * y) {
        break;
      }
    }
    return y;
  }

  private static double hazard(double t) {
    return ErrorFunctions.normalHazard(-t);
  }

  /** H(t) - t to some digits. */
  private static double approximateExcess(double t, double hazard) {
    return t < 1e4 ? hazard - t : 1 / t;
  }

  private static double decay(double a, double y, double hazard, double end) {
    if (y > 1 || y * end > SMALL_DECAY) {
      return y * (a + 0.5 * y) + Math.log(end / hazard);
    }
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      sum += WEIGHTS[i] * (hazard(a + NODES[i] * y) + hazard(a + (1 - NODES[i]) * y));
    }
    return y * sum;
  }
}
