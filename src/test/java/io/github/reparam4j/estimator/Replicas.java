/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Many independent draws of an estimator in one run: the parameter has one row for each, all with
 * the same value, and each row's gradient is one draw.
 */
final class Replicas {
  /** How many standard errors a mean may be off: 2e-9 for a normal distribution, both sides. */
  private static final double SIGMAS = 6;

  private Replicas() {}

  /** A sample of numbers, one for each row. */
  record Draws(String what, double[] values) {
    double mean() {
      return Arrays.stream(values).sum() / values.length;
    }

    double variance() {
      return central(2);
    }

    private double central(int power) {
      double mean = mean();
      return Arrays.stream(values).map(v -> Math.pow(v - mean, power)).sum() / values.length;
    }

    /**
     * The mean is the exact one within 6 standard errors, which are at most 1/100 of its size: a
     * bias of 2 % is seen always, and one of 1 % in at least half of the keys.
     */
    Draws hasMean(double exact) {
      double bound = SIGMAS * Math.sqrt(variance() / values.length);
      assertThat(bound)
          .as("what the test of the mean of " + what + " can see")
          .isLessThan(0.01 * Math.abs(exact));
      assertThat(mean()).as(what).isCloseTo(exact, within(bound + 1e-12 * Math.abs(exact)));
      return this;
    }

    /** The variance is the exact one within 6 standard errors. */
    void hasVariance(double exact) {
      double error = Math.sqrt((central(4) - variance() * variance()) / values.length);
      assertThat(variance())
          .as(what)
          .isCloseTo(exact, within(SIGMAS * error + 1e-12 * exact + 1e-24));
    }
  }

  /** Values of an expectation of each row, and its derivatives by the row. */
  record Result(Draws value, Draws gradient) {}

  /**
   * Draws of one run.
   *
   * @param expectation from a parameter of shape [rows] to the expectations, of the same shape
   * @param at the value of the parameter in each row
   */
  static Result of(Function<Tensor, Tensor> expectation, double at, int rows) {
    Parameter p =
        Parameter.of("p", Nd4j.valueArrayOf(new long[] {rows}, at, DType.DOUBLE.toNd4j()));
    Tensor value = expectation.apply(p);
    assertThat(value.shape().toLongs()).containsExactly(rows);
    Tensor gradient = Gradients.of(value.sum(), p).of(p);
    try (Program program = Program.of(value, gradient)) {
      RunResult run = program.run(RandomKey.of(2015));
      return new Result(
          new Draws("value", run.get(value).toDoubleVector()),
          new Draws("gradient", run.get(gradient).toDoubleVector()));
    }
  }
}
