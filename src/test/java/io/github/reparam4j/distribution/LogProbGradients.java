/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.DistributionContract.valuesOfAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;

/** Gradients of log-densities by the parameters against central differences. */
final class LogProbGradients {
  private LogProbGradients() {}

  /** Compares the sums over points that are not near a kink. */
  static void assertMatchDifferences(DistributionCase c, double... all) {
    Parameter[] by = c.variables();
    Tensor each = c.family().apply(by).logProb(Tensor.vector(all));
    double[] steps = c.steps();
    double[][] differences = differences(c, steps, Distribution::logProb, all);
    Tensor[] slopes = new Tensor[by.length];
    double[] expected = new double[by.length];
    for (int i = 0; i < by.length; i++) {
      double[] isUsed = new double[all.length];
      for (int j = 0; j < all.length; j++) {
        isUsed[j] = c.isKinkNear(all[j], 4 * steps[i]) ? 0 : 1;
        expected[i] += isUsed[j] == 0 ? 0 : differences[i][j];
      }
      Tensor used = Tensor.where(Tensor.vector(isUsed), each, Tensor.scalar(0));
      slopes[i] = Gradients.orZero(used.sum(), by).of(by[i]);
    }
    double[][] found = valuesOfAll(slopes);
    for (int i = 0; i < by.length; i++) {
      assertThat(found[i][0])
          .as("by parameter %d", i)
          .isCloseTo(expected[i], within(1e-6 * (all.length + Math.abs(expected[i]))));
    }
  }

  /** The central differences of a function by each parameter at each point, by one program. */
  static double[][] differences(
      DistributionCase c,
      double[] steps,
      BiFunction<Distribution, Tensor, Tensor> function,
      double... x) {
    int n = c.parameters().length;
    int moves = 7;
    Tensor[] moved = new Tensor[n];
    for (int i = 0; i < n; i++) {
      double[] all = new double[n * moves];
      Arrays.fill(all, c.parameters()[i]);
      for (int k = 0; k < moves; k++) {
        all[i * moves + k] += (k - 3) * steps[i];
      }
      moved[i] = Tensor.vector(all);
    }
    Tensor column = Tensor.vector(x).expandDims(-1);
    double[] found = values(function.apply(c.family().apply(moved), column));
    double[][] result = new double[n][x.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < x.length; j++) {
        int at = j * n * moves + i * moves + 3;
        result[i][j] = Differences.central(k -> found[at + (int) k], 0, 1) / steps[i];
      }
    }
    return result;
  }
}
