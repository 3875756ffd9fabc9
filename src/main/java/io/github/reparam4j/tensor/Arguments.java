/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;

/** Checks of arguments. Their errors name the method that the user's code called. */
final class Arguments {
  private Arguments() {}

  /**
   * As {@link Errors#argument} under the name of the method that the user's code called, which may
   * be implemented by several operations.
   *
   * @param operation the name if there is no code of the user on the stack
   */
  static IllegalArgumentException refused(String operation, String must, Object got, String hint) {
    return Errors.argument(Origin.calledMethod(operation), must, got, hint);
  }

  /** The argument, which must not be null. */
  static <T> T given(T argument, String name) {
    if (argument == null) {
      throw refused("Tensor", name + " must be given", null, null);
    }
    return argument;
  }

  /** The array, which must not be null and not contain null. */
  static <T> T[] allGiven(T[] arguments, String name) {
    given(arguments, name);
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] == null) {
        given(null, name + "[" + i + "]");
      }
    }
    return arguments;
  }
}
