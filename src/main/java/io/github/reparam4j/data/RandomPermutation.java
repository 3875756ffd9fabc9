/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;

/** Random permutations. */
final class RandomPermutation {
  private RandomPermutation() {}

  /**
   * The integers 0 to n - 1 in random order, by the shuffle of R. A. Fisher and F. Yates in the
   * form of R. Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7
   * (1964).
   */
  static int[] of(int n, RandomKey key) {
    double[] u = new double[n];
    NoiseDistribution.UNIFORM.fill(key, 0, 0, u, 0, n);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = (int) (u[i] * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
