/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Several models of one kind, fitted to the same data from different first weights and in different
 * orders of rows. All members are trained in the same steps of one program, each on its own loss
 * and with noise of its own; the mean of the losses is what is reported, and early stopping goes by
 * it. The prediction is the mixture of theirs with equal weights, so that its variance is the mean
 * of their variances plus the variance of their means. Source: Lakshminarayanan et al., "Simple and
 * scalable predictive uncertainty estimation using deep ensembles" (2017).
 *
 * <pre>{@code
 * FittedDensity five = Ensemble.of(ConditionalGaussian.of(50), 5).fit(x, y, options);
 * }</pre>
 */
public final class Ensemble extends DensityModel {
  private static final long DOMAIN = "Ensemble".hashCode();

  private final DensityModel member;
  private final int count;

  private Ensemble(DensityModel member, int count) {
    this.member = member;
    this.count = count;
  }

  /**
   * An ensemble.
   *
   * @param member the model of each member
   * @param count number of members, at least 1
   * @return the ensemble
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static Ensemble of(DensityModel member, int count) {
    Errors.given("Ensemble.of", "member", member);
    if (count < 1) {
      throw Errors.argument("Ensemble.of", "count must be >= 1", count, null);
    }
    return new Ensemble(member, count);
  }

  @Override
  List<DensityNetwork> untrained(String where, StandardizedData data, long seed) {
    List<DensityNetwork> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.addAll(member.untrained(where, data, RandomKey.of(seed).fold(DOMAIN).fold(i).seed()));
    }
    return all;
  }

  @Override
  public String toString() {
    return "Ensemble(" + count + " x " + member + ")";
  }
}
