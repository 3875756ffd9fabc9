/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time of a new process to its first result, and of a warm one to compile a plan. */
@Tag("serial")
class ColdStartTest {
  private static final Logger LOG = LoggerFactory.getLogger(ColdStartTest.class);
  private static final int PROCESSES = 3;

  /** The best of several processes, and of the later half of their compilations. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("study")
  void firstResultWithinFourSecondsAndNewPlansWithinFiftyMilliseconds(boolean vectors)
      throws IOException, InterruptedException {
    List<Double> first = new ArrayList<>();
    List<Double> recompiled = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      String output = ChildJvm.run(vectors ? ChildJvm.VECTORS : List.of(), ColdStart.class);
      first.addAll(values(output, "first: "));
      List<Double> times = values(output, "recompiled: ");
      recompiled.addAll(times.subList(times.size() / 2, times.size()));
    }
    double least = least(first);
    double minRecompiled = least(recompiled);
    LOG.info(
        "vectors {}: first result after {} ms, all {}; new plan {} ms, median {}",
        vectors,
        least,
        first,
        minRecompiled,
        recompiled.stream().sorted().toList().get(recompiled.size() / 2));
    assertThat(least).isLessThan(4_000);
    assertThat(minRecompiled).isLessThan(50);
  }

  private static List<Double> values(String output, String label) {
    List<Double> values =
        Stream.of(output.split("\\R"))
            .filter(line -> line.startsWith(label))
            .map(line -> Double.valueOf(line.substring(label.length())))
            .toList();
    assertThat(values).as(output).isNotEmpty();
    return values;
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(x -> x).min().orElseThrow();
  }
}
