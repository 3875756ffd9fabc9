package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Element-wise nodes of one shape and type that are to run as one {@link TileStep}, while a plan is
 * made.
 */
final class TileGroup {
  private final Shape shape;
  private final DType dtype;
  private final int position;
  private final Set<Node> members = new LinkedHashSet<>();
  private final Map<Node, Storage> stored = new LinkedHashMap<>();
  private final List<TileSum> sums = new ArrayList<>();
  private TileSum.Frame frame;

  TileGroup(Shape shape, DType dtype, int position) {
    this.shape = shape;
    this.dtype = dtype;
    this.position = position;
  }

  /** Position of the step in the plan. */
  int position() {
    return position;
  }

  int size() {
    return members.size();
  }

  void add(Node node) {
    members.add(node);
  }

  /** Where a member's value is stored; from the first call on it is. */
  Storage store(Node member, Function<Node, Storage> make) {
    return stored.computeIfAbsent(member, make);
  }

  /** Whether it can be traversed in a way, together with the sums that it has. */
  boolean fits(TileSum.Frame way) {
    return frame == null || frame.suits(way);
  }

  /** Takes on a sum of a member's value, whose frame must fit. */
  void add(TileSum sum) {
    TileSum.Frame way = sum.frame();
    if (way != null) {
      frame = frame == null ? way : frame.and(way);
    }
    sums.add(sum);
  }

  private Traversal traversal() {
    if (frame == null) {
      return Traversal.flat(shape.size());
    }
    return frame.along() == TileSum.Along.ROWS
        ? Traversal.rows(shape.size(), frame.length())
        : Traversal.columns(shape.size(), frame.length());
  }

  /**
   * The finished step.
   *
   * @param views where the values of nodes that are not members are found
   */
  TileStep finish(Function<Node, View> views) {
    return new Emitter(views).emit();
  }

  /** Assigns registers and writes instructions. */
  private final class Emitter {
    private final Function<Node, View> views;
    private final Map<Node, Integer> lastUse = new HashMap<>();
    private final Map<Node, Integer> registers = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private final Set<Node> kept = new HashSet<>();
    private final Traversal traversal = traversal();
    private final List<TileStep.Constant> constants = new ArrayList<>();
    private final List<TileStep.Instruction> instructions = new ArrayList<>();
    private final List<Storage> reads = new ArrayList<>();
    private int registerCount;

    Emitter(Function<Node, View> views) {
      this.views = views;
    }

    TileStep emit() {
      int index = 0;
      for (Node member : members) {
        lastUse.put(resolve(member), index);
        for (Node input : member.inputs()) {
          lastUse.put(resolve(input), index);
        }
        index++;
      }
      index = 0;
      for (Node member : members) {
        emit(member, index++);
      }
      List<Step.Result> results = new ArrayList<>();
      stored.forEach((node, storage) -> results.add(new Step.Result(node, storage)));
      sums.forEach(sum -> results.add(sum.result()));
      List<Node> nodes = new ArrayList<>(members);
      sums.forEach(sum -> nodes.add(sum.result().node()));
      return new TileStep(
          shape,
          dtype,
          registerCount,
          constants,
          instructions,
          nodes,
          reads,
          results,
          sums,
          traversal);
    }

    private void emit(Node node, int index) {
      int[] inputs = node.inputs().stream().mapToInt(n -> register(resolve(n))).toArray();
      for (Node input : node.inputs()) {
        release(resolve(input), index, node);
      }
      if (node.op() instanceof Elementwise op) {
        int out = take(node);
        instructions.add(new TileStep.Apply(Kernel.of(op), inputs, out));
      } else if (node.op() instanceof Leaf.Draw) {
        instructions.add(new TileStep.Draw(take(node), node));
      } else if (node.op() instanceof Annotation.Require r) {
        instructions.add(new TileStep.Check(inputs[0], r));
      } else if (node.op() instanceof Leaf.Fill) {
        register(node);
      }
      for (int i = 0; i < sums.size(); i++) {
        if (sums.get(i).input() == node) {
          instructions.add(new TileStep.Add(register(resolve(node)), i));
        }
      }
      Storage storage = stored.get(node);
      if (storage != null) {
        instructions.add(new TileStep.Store(register(resolve(node)), storage));
      }
      release(resolve(node), index, null);
    }

    /** The node whose register holds this node's value: a checked value is the value. */
    private Node resolve(Node n) {
      Node r = n;
      while (r.op() instanceof Annotation.Require && members.contains(r)) {
        r = r.input(0);
      }
      return r;
    }

    private int register(Node node) {
      Integer known = registers.get(node);
      if (known != null) {
        return known;
      }
      int register;
      if (node.op() instanceof Leaf.Fill f) {
        // A register of its own: it is set once, before the tiles.
        register = registerCount++;
        registers.put(node, register);
        constants.add(new TileStep.Constant(register, f.value()));
      } else {
        View view = views.apply(node).broadcastTo(shape).collapsed();
        boolean once = view.period() > 0 && traversal.repeats(view.period());
        if (once) {
          register = registerCount++; // of its own, too
          registers.put(node, register);
          kept.add(node);
        } else {
          register = take(node);
        }
        reads.add(view.storage());
        instructions.add(new TileStep.Load(register, view, once));
      }
      return register;
    }

    private int take(Node node) {
      int register = free.isEmpty() ? registerCount++ : free.pop();
      registers.put(node, register);
      return register;
    }

    /** Frees a register after its last use, unless the user's own storing is still to come. */
    private void release(Node node, int index, Node user) {
      boolean constant = node.op() instanceof Leaf.Fill || kept.contains(node);
      boolean awaitsStore = user != null && resolve(user) == node;
      Integer register = registers.get(node);
      if (!constant && !awaitsStore && register != null && lastUse.get(node) <= index) {
        registers.remove(node);
        free.push(register);
      }
    }
  }
}
