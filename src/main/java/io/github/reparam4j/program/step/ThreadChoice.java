/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import java.util.Arrays;

/**
 * Whether the runs of a program use the team of threads or one thread: whichever takes less time on
 * this machine, now. Passing data between cores costs much on some machines, and compilers and
 * other programs compete for them. Results are the same, so the choice may change between runs.
 *
 * <p>From time to time some runs are made each way, and the medians are compared. Trials lose about
 * a hundredth of the time. Runs that are long enough always use the team.
 */
public final class ThreadChoice {
  /** Runs of this length gain from the team, whatever it costs. */
  static final long LONG_NANOS = 100_000_000;

  static final long NANOS_BETWEEN_TRIALS = 250_000_000;
  static final long MAX_TRIAL_NANOS = 5_000_000;
  static final int SHARE_OF_TIME = 100;

  /** Runs of a trial that are not counted: threads that were parked are waking up. */
  static final int SKIPPED = 4;

  /** After so long they are awake, even if fewer runs were skipped. */
  static final long MAX_SKIPPED_NANOS = 1_000_000;

  static final int MIN_RUNS = 4;
  static final int MAX_RUNS = 16;

  /** The other way must be faster by this factor, or noise would change the choice. */
  static final double GAIN = 0.97;

  /** The parts of a trial. */
  private enum Phase {
    REST,
    OWN,
    OTHER
  }

  private final long[] times = new long[MAX_RUNS];
  private boolean usesTeam = true;
  private Phase phase = Phase.REST;
  private int skipped;
  private int runs;
  private long began;
  private long next;
  private long own;
  private boolean started;

  /** Whether the next run is to use the team. */
  public synchronized boolean usesTeam() {
    return usesTeam != (phase == Phase.OTHER);
  }

  /**
   * Records a run.
   *
   * @param team whether it used the team
   * @param start when it began, by {@link System#nanoTime}
   * @param end when it ended
   */
  public synchronized void record(boolean team, long start, long end) {
    if (!started) {
      started = true;
      next = end + NANOS_BETWEEN_TRIALS;
    }
    if (phase == Phase.REST) {
      if (end - next >= 0) {
        begin(Phase.OWN, end);
      }
      return;
    }
    if (team != usesTeam()) {
      return; // another run had the team
    }
    if (end - start >= LONG_NANOS) {
      usesTeam = true;
      rest(end, phase == Phase.OTHER ? end - start - own : 0);
      return;
    }
    if (skipped < SKIPPED && start - began < MAX_SKIPPED_NANOS) {
      skipped++;
      return;
    }
    times[runs++] = end - start;
    if (runs == MAX_RUNS || runs >= MIN_RUNS && end - began >= MAX_TRIAL_NANOS) {
      finish(median(runs), end);
    }
  }

  private void begin(Phase to, long now) {
    phase = to;
    skipped = 0;
    runs = 0;
    began = now;
  }

  private void finish(long median, long now) {
    if (phase == Phase.OWN) {
      own = median;
      begin(Phase.OTHER, now);
      return;
    }
    long lost = Math.max(0, median - own) * (skipped + runs);
    if (median < GAIN * own) {
      usesTeam = !usesTeam;
    }
    rest(now, lost);
  }

  /** Waits until a trial that has lost some time took a hundredth of all time. */
  private void rest(long now, long lost) {
    phase = Phase.REST;
    next = now + Math.max(NANOS_BETWEEN_TRIALS, SHARE_OF_TIME * lost);
  }

  private long median(int count) {
    Arrays.sort(times, 0, count);
    return times[count / 2];
  }
}
