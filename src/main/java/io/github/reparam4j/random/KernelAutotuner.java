/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import java.util.Arrays;

/**
 * Chooses between the plain loops and the vector kernels for one distribution and type by measured
 * time. Both give the same bits, so the choice may change within a range.
 *
 * <p>Until C2 has compiled them, which takes seconds, vector kernels are a hundred times slower; on
 * some machines they stay slower. So they are tried only after the plain loops have computed many
 * samples, and their total time is limited to that of the plain loops: noise takes at most about
 * twice as long until the choice is final. If noise is a small part of a program, trials may use a
 * twentieth of the elapsed time, long pauses excluded, after the first second. Vector kernels are
 * chosen for good after a number of consecutive trials each faster than the fastest plain run, and
 * rejected after many trials without such a sequence.
 *
 * <p>Threads share a choice without synchronization. A lost update only delays the choice.
 */
final class KernelAutotuner {
  /** Calls for fewer samples use the plain loops and are not timed. */
  static final int MIN_SAMPLES = 256;

  static final long SAMPLES_BEFORE_TRIALS = 1 << 25; // the first trial takes as long as these
  static final long MAX_TRIAL_NANOS = 50_000_000; // the first loads classes
  static final int WINS = 16;
  static final int TRIALS = 500_000;
  static final int SHARE_OF_TIME = 20;
  private static final long MAX_NANOS_BETWEEN_CALLS = 100_000_000;

  private static final VectorNoise KERNELS = VectorNoise.load();
  private static final KernelAutotuner PLAIN = always(null);
  private static final KernelAutotuner[] FLOATS = onePerDistribution();
  private static final KernelAutotuner[] DOUBLES = onePerDistribution();

  private final VectorNoise kernels;
  private boolean settled;
  private boolean vectorsWon;
  private long plainSamples;
  private long plainNanos;
  private long vectorNanos;
  private long passedNanos; // since the first call, without long pauses
  private long last; // when the latest call ended
  private double minPlainTime = Double.POSITIVE_INFINITY; // per sample
  private int wins;
  private int trials;

  private KernelAutotuner(VectorNoise kernels, boolean settled) {
    this.kernels = kernels;
    this.settled = settled;
    vectorsWon = settled && kernels != null;
  }

  private static KernelAutotuner[] onePerDistribution() {
    KernelAutotuner[] choices = new KernelAutotuner[NoiseDistribution.values().length];
    Arrays.setAll(choices, i -> open(KERNELS));
    return choices;
  }

  /** An undecided choice, or that of the plain loops if kernels is null. */
  static KernelAutotuner open(VectorNoise kernels) {
    return new KernelAutotuner(kernels, kernels == null);
  }

  /** A final choice: these kernels, or the plain loops if null. */
  static KernelAutotuner always(VectorNoise kernels) {
    return new KernelAutotuner(kernels, true);
  }

  static KernelAutotuner ofFloats(NoiseDistribution distribution, int count) {
    return count < MIN_SAMPLES ? PLAIN : FLOATS[distribution.ordinal()];
  }

  static KernelAutotuner ofDoubles(NoiseDistribution distribution, int count) {
    return count < MIN_SAMPLES ? PLAIN : DOUBLES[distribution.ordinal()];
  }

  /** The kernels to use next, or null for the plain loops. */
  VectorNoise next() {
    if (settled) {
      return vectorsWon ? kernels : null;
    }
    boolean withinPlainTime = plainSamples >= SAMPLES_BEFORE_TRIALS && vectorNanos < plainNanos;
    boolean withinShare = vectorNanos + MAX_TRIAL_NANOS < passedNanos / SHARE_OF_TIME;
    return withinPlainTime || withinShare ? kernels : null;
  }

  /** Whether times are to be passed to {@link #record}. */
  boolean isOpen() {
    return !settled;
  }

  /**
   * Records the time of a run with the kernels that {@link #next} returned.
   *
   * @param start when it began, by {@link System#nanoTime}
   * @param end when it ended
   */
  void record(boolean vectors, long start, long end, int samples) {
    long since = plainSamples == 0 ? end - start : end - last;
    passedNanos += Math.max(0, Math.min(since, MAX_NANOS_BETWEEN_CALLS));
    last = end;
    long nanos = end - start;
    double time = (double) nanos / samples;
    if (!vectors) {
      plainSamples += samples;
      plainNanos += nanos;
      minPlainTime = Math.min(minPlainTime, time);
      return;
    }
    vectorNanos += Math.min(nanos, MAX_TRIAL_NANOS);
    wins = time < minPlainTime ? wins + 1 : 0;
    trials++;
    if (wins >= WINS) {
      vectorsWon = true;
      settled = true;
    } else if (trials >= TRIALS) {
      settled = true;
    }
  }
}
