/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every optimiser, option and dtype against plain loops, over a run of steps on two parameters. */
final class UpdateRuleTest {
  private static final int STEPS = 12;
  private static final double[] START = {1.5, 0.5, 0.25, 0.5, -0.75, 3, 0.125};
  private static final double[] CENTRE = {0.5, 1, -0.25};
  private static final double[] WEIGHT = {1, 8, 0.03125};

  record Case(
      String name,
      Optimizer optimizer,
      Supplier<NaiveOptimizer> naive,
      double bound,
      DoubleUnaryOperator rate) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case plain(String name, UpdateRule rule, Supplier<NaiveOptimizer> naive) {
    return new Case(name, Optimizer.of(rule), naive, Double.POSITIVE_INFINITY, t -> rule.rate());
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(plain("sgd", Sgd.rate(0.05), () -> NaiveOptimizer.sgd(0, false, 0)));
    cases.add(
        plain("momentum", Sgd.rate(0.05).momentum(0.9), () -> NaiveOptimizer.sgd(0.9, false, 0)));
    cases.add(
        plain("nesterov", Sgd.rate(0.05).nesterov(0.8), () -> NaiveOptimizer.sgd(0.8, true, 0)));
    cases.add(
        plain(
            "sgd with decay",
            Sgd.rate(0.05).nesterov(0.8).weightDecay(0.1),
            () -> NaiveOptimizer.sgd(0.8, true, 0.1)));
    cases.add(plain("rmsprop", RmsProp.rate(0.01), () -> NaiveOptimizer.rmsProp(0.99, 1e-8, 0)));
    cases.add(
        plain(
            "rmsprop with momentum",
            RmsProp.rate(0.01).momentum(0.9).smoothing(0.9).epsilon(1e-3),
            () -> NaiveOptimizer.rmsProp(0.9, 1e-3, 0.9)));
    cases.add(plain("adagrad", Adagrad.rate(0.1), () -> NaiveOptimizer.adagrad(1e-10, 0)));
    cases.add(
        plain(
            "adagrad with initial sum",
            Adagrad.rate(0.1).initialSum(0.5).epsilon(1e-2),
            () -> NaiveOptimizer.adagrad(1e-2, 0.5)));
    cases.add(plain("adam", Adam.rate(0.1), () -> NaiveOptimizer.adam(0.9, 0.999, 1e-8, 0)));
    cases.add(
        plain(
            "adam with options",
            Adam.rate(0.1).betas(0.5, 0.9).epsilon(0.1),
            () -> NaiveOptimizer.adam(0.5, 0.9, 0.1, 0)));
    cases.add(plain("adamw", AdamW.rate(0.1), () -> NaiveOptimizer.adam(0.9, 0.999, 1e-8, 0.01)));
    cases.add(
        plain(
            "adamw with options",
            AdamW.rate(0.1).betas(0.5, 0.9).epsilon(1e-4).weightDecay(0.3),
            () -> NaiveOptimizer.adam(0.5, 0.9, 1e-4, 0.3)));
    cases.addAll(scheduledAndClipped(cases));
    return cases;
  }

  /** Within the run the gradient's norm, 8.3 at first, mostly falls below the bound. */
  private static List<Case> scheduledAndClipped(List<Case> cases) {
    return cases.stream()
        .map(
            c ->
                new Case(
                    c.name + ", scheduled and clipped",
                    c.optimizer
                        .schedule(Schedule.warmup(4, Schedule.decay(3, 0.5)))
                        .clipNorm(2.5)
                        .withRate(0.08),
                    c.naive,
                    2.5,
                    t -> 0.08 * (t < 4 ? (t + 1) / 4 : Math.pow(0.5, Math.floor((t - 4) / 3)))))
        .toList();
  }

  private static Stream<Arguments> casesByDType() {
    return cases().stream()
        .flatMap(c -> Stream.of(Arguments.of(c, DType.DOUBLE), Arguments.of(c, DType.FLOAT)));
  }

  @ParameterizedTest
  @MethodSource("casesByDType")
  void matchesPlainLoops(Case c, DType dtype) {
    Parameter a = Parameter.of("a", array(dtype, START, 0, 3));
    Parameter b = Parameter.of("b", array(dtype, START, 3, 4).reshape(2, 2));
    Tensor weighted =
        a.sub(Tensor.vector(CENTRE).cast(dtype)).square().mul(Tensor.vector(WEIGHT).cast(dtype));
    Tensor loss = weighted.sum().add(b.cos().sum());
    OptimizerState state = c.optimizer.on(List.of(a, b));
    double[] p = START.clone();
    NaiveOptimizer naive = c.naive.get();
    int clippedSteps = 0;
    double relative = dtype == DType.DOUBLE ? 1e-12 : 1e-5;
    try (Program program = Program.of(loss, state.rate()).updating(state.updates(loss))) {
      for (int t = 0; t < STEPS; t++) {
        double rate = c.rate.applyAsDouble(t);
        double[] g = gradient(p);
        double[] bounded = clipped(g, c.bound);
        clippedSteps += Arrays.equals(g, bounded) ? 0 : 1;
        naive.step(p, bounded, rate);
        assertThat(program.run().scalar(1)).isCloseTo(rate, within(1e-15));
        for (int i = 0; i < p.length; i++) {
          double actual = i < 3 ? a.array().getDouble(i) : b.array().getDouble(i - 3);
          assertThat(actual)
              .describedAs("element %d after step %d", i, t + 1)
              .isCloseTo(p[i], within(relative * Math.max(1, Math.abs(p[i]))));
        }
      }
    }
    assertThat(clippedSteps).isBetween(Double.isFinite(c.bound) ? 1 : 0, STEPS);
    assertThat(state.step().array().getDouble(0)).isEqualTo(STEPS);
  }

  private static INDArray array(DType dtype, double[] values, int from, int count) {
    double[] part = Arrays.copyOfRange(values, from, from + count);
    return Nd4j.create(part, new long[] {count}, 'c').castTo(dtype.toNd4j());
  }

  private static double[] gradient(double[] p) {
    double[] g = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      g[i] = i < 3 ? 2 * WEIGHT[i] * (p[i] - CENTRE[i]) : -Math.sin(p[i]);
    }
    return g;
  }

  private static double[] clipped(double[] g, double bound) {
    double squares = 0;
    for (double x : g) {
      squares += x * x;
    }
    double norm = Math.sqrt(squares);
    return norm > bound ? Arrays.stream(g).map(x -> x * bound / norm).toArray() : g;
  }
}
