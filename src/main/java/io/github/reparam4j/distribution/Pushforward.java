/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

/**
 * The distribution of f(x) with x from a base distribution and an invertible f. An invertible map
 * does not change divergences, so {@link KlDivergence} uses the bases of two pushforwards with
 * equal maps.
 */
public interface Pushforward {
  /** {@return the distribution of x} */
  Distribution base();

  /**
   * {@return f; maps that are {@code equals} must give equal values. They count as one map, whose
   * parameters change in both distributions}
   */
  Object map();
}
