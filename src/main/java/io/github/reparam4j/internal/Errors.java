/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The one form of the library's error messages: {@code where: what must hold, got what; hint}.
 *
 * <p>Shared by the library's packages; not meant for users.
 */
public final class Errors {
  private Errors() {}

  /**
   * An exception for an argument that breaks a contract.
   *
   * @param where the operation, as the user wrote it
   * @param must what must hold
   * @param got what was found instead
   * @param hint how to correct it, or null
   * @return the exception, to be thrown by the caller
   */
  public static IllegalArgumentException argument(
      String where, String must, Object got, String hint) {
    return new IllegalArgumentException(message(where, must, got, hint));
  }

  /**
   * An exception for a call that does not fit the object's state.
   *
   * @param where the operation, as the user wrote it
   * @param must what must hold
   * @param got what was found instead
   * @param hint how to correct it, or null
   * @return the exception, to be thrown by the caller
   */
  public static IllegalStateException state(String where, String must, Object got, String hint) {
    return new IllegalStateException(message(where, must, got, hint));
  }

  /**
   * An exception for a value, met while running, on which a computation is not defined.
   *
   * @param where the operation, as the user wrote it
   * @param must what must hold
   * @param got what was found instead, with its index
   * @param hint how to correct it, or null
   * @return the exception, to be thrown by the caller
   */
  public static ArithmeticException arithmetic(String where, String must, Object got, String hint) {
    return new ArithmeticException(message(where, must, got, hint));
  }

  /**
   * An exception for a file that cannot be read or has other contents than expected.
   *
   * @param where the operation, as the user wrote it
   * @param must what must hold
   * @param got what was found instead, with the path
   * @param hint how to correct it, or null
   * @param cause the exception of the file system, or null
   * @return the exception, to be thrown by the caller
   */
  public static UncheckedIOException file(
      String where, String must, Object got, String hint, IOException cause) {
    String message = message(where, must, got, hint);
    return new UncheckedIOException(message, cause == null ? new IOException(message) : cause);
  }

  /**
   * An exception for what a type does not offer.
   *
   * @param where the operation, as the user wrote it
   * @param must what must hold
   * @param got what was found instead
   * @param hint the alternative, or null
   * @return the exception, to be thrown by the caller
   */
  public static UnsupportedOperationException unsupported(
      String where, String must, Object got, String hint) {
    return new UnsupportedOperationException(message(where, must, got, hint));
  }

  /**
   * An error for a check that found what must not be.
   *
   * @param where the check, as the user wrote it
   * @param must what must hold
   * @param got what was found instead, with its index
   * @param hint how to correct it, or null
   * @return the error, to be thrown by the caller
   */
  public static AssertionError assertion(String where, String must, Object got, String hint) {
    return new AssertionError(message(where, must, got, hint));
  }

  /**
   * Rejects a null argument.
   *
   * @param <T> type of the argument
   * @param where the operation, as the user wrote it
   * @param name the argument
   * @param value its value
   * @return the value
   * @throws IllegalArgumentException if the value is null
   */
  public static <T> T given(String where, String name, T value) {
    if (value == null) {
      throw argument(where, name + " must be given", null, null);
    }
    return value;
  }

  /**
   * Rejects a null list, and null in a list.
   *
   * @param <T> type of the elements
   * @param where the operation, as the user wrote it
   * @param name the argument
   * @param values its value
   * @return the value
   * @throws IllegalArgumentException if the list or an element is null
   */
  public static <T> List<T> allGiven(String where, String name, List<T> values) {
    given(where, name, values);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        given(where, name + "[" + i + "]", null);
      }
    }
    return values;
  }

  /**
   * Rejects a null array, and null in an array.
   *
   * @param where the operation, as the user wrote it
   * @param name the argument
   * @param values its value
   * @throws IllegalArgumentException if the array or an element is null
   */
  public static void allGiven(String where, String name, Object[] values) {
    given(where, name, values);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        given(where, name + "[" + i + "]", null);
      }
    }
  }

  private static String message(String where, String must, Object got, String hint) {
    return where + ": " + must + ", got " + got + (hint == null ? "" : "; " + hint);
  }
}
