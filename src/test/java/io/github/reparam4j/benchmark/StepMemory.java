/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/**
 * Prints the growth of off-heap memory from the 1,000th step of vae-small to a later one: JavaCPP's
 * bytes and pointers, and the process's resident kilobytes. The whole heap of the JVM must be
 * resident from the start.
 */
final class StepMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private StepMemory() {}

  public static void main(String[] args) throws IOException {
    try (Workload workload = Workloads.named("vae-small")) {
      run(workload, 1_000);
      System.gc();
      long bytes = Pointer.totalBytes();
      long count = Pointer.totalCount();
      long resident = residentKilobytes();
      run(workload, Integer.parseInt(args[0]) - 1_000);
      System.gc();
      System.out.println("bytes: " + (Pointer.totalBytes() - bytes));
      System.out.println("pointers: " + (Pointer.totalCount() - count));
      System.out.println("resident: " + (residentKilobytes() - resident));
    }
  }

  private static void run(Workload workload, int steps) {
    for (int i = 0; i < steps; i++) {
      workload.step();
    }
  }

  /** Resident kilobytes of this process; 0 if the system does not report them. */
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
