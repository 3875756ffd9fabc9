/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Kernel;
import io.github.reparam4j.program.kernel.LoopBody;
import io.github.reparam4j.program.kernel.LoopCodegen;
import io.github.reparam4j.program.kernel.VectorKernels;
import io.github.reparam4j.program.step.FusedReduction;
import io.github.reparam4j.program.step.FusedStep;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.program.step.TileSchedule;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Assigns registers to the members of a {@link FusionGroup} and writes instructions. */
final class FusedStepEmitter {
  private final Shape shape;
  private final TileSchedule schedule;
  private final Collection<Node> members;
  private final Map<Node, Buffer> stored;
  private final List<FusedReduction> sums;
  private final Views views;
  private final Map<Node, Integer> lastUse = new HashMap<>();
  private final Map<Node, Integer> registers = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final Set<Node> loadedOnce = new HashSet<>();
  private final Set<Node> scalars = new HashSet<>();
  private final List<FusedStep.Constant> constants = new ArrayList<>();
  private final List<FusedStep.Instruction> instructions = new ArrayList<>();
  private final Map<Node, Buffer> leaves = new LinkedHashMap<>();
  private final Map<Shared, Integer> sharedRegisters = new HashMap<>();
  private final Map<Shared, Integer> sharedUses = new HashMap<>();
  private int registerCount;

  /** A first kernel, whose result several operations on the same input can share. */
  private record Shared(Node input, Kernel first) {}

  /**
   * @param members nodes, each after those that it uses
   * @param stored the buffers of members' values
   * @param sums the sums of members' values
   * @param views the locations of other nodes' values
   */
  FusedStepEmitter(
      Shape shape,
      TileSchedule schedule,
      Collection<Node> members,
      Map<Node, Buffer> stored,
      List<FusedReduction> sums,
      Views views) {
    this.shape = shape;
    this.schedule = schedule;
    this.members = members;
    this.stored = stored;
    this.sums = sums;
    this.views = views;
  }

