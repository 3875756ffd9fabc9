/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KernelAutotunerTest {
  private static final int SAMPLES = 512;
  private static final long PLAIN_NANOS = 1_500;

  private final VectorNoise kernels = new NoKernels();
  private final KernelAutotuner choice = KernelAutotuner.open(kernels);

  private long now = -12345; // System.nanoTime may begin anywhere

  private void record(boolean vectors, long nanos) {
    choice.record(vectors, now, now + nanos, SAMPLES);
    now += nanos;
  }

  /** Runs that take PLAIN_NANOS with the plain loops and some other time with the kernels. */
  private int trialsOf(int runs, long vectorNanos) {
    int trials = 0;
    for (int i = 0; i < runs && choice.isOpen(); i++) {
      boolean vectors = choice.next() != null;
      record(vectors, vectors ? vectorNanos : PLAIN_NANOS);
      trials += vectors ? 1 : 0;
    }
    return trials;
  }

  private void runPlainLoopsFirst() {
    while (choice.next() == null) {
      record(false, PLAIN_NANOS);
    }
  }

  @Test
  void firstTrialWaits() {
    int runs = (int) (KernelAutotuner.SAMPLES_BEFORE_TRIALS / SAMPLES);
    assertThat(trialsOf(runs, 400)).isZero();
    assertThat(trialsOf(1, 400)).isOne();
  }

  @Test
  void fasterKernelsAreTaken() {
    runPlainLoopsFirst();
    assertThat(trialsOf(1000, PLAIN_NANOS - 1)).isEqualTo(KernelAutotuner.WINS);
    assertThat(choice.isOpen()).isFalse();
    assertThat(choice.next()).isSameAs(kernels);
  }

  @Test
  void aSlowRunAmongFastOnesDelaysTheChoice() {
    runPlainLoopsFirst();
    trialsOf(KernelAutotuner.WINS - 1, 400);
    record(true, PLAIN_NANOS);
    assertThat(choice.isOpen()).isTrue();
    assertThat(trialsOf(1000, 400)).isEqualTo(KernelAutotuner.WINS);
    assertThat(choice.next()).isSameAs(kernels);
  }

  @Test
  void trialsTakeNoMoreTimeThanThePlainLoops() {
    runPlainLoopsFirst();
    int before = (int) (KernelAutotuner.SAMPLES_BEFORE_TRIALS / SAMPLES);
    int after = 100_000;
    int trials = trialsOf(after, 150_000);
    double plain = (double) PLAIN_NANOS * (before + after - trials);
    assertThat(trials * 150_000.0).isBetween(0.99 * plain, plain + 150_000);
  }

  /** Steps of a millisecond each, of which noise takes a 600th. */
  @Test
  void whereNoiseIsRareTrialsTakeAShareOfTheTime() {
    long vectors = 0;
    long first = 0;
    long last = 0;
    for (int step = 1; step <= 20_000; step++) {
      boolean trial = choice.next() != null;
      long nanos = trial ? 150_000 : PLAIN_NANOS;
      record(trial, nanos);
      if (trial) {
        vectors += nanos;
        first = first == 0 ? step : first;
        last = step;
      }
      now += 1_000_000;
    }
    assertThat(first).isBetween(990L, 1010L);
    assertThat(last).isGreaterThan(19_000);
    long share = (now + 12345) / KernelAutotuner.SHARE_OF_TIME - KernelAutotuner.MAX_TRIAL_NANOS;
    assertThat((double) vectors).isBetween(0.99 * share, share + 150_000.0);
  }

  /** A program that has waited for an hour must not spend minutes on trials. */
  @Test
  void pausesAreNoTimeForTrials() {
    record(false, PLAIN_NANOS);
    now += 3_600_000_000_000L;
    record(false, PLAIN_NANOS);
    assertThat(choice.next()).isNull();
  }

  @Test
  void slowKernelsAreGivenUp() {
    runPlainLoopsFirst();
    assertThat(trialsOf(10_000_000, PLAIN_NANOS)).isEqualTo(KernelAutotuner.TRIALS);
    assertThat(choice.isOpen()).isFalse();
    assertThat(choice.next()).isNull();
  }

  @Test
  void withoutKernelsThereIsNothingToChoose() {
    assertThat(KernelAutotuner.open(null).isOpen()).isFalse();
    assertThat(KernelAutotuner.open(null).next()).isNull();
  }

  @Test
  void shortCallsUseThePlainLoops() {
    KernelAutotuner shortCall =
        KernelAutotuner.ofFloats(NoiseDistribution.UNIFORM, KernelAutotuner.MIN_SAMPLES - 1);
    assertThat(shortCall.isOpen()).isFalse();
    assertThat(shortCall.next()).isNull();
  }

  /** Stands for kernels; never run. */
  private static final class NoKernels implements VectorNoise {
    @Override
    public void words(int[] out, RandomKey key, int stream, int first, int count) {
      throw new AssertionError();
    }

    @Override
    public void words(long[] out, RandomKey key, int stream, int first, int count) {
      throw new AssertionError();
    }

    @Override
    public void transform(
        NoiseDistribution distribution,
        int[] words,
        float[] f,
        float[] e,
        float[] out,
        int at,
        int count) {
      throw new AssertionError();
    }

    @Override
    public void transform(
        NoiseDistribution distribution,
        long[] words,
        double[] f,
        double[] e,
        double[] out,
        int at,
        int count) {
      throw new AssertionError();
    }
  }
}
