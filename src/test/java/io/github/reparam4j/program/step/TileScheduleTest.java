/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schedule visits every position once, in tiles of a suitable length. */
class TileScheduleTest {
  @Test
  void tilesOfManyFloatsAreLong() {
    long few = (1 << 16) - 1;
    long many = 1 << 16;
    for (DType dtype : DType.values()) {
      boolean single = dtype == DType.FLOAT;
      assertThat(TileSchedule.flat(dtype, few, 0).tile()).isEqualTo(512);
      assertThat(TileSchedule.rows(dtype, few, 5).tile()).isEqualTo(512);
      assertThat(TileSchedule.columns(dtype, few, 5).tile()).isEqualTo(512);
      assertThat(TileSchedule.flat(dtype, many, 0).tile()).isEqualTo(single ? 1024 : 512);
      assertThat(TileSchedule.rows(dtype, many, 4).tile()).isEqualTo(single ? 1024 : 512);
      assertThat(TileSchedule.columns(dtype, many, 4).tile()).isEqualTo(single ? 1024 : 512);
    }
  }

  /** A row that is broadcast is loaded once a task, because tiles and tasks are whole rows. */
  @Test
  void tilesAreAlignedWithWhatRepeats() {
    for (long row : new long[] {1, 40, 200, 400, 512}) {
      for (long rows : new long[] {3, 100, 3000}) {
        assertThat(TileSchedule.flat(DType.DOUBLE, rows * row, row).repeats(row)).isTrue();
      }
    }
    assertThat(TileSchedule.flat(DType.FLOAT, 100_000, 784).tile()).isEqualTo(784);
    assertThat(TileSchedule.flat(DType.FLOAT, 100_000, 200).tile()).isEqualTo(1000);
    assertThat(TileSchedule.flat(DType.FLOAT, 100_000, 1025).tile()).isEqualTo(1024);
    assertThat(TileSchedule.flat(DType.FLOAT, 1000, 600).tile()).isEqualTo(512);
  }

  /** Sums rely on the order within a task, and on whole rows. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "3, 7",
    "1, 512",
    "1, 513",
    "513, 1",
    "40, 1025",
    "65536, 1",
    "1, 65536",
    "1, 70001",
    "9363, 7",
    "128, 512",
    "129, 513",
    "64, 1024",
    "70, 1025",
    "33, 2048",
    "2, 40000",
    "700, 300"
  })
  void everyPositionIsVisitedOnce(int rows, int columns) {
    int size = rows * columns;
    for (DType dtype : DType.values()) {
      for (long period : List.of(0L, 1L, 7L, 300L, 700L, (long) columns)) {
        check(TileSchedule.flat(dtype, size, period), size, columns, false);
      }
      check(TileSchedule.rows(dtype, size, columns), size, columns, true);
      check(TileSchedule.columns(dtype, size, columns), size, columns, false);
    }
  }

  private static void check(TileSchedule schedule, int size, int columns, boolean wholeRows) {
    int[] visits = new int[size];
    for (int task = 0; task < schedule.tasks(); task++) {
      long start = schedule.start(task);
      long at = start;
      int length = schedule.tileLength(task);
      for (long left = schedule.size(task); left > 0; left -= length) {
        int n = (int) Math.min(length, left);
        assertThat(n).isLessThanOrEqualTo(schedule.tile());
        for (int i = 0; i < n; i++) {
          visits[(int) at + i]++;
        }
        if (schedule.columnBlocks() > 0) {
          boolean partOfRow = at % columns + n <= columns;
          assertThat(partOfRow || at % columns == 0 && n % columns == 0).isTrue();
        }
        for (long period : List.of(1L, 2L, 7L, 512L, 1024L, 2048L, (long) columns)) {
          assertThat(!schedule.repeats(period) || (at - start) % period == 0).isTrue();
        }
        at += schedule.step();
      }
      assertThat(!wholeRows || start % columns == 0).isTrue();
    }
    assertThat(visits).containsOnly(1);
  }

  @Test
  void rowsThatDivideATileAreRepeated() {
    TileSchedule large = TileSchedule.flat(DType.FLOAT, 1 << 17, 0);
    assertThat(large.repeats(1024)).isTrue();
    assertThat(large.repeats(512)).isTrue();
    assertThat(large.repeats(2048)).isFalse();
    assertThat(large.repeats(7)).isFalse();
    assertThat(TileSchedule.flat(DType.DOUBLE, 1 << 17, 0).repeats(1024)).isFalse();
    assertThat(TileSchedule.columns(DType.FLOAT, 3000 * 40, 3000).repeats(3000)).isTrue();
    assertThat(TileSchedule.columns(DType.FLOAT, 3000 * 40, 3000).repeats(1024)).isFalse();
    assertThat(TileSchedule.rows(DType.FLOAT, 3000 * 40, 3000).repeats(3000)).isFalse();
  }

  @Test
  void nothingIsNoTask() {
    assertThat(TileSchedule.flat(DType.FLOAT, 0, 0).tasks()).isZero();
    assertThat(TileSchedule.rows(DType.FLOAT, 0, 0).tasks()).isZero();
    assertThat(TileSchedule.columns(DType.FLOAT, 0, 3).tasks()).isZero();
  }
}
