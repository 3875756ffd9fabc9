/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Indices;
import io.github.reparam4j.program.kernel.Kernel;
import io.github.reparam4j.program.kernel.LoopBody;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.RequirementException;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fused element-wise work: instructions over registers, which run tile by tile over one iteration
 * space.
 */
public final class FusedStep implements Step {
  /** An instruction that is executed for each tile. */
  public sealed interface Instruction {}

  /**
   * Loads from a view of the iteration space's size, with its axes collapsed.
   *
   * @param once whether the loaded values are the same for all tiles of a task
   */
  public record Load(int register, View view, boolean once) implements Instruction {}

  /** Draws noise. */
  public record Draw(int register, Node node) implements Instruction {}

  /** Computes an operation. */
  public record Apply(Kernel kernel, int[] inputs, int output) implements Instruction {}

  /** Computes several operations. */
  public record Compute(LoopBody.Loop loop, int[] operands) implements Instruction {}

  /** Checks a requirement. */
  public record Check(int register, Marker.Require require) implements Instruction {}

  /** Stores to a buffer of the iteration space's size. */
  public record Store(int register, Buffer buffer) implements Instruction {}

  /** Adds to one of the step's sums. */
  public record Add(int register, int sum) implements Instruction {}

  /** A register that holds a constant. */
  public record Constant(int register, double value) {}

  private final Shape shape;
  private final DType dtype;
  private final int registers;
  private final List<Constant> constants;
  private final Load[] loadedOnce;
  private final Instruction[] instructions;
  private final List<Node> nodes;
  private final Map<Node, Buffer> leaves;
  private final List<Buffer> reads;
  private final List<Result> results;
  private final List<FusedReduction> sums;
  private final TileSchedule schedule;

  /**
   * @param nodes what is computed, inputs first
   * @param leaves the other values that are read, with their buffers
   */
  public FusedStep(
      Shape shape,
      DType dtype,
      int registers,
      List<Constant> constants,
      List<Instruction> instructions,
      List<Node> nodes,
      Map<Node, Buffer> leaves,
      List<Result> results,
      List<FusedReduction> sums,
      TileSchedule schedule) {
    this.shape = shape;
    this.dtype = dtype;
    this.registers = registers;
    this.constants = constants;
    this.loadedOnce =
        instructions.stream().filter(i -> i instanceof Load l && l.once).toArray(Load[]::new);
    this.instructions =
        instructions.stream()
            .filter(i -> !(i instanceof Load l && l.once))
            .toArray(Instruction[]::new);
    this.nodes = nodes;
    this.leaves = leaves;
    this.reads = List.copyOf(leaves.values());
    this.results = results;
    this.sums = sums;
    this.schedule = schedule;
  }

  @Override
  public List<Buffer> reads() {
    return reads;
  }

  @Override
  public List<Result> results() {
    return results;
  }

  /** Whether the step can fail on a value. */
  public boolean checks() {
    return Stream.of(instructions).anyMatch(Check.class::isInstance);
  }

  DType dtype() {
    return dtype;
  }

  /** Whether a tile's values are stored to a buffer; sums are not. */
  boolean stores(Buffer buffer) {
    return Stream.of(instructions).anyMatch(i -> i instanceof Store s && s.buffer == buffer);
  }

  /** The values that are read, with their buffers. */
  Map<Node, Buffer> leaves() {
    return leaves;
  }

  /** The instructions that are executed for each tile. */
  Instruction[] instructions() {
    return instructions;
  }

  /**
   * Whether each element is computed from scalars and from the elements at the same index of arrays
   * of the same size only.
   */
  boolean isLocal() {
    return Stream.of(loadedOnce).allMatch(l -> l.view.broadcastPeriod() == 1)
        && Stream.of(instructions)
            .allMatch(
                i ->
                    i instanceof Apply
                        || i instanceof Compute
                        || i instanceof Store
                        || i instanceof Load l && showsAll(l.view));
  }

  private boolean showsAll(View view) {
    return view.isContiguous() && view.offset() == 0 && view.buffer().size() == shape.size();
  }

  /**
   * Whether each element of a source is read, by the same thread, before that of the target is
   * written.
   */
  public boolean readsBeforeWriting(Buffer source, Buffer target) {
    boolean written = false;
    if (shape.size() > 1 && Stream.of(loadedOnce).anyMatch(l -> l.view.buffer() == source)) {
      return false;
    }
    for (Instruction i : instructions) {
      if (i instanceof Load l && l.view.buffer() == source) {
        if (written || !showsAll(l.view)) {
          return false;
        }
      } else if (i instanceof Store s && s.buffer == target) {
        written = true;
      }
    }
    return written;
  }

  @Override
  public String kind() {
    return "fused";
  }

  /** The loaded values, the operations with their counts, and the stored values. */
  @Override
  public String describe() {
    List<String> parts = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    nodes.forEach(n -> counts.merge(n.op().label(), 1, Integer::sum));
    List<String> operations =
        counts.entrySet().stream()
            .map(e -> e.getKey() + (e.getValue() == 1 ? "" : " x" + e.getValue()))
            .toList();
    List<String> stores = results.stream().map(r -> r.buffer().toString()).toList();
    for (List<String> part :
        List.of(reads.stream().map(Buffer::toString).distinct().toList(), operations, stores)) {
      if (!part.isEmpty()) {
        parts.add(String.join(", ", part));
      }
    }
    return String.join(" -> ", parts);
  }

