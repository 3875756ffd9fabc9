/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.optim.UpdateRule;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.Training;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** An optimiser that a user adds from outside the library: one record. */
final class OwnUpdateRuleTest {
  /**
   * Lion, with interpolation c = beta1 m + (1 - beta1) g: p moves by the rate times sign c + decay
   * p, then m becomes beta2 m + (1 - beta2) g. Source: Chen et al., "Symbolic discovery of
   * optimization algorithms" (2023), program 1.
   */
  record Lion(double rate, double beta1, double beta2, double decay) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("m");
    }

    @Override
    public double initialValue(String slot) {
      return 0.25;
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) -> {
        Tensor m = slots.get(0);
        Tensor direction = m.mul(beta1).add(g.mul(1 - beta1)).sign().add(p.mul(decay));
        Tensor next = m.mul(beta2).add(g.mul(1 - beta2));
        return List.of(p.sub(direction.mul(rate.cast(p.dtype()))), next);
      };
    }
  }

  private static final int STEPS = 20;
  private static final Lion LION = new Lion(0.1, 0.75, 0.9, 0.01);

  private final Parameter w = Parameter.of("w", Nd4j.create(new double[] {2, -1, 0.5}));
  private final Parameter f = Parameter.of("f", Nd4j.scalar(1.5f));

  /** With gradients w and f, of a schedule that halves the rate after every five steps. */
  @Test
  void matchesItsFormula() {
    double[] expected = {2, -1, 0.5, 1.5};
    double[] m = {0.25, 0.25, 0.25, 0.25};
    for (int t = 0; t < STEPS; t++) {
      double lr = 0.1 * Math.pow(0.5, t / 5);
      for (int i = 0; i < 4; i++) {
        double g = expected[i];
        double direction = Math.signum(0.75 * m[i] + 0.25 * g) + 0.01 * g;
        m[i] = 0.9 * m[i] + 0.1 * g;
        expected[i] -= lr * direction;
      }
    }
    OptimizerState state = LION.schedule(Schedule.decay(5, 0.5)).on(List.of(w, f));
    Tensor half = Tensor.fill(w.dtype(), 0.5);
    Tensor loss = w.square().sum().add(f.square().cast(w.dtype())).mul(half);
    try (Program program = Program.of(loss).updating(state.updates(loss))) {
      for (int t = 0; t < STEPS; t++) {
        program.run();
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(w.array().getDouble(i)).isCloseTo(expected[i], within(1e-14));
    }
    assertThat(f.array().getFloat(0)).isCloseTo((float) expected[3], within(1e-5f));
    assertThat(state.variables().stream().map(Variable::name))
        .containsExactly("lion/step", "lion/m/w", "lion/m/f");
    assertThat(state.variables().get(1).array().getDouble(0)).isCloseTo(m[0], within(1e-14));
  }

  /** Every element moves by 1/8 towards 0 in each of 15 steps, and stays at 0. */
  @Test
  void trains() {
    Training.minimize(() -> w.square().sum())
        .with(new Lion(0.125, 0, 0, 0))
        .fit(BatchSource.steps(5), epochs(3));
    assertThat(w.array().toDoubleVector()).containsExactly(0.125, 0, 0);
  }

  @Test
  void isClippedAsOthersAre() {
    UpdateRule descent = new Descent(1);
    Tensor loss = w.mul(Tensor.vector(3.0, 4, 0)).sum();
    try (Program program = Program.of(loss).updating(descent.clipNorm(1).updates(loss, w))) {
      program.run();
    }
    assertThat(w.array().toDoubleVector())
        .containsExactly(new double[] {2 - 0.6, -1 - 0.8, 0.5}, within(1e-15));
  }

  private record Descent(double rate) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of();
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) -> List.of(p.sub(g.mul(rate)));
    }
  }

  // ---- errors

  @Test
  void rejectsARateThatIsNotPositive() {
    assertThatThrownBy(() -> Optimizer.of(new Descent(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Descent.rate: rate must be > 0 and finite, got NaN");
    assertThatThrownBy(() -> new Descent(0).on(List.of(w)))
        .hasMessage("Descent.rate: rate must be > 0 and finite, got 0.0");
  }

  @Test
  void rejectsAStepThatForgetsASlot() {
    UpdateRule forgetful = rule((p, g, slots) -> List.of(p.sub(g)));
    assertThatThrownBy(() -> forgetful.updates(w.sum(), w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "UpdateRule.updates: rule must give the parameter's new value and one for each of 1"
                + " slots, got 1 for parameter 'w' [3] DOUBLE");
  }

  @Test
  void rejectsAStepOfAnotherShapeOrDType() {
    UpdateRule narrow = rule((p, g, slots) -> List.of(p.sub(g), slots.get(0).sum()));
    assertThatThrownBy(() -> narrow.updates(w.sum(), w))
        .hasMessage(
            "UpdateRule.updates: value 1 of the rule must have the shape and dtype of parameter"
                + " 'w' [3] DOUBLE, got [] DOUBLE; cast the rate to the parameter's dtype");
  }

  private static UpdateRule rule(UpdateRule.ParameterUpdate update) {
    return new UpdateRule() {
      @Override
      public double rate() {
        return 1;
      }

      @Override
      public List<String> slots() {
        return List.of("m");
      }

      @Override
      public ParameterUpdate at(Tensor rate, Tensor step) {
        return update;
      }
    };
  }
}
