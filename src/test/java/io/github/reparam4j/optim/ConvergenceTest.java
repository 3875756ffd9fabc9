/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** No noise here: the runs are deterministic. */
final class ConvergenceTest {
  private static Stream<Optimizer> onQuadratic() {
    Schedule toZero = Schedule.cosine(2_000, 0);
    return Stream.of(
        Optimizer.of(Sgd.rate(0.1)),
        Optimizer.of(Sgd.rate(0.05).momentum(0.9)),
        Sgd.rate(0.05).nesterov(0.9).clipNorm(1),
        RmsProp.rate(0.05).schedule(toZero),
        Optimizer.of(Adagrad.rate(1)),
        Adam.rate(0.1).schedule(toZero),
        AdamW.rate(0.1).weightDecay(0).schedule(toZero));
  }

  /** (x - c)' D (x - c) / 2 with eigenvalues from 0.1 to 10: condition number 100. */
  @ParameterizedTest
  @MethodSource("onQuadratic")
  void findsTheMinimumOfAQuadratic(Optimizer optimizer) {
    Parameter x = Parameter.of("x", Nd4j.create(new double[] {5, -3, 2}));
    Tensor d = x.sub(Tensor.vector(1.0, 2.0, -1.0));
    Tensor loss = d.square().mul(Tensor.vector(0.1, 1, 10)).sum().mul(0.5);
    train(2_000, loss, optimizer, x);
    assertThat(x.array().toDoubleVector()).containsExactly(new double[] {1, 2, -1}, within(1e-4));
  }

  private static Stream<Arguments> onRosenbrock() {
    return Stream.of(
        Arguments.of(Optimizer.of(Sgd.rate(2e-4).momentum(0.99)), 10_000),
        Arguments.of(Adam.rate(0.05).schedule(Schedule.cosine(5_000, 0)), 5_000),
        Arguments.of(RmsProp.rate(0.01).schedule(Schedule.cosine(10_000, 0)), 10_000));
  }

  /** (1 - x)^2 + 100 (y - x^2)^2 from (-1.2, 1): minimum at (1, 1). */
  @ParameterizedTest
  @MethodSource("onRosenbrock")
  void findsTheMinimumOfRosenbrocksFunction(Optimizer optimizer, int steps) {
    Parameter x = Parameter.of("x", Nd4j.scalar(-1.2));
    Parameter y = Parameter.of("y", Nd4j.scalar(1.0));
    Tensor valley = y.sub(x.square()).square().mul(100);
    train(steps, valley.add(x.neg().add(1).square()), optimizer, x, y);
    assertThat(x.array().getDouble(0)).isCloseTo(1, within(1e-3));
    assertThat(y.array().getDouble(0)).isCloseTo(1, within(2e-3));
  }

  private static void train(int steps, Tensor loss, Optimizer optimizer, Parameter... parameters) {
    try (Program program = Program.of(loss).updating(optimizer.updates(loss, parameters))) {
      for (int i = 0; i < steps; i++) {
        program.run();
      }
    }
  }
}
