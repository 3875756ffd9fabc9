package io.github.reparam4j.random;

import java.util.Arrays;

/**
 * Chooses between the plain loops and the vector kernels for one law and type, by their times. The
 * bits are the same, so the choice may be made anew for each part of a range.
 *
 * <p>Until the JVM has compiled them, vector kernels are a hundred times slower, for seconds; and
 * on some machines they are slower for ever. So they are tried only once the plain loops have made
 * many samples, and then get no more time than those had: noise takes about twice as long while the
 * question is open. Where noise is a small part of what a program does, they get a twentieth of the
 * time that passes, long pauses not counted, from the second second on. They are taken for good
 * when they have been faster than the plain loops ever were some times in a row, and given up after
 * many trials.
 *
 * <p>Threads share a choice without synchronisation. Updates may get lost, which only delays it.
 */
final class KernelChoice {
  /** Calls for fewer samples than this use the plain loops and are not timed. */
  static final int MIN_SAMPLES = 256;

  static final long SAMPLES_BEFORE_TRIALS = 1 << 25; // the first trial takes as long as these
  static final long MAX_TRIAL_NANOS = 50_000_000; // the first loads classes
  static final int WINS = 16;
  static final int TRIALS = 500_000;
  static final int SHARE_OF_TIME = 20;
  private static final long MAX_NANOS_BETWEEN_CALLS = 100_000_000;

  private static final VectorNoise KERNELS = VectorNoise.load();
  private static final KernelChoice PLAIN = always(null);
  private static final KernelChoice[] FLOATS = onePerDistribution();
  private static final KernelChoice[] DOUBLES = onePerDistribution();

  private final VectorNoise kernels;
  private boolean settled;
  private boolean vectorsWon;
  private long plainSamples;
  private long plainNanos;
  private long vectorNanos;
  private long passedNanos; // since the first call, without long pauses
  private long last; // when the latest call ended
  private double leastPlainTime = Double.POSITIVE_INFINITY; // per sample
  private int wins;
  private int trials;

  private KernelChoice(VectorNoise kernels, boolean settled) {
    this.kernels = kernels;
    this.settled = settled;
    vectorsWon = settled && kernels != null;
  }

  private static KernelChoice[] onePerDistribution() {
    KernelChoice[] choices = new KernelChoice[NoiseLaw.values().length];
    Arrays.setAll(choices, i -> open(KERNELS));
    return choices;
  }

  /** A choice to be made, if there are kernels. */
  static KernelChoice open(VectorNoise kernels) {
    return new KernelChoice(kernels, kernels == null);
  }

  /** These kernels always, or the plain loops for null. */
  static KernelChoice always(VectorNoise kernels) {
    return new KernelChoice(kernels, true);
  }

  static KernelChoice ofFloats(NoiseLaw law, int count) {
    return count < MIN_SAMPLES ? PLAIN : FLOATS[law.ordinal()];
  }

  static KernelChoice ofDoubles(NoiseLaw law, int count) {
    return count < MIN_SAMPLES ? PLAIN : DOUBLES[law.ordinal()];
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

  /** Whether {@link #record} wants to be told. */
  boolean isOpen() {
    return !settled;
  }

  /**
   * Takes note of the time of what {@link #next} said.
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
      leastPlainTime = Math.min(leastPlainTime, time);
      return;
    }
    vectorNanos += Math.min(nanos, MAX_TRIAL_NANOS);
    wins = time < leastPlainTime ? wins + 1 : 0;
    trials++;
    if (wins >= WINS) {
      vectorsWon = true;
      settled = true;
    } else if (trials >= TRIALS) {
      settled = true;
    }
  }
}
