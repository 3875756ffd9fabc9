/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

/** The state of a node in the {@link Scheduler}. */
final class NodeState {
  private boolean scheduled;
  private Rematerialization rematerialization;
  private FusionGroup group;
  private int position;

  /** Whether the scheduler has visited the node. */
  boolean isScheduled() {
    return scheduled;
  }

  void markScheduled() {
    scheduled = true;
  }

  /**
   * The rematerialization for which the node waits for its first user, or null if it does not wait.
   */
  Rematerialization rematerialization() {
    return rematerialization;
  }

  boolean isWaiting() {
    return rematerialization != null;
  }

  /** Makes the node wait for its first user. */
  void defer(Rematerialization reason) {
    rematerialization = reason;
  }

  /** Ends the waiting. {@return whether the node waited} */
  boolean endWaiting() {
    boolean waited = rematerialization != null;
    rematerialization = null;
    return waited;
  }

  /** The fusion group that the node is a member of, or null. */
  FusionGroup group() {
    return group;
  }

  void joinGroup(FusionGroup joined) {
    group = joined;
    position = joined.position();
  }

  /** Position of the item after which the value is ready; -1 if it is from the start. */
  int position() {
    return position;
  }

  void readyAfter(int item) {
    position = item;
  }
}
