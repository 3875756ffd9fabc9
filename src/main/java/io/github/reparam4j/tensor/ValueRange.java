/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Internal;

/**
 * Bounds of a variable's elements, as far as the library knows them: they are kept with the
 * variable by programs whose updates must be finite, and forgotten when anything else sets it. The
 * caller holds the variable's lock.
 *
 * @hidden
 */
@Internal
public final class ValueRange {
  private double low = Double.NaN;
  private double high = Double.NaN;
  private boolean exact;

  ValueRange() {}

  /** {@return whether there are bounds} */
  public boolean isKnown() {
    return low <= high;
  }

  /** {@return whether the bounds were taken from the elements, not from a rule of arithmetic} */
  public boolean isExact() {
    return exact && isKnown();
  }

  /** {@return a number that no element is below; NaN if unknown} */
  public double low() {
    return low;
  }

  /** {@return a number that no element is above; NaN if unknown} */
  public double high() {
    return high;
  }

  /**
   * Sets the bounds.
   *
   * @param low no element is below
   * @param high no element is above
   * @param exact whether they were taken from the elements
   */
  public void set(double low, double high, boolean exact) {
    this.low = low;
    this.high = high;
    this.exact = exact;
  }

  /** Forgets the bounds. */
  public void forget() {
    set(Double.NaN, Double.NaN, false);
  }
}
