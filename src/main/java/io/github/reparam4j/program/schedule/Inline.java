/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

/** Operations without a step of their own. */
enum Inline implements Lowering {
  /** A constant in a register of each group that reads it. */
  REGISTER,
  /** A value in memory that the caller or a variable owns. */
  BUFFER,
  /** An element of a fused group. */
  FUSED,
  /** A view of its input's buffer. */
  VIEW,
  /** Resolved by {@code Graph} and absent from plans. */
  ERASED
}
