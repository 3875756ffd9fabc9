/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Indices;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.schedule.Planner;
import io.github.reparam4j.program.step.ExecutionContext;
import io.github.reparam4j.program.step.NonFiniteCheck;
import io.github.reparam4j.program.step.NonFiniteElement;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.PlanInstance;
import io.github.reparam4j.program.step.Step;
import io.github.reparam4j.program.step.ThreadChoice;
import io.github.reparam4j.program.step.WorkerTeam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan and its instances: one for each run under way, which a later run uses again. */
final class CompiledProgram {
  private final Program.Definition definition;
  private final Plan plan;
  private final Program.Options options;
  private final VariableLocks locks;
  private final Input[] inputs;
  private final Map<Input, Integer> positions = new IdentityHashMap<>();
  private final Deque<PlanInstance> idle = new ArrayDeque<>();
  private final ThreadChoice threads = new ThreadChoice();
  private boolean closed;

  /**
   * Compiles.
   *
   * @param definition what to compute
   * @param options how
   */
  CompiledProgram(Program.Definition definition, Program.Options options) {
    this.definition = definition;
    this.options = options;
    this.plan = plan(Planner.Observer.NONE);
    this.locks = new VariableLocks(plan.variables().keySet(), plan.updates().keySet());
    this.inputs = plan.inputs().keySet().toArray(Input[]::new);
    for (int i = 0; i < inputs.length; i++) {
      positions.put(inputs[i], i);
    }
  }

  private Plan plan(Planner.Observer observer) {
    List<Tensor> roots = new ArrayList<>(definition.outputs());
    roots.addAll(definition.updates().values());
    Graph graph = new Graph(roots, options.checks());
    return new Planner(graph, !options.nonFiniteChecks(), !options.once())
        .plan(definition.outputs(), definition.updates(), observer);
  }

  Plan plan() {
    return plan;
  }

  /** The result of a pass, from compiling anew. */
  String explain(Stage stage) {
    StagePrinter printer = new StagePrinter(stage);
    plan(printer);
    return printer.text();
  }

  RunResult run(RandomKey key, Binding... bindings) {
    if (plan.drawsNoise() && key == null) {
      throw Errors.argument(
          "Program.run",
          "a program that draws noise needs a key",
          "none",
          "pass RandomKey.of(seed)");
    }
    INDArray[] bound = arrays(bindings);
    WorkerTeam shared = WorkerTeam.shared();
    VariableLocks.Held held = locks.acquire();
    try {
      PlanInstance instance = acquire(shared.size());
      try {
        boolean isShared = threads.usesTeam() && shared.tryAcquire();
        long start = System.nanoTime();
        RunResult result = run(instance, key, isShared ? shared : null, bound);
        if (shared.size() > 1) {
          threads.record(isShared, start, System.nanoTime());
        }
        return result;
      } finally {
        release(instance);
      }
    } finally {
      held.release();
    }
  }

  // ---- one run

  private RunResult run(PlanInstance instance, RandomKey key, WorkerTeam team, INDArray... bound) {
    try {
      ExecutionContext execution = instance.execution();
      instance.begin(key, team);
      for (int i = 0; i < bound.length; i++) {
        execution.bind(plan.inputs().get(inputs[i]), bound[i]);
      }
      runSteps(instance);
      requireFinite(instance, instance.prepareUpdates(), key, bound);
      RunResult result = outputs(execution);
      instance.update();
      return result;
    } finally {
      if (team != null) {
        team.release();
      }
    }
  }

  private void runSteps(PlanInstance instance) {
    ExecutionContext execution = instance.execution();
    if (options.nonFiniteChecks()) {
      plan.inputs().values().forEach(s -> NonFiniteCheck.check(s.leaf(), execution.memory(s)));
    }
    for (int i = 0; i < plan.firstUpdate(); i++) {
      instance.run(i);
      if (options.nonFiniteChecks()) {
        for (Step.Result r : plan.steps().get(i).results()) {
          NonFiniteCheck.check(r.node().source(), execution.memory(r.buffer()));
        }
      }
    }
  }

  // ---- new values that are not finite

  private void requireFinite(
      PlanInstance instance, NonFiniteElement value, RandomKey key, INDArray... bound) {
    // A rule may have made finite values of a gradient that is not, by a sign for example.
    if (value != null || !instance.updatesReadFiniteValues()) {
      NonFiniteElement gradient =
          nonFiniteGradient(value == null ? null : value.variable(), key, bound);
      if (gradient != null) {
        throw nonFinite("gradient by " + gradient.variable(), gradient);
      }
    }
    if (value != null) {
      throw nonFinite("new value of " + value.variable(), value);
    }
  }

  private static ArithmeticException nonFinite(String what, NonFiniteElement found) {
    return Errors.arithmetic(
        "Program.run",
        what + " must be finite",
        found.value() + " at " + Indices.of(found.variable().shape(), found.index()),
        "no variable was set; detectingAnomalies() finds the operation");
  }

