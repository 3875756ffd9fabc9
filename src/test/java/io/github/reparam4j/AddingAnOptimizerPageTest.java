/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.optim.UpdateRule;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The code of src/site/markdown/adding-an-optimizer.md, as it stands there. */
class AddingAnOptimizerPageTest {
  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(
        AddingAnOptimizerPageTest.class, Path.of("src/site/markdown/adding-an-optimizer.md"));
  }

  /**
   * m = beta m + (1 - beta) g, then p = p - lr sign m. Source: Bernstein et al., "signSGD:
   * Compressed optimisation for non-convex problems" (2018), algorithm 2 (Signum).
   */
  record SignMomentum(double rate, double beta) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("m");
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) -> {
        Tensor m = slots.get(0).mul(beta).add(g.mul(1 - beta));
        return List.of(p.sub(m.sign().mul(rate.cast(p.dtype()))), m);
      };
    }
  }

  /** From 1 down to 0 in a straight line. */
  record Linear(long steps) implements Schedule {
    @Override
    public Tensor factor(Tensor step) {
      return step.div(-steps).add(1).maximum(0);
    }
  }

  @Test
  void used() {
    INDArray features = Tensor.range(DType.FLOAT, 64).reshape(64, 1).div(64).eval();
    INDArray targets = features.mul(2).add(1);
    Mlp net = Mlp.of("net", 1, 16, 1);

    TrainingResult result =
        Training.minimize((x, t) -> net.apply(x).sub(t).square().mean())
            .with(new SignMomentum(3e-3, 0.9).schedule(new Linear(400)).clipNorm(5))
            .fit(Batches.of(features, targets).size(16), Training.epochs(100));

    double first = result.history().get(0).loss();
    assertThat(result.history().get(99).loss()).isLessThan(0.01 * first);
  }

  @Test
  void scheduled() {
    Optimizer adam = Adam.rate(1e-2).schedule(step -> step.add(1).pow(-0.5));
    Schedule schedule = Schedule.warmup(500, new Linear(9_500));
    INDArray curve = schedule.factor(Tensor.range(DType.DOUBLE, 10_001)).eval();

    assertThat(adam.rate()).isEqualTo(1e-2);
    assertThat(curve.getDouble(0)).isEqualTo(1.0 / 500);
    assertThat(curve.getDouble(500)).isEqualTo(1);
    assertThat(curve.getDouble(5250)).isCloseTo(0.5, within(1e-15));
    assertThat(curve.getDouble(10_000)).isZero();
  }

  @Test
  void tested() {
    Parameter p = Parameter.of("p", Tensor.vector(2.0, -1).eval());
    Tensor loss = p.square().sum().mul(0.5); // its gradient is p
    UpdateRule rule = new SignMomentum(0.1, 0.9);
    try (Program step = Program.of(loss).updating(rule.updates(loss, p))) {
      step.run();
      step.run();
    }
    double[] expected = {2 - 0.1 - 0.1, -1 + 0.1 + 0.1}; // the sign never changes

    assertThat(p.array().toDoubleVector()).containsExactly(expected);
  }
}