  @Override
  public List<Node> nodes() {
    return nodes;
  }

  @Override
  public long bytesRead() {
    return Stream.concat(Stream.of(loadedOnce), Stream.of(instructions))
        .mapToLong(i -> i instanceof Load l ? l.view.bytes() : 0)
        .sum();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    reserve(execution);
    double[][] parts = sums.stream().map(s -> s.parts(schedule)).toArray(double[][]::new);
    int tasks = schedule.tasks();
    WorkerTeam.Share share =
        (task, slot) -> runTask(execution, execution.worker(slot), parts, task);
    return () -> {
      execution.share(tasks, share);
      for (int i = 0; i < parts.length; i++) {
        sums.get(i).finish(execution, schedule, parts[i]);
      }
    };
  }

  /** Allocates the registers, and the scratch memory of the noise. */
  void reserve(ExecutionContext execution) {
    for (ExecutionContext.Worker worker : execution.workers()) {
      Tile tile = worker.tile(dtype);
      tile.reserve(registers);
      for (Instruction i : instructions) {
        if (i instanceof Draw d) {
          // Drawing one sample allocates the distribution's scratch memory.
          NoiseDistribution distribution = ((Leaf.RandomDraw) d.node.op()).distribution();
          tile.draw(d.register, 0, distribution, RandomKey.of(0), 0, 0, 1, false, worker.noise());
        }
      }
    }
  }

  private void runTask(
      ExecutionContext execution, ExecutionContext.Worker worker, double[][] parts, int task) {
    long start = schedule.start(task);
    begin(execution, worker, start, schedule.tile());
    for (int i = 0; i < parts.length; i++) {
      sums.get(i).begin(schedule, parts[i], task);
    }
    int tileLength = schedule.tileLength(task);
    long at = start;
    for (long left = schedule.size(task); left > 0; left -= tileLength) {
      runTile(execution, worker, parts, task, at, (int) Math.min(tileLength, left));
      at += schedule.step();
    }
  }

  /** Fills the registers whose values are the same for all tiles, up to a length. */
  void begin(ExecutionContext execution, ExecutionContext.Worker worker, long start, int length) {
    Tile tile = worker.tile(dtype);
    for (int i = 0; i < constants.size(); i++) {
      tile.fill(constants.get(i).register, constants.get(i).value, length);
    }
    for (Load l : loadedOnce) {
      int n = (int) Math.min(length, shape.size() - start);
      execute(l, execution, worker, start, n);
    }
  }

  /** Computes positions [p, p + n). */
  private void runTile(
      ExecutionContext execution,
      ExecutionContext.Worker worker,
      double[][] parts,
      int task,
      long p,
      int n) {
    for (Instruction i : instructions) {
      if (i instanceof Add a) {
        FusedReduction sum = sums.get(a.sum);
        sum.add(execution, schedule, worker.tile(dtype), a.register, parts[a.sum], task, p, n);
      } else {
        execute(i, execution, worker, p, n);
      }
    }
  }

  /** Executes an instruction that is not an {@link Add} on positions [p, p + n). */
  void execute(
      Instruction i, ExecutionContext execution, ExecutionContext.Worker worker, long p, int n) {
    Tile tile = worker.tile(dtype);
    if (i instanceof Apply a) {
      tile.apply(a.kernel, a.inputs, a.output, n);
    } else if (i instanceof Compute c) {
      tile.compute(c.loop, c.operands, n);
    } else if (i instanceof Load l) {
      Memory memory = execution.memory(l.view.buffer());
      worker.cursor().load(tile, l.register, l.view, memory, p, n);
    } else if (i instanceof Store s) {
      tile.store(s.register, 0, execution.memory(s.buffer), p, 1, n);
      if (s.buffer.boundIndex() >= 0) {
        tile.bound(worker.bound(s.buffer), s.register, n);
      }
    } else if (i instanceof Draw d) {
      draw(d, execution, worker, tile, p, n);
    } else if (i instanceof Check c) {
      check(c, tile, p, n);
    }
  }

  private void draw(
      Draw d,
      ExecutionContext execution,
      ExecutionContext.Worker worker,
      Tile tile,
      long p,
      int n) {
    Leaf.RandomDraw leaf = (Leaf.RandomDraw) d.node.op();
    long half = leaf.isAntithetic() ? shape.size() / 2 : shape.size();
    int plain = (int) Math.max(0, Math.min(n, half - p));
    int stream = d.node.stream();
    if (plain > 0) {
      tile.draw(
          d.register,
          0,
          leaf.distribution(),
          execution.key(),
          stream,
          p,
          plain,
          false,
          worker.noise());
    }
    if (plain < n) {
      tile.draw(
          d.register,
          plain,
          leaf.distribution(),
          execution.key(),
          stream,
          p + plain - half,
          n - plain,
          true,
          worker.noise());
    }
  }

  private void check(Check c, Tile tile, long p, int n) {
    int at = tile.firstBreach(c.register, c.require.condition(), n);
    if (at >= 0) {
      double value = tile.get(c.register, at);
      throw new RequirementException(
          c.require,
          dtype == DType.FLOAT ? Float.toString((float) value) : Double.toString(value),
          Indices.of(shape, p + at) + " of shape " + shape);
    }
  }
}
