package io.github.reparam4j.program;

/** What becomes one step of a plan, in the order of the plan. */
sealed interface ScheduledItem permits TileGroup, ScheduledStep, ScheduledCopy {
  /** A line for readers of the schedule. */
  String describe();
}
