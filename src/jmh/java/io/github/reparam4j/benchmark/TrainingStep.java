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

/**
 * Time of one whole training step: noise, loss, gradients and Adam. {@code gemmFloor} is the time
 * of the products of a step alone, in the same run: the floor to measure the steps against.
 */
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
public class TrainingStep {
  /** Name of the workload, see {@link Workloads#named}. */
  @Param({
    "vae-mnist",
    "gemmFloor-mnist",
    "vae-small",
    "vae-large",
    "gemmFloor-large",
    "cond-gauss",
    "iwae"
  })
  String workload;

  private Workload running;

  /** Builds it. */
  @Setup
  public void open() {
    running = Workloads.named(workload);
  }

  /** One step with fresh noise. */
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
