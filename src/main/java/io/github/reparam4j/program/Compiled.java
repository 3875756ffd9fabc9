package io.github.reparam4j.program;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A plan and the memory to run it in: an arena for each run at a time, kept for the next. */
final class Compiled {
  private record Instance(Execution execution, BytePointer arena) {}

  private final Program.Definition definition;
  private final Plan plan;
  private final boolean anomalies;
  private final ConcurrentLinkedQueue<Instance> idle = new ConcurrentLinkedQueue<>();
  private final ReentrantLock updating = new ReentrantLock();
  private volatile boolean closed;

  Compiled(Program.Definition definition, Program.Options options) {
    this.definition = definition;
    this.anomalies = options.anomalies();
    List<Tensor> roots = new ArrayList<>(definition.outputs());
    roots.addAll(definition.updates().values());
    Graph graph = new Graph(roots, options.checks());
    this.plan =
        new Planner(graph, !options.anomalies()).plan(definition.outputs(), definition.updates());
  }

  Plan plan() {
    return plan;
  }

  RunResult run(RandomKey key, List<Binding> bindings) {
    if (plan.drawsNoise() && key == null) {
      throw Failure.argument(
          "Program.run",
          "a program that draws noise needs a key",
          "none",
          "pass RandomKey.of(seed)");
    }
    Map<Input, INDArray> bound = arrays(bindings);
    Instance instance = borrow();
    boolean updates = !plan.updates().isEmpty();
    WorkerTeam team = WorkerTeam.shared().take() ? WorkerTeam.shared() : null;
    if (updates) {
      updating.lock();
    }
    try {
      instance.execution.begin(key, team);
      bound.forEach((input, array) -> instance.execution.bind(plan.inputs().get(input), array));
      plan.variables().forEach((v, s) -> instance.execution.bind(s, v.array()));
      runSteps(instance.execution, 0, plan.commits());
      Object[] values = outputs(instance.execution);
      commit(instance.execution);
      return new RunResult(definition.outputs(), values);
    } finally {
      if (updates) {
        updating.unlock();
      }
      if (team != null) {
        team.give();
      }
      giveBack(instance);
    }
  }

  // ---- one run

  private void runSteps(Execution execution, int from, int to) {
    if (anomalies && from == 0) {
      plan.inputs().values().forEach(s -> Anomaly.check(s.leaf(), execution.memory(s)));
    }
    for (Step step : plan.steps().subList(from, to)) {
      step.run(execution);
      if (anomalies) {
        for (Step.Result r : step.results()) {
          Anomaly.check(r.node().source(), execution.memory(r.storage()));
        }
      }
    }
  }

  private Object[] outputs(Execution execution) {
    List<Tensor> outputs = definition.outputs();
    Object[] values = new Object[outputs.size()];
    for (int i = 0; i < values.length; i++) {
      Tensor t = outputs.get(i);
      Memory memory = execution.memory(plan.outputs().get(t));
      if (memory.size() == 1) {
        values[i] = memory.get(0);
      } else {
        INDArray array = uninitialized(t);
        Memory.of(array, t.dtype()).copyFrom(memory);
        values[i] = array;
      }
    }
    return values;
  }

  /**
   * Sets the variables, after everything that could fail. A new value that is not written in place
   * is in an array of its own: the variable gets that one, and leaves its former one for the next
   * run.
   */
  private void commit(Execution execution) {
    plan.updates()
        .forEach(
            (v, next) -> {
              if (next.isInPlace()) {
                execution.bind(next, v.array());
              }
            });
    runSteps(execution, plan.commits(), plan.steps().size());
    plan.updates()
        .forEach(
            (v, next) -> {
              if (next.isInPlace()) {
                return;
              }
              INDArray former = v.exchange(execution.array(next));
              execution.bind(next, former);
              Storage current = plan.variables().get(v);
              if (current != null) {
                execution.bind(current, v.array());
              }
            });
  }