  /**
   * An element of an optimiser's gradients that is not finite, or null if there is none. Computes
   * the same expressions as the run that has failed, so that the noise is the same.
   *
   * @param first the variable whose gradient is looked at before the others, or null
   */
  private NonFiniteElement nonFiniteGradient(Variable first, RandomKey key, INDArray... bound) {
    Map<Tensor, Variable> gradients = new LinkedHashMap<>();
    addGradient(gradients, first);
    definition.updates().keySet().forEach(v -> addGradient(gradients, v));
    if (gradients.isEmpty()) {
      return null;
    }
    List<Tensor> all = new ArrayList<>(definition.outputs());
    all.addAll(definition.updates().values());
    all.addAll(gradients.keySet());
    Graph graph = new Graph(all, options.checks());
    Plan again = new Planner(graph, true, false).plan(all, Map.of(), Planner.Observer.NONE);
    PlanInstance instance = new PlanInstance(again, 1);
    try {
      ExecutionContext execution = instance.execution();
      instance.begin(key, null);
      again.inputs().forEach((input, b) -> execution.bind(b, bound[positions.get(input)]));
      for (int i = 0; i < again.steps().size(); i++) {
        instance.run(i);
      }
      NonFiniteElement found = null;
      for (Map.Entry<Tensor, Variable> g : gradients.entrySet()) {
        Memory memory = execution.memory(again.outputs().get(g.getKey()));
        found = found == null ? NonFiniteElement.find(g.getValue(), memory) : found;
      }
      return found;
    } finally {
      instance.free();
    }
  }

  /**
   * Adds the gradient of an optimiser's update; that of a slot is the gradient by its parameter.
   */
  private void addGradient(Map<Tensor, Variable> gradients, Variable variable) {
    Tensor update = definition.updates().get(variable);
    if (update != null && update.op() instanceof Marker.FiniteUpdate) {
      gradients.merge(update.inputs().get(1), variable, (a, b) -> a instanceof Parameter ? a : b);
    }
  }

  private RunResult outputs(ExecutionContext execution) {
    List<Tensor> outputs = definition.outputs();
    double[] scalars = new double[outputs.size()];
    INDArray[] arrays = new INDArray[outputs.size()];
    try {
      for (int i = 0; i < arrays.length; i++) {
        Tensor t = outputs.get(i);
        Memory memory = execution.memory(plan.outputs().get(t));
        if (memory.size() == 1) {
          scalars[i] = memory.get(0);
        } else {
          INDArray array = PlanInstance.uninitialized(t);
          arrays[i] = array;
          Memory.of(array, t.dtype()).copyFrom(memory);
        }
      }
    } catch (RuntimeException | Error e) {
      for (INDArray array : arrays) {
        if (array != null && array.closeable()) {
          array.close();
        }
      }
      throw e;
    }
    return new RunResult(outputs, scalars, arrays);
  }

  /** The values of the inputs, in their order. */
  private INDArray[] arrays(Binding... bindings) {
    INDArray[] bound = new INDArray[inputs.length];
    for (Binding b : bindings) {
      Integer position = positions.get(b.input());
      if (position == null) {
        continue;
      }
      if (bound[position] != null) {
        throw Errors.argument(
            "Program.run", "every input must be bound once", "two values for " + b.input(), null);
      }
      bound[position] = readable(b.array(), b.input());
    }
    for (int i = 0; i < bound.length; i++) {
      if (bound[i] == null) {
        throw Errors.argument(
            "Program.run", "every input must be bound once", "no value for " + inputs[i], null);
      }
    }
    return bound;
  }

  /** The array itself if it can be read in place, else a copy in the form that can. */
  private static INDArray readable(INDArray array, Input input) {
    String defect = NativeArrays.defect(array);
    if (defect == null && !hasShape(array, input.shape())) {
      defect = "one of shape " + Arrays.toString(array.shape()); // resized since it was bound
    }
    if (defect != null) {
      throw Errors.argument("Program.run", "array must be open", defect + " for " + input, null);
    }
    DType dtype = input.dtype();
    boolean inPlace =
        array.dataType() == dtype.toNd4j()
            && array.ordering() == 'c'
            && !array.isView()
            && isRowMajor(array);
    return inPlace || array.isEmpty() ? array : array.castTo(dtype.toNd4j()).dup('c');
  }

  private static boolean hasShape(INDArray array, Shape shape) {
    boolean same = array.rank() == shape.rank();
    for (int i = 0; same && i < shape.rank(); i++) {
      same = array.size(i) == shape.dim(i);
    }
    return same;
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

  private PlanInstance acquire(int threads) {
    synchronized (this) {
      if (closed) {
        throw Errors.state("Program.run", "program must be open", "a closed one", null);
      }
      PlanInstance instance = idle.poll();
      if (instance != null) {
        return instance;
      }
    }
    return new PlanInstance(plan, threads);
  }

  private synchronized void release(PlanInstance instance) {
    if (closed) {
      instance.free();
    } else {
      idle.push(instance);
    }
  }

  synchronized void close() {
    closed = true;
    idle.forEach(PlanInstance::free);
    idle.clear();
  }
}
