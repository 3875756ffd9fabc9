/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.ir.Graph;
import io.github.reparam4j.program.kernel.Gemm;
import io.github.reparam4j.program.schedule.Planner;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients that are products, passed to updates row panel by row panel. */
@Timeout(60)
class GemmWithEpilogueStepTest {
  private static final RandomKey KEY = RandomKey.of(1);

  private static final WorkerTeam[] TEAMS = {
    new WorkerTeam(1), new WorkerTeam(2), new WorkerTeam(3)
  };

  @AfterAll
  static void closeTeams() {
    for (WorkerTeam team : TEAMS) {
      team.close();
    }
  }

  /** A weight, its momentum, and the factors of the gradient. */
  private static final class Model {
    private final DType dtype;
    private final Random random = new Random(1);
    private final Variable w;
    private final Variable m;
    private final Variable rate;
    private final Input x;
    private final Input d;

    Model(DType dtype, int rows, int columns, int k) {
      this.dtype = dtype;
      this.w = Variable.of("w", array(rows, columns));
      this.m = Variable.of("m", array(rows, columns));
      this.rate = Variable.of("rate", array());
      this.x = Input.of("x", dtype, k, rows);
      this.d = Input.of("d", dtype, k, columns);
    }

    INDArray array(long... dims) {
      double[] elements =
          random.doubles(Arrays.stream(dims).reduce(1, (a, b) -> a * b), -1, 1).toArray();
      return Nd4j.createFromArray(elements).castTo(dtype.toNd4j()).reshape('c', dims);
    }

    /** Uses the positive part of x, so that a product's factor is a result, too. */
    Tensor gradient() {
      return x.relu().transpose().matmul(d);
    }

    Map<Variable, Tensor> updates() {
      Tensor next = m.mul(0.9).add(gradient());
      Map<Variable, Tensor> updates = new LinkedHashMap<>();
      updates.put(w, w.sub(next.mul(rate)).tanh());
      updates.put(m, next);
      updates.put(rate, rate.mul(0.5));
      return updates;
    }

    Binding[] bindings() {
      return new Binding[] {x.bind(array(x.shape().toLongs())), d.bind(array(d.shape().toLongs()))};
    }
  }

  private static Plan plan(List<Tensor> outputs, Map<Variable, Tensor> updates) {
    List<Tensor> roots = new ArrayList<>(outputs);
    roots.addAll(updates.values());
    return new Planner(new Graph(roots, true), true, true)
        .plan(outputs, updates, Planner.Observer.NONE);
  }

  private static long joined(Plan plan) {
    return plan.steps().stream().filter(GemmWithEpilogueStep.class::isInstance).count();
  }

  private static void assumePanels(DType dtype) {
    Assumptions.assumeTrue(
        Gemm.isPacked(dtype, 64, 64, 64), "no panels of " + dtype + " in this JVM");
  }

  /**
   * Products split by rows and by columns, of several blocks, with short row panels and packed
   * panels.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 64, 64, 64",
    "FLOAT, 784, 40, 128",
    "FLOAT, 40, 784, 128",
    "FLOAT, 333, 1300, 30",
    "FLOAT, 1300, 333, 30",
    "FLOAT, 21, 1031, 1024",
    "FLOAT, 600, 333, 1000",
    "DOUBLE, 64, 64, 64",
    "DOUBLE, 333, 700, 30",
    "DOUBLE, 21, 531, 512",
    "DOUBLE, 600, 133, 500"
  })
  void updatesHaveTheBitsOfSeparateSteps(DType dtype, int rows, int columns, int k) {
    assumePanels(dtype);
    for (WorkerTeam team : TEAMS) {
      Model model = new Model(dtype, rows, columns, k);
      assertBitsOfSeparateSteps(model, model.updates(), team);
    }
  }

  /** An update that reads two products is joined with one; the other is stored. */
  @ParameterizedTest
  @EnumSource
  void anUpdateOfTwoProductsJoinsOne(DType dtype) {
    assumePanels(dtype);
    for (WorkerTeam team : TEAMS) {
      Model model = new Model(dtype, 333, 250, 100);
      Tensor other = model.x.transpose().matmul(model.d.square());
      Tensor next = model.w.sub(model.gradient().mul(other).mul(model.rate));
      assertBitsOfSeparateSteps(model, Map.of(model.w, next), team);
    }
  }

