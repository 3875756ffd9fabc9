/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThreadChoiceTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MICROSECOND = 1_000;

  private final ThreadChoice choice = new ThreadChoice();
  private long now = -3 * SECOND; // System.nanoTime may be negative
  private long runs;
  private long teamRuns;

  /** Runs a program for some time, given the time of a run with and without the team. */
  private void run(long nanos, long team, long alone) {
    long end = now + nanos;
    runs = 0;
    teamRuns = 0;
    while (now < end) {
      boolean uses = choice.usesTeam();
      long start = now;
      now += uses ? team : alone;
      choice.record(uses, start, now);
      runs++;
      teamRuns += uses ? 1 : 0;
    }
  }

  @Test
  void startsWithTheTeam() {
    assertThat(choice.usesTeam()).isTrue();
    run(ThreadChoice.NANOS_BETWEEN_TRIALS / 2, 100 * MICROSECOND, 50 * MICROSECOND);
    assertThat(teamRuns).isEqualTo(runs);
  }

  @Test
  void followsWhatIsFaster() {
    run(SECOND, 110 * MICROSECOND, 89 * MICROSECOND);
    run(SECOND, 110 * MICROSECOND, 89 * MICROSECOND);
    assertThat(teamRuns).isLessThan(runs / 50);
    run(SECOND, 60 * MICROSECOND, 89 * MICROSECOND);
    run(SECOND, 60 * MICROSECOND, 89 * MICROSECOND);
    assertThat(runs - teamRuns).isLessThan(runs / 50);
  }

  @Test
  void runsOfSomeMillisecondsAreTriedBothWays() {
    run(4 * SECOND, 25_000 * MICROSECOND, 9_000 * MICROSECOND);
    assertThat(choice.usesTeam()).isFalse();
  }

  @Test
  void smallDifferencesChangeNothing() {
    run(3 * SECOND, 100 * MICROSECOND, 98 * MICROSECOND);
    assertThat(choice.usesTeam()).isTrue();
  }

  @Test
  void trialsLoseAHundredthOfTheTime() {
    run(20 * SECOND, 2_000 * MICROSECOND, 3_500 * MICROSECOND);
    long lost = (runs - teamRuns) * 1_500 * MICROSECOND;
    assertThat(lost).isBetween(1L, 20 * SECOND / 80);
  }

  @Test
  void longRunsUseTheTeamAndATrialOfThemEndsAtOnce() {
    run(60 * SECOND, 80_000 * MICROSECOND, 150_000 * MICROSECOND);
    assertThat(choice.usesTeam()).isTrue();
    assertThat(runs - teamRuns).isBetween(1L, 8L);
    run(5 * SECOND, 120_000 * MICROSECOND, 10_000 * MICROSECOND);
    assertThat(teamRuns).isEqualTo(runs);
  }

  @Test
  void runsThatDidNotGetTheTeamAreNotCounted() {
    run(2 * ThreadChoice.NANOS_BETWEEN_TRIALS, 100 * MICROSECOND, 200 * MICROSECOND);
    for (int i = 0; i < 1000; i++) {
      choice.record(false, now, now + MICROSECOND);
      now += 200 * MICROSECOND;
    }
    assertThat(choice.usesTeam()).isTrue();
  }
}
