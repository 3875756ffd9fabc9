/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Prints the seconds from the start of the process until so many steps of a workload are done: a
 * line {@code name workload steps seconds} for each number of steps.
 */
final class Timeline {
  /** Numbers of steps; 469 are an epoch of MNIST in batches of 128. */
  static final int[] STEPS = {1, 100, 469, 1000, 4690, 10_000, 30_000};

  private Timeline() {}

  /**
   * Runs a workload.
   *
   * @param args the name to print, the workload, and the last number of steps
   */
  public static void main(String[] args) {
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    int last = Integer.parseInt(args[2]);
    try (Workload workload = Workloads.named(args[1])) {
      int done = 0;
      for (int steps : STEPS) {
        if (steps > last) {
          return;
        }
        for (; done < steps; done++) {
          workload.step();
        }
        double seconds = (System.currentTimeMillis() - start) / 1e3;
        System.out.printf(Locale.ROOT, "%s %s %d %.3f%n", args[0], args[1], steps, seconds);
      }
    }
  }
}
