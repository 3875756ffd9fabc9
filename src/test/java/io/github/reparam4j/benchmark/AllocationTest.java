/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.reparam4j.program.ChildJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Allocation by warmed-up steps: close to nothing on the heap, nothing outside of it. */
@Timeout(300)
@Tag("serial")
class AllocationTest {
  private static final Logger LOG = LoggerFactory.getLogger(AllocationTest.class);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final long LIMIT = 2_000;

  /**
   * Bytes on the heap by the caller and the workers together, in the first block of steps below the
   * limit within a minute: until C2 has compiled the code, lambdas and iterators are allocated, and
   * vectors while the vector kernels of noise are being tried. The count includes a step's key and
   * result, the loss in it, and a few iterators.
   */
  @ParameterizedTest
  @CsvSource({"vae-mnist, 50", "vae-small, 1000", "cond-gauss, 500"})
  void stepAllocatesLessThanTwoKilobytesOnTheHeap(String name, int steps) {
    try (Workload workload = Workloads.named(name)) {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + 60_000_000_000L;
      while (least >= LIMIT && System.nanoTime() < end) {
        least = Math.min(least, bytesOf(workload, steps) / steps);
      }
      LOG.info("{}: {} bytes on the heap for a step", name, least);
      assertThat(least).isLessThan(LIMIT);
    }
  }

  private static long bytesOf(Workload workload, int steps) {
    long[] ids =
        LongStream.of(THREADS.getAllThreadIds()).filter(AllocationTest::takesPart).toArray();
    long before = LongStream.of(THREADS.getThreadAllocatedBytes(ids)).sum();
    for (int i = 0; i < steps; i++) {
      workload.step();
    }
    return LongStream.of(THREADS.getThreadAllocatedBytes(ids)).sum() - before;
  }

  private static boolean takesPart(long id) {
    var thread = THREADS.getThreadInfo(id);
    return thread != null
        && (id == Thread.currentThread().getId()
            || thread.getThreadName().startsWith("reparam4j-worker-"));
  }

  /**
   * JavaCPP's memory must not grow at all, that of the process by at most 16 MB, or 860 bytes per
   * step, because C2 is still compiling.
   */
  @Test
  void manyStepsLeaveMemoryOutsideTheHeapWhereItWas() throws IOException, InterruptedException {
    requireStableMemory(20_000);
  }

  /** The bound is 165 bytes per step. */
  @Test
  @Tag("study")
  void veryManyStepsLeaveMemoryOutsideTheHeapWhereItWas() throws IOException, InterruptedException {
    requireStableMemory(100_000);
  }

  private static void requireStableMemory(int steps) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(ChildJvm.sameModules());
    options.addAll(List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"));
    String output = ChildJvm.run(options, StepMemory.class, Integer.toString(steps));
    LOG.info("growth in {} steps: {}", steps, output);
    assertThat(growth(output, "bytes")).as(output).isLessThanOrEqualTo(0);
    assertThat(growth(output, "pointers")).as(output).isLessThanOrEqualTo(0);
    assertThat(growth(output, "resident")).as(output).isLessThan(16_000);
  }

  private static long growth(String output, String what) {
    Matcher matcher = Pattern.compile("(?m)^" + what + ": (-?\\d+)$").matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
