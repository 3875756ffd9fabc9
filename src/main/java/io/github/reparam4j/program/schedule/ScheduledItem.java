/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.step.Step;

/** An item of a schedule, which becomes one step of a plan. */
public sealed interface ScheduledItem permits FusionGroup, ScheduledStep, ScheduledCopy {
  /**
   * The step.
   *
   * @param views the locations of the nodes' values
   * @param loops whether to compile loops even for a small group
   */
  Step lower(Views views, boolean loops);

  /** A line for people who read a plan. */
  String describe();
}
