/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.ComparedDerivative;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/** {@link GradientCheck} at a fixed key, in double, by all elements, with a tolerance for all. */
final class CentralDifference {
  static final RandomKey KEY = RandomKey.of(7);

  private static final double TOLERANCE = 2e-9;

  private CentralDifference() {}

  static void assertGradientsMatch(Tensor loss, List<Parameter> by) {
    assertMatch(check(loss, by), 1, by);
  }

  /** The same for the first derivatives along a random direction. */
  static void assertSecondDerivativesMatch(Tensor loss, List<Parameter> by) {
    assertMatch(check(loss, by).secondOrder(), 2, by);
  }

  private static GradientCheck check(Tensor loss, List<Parameter> by) {
    return GradientCheck.of(loss)
        .by(by.toArray(Parameter[]::new))
        .key(KEY)
        .tolerance(TOLERANCE)
        .elements(Integer.MAX_VALUE);
  }

  private static void assertMatch(GradientCheck check, int order, List<Parameter> by) {
    List<ComparedDerivative> compared =
        check.run().compared().stream().filter(c -> c.order() == order).toList();
    assertThat(compared).hasSize(by.stream().mapToInt(p -> (int) p.shape().size()).sum());
    for (ComparedDerivative c : compared) {
      assertThat(c.analytic())
          .as("%s", c)
          .isCloseTo(c.numeric(), within(TOLERANCE * (1 + Math.abs(c.numeric()))));
    }
  }
}
