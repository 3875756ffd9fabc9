/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.NaiveEvaluator;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs that fail, and threads that are interrupted: variables keep their bits, no memory is lost,
 * and the next run is right.
 */
@Timeout(120)
class FaultTest {
  private static final RandomKey KEY = RandomKey.of(3);

  @ParameterizedTest
  @EnumSource(FaultyModel.Fault.class)
  void failedRunsLeaveVariablesAndTheNextRunAsTheyWere(FaultyModel.Fault fault) {
    try (FaultyModel alone = new FaultyModel();
        FaultyModel model = new FaultyModel()) {
      for (int step = 0; step < 5; step++) {
        RandomKey key = KEY.step(step);
        List<double[]> before = model.variables();
        List<INDArray> arrays = model.arrays();
        Binding[] faulty = model.bindings(fault);
        for (int i = 0; i < 5; i++) {
          assertThatThrownBy(() -> model.run(key, faulty)).hasMessageStartingWith(fault.message());
          requireSameBits(model.variables(), before);
          for (int v = 0; v < arrays.size(); v++) {
            assertThat(model.arrays().get(v)).isSameAs(arrays.get(v));
          }
        }
        double loss = model.run(key).scalar(0);
        assertThat(loss).isEqualTo(alone.run(key).scalar(0));
        requireSameBits(model.variables(), alone.variables());
        assertThat(Arrays.equals(model.variables().get(0), before.get(0))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(FaultyModel.Fault.class)
  void failedRunsLoseNoMemory(FaultyModel.Fault fault) {
    try (FaultyModel model = new FaultyModel()) {
      model.run(KEY);
      Binding[] faulty = model.bindings(fault);
      assertThatThrownBy(() -> model.run(KEY, faulty)).isNotNull();
      long before = Pointer.totalBytes();
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> model.run(KEY, faulty)).isNotNull();
      }
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void workersRestAfterFailedRuns() throws InterruptedException {
    try (FaultyModel model = new FaultyModel()) {
      for (FaultyModel.Fault fault : FaultyModel.Fault.values()) {
        Binding[] faulty = model.bindings(fault);
        for (int i = 0; i < 20; i++) {
          assertThatThrownBy(() -> model.run(KEY, faulty)).isNotNull();
        }
        requireWorkersToRest();
      }
    }
  }

  // ---- interrupts

  @Test
  void runOfAnInterruptedThreadCompletesAndKeepsTheFlag() {
    try (FaultyModel alone = new FaultyModel();
        FaultyModel model = new FaultyModel()) {
      alone.run(KEY);
      Thread.currentThread().interrupt();
      model.run(KEY);
      assertThat(Thread.interrupted()).isTrue();
      requireSameBits(model.variables(), alone.variables());
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void interruptsDuringRunsChangeNothing() throws InterruptedException {
    int steps = 60;
    try (FaultyModel alone = new FaultyModel();
        FaultyModel model = new FaultyModel()) {
      Binding[] bindings = model.bindings();
      Binding[] ofAlone = alone.bindings();
      AtomicInteger stillInterrupted = new AtomicInteger();
      AtomicBoolean ended = new AtomicBoolean();
      Thread runner =
          new Thread(
              () -> {
                for (int i = 0; i < steps; i++) {
                  model.run(KEY.step(i), bindings);
                  if (Thread.interrupted()) {
                    stillInterrupted.incrementAndGet();
                  }
                }
                ended.set(true);
              });
      runner.start();
      int sent = 0;
      while (runner.isAlive()) {
        runner.interrupt();
        sent++;
        Thread.sleep(1);
      }
      assertThat(ended).isTrue();
      assertThat(sent).isPositive();
      assertThat(stillInterrupted).hasPositiveValue();
      for (int i = 0; i < steps; i++) {
        alone.run(KEY.step(i), ofAlone);
      }
      requireSameBits(model.variables(), alone.variables());
    }
  }

  @Test
  void interruptedWorkersRestAgain() throws InterruptedException {
    try (FaultyModel model = new FaultyModel()) {
      model.run(KEY);
      workers().forEach(Thread::interrupt);
      requireWorkersToRest();
      model.run(KEY);
      requireWorkersToRest();
    }
  }

  private static List<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("reparam4j-worker-"))
        .toList();
  }

  /** The flag is cleared once the thread has noticed the interrupt. */
  private static boolean rests(Thread worker) {
    return !worker.isInterrupted() && worker.getState() == Thread.State.WAITING;
  }

  /** The workers spin for less than a millisecond of their own time. */
  private static void requireWorkersToRest() throws InterruptedException {
    for (Thread worker : workers()) {
      long end = System.nanoTime() + 20_000_000_000L;
      while (!rests(worker) && System.nanoTime() < end) {
        Thread.sleep(1);
      }
      assertThat(rests(worker)).as(worker + " " + worker.getState()).isTrue();
    }
  }

  // ---- outputs

  @Test
  void outputThatCannotBeAllocatedLeavesVariablesAsTheyWere() {
    try (FaultyModel alone = new FaultyModel();
        FaultyModel model = new FaultyModel()) {
      alone.run(KEY);
      model.run(KEY);
      List<double[]> before = model.variables();
      Binding[] bindings = model.bindings();
      for (int allowed = 0; allowed < 2; allowed++) {
        // The model has two outputs that are arrays.
        try (FailingArrays failing = FailingArrays.after(allowed)) {
          assertThatThrownBy(() -> model.run(KEY.step(1), bindings))
              .isInstanceOf(OutOfMemoryError.class)
              .hasMessageMatching(
                  "Program\\.run: needs \\d+ bytes outside the heap; reduce the batch, or raise "
                      + "-Dorg\\.bytedeco\\.javacpp\\.maxbytes: Allocation failed: \\[test\\]");
          assertThat(failing.made()).hasSize(allowed).allMatch(INDArray::wasClosed);
        }
        requireSameBits(model.variables(), before);
      }
      assertThat(model.run(KEY.step(1)).scalar(0)).isEqualTo(alone.run(KEY.step(1)).scalar(0));
      requireSameBits(model.variables(), alone.variables());
    }
  }

  @Test
  void instanceThatCannotBeAllocatedLosesNoMemory() {
    try (FaultyModel model = new FaultyModel()) {
      Binding[] bindings = model.bindings();
      long before = Pointer.totalBytes();
      for (int i = 0; i < 20; i++) {
        try (FailingArrays failing = FailingArrays.after(0)) {
          assertThatThrownBy(() -> model.run(KEY, bindings))
              .isInstanceOf(OutOfMemoryError.class)
              .hasMessageContaining("bytes outside the heap");
          assertThat(failing.made()).isEmpty();
        }
      }
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
      model.run(KEY);
    }
  }

  // ---- several threads

  @Test
  void failuresInSomeThreadsDoNotConcernOthers() throws InterruptedException {
    FaultyModel.Fault[] faults = FaultyModel.Fault.values();
    try (FaultyModel alone = new FaultyModel();
        FaultyModel model = new FaultyModel()) {
      InThreads.run(
          8,
          number -> {
            for (int i = 0; i < 12; i++) {
              if ((number + i) % 2 == 0) {
                FaultyModel.Fault fault = faults[(number / 2 + i) % faults.length];
                assertThatThrownBy(() -> model.run(KEY, fault))
                    .hasMessageStartingWith(fault.message());
              } else {
                model.run(KEY);
              }
            }
          });
      for (int i = 0; i < 48; i++) {
        alone.run(KEY);
      }
      requireSameBits(model.variables(), alone.variables());
    }
  }

  @Test
  void runsWithoutUpdatesAndWithFailuresGetWhatOneGets() throws InterruptedException {
    FaultyModel.Fault[] faults = FaultyModel.Fault.values();
    try (FaultyModel model = new FaultyModel();
        Program values = model.withoutUpdates()) {
      double[] expected = elements(values.run(KEY, model.bindings()), 1);
      InThreads.run(
          8,
          number -> {
            for (int i = 0; i < 12; i++) {
              if ((number + i) % 3 == 0) {
                FaultyModel.Fault fault = faults[i % faults.length];
                assertThatThrownBy(() -> values.run(KEY, model.bindings(fault)))
                    .hasMessageStartingWith(fault.message());
              } else {
                RunResult result = values.run(KEY, model.bindings());
                assertThat(Arrays.equals(elements(result, 1), expected)).isTrue();
              }
            }
          });
    }
  }

  private static double[] elements(RunResult result, int output) {
    return NaiveEvaluator.elements(result.get(output));
  }

  private static void requireSameBits(List<double[]> actual, List<double[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Arrays.equals(actual.get(i), expected.get(i))).as("variable " + i).isTrue();
    }
  }
}
