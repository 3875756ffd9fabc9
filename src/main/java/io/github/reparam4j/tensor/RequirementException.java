/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;

/**
 * Thrown by a run that meets a value which breaks a requirement, such as that a standard deviation
 * is positive; see {@link Tensor#require}. The message says where, what must hold, and the first
 * such value with its index.
 *
 * <pre>{@code
 * try {
 *   program.run(key);
 * } catch (RequirementException e) {
 *   log.warn("{} was given {}", e.where(), e.value());
 * }
 * }</pre>
 */
public final class RequirementException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final String where;
  private final String value;

  /**
   * Made by runs.
   *
   * @param require the requirement
   * @param value the value that breaks it, as text
   * @param position where the value is, such as {@code [3] of shape [8]}
   */
  public RequirementException(Marker.Require require, String value, String position) {
    super(
        Errors.arithmetic(
                require.where(),
                require.name()
                    + " must be "
                    + require.condition().text(Double.parseDouble(value))
                    + " everywhere",
                value + " at " + position,
                require.hint())
            .getMessage());
    this.where = require.where();
    this.value = value;
  }

  /**
   * Where the requirement was stated.
   *
   * @return the operation, as in the message: {@code Normal.of}
   */
  public String where() {
    return where;
  }

  /**
   * The value that was found.
   *
   * @return the value as text: {@code NaN}
   */
  public String value() {
    return value;
  }
}
