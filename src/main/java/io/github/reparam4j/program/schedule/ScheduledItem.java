package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.step.Step;

/** What becomes one step of a plan. */
public sealed interface ScheduledItem permits FusionGroup, ScheduledStep, ScheduledCopy {
  /**
   * The step.
   *
   * @param views where the values of nodes are
   * @param loops whether arithmetic is worth loops of its own even in a small group
   */
  Step lower(Views views, boolean loops);

  /** A line for people who read a plan. */
  String describe();
}
