package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.tensor.Leaf;

/**
 * Why a node need not be computed before its first user: it is made from leaves alone, or from one
 * value that is in memory anyway, such as the mask of an activation from its result. Computed at
 * once, it would be stored until it is used; so it waits, and is computed in its user's group.
 *
 * @param stored the one value in memory, or null
 * @param array whether there is a leaf of more than one element
 * @param nodes how many nodes wait together
 */
record Rematerialization(Node stored, boolean array, int nodes) {
  private static final int MAX_NODES = 16;

  /** How a node may wait, or null if it may not. */
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

  /** Both together, or null if that would move more memory than to store the result. */
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
