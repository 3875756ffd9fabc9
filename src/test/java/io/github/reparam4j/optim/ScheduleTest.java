/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
  private static double at(Schedule schedule, double step) {
    return schedule.factor(Tensor.scalar(step)).evalScalar();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "3, 0.5", "5, 0.5", "6, 0.25", "8, 0.25", "30, 0.0009765625"})
  void decayHalvesEveryThreeSteps(double step, double factor) {
    assertThat(at(Schedule.decay(3, 0.5), step)).isEqualTo(factor);
  }

  /** Half-way 0.1 + 0.9 / 2; a third of the way 0.1 + 0.9 * 3/4. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 0.775", "3, 0.55", "4, 0.325", "6, 0.1", "7, 0.1", "1e9, 0.1"})
  void cosineFallsToFinalFraction(double step, double factor) {
    assertThat(at(Schedule.cosine(6, 0.1), step)).isCloseTo(factor, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.25", "1, 0.5", "2, 0.75", "3, 1", "4, 1", "5, 1", "6, 0.1", "8, 0.01"})
  void warmupIsFollowedByAnother(double step, double factor) {
    assertThat(at(Schedule.warmup(4, Schedule.decay(2, 0.1)), step))
        .isCloseTo(factor, within(1e-16));
  }

  /** The least length, 1, and the least and largest final fraction. */
  @Test
  void acceptsTheEndsOfItsRanges() {
    assertThat(at(Schedule.decay(1, 0.5), 3)).isEqualTo(0.125);
    assertThat(at(Schedule.cosine(1, 0), 1)).isCloseTo(0, within(1e-16));
    assertThat(at(Schedule.cosine(2, 1), 1)).isEqualTo(1);
    assertThat(at(Schedule.warmup(1, Schedule.decay(1, 0.5)), 0)).isEqualTo(1);
    assertThat(at(Schedule.warmup(1, Schedule.decay(1, 0.5)), 2)).isEqualTo(0.5);
  }

  @Test
  void constantIsOne() {
    assertThat(at(Schedule.constant(), 1e6)).isEqualTo(1);
  }

  @Test
  void countsExactlyBeyondTheIntegersOfFloat() {
    long every = 1L << 25;
    assertThat(at(Schedule.decay(every, 0.5), every - 1)).isEqualTo(1);
    assertThat(at(Schedule.decay(every, 0.5), every)).isEqualTo(0.5);
  }

  @Test
  void actsOnEveryElementInItsDType() {
    Tensor steps = Tensor.range(DType.FLOAT, 8).reshape(2, 4);
    Schedule schedule = Schedule.warmup(2, Schedule.cosine(4, 0));
    Tensor factor = schedule.factor(steps);
    assertThat(factor.dtype()).isEqualTo(DType.FLOAT);
    assertThat(factor.eval().ravel().toFloatVector())
        .containsExactly(
            new float[] {0.5f, 1, 1, 0.85355339f, 0.5f, 0.14644661f, 0, 0}, within(1e-6f));
    assertThat(Schedule.constant().factor(steps).shape()).isEqualTo(steps.shape());
  }

  @Test
  void rejectsLengthsBelowOne() {
    assertThatThrownBy(() -> Schedule.decay(0, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Schedule.decay: every must be >= 1, got 0");
    assertThatThrownBy(() -> Schedule.cosine(-1, 0.5))
        .hasMessage("Schedule.cosine: steps must be >= 1, got -1");
    assertThatThrownBy(() -> Schedule.warmup(0, Schedule.constant()))
        .hasMessage("Schedule.warmup: steps must be >= 1, got 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void rejectsDecayFactor(double factor) {
    assertThatThrownBy(() -> Schedule.decay(3, factor))
        .hasMessage("Schedule.decay: factor must be > 0 and finite, got " + factor);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void rejectsFinalFraction(double fraction) {
    assertThatThrownBy(() -> Schedule.cosine(3, fraction))
        .hasMessage("Schedule.cosine: final fraction must be in [0, 1], got " + fraction);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0.85", "3, 0.55", "6, 0.1", "7, 0.1", "1e9, 0.1"})
  void linearFallsToFinalFraction(double step, double factor) {
    assertThat(at(Schedule.linear(6, 0.1), step)).isCloseTo(factor, within(1e-15));
  }

  /** Values of PyTorch 2.13, CosineAnnealingWarmRestarts(T_0=3, T_mult=2, eta_min=0.1). */
  @Test
  void cosineRestartsInCyclesOfGrowingLength() {
    double[] torch = {
      1.0,
      0.775,
      0.325,
      1.0,
      0.9397114317029974,
      0.775,
      0.55,
      0.325,
      0.16028856829700258,
      1.0,
      0.9846666218300807,
      0.9397114317029974,
      0.8681980515339464,
      0.775,
      0.6664685702961344,
      0.55,
      0.4335314297038657,
      0.325,
      0.23180194846605365,
      0.16028856829700258,
      0.11533337816991932,
      1
    };
    for (int step = 0; step < torch.length; step++) {
      assertThat(at(Schedule.cosineRestarts(3, 2, 0.1), step))
          .as("step %d", step)
          .isCloseTo(torch[step], within(1e-13));
      assertThat(at(Schedule.cosineRestarts(7, 1, 0.1), step))
          .isCloseTo(at(Schedule.cosine(7, 0.1), step % 7), within(1e-14));
    }
    // Restarts 10^5 (3^i - 1) / 2 of long cycles, and the steps before them.
    for (long i = 1, start = 100_000; i < 8; start = 3 * start + 100_000, i++) {
      assertThat(at(Schedule.cosineRestarts(100_000, 3, 0), start)).isCloseTo(1, within(1e-9));
      assertThat(at(Schedule.cosineRestarts(100_000, 3, 0), start - 1)).isLessThan(1e-9);
    }
  }

  /** Values of PyTorch 2.13, OneCycleLR(max_lr=1, total_steps=20). */
  @Test
  void oneCycleRisesAndFalls() {
    double[] torch = {
      0.04,
      0.1316718427000253,
      0.3716718427000253,
      0.6683281572999747,
      0.9083281572999747,
      1.0,
      0.9874640062350873,
      0.9504846320134737,
      0.89091617757105,
      0.8117456539497631,
      0.7169430017913008,
      0.6112620219362893,
      0.500002,
      0.38874197806371075,
      0.28306099820869923,
      0.18825834605023697,
      0.10908782242895004,
      0.049519367986526286,
      0.012539993764912554,
      4e-06,
      4e-06
    };
    for (int step = 0; step < torch.length; step++) {
      assertThat(at(Schedule.oneCycle(20), step))
          .as("step %d", step)
          .isCloseTo(torch[step], within(1e-14));
    }
    assertThatThrownBy(() -> Schedule.oneCycle(3))
        .hasMessage("Schedule.oneCycle: steps must be >= 4, got 3");
  }
}
