/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

/**
 * Prints the least microseconds of a step of one workload, after others have run in the process.
 */
final class FourthProgram {
  private static final long NANOS_OF_OTHERS = 1_500_000_000L;
  private static final long NANOS = 4_000_000_000L;
  private static final int STEPS = 20;

  private FourthProgram() {}

  /**
   * Runs workloads.
   *
   * @param args their names, that to be timed last
   */
  public static void main(String[] args) {
    for (int i = 0; i < args.length - 1; i++) {
      time(args[i], NANOS_OF_OTHERS);
    }
    System.out.println("step: " + time(args[args.length - 1], NANOS));
  }

  private static double time(String name, long nanos) {
    double least = Double.POSITIVE_INFINITY;
    try (Workload workload = Workloads.named(name)) {
      long end = System.nanoTime() + nanos;
      for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
        for (int i = 0; i < STEPS; i++) {
          workload.step();
        }
        least = Math.min(least, (System.nanoTime() - begin) / 1e3 / STEPS);
      }
    }
    return least;
  }
}
