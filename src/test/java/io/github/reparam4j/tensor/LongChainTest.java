/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Expressions may be chains of any length: no algorithm is recursive or quadratic in the length.
 */
@Tag("serial")
class LongChainTest {
  private static final int LENGTH = 100_000;

  /** About ten times the time on two cores; a quadratic algorithm would take hours. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void chainOfElementwiseOperationsIsDifferentiatedCompiledAndRun(TestReporter reporter) {
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          Variable p = Variable.of("p", NdArrays.of(new double[] {0.5}, Shape.scalar()));
          long start = System.nanoTime();
          Tensor t = p;
          for (int i = 0; i < LENGTH / 2; i++) {
            t = t.sin().mul(1.0001);
          }
          final long built = System.nanoTime();
          Tensor g = Gradients.of(t, p).of(p);
          long differentiated = System.nanoTime();
          double value = 0.5;
          double derivative = 1;
          for (int i = 0; i < LENGTH / 2; i++) {
            derivative *= Math.cos(value) * 1.0001;
            value = Math.sin(value) * 1.0001;
          }
          try (Program program = Program.of(t, g)) {
            var result = program.run();
            assertThat(result.scalar(t)).isCloseTo(value, within(1e-12));
            assertThat(result.scalar(g)).isCloseTo(derivative, within(1e-9 * derivative));
          }
          long run = System.nanoTime();
          reporter.publishEntry("build ms", "" + (built - start) / 1_000_000);
          reporter.publishEntry("gradient ms", "" + (differentiated - built) / 1_000_000);
          reporter.publishEntry("compile and run ms", "" + (run - differentiated) / 1_000_000);
        });
  }

  @Test
  void chainOfStepsThatDoNotFuseIsCompiledAndRun(TestReporter reporter) {
    Assertions.assertTimeoutPreemptively(
        LIMIT,
        () -> {
          Variable p = Variable.of("p", NdArrays.of(new double[] {0.5, 0.25}, Shape.of(2)));
          long start = System.nanoTime();
          Tensor t = p;
          for (int i = 0; i < LENGTH / 10; i++) {
            t = t.cumsum(0).mul(0.5).slice(0, 0, 2).reshape(2, 1).permute(1, 0).reshape(2).add(p);
          }
          Tensor g = Gradients.of(t.sum(), p).of(p);
          double a = 0.5;
          double b = 0.25;
          for (int i = 0; i < LENGTH / 10; i++) {
            b = 0.5 * (a + b) + 0.25;
            a = 0.5 * a + 0.5;
          }
          try (Program program = Program.of(t, g)) {
            assertThat(program.run().get(t).getDouble(1)).isCloseTo(b, within(1e-12));
          }
          long ms = (System.nanoTime() - start) / 1_000_000;
          reporter.publishEntry("build, compile and run ms", "" + ms);
        });
  }
}
