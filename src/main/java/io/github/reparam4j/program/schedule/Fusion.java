/* SPDX-License-Identifier: Apache-2.0 */
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
 * Assigns element-wise nodes to fusion groups: a node joins the latest group of its shape and type
 * if all its inputs are in the group or ready before it runs. A node that is cheap to recompute is
 * deferred: it joins the group of its first user. Values of members stay in registers unless
 * something outside of the group reads them.
 */
final class Fusion {
  /** Limits the registers of a group. */
  private static final int MAX_GROUP = 256;

  /** The properties that the members of a group have in common. */
  private record Space(Shape shape, DType dtype) {
    static Space of(Node node) {
      return new Space(node.shape(), node.dtype());
    }
  }

  private final ScheduleBuilder builder;
  private final boolean fuse;
  private final Map<Space, FusionGroup> latest = new HashMap<>();

  /**
   * @param fuse whether nodes share groups; if not, each node has a group of its own
   */
  Fusion(ScheduleBuilder builder, boolean fuse) {
    this.builder = builder;
    this.fuse = fuse;
  }

  /** Defers a node if it can be rematerialized; otherwise adds it to a group. */
  void joinOrDefer(Node node) {
    Rematerialization rematerialization = fuse ? Rematerialization.of(node, builder) : null;
    if (rematerialization != null) {
      builder.state(node).defer(rematerialization);
    } else {
      join(node);
    }
  }

  /** Adds a node to a group, together with the deferred nodes that it is computed from. */
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

  /** Adds a reduction to the group that computes its input, if possible. */
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

  /** Materializes a node's value: computes a deferred node now, stores a member's value. */
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

  /** Computes deferred inputs of other shapes or types before the node's own group. */
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
   * The recursion is as deep as the longest chain of deferred nodes, which {@link
   * Rematerialization} limits.
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