  private Map<Input, INDArray> arrays(List<Binding> bindings) {
    Map<Input, INDArray> bound = new IdentityHashMap<>();
    for (Binding b : bindings) {
      if (bound.containsKey(b.input())) {
        throw Failure.argument(
            "Program.run", "every input must be bound once", "two values for " + b.input(), null);
      }
      if (plan.inputs().containsKey(b.input())) {
        bound.put(b.input(), readable(b.array(), b.input()));
      }
    }
    for (Input input : plan.inputs().keySet()) {
      if (!bound.containsKey(input)) {
        throw Failure.argument(
            "Program.run", "every input must be bound once", "no value for " + input, null);
      }
    }
    return bound;
  }

  /** The array itself if it can be read in place, else a copy in the form that can. */
  private static INDArray readable(INDArray array, Input input) {
    if (array.wasClosed()) {
      throw Failure.argument(
          "Program.run", "array must be open", "a closed one for " + input, null);
    }
    DType dtype = input.dtype();
    boolean inPlace =
        array.dataType() == dtype.toNd4j()
            && array.ordering() == 'c'
            && !array.isView()
            && isRowMajor(array);
    return inPlace || array.isEmpty() ? array : array.castTo(dtype.toNd4j()).dup('c');
  }

  private static boolean isRowMajor(INDArray array) {
    long[] expected = View.rowMajor(Shape.of(array.shape()).dims());
    for (int i = 0; i < expected.length; i++) {
      if (array.size(i) != 1 && array.stride(i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  // ---- memory

  private Instance borrow() {
    if (closed) {
      throw Failure.state("Program.run", "program must be open", "a closed one", null);
    }
    Instance instance = idle.poll();
    return instance != null ? instance : create();
  }

  private void giveBack(Instance instance) {
    idle.add(instance);
    if (closed) {
      close();
    }
  }

  void close() {
    closed = true;
    for (Instance i = idle.poll(); i != null; i = idle.poll()) {
      free(i);
    }
  }

  private void free(Instance instance) {
    instance.arena.close();
    for (Storage s : plan.updates().values()) {
      INDArray spare = s.isInPlace() ? null : instance.execution.array(s);
      if (spare != null && spare.closeable()) {
        spare.close();
      }
    }
  }

  private Instance create() {
    BytePointer arena = allocate(plan.arenaBytes());
    long start = Math.floorMod(-arena.address(), ArenaLayout.ALIGNMENT);
    Execution execution = new Execution(plan.storages().size(), WorkerTeam.shared().size());
    for (Storage s : plan.storages()) {
      if (s.isInArena() && s.lastStep() >= 0) {
        execution.bind(s, Memory.ofArena(arena, start + s.offset(), s.dtype(), s.size()));
      } else if (s.isInPlace()) {
        continue; // the variable's array, when a run comes to it
      } else if (s.updated() != null) {
        execution.bind(s, uninitialized(s.updated()));
      } else if (s.leaf() != null && s.leaf().op() instanceof Leaf.Constant c) {
        execution.bind(s, c.array());
      }
    }
    return new Instance(execution, arena);
  }

  private static INDArray uninitialized(Tensor t) {
    return t.shape().size() == 0
        ? Nd4j.create(t.dtype().toNd4j(), t.shape().toLongs())
        : Nd4j.createUninitialized(t.dtype().toNd4j(), t.shape().toLongs(), 'c');
  }

  private static BytePointer allocate(long bytes) {
    try {
      return new BytePointer(bytes + ArenaLayout.ALIGNMENT);
    } catch (OutOfMemoryError e) {
      OutOfMemoryError clear =
          new OutOfMemoryError(
              "Program.run: needs "
                  + bytes
                  + " bytes outside the heap; reduce the batch, or raise"
                  + " -Dorg.bytedeco.javacpp.maxbytes: "
                  + e.getMessage());
      clear.initCause(e);
      throw clear;
    }
  }
}
