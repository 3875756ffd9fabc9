/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Tensor;

/** Checks that observed numbers lie in the support of their distribution, as the program runs. */
final class ObservedValues {
  private ObservedValues() {}

  /**
   * A log-density whose evaluation checks each number that it is of. Of vectors that do not consist
   * of numbers with a support of their own, such as points of a simplex, nothing is checked.
   *
   * @param where the user's call
   * @param d the distribution
   * @param x the observed values
   * @param mask 0 where a value is missing, of the shape of x, or null
   * @param logDensity of x under d
   */
  static Tensor require(String where, Distribution d, Tensor x, Tensor mask, Tensor logDensity) {
    Constraint support = d.support();
    int axes = 0;
    while (support instanceof Constraint.Each each) {
      axes += each.axes();
      support = each.element();
    }
    if (support.eventRank() > 0) {
      return logDensity;
    }
    Tensor inside = support.contains(x);
    Tensor isIgnored = mask == null ? inside : inside.maximum(mask.cast(x.dtype()).eq(0));
    Tensor outside =
        Tensor.where(isIgnored, Tensor.fill(x.dtype(), Double.NaN), x)
            .require(Marker.Condition.IN_SUPPORT, where, "x", "x is " + d + ", in " + support);
    Tensor isOutside = outside.eq(outside);
    for (int i = 0; i < axes; i++) {
      isOutside = isOutside.max(-1);
    }
    // A selection that is always the log-density, but needs the check.
    return Tensor.where(isOutside, Tensor.fill(x.dtype(), Double.NEGATIVE_INFINITY), logDensity);
  }
}
