/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The growth of time and memory with the numbers of samples and rows: a table, in the log and in
 * {@code target/curves.csv}. A time is the best of several steps, so that a small load of other
 * processes has no effect; a high load has, in long steps most of all.
 */
@Tag("study")
class CurvesTest {
  private static final Logger LOG = LoggerFactory.getLogger(CurvesTest.class);
  private static final List<String> LINES =
      new ArrayList<>(List.of("curve,size,milliseconds,nanoseconds for an element,arena bytes"));
  private static final long MIN_TIME = 1_500_000_000;
  private static final int MIN_STEPS = 10;

  private record Point(int size, double nanosecondsForElement, long arenaBytes) {}

  @AfterAll
  static void write() throws IOException {
    Path target = Files.createDirectories(Path.of("target"));
    Files.write(target.resolve("curves.csv"), LINES);
  }

  @Test
  void memoryDoesNotGrowWithSamplesNorDoesTheTimeForEach() {
    int n = 100_000;
    List<Point> curve =
        measure("samples", n, List.of(10, 100, 1000), s -> Workloads.monteCarloGradient(n, s));
    // Except for the loss of each sample, one element.
    long first = curve.get(0).arenaBytes;
    assertThat(curve).allMatch(p -> p.arenaBytes <= first + 8L * p.size);
    requireLevel(curve);
  }

  @Test
  void timeForARowDoesNotGrowWithTheBatch() {
    List<Point> curve =
        measure(
            "batch",
            1,
            List.of(32, 64, 128, 256, 512, 1024, 2048, 4096),
            batch -> Workloads.vae(784, 400, 20, batch));
    // At 32 rows the update of 648,000 parameters takes half of the time.
    requireLevel(curve.subList(1, curve.size()));
    assertThat(curve.get(0).nanosecondsForElement * curve.get(0).size)
        .isLessThan(1.1 * curve.get(1).nanosecondsForElement * curve.get(1).size);
    // The memory of a row does not depend on the number of rows.
    Point last = curve.get(curve.size() - 1);
    double fromLast = (double) last.arenaBytes / last.size;
    assertThat(curve).allMatch(p -> p.arenaBytes >= 0.99 * fromLast * p.size);
  }

  private static void requireLevel(List<Point> curve) {
    double best = curve.stream().mapToDouble(Point::nanosecondsForElement).min().orElseThrow();
    assertThat(curve).allMatch(p -> p.nanosecondsForElement < 2 * best);
  }

  private static List<Point> measure(
      String name, int elements, List<Integer> sizes, IntFunction<Workload> workloads) {
    List<Point> curve = new ArrayList<>();
    try (Workload warmUp = workloads.apply(sizes.get(0))) {
      best(warmUp, 4 * MIN_TIME);
    }
    for (int size : sizes) {
      try (Workload workload = workloads.apply(size)) {
        double best = best(workload, MIN_TIME);
        double each = best / ((double) elements * size);
        Point point = new Point(size, each, arenaBytes(workload));
        curve.add(point);
        String line =
            String.format(
                Locale.ROOT, "%s,%d,%.3f,%.3f,%d", name, size, best / 1e6, each, point.arenaBytes);
        LINES.add(line);
        LOG.info(line);
      }
    }
    return curve;
  }

  private static double best(Workload workload, long minTime) {
    double best = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    for (int i = 0; i < MIN_STEPS || System.nanoTime() - start < minTime; i++) {
      long begin = System.nanoTime();
      workload.step();
      best = Math.min(best, System.nanoTime() - begin);
    }
    return best;
  }

  private static long arenaBytes(Workload workload) {
    Matcher matcher =
        Pattern.compile("arena ([\\d,]+) bytes").matcher(workload.program().explain());
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }
}
