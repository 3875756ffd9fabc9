package io.github.reparam4j.program;

import io.github.reparam4j.random.NoiseLaw;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fused element-wise work: a list of instructions over registers that runs tile by tile over one
 * iteration space. Made by {@link TileGroup}.
 */
final class TileStep implements Step {
  /** What is done to each tile. */
  sealed interface Instruction {}

  /**
   * Loads from a view of the iteration space's size, with its axes collapsed.
   *
   * @param once whether what it loads is the same for all tiles of a task
   */
  record Load(int register, View view, boolean once) implements Instruction {}

  /** Draws noise. */
  record Draw(int register, Node node) implements Instruction {}

  /** Computes an operation. */
  record Apply(Kernel kernel, int[] inputs, int output) implements Instruction {}

  /** Computes several operations. */
  record Compute(Formula.Loop loop, int[] operands) implements Instruction {}

  /** Checks a requirement. */
  record Check(int register, Annotation.Require require) implements Instruction {}

  /** Stores to a storage of the iteration space's size. */
  record Store(int register, Storage storage) implements Instruction {}

  /** Adds to one of the step's sums. */
  record Add(int register, int sum) implements Instruction {}

  /** A register that holds one number throughout. */
  record Constant(int register, double value) {}

  private final Shape shape;
  private final DType dtype;
  private final int registers;
  private final List<Constant> constants;
  private final Load[] loadedOnce;
  private final Instruction[] instructions;
  private final List<Node> nodes;
  private final List<Storage> reads;
  private final List<Result> results;
  private final List<TileSum> sums;
  private final Traversal traversal;

  TileStep(
      Shape shape,
      DType dtype,
      int registers,
      List<Constant> constants,
      List<Instruction> instructions,
      List<Node> nodes,
      List<Storage> reads,
      List<Result> results,
      List<TileSum> sums,
      Traversal traversal) {
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
    this.reads = reads;
    this.results = results;
    this.sums = sums;
    this.traversal = traversal;
  }

  @Override
  public List<Storage> reads() {
    return reads;
  }

  @Override
  public List<Result> results() {
    return results;
  }

  /** Whether it can fail on a value. */
  boolean checks() {
    return Stream.of(instructions).anyMatch(Check.class::isInstance);
  }

  DType dtype() {
    return dtype;
  }

  /** What is done to each tile. */
  Instruction[] instructions() {
    return instructions;
  }

  /**
   * Whether it makes each element from single numbers and the elements at the same place of arrays
   * of its size, and nothing else.
   */
  boolean isLocal() {
    return Stream.of(loadedOnce).allMatch(l -> l.view.period() == 1)
        && Stream.of(instructions)
            .allMatch(
                i ->
                    i instanceof Apply
                        || i instanceof Compute
                        || i instanceof Store
                        || i instanceof Load l && showsAll(l.view));
  }

  private boolean showsAll(View view) {
    return view.isContiguous() && view.offset() == 0 && view.storage().size() == shape.size();
  }

  /**
   * Whether each element of a source is read, by the same thread, before that of the target is
   * written.
   */
  boolean readsBeforeWriting(Storage source, Storage target) {
    boolean written = false;
    if (shape.size() > 1 && Stream.of(loadedOnce).anyMatch(l -> l.view.storage() == source)) {
      return false;
    }
    for (Instruction i : instructions) {
      if (i instanceof Load l && l.view.storage() == source) {
        if (written || !showsAll(l.view)) {
          return false;
        }
      } else if (i instanceof Store s && s.storage == target) {
        written = true;
      }
    }
    return written;
  }

  @Override
  public String kind() {
    return "fused";
  }

