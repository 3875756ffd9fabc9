/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.internal.Errors;

/** Checks of hyperparameters. Conditions state what must hold, so that NaN fails them. */
final class HyperParameter {
  private HyperParameter() {}

  static void positive(String where, String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw Errors.argument(where, name + " must be > 0 and finite", value, null);
    }
  }

  static void nonNegative(String where, String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw Errors.argument(where, name + " must be >= 0 and finite", value, null);
    }
  }

  /** In [0, 1): the weight of the past in a moving average. */
  static void fraction(String where, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw Errors.argument(where, name + " must be in [0, 1)", value, null);
    }
  }

  /** In [0, 1]. */
  static void proportion(String where, String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw Errors.argument(where, name + " must be in [0, 1]", value, null);
    }
  }

  static void count(String where, String name, long value) {
    if (!(value >= 1)) {
      throw Errors.argument(where, name + " must be >= 1", value, null);
    }
  }
}
