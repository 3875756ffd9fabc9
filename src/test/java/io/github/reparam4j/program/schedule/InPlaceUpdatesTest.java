/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.step.Plan;
import io.github.reparam4j.program.step.PlanInstance;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The in-place updates of a run, which must not fail. */
class InPlaceUpdatesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A value that another update reads must not be overwritten, whichever of the two runs first. */
  @Test
  void updatesReadTheOldValuesOfEachOther() {
    for (boolean scalarFirst : new boolean[] {false, true}) {
      Variable vector = Variable.of("vector", Nd4j.createFromArray(1.0, 2, 3));
      Variable scalar = Variable.of("scalar", Nd4j.scalar(10.0));
      Map<Variable, Tensor> updates = new LinkedHashMap<>();
      if (scalarFirst) {
        updates.put(scalar, scalar.mul(2));
      }
      updates.put(vector, vector.mul(scalar));
      updates.put(scalar, scalar.mul(2));
      try (Program program = Program.of().updating(updates)) {
        program.run();
        program.run();
      }
      assertThat(scalar.array().getDouble(0)).isEqualTo(40);
      assertThat(vector.array().toDoubleVector()).containsExactly(200, 400, 600);
    }
  }

  /** Within one step a thread reads its elements before it writes them. */
  @Test
  void updatesOfOneStepAreSimultaneous() {
    Variable a = Variable.of("a", Nd4j.createFromArray(1.0, 2, 3));
    Variable b = Variable.of("b", Nd4j.createFromArray(10.0, 20, 30));
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(a, b.mul(2));
    updates.put(b, a.mul(3));
    try (Program program = Program.of().updating(updates)) {
      program.run();
    }
    assertThat(a.array().toDoubleVector()).containsExactly(20, 40, 60);
    assertThat(b.array().toDoubleVector()).containsExactly(3, 6, 9);
  }

  /**
   * Code that allocates can run out of memory. The first updates are interpreted, so the minimum of
   * many is taken.
   */
  @Test
  void allocatesNothing() {
    Variable moment = Variable.of("moment", Nd4j.zeros(DataType.FLOAT, 40, 50));
    Variable weight = Variable.of("weight", Nd4j.ones(DataType.FLOAT, 40, 50));
    Variable noise = Variable.of("noise", Nd4j.ones(DataType.FLOAT, 700));
    Variable product = Variable.of("product", Nd4j.zeros(DataType.FLOAT, 40, 40));
    Tensor gradient = weight.matmul(weight.transpose()).matmul(weight);
    Tensor next = moment.mul(0.9).add(gradient.mul(0.1));
    Variable large = Variable.of("large", Nd4j.zeros(DataType.FLOAT, 100, 90));
    Tensor factor = Noise.standardNormal(DType.FLOAT, 100, 90).exp();
    Map<Variable, Tensor> updates =
        Map.of(
            large, large.mul(0.5).add(factor.matmul(factor.transpose()).matmul(factor)),
            moment, next,
            weight, weight.sub(next.mul(1e-5)),
            noise, Noise.standardNormal(DType.FLOAT, 700),
            product, weight.matmul(weight.transpose()));
    Plan plan =
        new Planner(new Graph(List.copyOf(updates.values()), true), true, true)
            .plan(List.of(), updates, Planner.Observer.NONE);
    assertThat(plan.steps().size() - plan.firstUpdate()).isGreaterThanOrEqualTo(2);
    PlanInstance instance = new PlanInstance(plan, 1);
    VariableLocks.Held held = new VariableLocks(List.of(), updates.keySet()).acquire();
    try {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 20_000 && least > 0; i++) {
        instance.begin(RandomKey.of(i), null);
        for (int step = 0; step < plan.firstUpdate(); step++) {
          instance.run(step);
        }
        instance.prepareUpdates();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        instance.update();
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    } finally {
      held.release();
      instance.free();
    }
  }
}