  /**
   * The finished step.
   *
   * @param loops whether to compile loops for the group's arithmetic
   */
  FusedStep emit(DType dtype, boolean loops) {
    List<List<Node>> pieces =
        loops
            ? LoopPartitioner.of(members, this::resolve, this::isRetained)
            : members.stream().map(List::of).toList();
    for (int i = 0; i < pieces.size(); i++) {
      for (Node member : pieces.get(i)) {
        lastUse.put(resolve(member), i);
        for (Node input : member.inputs()) {
          lastUse.put(resolve(input), i);
        }
      }
    }
    for (Node member : members) {
      Kernel.SharedExp sharedExp = sharedExp(member);
      if (sharedExp != null) {
        sharedUses.merge(new Shared(resolve(member.input(0)), sharedExp.first()), 1, Integer::sum);
      }
    }
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i).size() == 1) {
        emit(pieces.get(i).get(0), i);
      } else {
        emitLoop(pieces.get(i), dtype, i);
      }
    }
    List<Step.Result> results = new ArrayList<>();
    stored.forEach((node, buffer) -> results.add(new Step.Result(node, buffer)));
    sums.forEach(sum -> results.add(sum.result()));
    List<Node> nodes = new ArrayList<>(members);
    sums.forEach(sum -> nodes.add(sum.result().node()));
    return new FusedStep(
        shape,
        dtype,
        registerCount,
        constants,
        instructions,
        nodes,
        leaves,
        results,
        sums,
        schedule);
  }

  // ---- instructions

  private void emitLoop(List<Node> piece, DType dtype, int index) {
    Set<Node> arrays = new LinkedHashSet<>();
    Set<Node> single = new LinkedHashSet<>();
    for (Node member : piece) {
      for (Node n : member.inputs()) {
        Node input = resolve(n);
        if (!piece.contains(input)) {
          register(input);
          (scalars.contains(input) ? single : arrays).add(input);
        }
      }
    }
    List<Node> values = new ArrayList<>(arrays);
    values.addAll(single);
    List<Integer> operands = new ArrayList<>(arrays.stream().map(registers::get).toList());
    List<Integer> scalarRegisters = single.stream().map(registers::get).toList();
    values.forEach(n -> release(n, index, null));
    List<LoopBody.Term> terms = new ArrayList<>();
    List<LoopBody.Result> results = new ArrayList<>();
    for (Node member : piece) {
      List<Integer> inputs = member.inputs().stream().map(n -> values.indexOf(resolve(n))).toList();
      terms.add(new LoopBody.Term((Elementwise) member.op(), inputs));
      values.add(member);
      if (lastUse.get(member) > index || isRetained(member)) {
        int register = take(member);
        if (!operands.contains(register)) {
          operands.add(register);
        }
        results.add(new LoopBody.Result(values.size() - 1, operands.indexOf(register)));
      }
    }
    LoopBody body =
        new LoopBody(dtype, arrays.size(), operands.size(), single.size(), terms, results);
    operands.addAll(scalarRegisters);
    instructions.add(
        new FusedStep.Compute(
            LoopCodegen.loop(body), operands.stream().mapToInt(i -> i).toArray()));
    piece.stream().filter(registers::containsKey).forEach(n -> finish(n, index));
  }

  /** Whether a member's value is stored or summed. */
  private boolean isRetained(Node member) {
    return stored.containsKey(member) || sums.stream().anyMatch(s -> s.input() == member);
  }

  private void emit(Node node, int index) {
    int[] inputs = node.inputs().stream().mapToInt(n -> register(resolve(n))).toArray();
    Kernel.SharedExp sharedExp = sharedExp(node);
    if (sharedExp != null) {
      emitSecond(node, sharedExp, inputs[0], index);
      finish(node, index);
      return;
    }
    for (Node input : node.inputs()) {
      release(resolve(input), index, node);
    }
    if (node.op() instanceof Elementwise op) {
      instructions.add(new FusedStep.Apply(Kernel.of(op), inputs, take(node)));
    } else if (node.op() instanceof Leaf.RandomDraw) {
      instructions.add(new FusedStep.Draw(take(node), node));
    } else if (node.op() instanceof Marker.Require r) {
      instructions.add(new FusedStep.Check(inputs[0], r));
    } else if (node.op() instanceof Leaf.Full) {
      register(node);
    }
    finish(node, index);
  }

  private static Kernel.SharedExp sharedExp(Node node) {
    return node.op() instanceof Elementwise op ? VectorKernels.installed().sharedExp(op) : null;
  }

  /** Computes an operation from its input and the result of its first kernel. */
  private void emitSecond(Node node, Kernel.SharedExp sharedExp, int input, int index) {
    Shared shared = new Shared(resolve(node.input(0)), sharedExp.first());
    Integer known = sharedRegisters.get(shared);
    int first = known != null ? known : free.isEmpty() ? registerCount++ : free.pop();
    if (known == null) {
      sharedRegisters.put(shared, first);
      instructions.add(new FusedStep.Apply(sharedExp.first(), new int[] {input}, first));
    }
    release(shared.input, index, node);
    if (sharedUses.merge(shared, -1, Integer::sum) == 0) {
      sharedRegisters.remove(shared);
      free.push(first);
    }
    instructions.add(new FusedStep.Apply(sharedExp.second(), new int[] {input, first}, take(node)));
  }

  /** Emits the sums and the store of a value, and releases its register. */
  private void finish(Node node, int index) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).input() == node) {
        instructions.add(new FusedStep.Add(register(resolve(node)), i));
      }
    }
    Buffer buffer = stored.get(node);
    if (buffer != null) {
      instructions.add(new FusedStep.Store(register(resolve(node)), buffer));
    }
    release(resolve(node), index, null);
  }

  // ---- registers

  /**
   * The node whose register holds this node's value. A requirement has the register of its value.
   */
  private Node resolve(Node n) {
    Node r = n;
    while (r.op() instanceof Marker.Require && members.contains(r)) {
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
    if (node.op() instanceof Leaf.Full f) {
      // A register of the node's own, set once before the tiles.
      register = registerCount++;
      registers.put(node, register);
      scalars.add(node);
      constants.add(new FusedStep.Constant(register, f.value()));
    } else {
      View view = views.view(node).broadcastTo(shape).collapsed();
      boolean once = view.broadcastPeriod() > 0 && schedule.repeats(view.broadcastPeriod());
      if (once) {
        register = registerCount++; // a register of its own, too
        registers.put(node, register);
        loadedOnce.add(node);
        if (view.broadcastPeriod() == 1) {
          scalars.add(node);
        }
      } else {
        register = take(node);
      }
      leaves.put(node, view.buffer());
      instructions.add(new FusedStep.Load(register, view, once));
    }
    return register;
  }

  private int take(Node node) {
    int register = free.isEmpty() ? registerCount++ : free.pop();
    registers.put(node, register);
    return register;
  }

  /** Frees a register after its last use, unless the user is still to be stored. */
  private void release(Node node, int index, Node user) {
    boolean constant = node.op() instanceof Leaf.Full || loadedOnce.contains(node);
    boolean awaitsStore = user != null && resolve(user) == node;
    Integer register = registers.get(node);
    if (!constant && !awaitsStore && register != null && lastUse.get(node) <= index) {
      registers.remove(node);
      free.push(register);
    }
  }
}
