/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Draws from the von Mises distribution of mean direction 0 by rejection from a wrapped Cauchy
 * distribution.
 *
 * <p>Source: D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution",
 * Applied Statistics 28 (1979), in a form that is stable at both ends: for concentration 0 the
 * uniform distribution, for large ones the normal distribution of variance 1 / concentration.
 */
public final class VonMisesSampler {
  private static final int MAX_PROPOSALS = 1000;
  private static final float MAX_ANGLE = Math.nextDown((float) Math.PI);

  private VonMisesSampler() {}

  /**
   * One draw. The two uniform variates make the first proposal and decide on it; if it is rejected
   * (with probability 0 to 0.34), further proposals come from a hash of their bits.
   *
   * <p>Value: in [-pi, pi]; 0 for an infinite concentration; NaN for a negative concentration.
   *
   * @param u in (0, 1), makes the proposal; with 1 - u its mirror image
   * @param v in (0, 1), decides on it
   */
  public static double draw(double concentration, double u, double v) {
    if (!(concentration >= 0 && u > 0 && u < 1 && v > 0 && v < 1)) {
      return Double.NaN;
    }
    if (concentration == Double.POSITIVE_INFINITY) {
      return 0;
    }
    // The envelope has the parameter rho; shrink = (1 - rho) / (1 + rho).
    // best = concentration (1 + rho^2 - 2 rho) / (2 rho).
    double shrink;
    double best;
    if (concentration < 1) {
      double root = Math.sqrt(1 + 4 * concentration * concentration);
      double sum = 1 + root + Math.sqrt(2 * (1 + root));
      double less = sum - 2 * concentration;
      shrink = less / (sum + 2 * concentration);
      best = less / sum * less / 4;
    } else {
      double e = 1 / concentration;
      double root = Math.sqrt(e * e + 4);
      double cross = Math.sqrt(2 * (e + root)) * Math.sqrt(e);
      double less = e + e * e / (root + 2) + cross;
      double sum = e + root + cross;
      shrink = less / (sum + 2);
      double scaled = less * Math.sqrt(concentration);
      best = scaled / sum * scaled / 4;
    }
    double spread = shrink * Math.sqrt(concentration);
    long seed = 0;
    double angle = 0;
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      if (i == 1) {
        seed = mix(mix(Double.doubleToLongBits(u)) + Double.doubleToLongBits(v));
      }
      double proposal = i == 0 ? u : uniform(seed + 2L * i);
      double decision = i == 0 ? v : uniform(seed + 2L * i + 1);
      double tangent = Math.tan(Math.PI * (proposal - 0.5));
      double half = shrink * tangent;
      double scaled = spread * tangent;
      angle = 2 * Math.atan(half);
      double x = best + 2 * scaled / (1 + half * half) * scaled;
      if (Math.log(decision) < Math.log(x) + 1 - x) {
        break;
      }
    }
    return angle;
  }

  /** The nearest float within [-pi, pi]. */
  public static float toFloat(double angle) {
    return Math.max(-MAX_ANGLE, Math.min((float) angle, MAX_ANGLE));
  }

  private static double uniform(long counter) {
    return ((mix(counter * 0x9E3779B97F4A7C15L) >>> 12) + 0.5) * 0x1p-52;
  }

  /** A bijection of 64 bits in which each bit of the result depends on all of x. */
  private static long mix(long x) {
    long h = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
    h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
    return h ^ h >>> 32;
  }
}
