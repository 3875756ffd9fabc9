/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Schedules that a user adds from outside the library: a lambda, and a record. */
final class OwnScheduleTest {
  /** 1 - step / n down to 0. */
  record Linear(long steps) implements Schedule {
    @Override
    public Tensor factor(Tensor step) {
      return step.div(-steps).add(1).maximum(0);
    }
  }

  private final Parameter p = Parameter.of("p", Nd4j.scalar(1.0));

  /** On the loss p the gradient is 1, so p falls by the rate. */
  private double[] path(Schedule schedule, int steps) {
    p.assign(Nd4j.scalar(1.0));
    OptimizerState state = Sgd.rate(0.5).schedule(schedule).on(List.of(p));
    double[] path = new double[steps];
    try (Program program = Program.of(p).updating(state.updates(p))) {
      for (int t = 0; t < steps; t++) {
        program.run();
        path[t] = p.array().getDouble(0);
      }
    }
    return path;
  }

  @Test
  void aFunctionOfTheStepIsASchedule() {
    assertThat(path(step -> step.add(1).sqrt().reciprocal(), 4))
        .containsExactly(
            new double[] {
              0.5,
              0.5 - 0.5 / Math.sqrt(2),
              0.5 - 0.5 / Math.sqrt(2) - 0.5 / Math.sqrt(3),
              0.25 - 0.5 / Math.sqrt(2) - 0.5 / Math.sqrt(3)
            },
            within(1e-15));
  }

  @Test
  void aClassIsAScheduleAndFollowsAWarmup() {
    assertThat(path(new Linear(4), 5)).containsExactly(0.5, 0.125, -0.125, -0.25, -0.25);
    assertThat(path(Schedule.warmup(2, new Linear(2)), 5))
        .containsExactly(0.75, 0.25, -0.25, -0.5, -0.5);
  }

  @Test
  void rejectsAFactorOfAnotherShapeOrDType() {
    assertThatThrownBy(() -> path(step -> step.cast(DType.FLOAT), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Schedule.factor: factor must have the shape and dtype of the step, [] DOUBLE, got []"
                + " FLOAT");
    assertThatThrownBy(() -> path(step -> Tensor.vector(1.0, 2), 1))
        .hasMessage(
            "Schedule.factor: factor must have the shape and dtype of the step, [] DOUBLE, got [2]"
                + " DOUBLE");
  }
}
