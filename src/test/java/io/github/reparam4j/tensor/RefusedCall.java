/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A call with an argument that must be refused.
 *
 * @param message the whole message
 * @param call the call
 */
record RefusedCall(String message, ThrowingCallable call) {
  static RefusedCall refused(String message, ThrowingCallable call) {
    return new RefusedCall(message, call);
  }

  void check() {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Override
  public String toString() {
    return message;
  }
}
