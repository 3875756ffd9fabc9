/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Random scrambling of the 2^m first {@link SobolPoints}: each scrambled point is uniform on the
 * unit cube, so means over them are unbiased, and together they remain as evenly spread as before
 * (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995, and "Scrambled net
 * variance for integrals of smooth functions", Annals of Statistics 25, 1997).
 *
 * <p>Whether a bit of a coordinate is flipped is decided by a random bit of the seed and of all
 * higher bits of the coordinate. The bits after the first m, by which no two points agree, are
 * random. Random bits are those of a hash, {@link HashedUniforms#mix}, of which one serves six
 * levels: the 63 nodes of a binary tree.
 */
public final class OwenScrambling {
  /** How many coordinates a point can have. */
  public static final int MAX_DIMENSION = SobolPoints.MAX_DIMENSION;

  /** The greatest m. */
  public static final int MAX_LOG_POINTS = 20;

  private static final int FRACTION_BITS = 52;
  private static final int LEVELS = 6;
  private static final int BITS = SobolPoints.BITS;

  private OwenScrambling() {}

  /**
   * A coordinate of a scrambled point. Points of other rows have their order shuffled, too, so that
   * rows are about as independent as random points are.
   *
   * @param logPoints m, where there are 2^m points
   * @param index which point of the 2^m
   * @param dimension which coordinate
   * @param u a random number of the point set, one for all of its coordinates
   * @param v a random number of the coordinate, one for all points
   * @return the coordinate in (0, 1), a midpoint of 2^52 equal intervals
   */
  public static double point(int logPoints, int index, int dimension, double u, double v) {
    long ofSet = HashedUniforms.seed(u, 0);
    int reordered = scrambled(index << (BITS - logPoints), logPoints, ofSet);
    int mirrored = Integer.reverse((int) leading(reordered, logPoints));
    int position = (int) leading(scrambled(mirrored, logPoints, ~ofSet), logPoints);
    long seed = HashedUniforms.seed(u, v);
    long prefix =
        leading(scrambled(SobolPoints.bits(position, dimension), logPoints, seed), logPoints);
    int rest = FRACTION_BITS - logPoints;
    long low = HashedUniforms.mix(seed ^ HashedUniforms.mix(prefix)) >>> (64 - rest);
    return ((prefix << rest | low) + 0.5) * 0x1p-52;
  }

  /** The highest bits of x as a number. */
  private static long leading(int x, int count) {
    return Integer.toUnsignedLong(x) >>> (BITS - count);
  }

  /** The highest bits of x, each flipped as the seed and the bits above it decide. */
  private static int scrambled(int x, int count, long seed) {
    int flips = 0;
    for (int level = 0; level < count; level += LEVELS) {
      long random = HashedUniforms.mix(seed + HashedUniforms.mix(1L << level | leading(x, level)));
      int node = 1;
      for (int i = level; i < Math.min(level + LEVELS, count); i++) {
        flips |= (int) (random >>> node & 1) << (BITS - 1 - i);
        node = node << 1 | x >>> (BITS - 1 - i) & 1;
      }
    }
    return x ^ flips;
  }
}