  /** What is loaded, the operations with their numbers, and what is stored. */
  @Override
  public String describe() {
    List<String> parts = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    nodes.forEach(n -> counts.merge(n.op().label(), 1, Integer::sum));
    List<String> operations =
        counts.entrySet().stream()
            .map(e -> e.getKey() + (e.getValue() == 1 ? "" : " x" + e.getValue()))
            .toList();
    List<String> stores = results.stream().map(r -> r.storage().toString()).toList();
    for (List<String> part :
        List.of(reads.stream().map(Storage::toString).distinct().toList(), operations, stores)) {
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

  private record Prepared(double[][] parts, WorkerTeam.Share share) {}

  @Override
  public Object prepare(Execution execution) {
    reserve(execution);
    double[][] parts = sums.stream().map(s -> s.parts(traversal)).toArray(double[][]::new);
    return new Prepared(
        parts, (task, slot) -> runTask(execution, execution.worker(slot), parts, task));
  }

  /** Makes registers, and the memory that noise needs. */
  void reserve(Execution execution) {
    for (Execution.Worker worker : execution.workers()) {
      Tile tile = worker.tile(dtype);
      tile.reserve(registers);
      for (Instruction i : instructions) {
        if (i instanceof Draw d) {
          // One sample, for the memory that the law works in.
          NoiseLaw law = ((Leaf.Draw) d.node.op()).law();
          tile.draw(d.register, 0, law, RandomKey.of(0), 0, 0, 1, false, worker.noise());
        }
      }
    }
  }

  @Override
  public void run(Execution execution) {
    Prepared prepared = (Prepared) execution.prepared(this);
    execution.share(traversal.tasks(), prepared.share);
    for (int i = 0; i < prepared.parts.length; i++) {
      sums.get(i).finish(execution, traversal, prepared.parts[i]);
    }
  }

  private void runTask(Execution execution, Execution.Worker worker, double[][] parts, int task) {
    long start = traversal.start(task);
    begin(execution, worker, start, traversal.tile());
    for (int i = 0; i < parts.length; i++) {
      sums.get(i).begin(traversal, parts[i], task);
    }
    int tileLength = traversal.tileLength(task);
    long at = start;
    for (long left = traversal.size(task); left > 0; left -= tileLength) {
      runTile(execution, worker, parts, task, at, (int) Math.min(tileLength, left));
      at += traversal.step();
    }
  }

  /** Fills the registers that stay the same, for tiles of up to some elements. */
  void begin(Execution execution, Execution.Worker worker, long start, int length) {
    Tile tile = worker.tile(dtype);
    for (int i = 0; i < constants.size(); i++) {
      tile.fill(constants.get(i).register, constants.get(i).value, length);
    }
    for (Load l : loadedOnce) {
      int n = (int) Math.min(length, shape.size() - start);
      execute(l, execution, worker, start, n);
    }
  }

  /** Does positions [p, p + n). */
  private void runTile(
      Execution execution, Execution.Worker worker, double[][] parts, int task, long p, int n) {
    for (Instruction i : instructions) {
      if (i instanceof Add a) {
        TileSum sum = sums.get(a.sum);
        sum.add(execution, traversal, worker.tile(dtype), a.register, parts[a.sum], task, p, n);
      } else {
        execute(i, execution, worker, p, n);
      }
    }
  }

  /** Executes one that is not an {@link Add} on positions [p, p + n). */
  void execute(Instruction i, Execution execution, Execution.Worker worker, long p, int n) {
    Tile tile = worker.tile(dtype);
    if (i instanceof Apply a) {
      tile.apply(a.kernel, a.inputs, a.output, n);
    } else if (i instanceof Compute c) {
      tile.compute(c.loop, c.operands, n);
    } else if (i instanceof Load l) {
      Memory memory = execution.memory(l.view.storage());
      worker.cursor().load(tile, l.register, l.view, memory, p, n);
    } else if (i instanceof Store s) {
      tile.store(s.register, 0, execution.memory(s.storage), p, 1, n);
    } else if (i instanceof Draw d) {
      draw(d, execution, worker, tile, p, n);
    } else if (i instanceof Check c) {
      check(c, tile, p, n);
    }
  }

  private void draw(
      Draw d, Execution execution, Execution.Worker worker, Tile tile, long p, int n) {
    Leaf.Draw leaf = (Leaf.Draw) d.node.op();
    long half = leaf.isAntithetic() ? shape.size() / 2 : shape.size();
    int plain = (int) Math.max(0, Math.min(n, half - p));
    int stream = d.node.stream();
    if (plain > 0) {
      tile.draw(
          d.register, 0, leaf.law(), execution.key(), stream, p, plain, false, worker.noise());
    }
    if (plain < n) {
      tile.draw(
          d.register,
          plain,
          leaf.law(),
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
      throw Failure.requirement(
          c.require,
          dtype == DType.FLOAT ? Float.toString((float) value) : Double.toString(value),
          Indices.of(shape, p + at),
          shape);
    }
  }
}
