/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * A sequence of uniform variates for a rejection algorithm, made from two uniform variates: a hash
 * of a counter, seeded by their bits. The hash is the finaliser of G. L. Steele, D. Lea and C. H.
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).
 */
final class HashedUniforms {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final double FLOAT_INTERVALS = 0x1p23;
  private static final double BELOW_ONE = Math.nextDown(1.0);

  private HashedUniforms() {}

  /** A seed from two noise values: 46 random bits from floats, 64 from doubles. */
  static long seed(double u, double v) {
    return mix(mix(Double.doubleToLongBits(u)) + Double.doubleToLongBits(v));
  }

  /** Variate i of a seed, in (0, 1): a midpoint of 2^52 equal intervals. */
  static double at(long seed, int i) {
    return ((mix(seed + (i + 1) * GOLDEN_GAMMA) >>> 12) + 0.5) * 0x1p-52;
  }

  /**
   * One uniform variate in (0, 1) of at least 46 random bits: u selects one of the 2^23 intervals
   * of (0, 1) that a float distinguishes, v the position in it.
   */
  static double joined(double u, double v) {
    return Math.min(BELOW_ONE, (Math.floor(u * FLOAT_INTERVALS) + v) / FLOAT_INTERVALS);
  }

  /** A bijection of 64 bits whose output bits depend on all input bits. */
  static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
