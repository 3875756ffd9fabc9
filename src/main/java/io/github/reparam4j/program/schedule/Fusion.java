package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.step.FusedReduction;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * Assigns element-wise nodes to fusion groups: those of one shape and type share the latest group,
 * if all their inputs are in it or ready before it runs. A node that is cheap to recompute is
 * deferred: it joins the group of its first user. Members stay in registers unless something
 * outside of the group has them materialized.
 */
final class Fusion {
  /** Limits the registers of a group. */
  private static final int MAX_GROUP = 256;

  /** What the members of a group have in common. */
  private record Space(Shape shape, DType dtype) {
    static Space of(Node node) {
      return new Space(node.shape(), node.dtype());
    }
  }

  private final ScheduleBuilder builder;
  private final boolean fuse;
  private final Map<Space, FusionGroup> latest = new HashMap<>();

  /**
   * @param fuse whether nodes share groups; if not, every node has its own
   */
  Fusion(ScheduleBuilder builder, boolean fuse) {
    this.builder = builder;
    this.fuse = fuse;
  }

  /** Defers a node if it can be recomputed, or has it join a group. */
  void joinOrDefer(Node node) {
    Rematerialization rematerialization = fuse ? Rematerialization.of(node, builder) : null;
    if (rematerialization != null) {
      builder.state(node).defer(rematerialization);
    } else {
      join(node);
    }
  }

  /** Has a node join a group, together with the deferred nodes that it is made from. */
  void join(Node node) {
    Space space = Space.of(node);
    materializeWaitingOutside(space, node);
    FusionGroup group = latest.get(space);
    if (!fuse || group == null || group.size() >= MAX_GROUP || !canJoin(node, group)) {
      group = newGroup(node);
      latest.put(space, group);
    }
    joinWithWaiting(group, node);
  }

  /** Has a reduction accumulated by the group that computes its input, if that is possible. */
  boolean joinAsSum(Node reduction) {
    Node input = reduction.input(0);
    if (builder.state(input).endWaiting()) {
      join(input);
    }
    FusionGroup group = builder.state(input).group();
    if (!fuse || group == null) {
      return false;
    }
    FusedReduction sum = FusedReduction.of(reduction, builder.view(reduction).buffer());
    if (sum == null || !group.fits(sum.frame())) {
      return false;
    }
    builder.materialize(sum.result().buffer());
    group.add(sum);
    builder.state(reduction).readyAfter(group.position());
    return true;
  }

  /** Has a node's value in memory: a deferred one is computed now, a member's is stored. */
  void materialize(Node node) {
    if (builder.isMaterialized(node)) {
      return;
    }
    if (builder.state(node).endWaiting()) {
      join(node);
    }
    if (node.op() instanceof Leaf.Full) {
      addTo(newGroup(node), node);
    }
    Buffer buffer = builder.materialize(builder.view(node).buffer());
    builder.state(node).group().store(node, buffer);
  }

  // ---- groups

  private FusionGroup newGroup(Node node) {
    FusionGroup group = new FusionGroup(node.shape(), node.dtype(), builder.nextPosition());
    builder.add(group);
    return group;
  }

  /** Whether all inputs are members, or ready before the group runs. */
  private boolean canJoin(Node node, FusionGroup group) {
    for (Node input : node.inputs()) {
      NodeState state = builder.state(input);
      boolean ready =
          state.isWaiting()
              ? canJoin(input, group)
              : input.op() instanceof Leaf.Full
                  || state.group() == group
                  || state.position() < group.position();
      if (!ready) {
        return false;
      }
    }
    return true;
  }

  /** Has the deferred inputs of other shapes or types computed before the node's own group. */
  private void materializeWaitingOutside(Space space, Node node) {
    for (Node input : node.inputs()) {
      if (builder.state(input).isWaiting()) {
        if (space.equals(Space.of(input))) {
          materializeWaitingOutside(space, input);
        } else {
          materialize(input);
        }
      }
    }
  }

  /**
   * The recursion is as deep as deferred nodes depend on each other: {@link Rematerialization}
   * limits it.
   */
  private void joinWithWaiting(FusionGroup group, Node node) {
    for (Node input : node.inputs()) {
      if (builder.state(input).endWaiting()) {
        joinWithWaiting(group, input);
      }
    }
    addTo(group, node);
  }

  private void addTo(FusionGroup group, Node node) {
    group.add(node);
    builder.state(node).joinGroup(group);
    for (Node input : node.inputs()) {
      if (builder.state(input).group() != group && !(input.op() instanceof Leaf.Full)) {
        materialize(input);
      }
    }
  }
}
