/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of drawing many samples, of gradients through them, and of gradients of densities. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    })
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 6, time = 1)
public class Sampling {
  /** Name of the workload, see {@link Workloads#named}. */
  @Param({
    "rsample-grad-1e7",
    "rsample-grad-mc",
    "normal-1e7",
    "gamma-1e6",
    "gamma-1e6-nograd",
    "beta-1e6",
    "dirichlet",
    "student-logprob-1e6",
    "gamma-logprob-1e6",
    "beta-logprob-1e6",
    "negative-binomial-logprob-1e6",
    "von-mises-logprob-1e6"
  })
  String workload;

  private Workload running;

  /** Builds it. */
  @Setup
  public void open() {
    running = Workloads.named(workload);
  }

  /** Draws fresh noise and computes what is made of it. */
  @Benchmark
  public double step() {
    return running.step();
  }

  /** Frees its memory. */
  @TearDown
  public void close() {
    running.close();
  }
}
