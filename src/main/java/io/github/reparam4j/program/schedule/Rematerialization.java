/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.tensor.Leaf;

/**
 * The reason to compute a node in its first user's group instead of at once: the node is computed
 * from leaves alone, or from one value that is in memory anyway, such as the mask of an activation
 * from its result. Computed at once, it would be stored until it is used.
 *
 * @param stored the one value in memory, or null
 * @param array whether one of the leaves has more than one element
 * @param nodes how many nodes wait together
 */
record Rematerialization(Node stored, boolean array, int nodes) {
  private static final int MAX_NODES = 16;

  /** The rematerialization of a node, or null if it must be computed at once. */
  static Rematerialization of(Node node, ScheduleBuilder schedule) {
    Rematerialization all = new Rematerialization(null, false, 1);
    for (Node input : node.inputs()) {
      Rematerialization one = ofInput(input, node, schedule);
      all = one == null ? null : all.and(one);
      if (all == null) {
        return null;
      }
    }
    return all;
  }

  private static Rematerialization ofInput(Node input, Node user, ScheduleBuilder schedule) {
    if (input.op() instanceof Leaf && !(input.op() instanceof Leaf.RandomDraw)) {
      boolean isArray = input.shape().size() > 1 && !(input.op() instanceof Leaf.Full);
      return new Rematerialization(null, isArray, 0);
    } else if (schedule.state(input).isWaiting()) {
      return schedule.state(input).rematerialization();
    }
    boolean isThere = schedule.isMaterialized(input) && input.shape().equals(user.shape());
    return isThere ? new Rematerialization(input, false, 0) : null;
  }

  /** Both together, or null if recomputing moves more memory than storing the result. */
  private Rematerialization and(Rematerialization other) {
    boolean two = stored != null && other.stored != null && stored != other.stored;
    Node one = stored == null ? other.stored : stored;
    boolean arrays = array || other.array;
    int count = nodes + other.nodes;
    return two || one != null && arrays || count > MAX_NODES
        ? null
        : new Rematerialization(one, arrays, count);
  }
}
