/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

/** A {@link Step} with the memory and workers of one execution, ready to run again and again. */
interface BoundStep {
  /** Runs the step, sharing the work by {@link ExecutionContext#share}; allocates nothing. */
  void run();
}
