/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Gradients of entropies against central differences. */
final class EntropyGradients {
  private EntropyGradients() {}

  /** By the logarithm of a parameter, so that the step fits tiny and huge ones. */
  static void assertMatchDifferences(DistributionCase c, int parameter) {
    double at = c.parameters()[parameter];
    for (double h : new double[] {1e-4, 1e-6}) { // the less where the greater leaves the range
      double[] near = IntStream.rangeClosed(-3, 3).mapToDouble(k -> at * Math.exp(k * h)).toArray();
      Parameter[] by = c.variables(near.length);
      by[parameter] = Parameter.of("near", Tensor.vector(near).eval());
      double[] entropy;
      double slope;
      try {
        Tensor all = c.family().apply(by).entropy();
        entropy = values(all);
        slope = at * values(Gradients.orZero(all.sum(), by).of(by[parameter]))[3];
      } catch (ArithmeticException outside) {
        continue;
      }
      boolean isSmooth = Math.abs(entropy[4] - entropy[3]) < 0.1 * (1 + Math.abs(entropy[3]));
      if (isSmooth && DoubleStream.of(entropy).allMatch(Double::isFinite)) {
        double expected = Differences.central(x -> entropy[3 + (int) Math.round(x / h)], 0, h);
        double noise = 1e-12 * (1 + Math.abs(entropy[3])) / h;
        assertThat(slope)
            .as("by parameter %d of %s", parameter, c)
            .isCloseTo(expected, within(1e-7 * Math.abs(expected) + noise));
      }
      return;
    }
  }
}
