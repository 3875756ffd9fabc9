/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class OptimizerStateTest {
  private final Parameter w = Parameter.of("w", Nd4j.create(new double[] {3, 4}));
  private final Parameter b = Parameter.of("b", Nd4j.scalar(1f));

  @Test
  void keepsSlotsOfEachParametersShapeAndDType() {
    OptimizerState state = Adam.rate(0.1).on(List.of(w, b));
    assertThat(state.variables().stream().map(Variable::toString))
        .containsExactly(
            "variable 'adam/step' [] DOUBLE",
            "variable 'adam/m/w' [2] DOUBLE",
            "variable 'adam/v/w' [2] DOUBLE",
            "variable 'adam/m/b' [] FLOAT",
            "variable 'adam/v/b' [] FLOAT");
    assertThat(state.parameters()).containsExactly(w, b);
    assertThat(state.step()).isSameAs(state.variables().get(0));
    assertThat(names(Sgd.rate(0.1).on(List.of(w)))).containsExactly("sgd/step");
    assertThat(names(Sgd.rate(0.1).momentum(0.9).on("critic", List.of(w))))
        .containsExactly("critic/step", "critic/velocity/w");
    assertThat(names(RmsProp.rate(0.1).momentum(0.9).on(List.of(w))))
        .containsExactly("rmsprop/step", "rmsprop/s/w", "rmsprop/velocity/w");
    assertThat(names(AdamW.rate(0.1).on(List.of(w)))).contains("adamw/m/w");
    OptimizerState adagrad = Adagrad.rate(0.1).initialSum(0.5).on(List.of(w));
    assertThat(names(adagrad)).containsExactly("adagrad/step", "adagrad/s/w");
    assertThat(adagrad.variables().get(1).array().toDoubleVector()).containsExactly(0.5, 0.5);
  }

  private static List<String> names(OptimizerState state) {
    return state.variables().stream().map(Variable::name).toList();
  }

  @Test
  void updatesParametersAndItsOwnVariables() {
    Tensor loss = w.square().sum().add(b.square().cast(DType.DOUBLE));
    OptimizerState state = Adam.rate(0.1).on(List.of(w, b));
    Map<Variable, Tensor> updates = state.updates(loss);
    List<Variable> expected = new ArrayList<>(state.variables());
    expected.add(w);
    expected.add(b);
    assertThat(updates.keySet()).containsExactlyInAnyOrderElementsOf(expected);
    updates.forEach(
        (v, t) -> {
          assertThat(t.shape()).isEqualTo(v.shape());
          assertThat(t.dtype()).isEqualTo(v.dtype());
        });
    assertThatThrownBy(() -> updates.remove(w)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void acceptsParametersWithoutElements() {
    Parameter empty = Parameter.of("empty", Nd4j.create(DataType.DOUBLE, 0, 3));
    Tensor loss = empty.sum().add(w.square().sum());
    try (Program program =
        Program.of(loss).updating(Adam.rate(1).clipNorm(1).updates(loss, empty, w))) {
      program.run();
    }
    assertThat(w.array().toDoubleVector()).containsExactly(new double[] {2, 3}, within(1e-7));
  }

  /** Steps of two programs alternate; the result is that of one program. */
  @Test
  void isSharedByTheProgramsMadeFromIt() {
    Optimizer adam = Adam.rate(0.1).schedule(Schedule.decay(2, 0.5));
    OptimizerState shared = adam.on(List.of(w));
    Tensor half = w.square().sum().mul(0.5);
    Tensor same = w.mul(w).mul(0.5).sum();
    try (Program first = Program.of(half).updating(shared.updates(half));
        Program second = Program.of(same).updating(shared.updates(same))) {
      for (int i = 0; i < 3; i++) {
        first.run();
        second.run();
      }
    }
    double[] expected = {3, 4};
    NaiveOptimizer naive = NaiveOptimizer.adam(0.9, 0.999, 1e-8, 0);
    for (int i = 0; i < 6; i++) {
      naive.step(expected, expected.clone(), 0.1 * Math.pow(0.5, i / 2));
    }
    assertThat(w.array().toDoubleVector()).containsExactly(expected, within(1e-12));
    assertThat(shared.step().array().getDouble(0)).isEqualTo(6);
    assertThat(shared.rate().evalScalar()).isEqualTo(0.0125);
  }

  @Test
  void continuesExactlyFromSavedVariables() {
    OptimizerState state = Adam.rate(0.1).schedule(Schedule.cosine(8, 0)).on(List.of(w));
    Tensor loss = w.sin().sum();
    try (Program program = Program.of(loss).updating(state.updates(loss))) {
      run(program, 3);
      INDArray savedW = w.value();
      List<INDArray> saved = state.variables().stream().map(Variable::value).toList();
      run(program, 3);
      INDArray expected = w.value();
      w.assign(savedW);
      for (int i = 0; i < saved.size(); i++) {
        state.variables().get(i).assign(saved.get(i));
      }
      run(program, 3);
      assertThat(w.value()).isEqualTo(expected);
    }
  }

  private static void run(Program program, int times) {
    for (int i = 0; i < times; i++) {
      program.run();
    }
  }

  // ---- clipping

  private double[] clippedStep(double[] gradient, double bound) {
    w.assign(Nd4j.create(new double[] {0, 0}));
    Input g = Input.of("g", DType.DOUBLE, 2);
    OptimizerState state = Sgd.rate(1).clipNorm(bound).on(List.of(w));
    try (Program p = Program.of(g.sum()).updating(state.updates(List.of((Tensor) g)))) {
      p.run(g.bind(Nd4j.create(gradient)));
    }
    return Arrays.stream(w.array().toDoubleVector()).map(x -> 0 - x).toArray();
  }

  @Test
  void clippingLeavesSmallGradientsExactlyAlone() {
    assertThat(clippedStep(new double[] {0.3, -0.4}, 0.6)).containsExactly(0.3, -0.4);
    assertThat(clippedStep(new double[] {3, 4}, 5)).containsExactly(3, 4);
    assertThat(clippedStep(new double[] {1e-200, 0}, 5)).containsExactly(1e-200, 0);
  }

  @Test
  void clippingBoundsLargeGradients() {
    assertThat(clippedStep(new double[] {3, -4}, 0.5))
        .containsExactly(new double[] {0.3, -0.4}, within(1e-16));
    assertThat(clippedStep(new double[] {3e150, -4e150}, 0.5))
        .containsExactly(new double[] {0.3, -0.4}, within(1e-16));
  }

  @Test
  void clippingKeepsZeroAtZeroAndRefusesNaN() {
    assertThat(clippedStep(new double[] {0, 0}, 0.5)).containsOnly(0);
    assertThatThrownBy(() -> clippedStep(new double[] {1, Double.NaN}, 0.5))
        .hasMessageStartingWith("Program.run: gradient by parameter 'w' [2] DOUBLE must be finite");
    assertThatThrownBy(() -> clippedStep(new double[] {1e200, 0}, 0.5))
        .hasMessageStartingWith("Program.run: new value of parameter 'w' [2] DOUBLE must be");
  }

  /** Norm 5 of (3) and (4) together, over two dtypes. */
  @Test
  void clippingTakesTheNormOfAllGradients() {
    Parameter a = Parameter.of("a", Nd4j.create(new double[] {3}));
    Parameter f = Parameter.of("f", Nd4j.create(new float[] {4}));
    Tensor loss = a.square().sum().mul(0.5).add(f.square().sum().mul(0.5).cast(DType.DOUBLE));
    try (Program p = Program.of(loss).updating(Sgd.rate(1).clipNorm(1).updates(loss, a, f))) {
      p.run();
    }
    assertThat(a.array().getDouble(0)).isCloseTo(2.4, within(1e-15));
    assertThat(f.array().getDouble(0)).isCloseTo(3.2, within(1e-6));
  }

  // ---- errors

  @Test
  void rejectsNoParameters() {
    assertThatThrownBy(() -> Adam.rate(1).on(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Adam.on: there must be at least one parameter, got none; loss.parameters() are those"
                + " a loss depends on");
  }

  @Test
  void rejectsAParameterGivenTwice() {
    assertThatThrownBy(() -> Sgd.rate(1).on(List.of(b, w, b)))
        .hasMessage(
            "Sgd.on: every parameter must be given once, got parameter 'b' [] FLOAT at [0] and"
                + " [2]");
  }

  @Test
  void rejectsGradientsThatDoNotFit() {
    OptimizerState state = Sgd.rate(1).on(List.of(w, b));
    Tensor g = Tensor.vector(1.0, 2.0);
    assertThatThrownBy(() -> state.updates(List.of(g)))
        .hasMessage("Sgd.updates: there must be one gradient for each of 2 parameters, got 1");
    assertThatThrownBy(() -> state.updates(List.of(g, Tensor.scalar(1))))
        .hasMessage(
            "Sgd.updates: gradient 1 must have the shape and dtype of parameter 'b' [] FLOAT, got"
                + " [] DOUBLE");
    assertThatThrownBy(() -> state.updates(List.of(Tensor.scalar(1), b)))
        .hasMessage(
            "Sgd.updates: gradient 0 must have the shape and dtype of parameter 'w' [2] DOUBLE,"
                + " got [] DOUBLE");
  }

  @Test
  void rejectsLossThatDoesNotDependOnAParameter() {
    assertThatThrownBy(() -> Sgd.rate(1).updates(w.sum(), w, b))
        .hasMessageStartingWith(
            "gradients: the loss must depend on everything it is differentiated by");
  }

  /** Gradients 3, -0.5 and 20 step by 1, 0.5 and 1; clipped by norm then, to 1/1.5 of it. */
  @Test
  void gradientsAreClippedByElementBeforeTheNorm() {
    for (double norm : new double[] {Double.NaN, 1}) {
      Parameter w = Parameter.of("w", Nd4j.createFromArray(0.0, 0, 0));
      Tensor loss = w.mul(Tensor.vector(3, -0.5, 20.0)).sum();
      Optimizer optimizer = Sgd.rate(1).clipValue(1);
      double scale = Double.isNaN(norm) ? 1 : 1 / 1.5;
      Optimizer used = Double.isNaN(norm) ? optimizer : optimizer.clipNorm(norm);
      try (Program program = Program.of(loss).updating(used.updates(loss, w))) {
        program.run();
      }
      double[] expected = {-scale, 0.5 * scale, -scale};
      assertThat(w.value().toDoubleVector()).containsExactly(expected, within(1e-15));
    }
    assertThat(Sgd.rate(1).clipValue(2).toString()).endsWith("clipNorm=Infinity, clipValue=2.0]");
  }
}
