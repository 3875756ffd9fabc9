/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.IntPredicate;

/** One policy for all families: an infinite parameter is refused as NaN is. */
final class InfiniteParameters {
  private InfiniteParameters() {}

  /** Numbers are refused at once or, in a computed parameter, as tensors are, when run. */
  static void assertRefused(DistributionCase c, IntPredicate mayBeInfinite) {
    for (int i = 0; i < c.parameters().length; i++) {
      if (!mayBeInfinite.test(i)) {
        assertRefused(c, i, Double.POSITIVE_INFINITY);
        assertRefused(c, i, Double.NEGATIVE_INFINITY);
      }
    }
  }

  private static void assertRefused(DistributionCase c, int parameter, double infinite) {
    DistributionCase bad = c.with(parameter, infinite);
    Parameter[] by = bad.variables(2);
    assertThatThrownBy(() -> bad.distribution().logProb(Tensor.scalar(1)).eval())
        .as("parameter %d = %s of %s", parameter, infinite, c)
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class)
        .hasMessageMatching(".* must be .*, got -?Infinity.*");
    assertThatThrownBy(() -> c.family().apply(by).logProb(Tensor.scalar(1)).eval())
        .as("parameter %d = %s of %s", parameter, infinite, c)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageMatching(".* must be .* everywhere, got -?Infinity at .*");
  }
}