  private static void assertBitsOfSeparateSteps(
      Model model, Map<Variable, Tensor> updates, WorkerTeam team) {
    List<Tensor> next = List.copyOf(updates.values());
    Plan plan = plan(List.of(), updates);
    assertThat(joined(plan)).isOne();
    PlanInstance instance = new PlanInstance(plan, team.size());
    try {
      for (int step = 0; step < 3; step++) {
        Binding[] bindings = model.bindings();
        List<double[]> expected = PlanRunner.run(TEAMS[0], KEY, next, bindings);
        run(instance, plan, team, bindings);
        int i = 0;
        for (Variable v : updates.keySet()) {
          double[] actual = NaiveEvaluator.elements(v.array());
          assertThat(Arrays.equals(actual, expected.get(i++)))
              .as("%s after step %d with %d threads", v, step, team.size())
              .isTrue();
        }
      }
    } finally {
      instance.free();
    }
  }

  private static void run(PlanInstance instance, Plan plan, WorkerTeam team, Binding... bindings) {
    ExecutionContext execution = instance.execution();
    boolean taken = team.tryAcquire();
    VariableLocks.Held held =
        new VariableLocks(plan.variables().keySet(), plan.updates().keySet()).acquire();
    try {
      instance.begin(KEY, taken ? team : null);
      for (Binding b : bindings) {
        execution.bind(plan.inputs().get(b.input()), b.array());
      }
      for (int i = 0; i < plan.firstUpdate(); i++) {
        instance.run(i);
      }
      instance.prepareUpdates();
      instance.update();
    } finally {
      held.release();
      if (taken) {
        team.release();
      }
    }
  }

  /**
   * A product is not joined if another step reads it, or if it reads a variable that updates
   * overwrite.
   */
  @ParameterizedTest
  @EnumSource
  void othersStayApart(DType dtype) {
    assumePanels(dtype);
    Model model = new Model(dtype, 80, 64, 100);
    Tensor gradient = model.gradient();
    Map<Variable, Tensor> plain = Map.of(model.w, model.w.sub(gradient));
    assertThat(joined(plan(List.of(), plain))).isOne();
    assertThat(joined(plan(List.of(gradient), plain))).isZero();
    assertThat(joined(plan(List.of(gradient.square().sum()), plain))).isZero();
    assertThat(joined(plan(List.of(gradient.matmul(gradient.transpose())), plain))).isZero();
    assertThat(joined(plan(List.of(), Map.of(model.w, gradient)))).isZero();
    Variable row = Variable.of("row", model.array(64)); // a tile has whole rows
    assertThat(joined(plan(List.of(), Map.of(model.w, model.w.sub(gradient).mul(row))))).isZero();
    Variable square = Variable.of("square", model.array(80, 80));
    Tensor own = square.sub(square.matmul(square));
    assertThat(joined(plan(List.of(), Map.of(square, own)))).isZero();
    DType other = dtype == DType.FLOAT ? DType.DOUBLE : DType.FLOAT;
    Variable cast = Variable.of("cast", Nd4j.zeros(other.toNd4j(), 80, 64));
    Tensor ofCast = cast.sub(gradient.cast(other));
    assertThat(joined(plan(List.of(), Map.of(cast, ofCast)))).isZero();
  }

  /** Sums that are cut into blocks have to be stored. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 1024, 1", "FLOAT, 1025, 0", "DOUBLE, 512, 1", "DOUBLE, 513, 0"})
  void sumsOfOneBlockAreJoined(DType dtype, int k, int steps) {
    assumePanels(dtype);
    assertThat(joined(plan(List.of(), new Model(dtype, 20, 30, k).updates()))).isEqualTo(steps);
  }

  @ParameterizedTest
  @EnumSource
  void theProductNeedsNoMemory(DType dtype) {
    assumePanels(dtype);
    Model model = new Model(dtype, 640, 800, 100);
    Plan plan = plan(List.of(), model.updates());
    assertThat(plan.arenaBytes()).isLessThan(model.w.shape().size() * dtype.bytes());
    try (Program program = Program.of().updating(model.updates())) {
      assertThat(program.explain()).contains("matmul, fused  [640, 800]").contains("102 M");
      assertThat(program.toDot()).contains("matmul, fused");
    }
  }
}
