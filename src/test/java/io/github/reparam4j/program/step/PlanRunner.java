/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.schedule.Planner;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/**
 * Runs the plan of some expressions on a team of the test's own, as {@link CompiledProgram} does on
 * the team of the process.
 */
public final class PlanRunner {
  private PlanRunner() {}

  /** The values of the outputs. */
  static List<double[]> run(
      WorkerTeam team, RandomKey key, List<Tensor> outputs, Binding... bindings) {
    Plan plan =
        new Planner(new Graph(outputs, true), true, true)
            .plan(outputs, Map.of(), Planner.Observer.NONE);
    ExecutionContext execution = new ExecutionContext(plan.buffers().size(), team.size());
    List<BoundStep> steps = plan.steps().stream().map(s -> s.bind(execution)).toList();
    try (BytePointer arena = new BytePointer(plan.arenaBytes() + Memory.ALIGNMENT)) {
      // Fills memory with NaN, so that elements that a step does not write are found.
      arena.fill(0xff);
      long start = Math.floorMod(-arena.address(), Memory.ALIGNMENT);
      for (Buffer s : plan.buffers()) {
        if (s.isInArena() && s.lastStep() >= 0) {
          execution.bind(s, Memory.ofArena(arena, start + s.offset(), s.dtype(), s.size()));
        } else if (s.leaf() instanceof Variable v) {
          execution.bind(s, Memory.of(v.array(), v.dtype()));
        } else if (s.leaf() != null && s.leaf().op() instanceof Leaf.Constant c) {
          execution.bind(s, Memory.of(c.array(), c.dtype()));
        }
      }
      for (Binding b : bindings) {
        if (plan.inputs().containsKey(b.input())) {
          execution.bind(plan.inputs().get(b.input()), Memory.of(b.array(), b.input().dtype()));
        }
      }
      boolean taken = team.tryAcquire();
      try {
        execution.begin(key, taken ? team : null);
        steps.forEach(BoundStep::run);
        List<double[]> values = new ArrayList<>();
        for (Tensor t : outputs) {
          values.add(elements(execution.memory(plan.outputs().get(t))));
        }
        return values;
      } finally {
        if (taken) {
          team.release();
        }
        Reference.reachabilityFence(bindings);
      }
    }
  }

  private static double[] elements(Memory memory) {
    double[] x = new double[(int) memory.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = memory.get(i);
    }
    return x;
  }

  /** The values of the outputs by a {@link Program}. */
  public static List<double[]> runProgram(
      RandomKey key, List<Tensor> outputs, Binding... bindings) {
    try (Program program = Program.of(outputs.toArray(Tensor[]::new))) {
      RunResult result = program.run(key, bindings);
      List<double[]> values = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        values.add(NaiveEvaluator.elements(result.get(i)));
      }
      return values;
    }
  }
}
