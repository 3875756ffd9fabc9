package io.github.reparam4j.program;

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
record Deferral(Node stored, boolean array, int nodes) {
  private static final int MAX_NODES = 16;

  /** How a node may wait, or null if it may not. */
  static Deferral of(Node node, ScheduleBuilder schedule) {
    Deferral all = new Deferral(null, false, 1);
    for (Node input : node.inputs()) {
      Deferral one = ofInput(input, node, schedule);
      all = one == null ? null : all.and(one);
      if (all == null) {
        return null;
      }
    }
    return all;
  }

  private static Deferral ofInput(Node input, Node user, ScheduleBuilder schedule) {
    if (input.op() instanceof Leaf && !(input.op() instanceof Leaf.Draw)) {
      boolean isArray = input.shape().size() > 1 && !(input.op() instanceof Leaf.Fill);
      return new Deferral(null, isArray, 0);
    } else if (schedule.state(input).isDeferred()) {
      return schedule.state(input).deferral();
    }
    boolean isThere = schedule.isMaterialized(input) && input.shape().equals(user.shape());
    return isThere ? new Deferral(input, false, 0) : null;
  }

  /** Both together, or null if that would move more memory than to store the result. */
  private Deferral and(Deferral other) {
    boolean two = stored != null && other.stored != null && stored != other.stored;
    Node one = stored == null ? other.stored : stored;
    boolean arrays = array || other.array;
    int count = nodes + other.nodes;
    return two || one != null && arrays || count > MAX_NODES
        ? null
        : new Deferral(one, arrays, count);
  }
}
