package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What steps allocate once they are warm: hardly anything on the heap, and nothing outside it. */
@Timeout(300)
class AllocationTest {
  private static final Logger LOG = LoggerFactory.getLogger(AllocationTest.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Bytes on the heap by the caller and the workers together, in the best of up to 40 blocks of
   * steps: until C2 has compiled them, lambdas and iterators are allocated that are not there
   * afterwards. A step's key and result, the loss in it, and a few iterators are counted.
   */
  @ParameterizedTest
  @CsvSource({"vae-mnist, 50", "vae-small, 1000", "cond-gauss, 500"})
  void stepAllocatesLessThanTwoKilobytesOnTheHeap(String name, int steps) {
    try (Workload workload = Workloads.named(name)) {
      long least = Long.MAX_VALUE;
      for (int block = 0; block < 40 && least >= 1_000; block++) {
        least = Math.min(least, bytesOf(workload, steps) / steps);
      }
      LOG.info("{}: {} bytes on the heap for a step", name, least);
      assertThat(least).isLessThan(2_000);
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

  /** JavaCPP's bytes must not grow at all, the process by 8 MB at most (the heap is touched). */
  @Test
  void manyStepsLeaveMemoryOutsideTheHeapWhereItWas() throws IOException {
    requireStableMemory(20_000, 8_000);
  }

  @Test
  @Tag("study")
  void veryManyStepsLeaveMemoryOutsideTheHeapWhereItWas() throws IOException {
    requireStableMemory(100_000, 8_000);
  }

  private static void requireStableMemory(int steps, long marginKilobytes) throws IOException {
    try (Workload workload = Workloads.named("vae-small")) {
      run(workload, 1_000);
      System.gc();
      long bytes = Pointer.totalBytes();
      long count = Pointer.totalCount();
      long resident = residentKilobytes();
      run(workload, steps - 1_000);
      System.gc();
      long grown = residentKilobytes() - resident;
      LOG.info("resident memory grew by {} kB in {} steps", grown, steps);
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
      assumeThat(STATUS).exists();
      assertThat(grown).as("kB of resident memory").isLessThan(marginKilobytes);
    }
  }

  private static void run(Workload workload, int steps) {
    for (int i = 0; i < steps; i++) {
      workload.step();
    }
  }

  /** Of this process; 0 where the system does not say. */
  private static long residentKilobytes() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
