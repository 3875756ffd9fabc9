/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** Moments that are infinite or undefined for some parameters. */
final class Moments {
  private Moments() {}

  /** The moment where it is finite, else infinity. */
  static Tensor infiniteUnless(Tensor isFinite, Tensor moment) {
    return Tensor.where(isFinite, moment, Tensor.fill(moment.dtype(), Double.POSITIVE_INFINITY));
  }

  /** Infinity where the moment diverges, NaN where it is undefined. */
  static Tensor infiniteOrNan(Tensor diverges) {
    return Tensor.where(
        diverges,
        Tensor.fill(diverges.dtype(), Double.POSITIVE_INFINITY),
        Tensor.fill(diverges.dtype(), Double.NaN));
  }
}
