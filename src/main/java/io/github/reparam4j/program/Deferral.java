package io.github.reparam4j.program;

/**
 * What a node is made from that waits for its first user, to be computed in that one's group.
 *
 * @param stored the one value in memory, or null
 * @param array whether there is a leaf of more than one element
 * @param nodes how many nodes wait with it
 */
record Deferral(Node stored, boolean array, int nodes) {
  private static final int MOST_NODES = 16;

  /** Both together, or null if that would move more memory than storing the result. */
  Deferral and(Deferral other) {
    boolean two = stored != null && other.stored != null && stored != other.stored;
    Node one = stored == null ? other.stored : stored;
    boolean arrays = array || other.array;
    int count = nodes + other.nodes;
    return two || one != null && arrays || count > MOST_NODES
        ? null
        : new Deferral(one, arrays, count);
  }
}
