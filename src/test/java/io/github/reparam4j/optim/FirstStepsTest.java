/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The first two steps on p^2 / 2 from p = 4 (so g = p) with rate 1/2, against numbers worked out by
 * hand.
 */
final class FirstStepsTest {
  private static Stream<Arguments> optimizers() {
    return Stream.of(
        // 4 - 2; 2 - 1
        Arguments.of(Sgd.rate(0.5), 2, 1),
        // v = 4, p = 2; v = 2 + 2 = 4, p = 0
        Arguments.of(Sgd.rate(0.5).momentum(0.5), 2, 0),
        // v = 4, p = 4 - (4 + 2) / 2 = 1; v = 2 + 1 = 3, p = 1 - (1 + 1.5) / 2
        Arguments.of(Sgd.rate(0.5).nesterov(0.5), 1, -0.25),
        // g = 4 + 1 = 5, p = 1.5; g = 1.5 + 0.375 = 1.875, p = 1.5 - 0.9375
        Arguments.of(Sgd.rate(0.5).weightDecay(0.25), 1.5, 0.5625),
        // s = 12, p = 4 - 2 / sqrt(12); s = 3 + 3/4 p^2
        Arguments.of(
            RmsProp.rate(0.5).smoothing(0.25).epsilon(1e-300),
            3.4226497308103743,
            3.4226497308103743 - 1.7113248654051871 / Math.sqrt(11.785898384862247)),
        // s = 16, p = 4 - 0.5; s = 16 + 12.25
        Arguments.of(Adagrad.rate(0.5).epsilon(1e-300), 3.5, 3.5 - 1.75 / 5.315072906367325),
        // s = 9 + 16, p = 4 - 2 / (5 + 3) = 3.75; s = 25 + 14.0625 = 6.25^2, p = 3.75 - 1.875 /
        // 9.25
        Arguments.of(Adagrad.rate(0.5).epsilon(3).initialSum(9), 3.75, 3.5472972972972974),
        // mHat = 4, vHat = 16, p = 4 - 2 / (4 + 4) = 3.75
        // m = 1 + 1.875 = 2.875, mHat = m / (3/4); v = 3 + 3.515625, vHat = v / (7/16)
        Arguments.of(
            Adam.rate(0.5).betas(0.5, 0.75).epsilon(4),
            3.75,
            3.75 - 0.5 * 2.875 / 0.75 / (Math.sqrt(6.515625 / 0.4375) + 4)),
        // the same with 0.5 * 0.25 * p taken off: p = 3.75 - 0.5 = 3.25
        // m = 1 + 1.625 = 2.625, mHat = 3.5; v = 3 + 2.640625, vHat = v / (7/16)
        Arguments.of(
            AdamW.rate(0.5).betas(0.5, 0.75).epsilon(4).weightDecay(0.25),
            3.25,
            3.25 - 0.40625 - 0.5 * 3.5 / (Math.sqrt(5.640625 / 0.4375) + 4)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void matchNumbersWorkedByHand(UpdateRule optimizer, double first, double second) {
    Parameter p = Parameter.of("p", Nd4j.scalar(4.0));
    Tensor loss = p.square().mul(0.5);
    try (Program program = Program.of(loss).updating(optimizer.on(List.of(p)).updates(loss))) {
      program.run();
      assertThat(p.array().getDouble(0)).isCloseTo(first, within(1e-14));
      program.run();
      assertThat(p.array().getDouble(0)).isCloseTo(second, within(1e-14));
    }
  }
}
