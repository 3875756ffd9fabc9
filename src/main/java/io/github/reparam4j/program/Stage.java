/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

/**
 * The passes that make a plan of expressions, in their order, named by what they make. {@link
 * Program#explain(Stage)} shows the result of each.
 *
 * <pre>{@code
 * System.out.print(program.explain(Stage.FUSED));
 * }</pre>
 */
public enum Stage {
  /**
   * Expressions, equal ones merged, markers resolved, exact rewrites made: a line for each node,
   * {@code %2 add(%0, %1) [4, 2] FLOAT}.
   */
  SIMPLIFIED,

  /**
   * Layout operations as other strides over the same buffer, and copies where strides do not
   * suffice: {@code %3 = view of %1: dims [2, 4] strides [1, 2] offset 0}.
   */
  VIEWS,

  /**
   * The nodes that are computed together, in order, and the values that are materialized: a line
   * for each item, {@code group [4, 2] FLOAT: %2 add, %3 tanh; stores %3 in s4}.
   */
  FUSED,

  /** The steps: the table of {@link Program#explain()} before steps are moved and joined. */
  LOWERED,

  /** The steps with in-place updates of variables at the end, products joined with them. */
  UPDATES_IN_PLACE,

  /**
   * Buffers with their offsets in the arena and the steps that need them: {@code s4 FLOAT 8
   * elements, bytes 64 to 96 of the arena, steps 1 to 2}. A buffer that is needed after the last
   * step lives to the number of steps.
   */
  ALLOCATED
}
