/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The memory of programs: freed when the program is closed, but not while it is read. */
@Timeout(60)
@Tag("serial")
class ProgramMemoryTest {
  private static final RandomKey KEY = RandomKey.of(1);

  private final Variable w = Variable.of("w", Nd4j.ones(DataType.DOUBLE, 100, 100));
  private final Tensor loss =
      Noise.standardNormal(DType.DOUBLE, 100, 100).matmul(w).tanh().square().mean();
  private final Tensor gradient = Gradients.of(loss, w).of(w).square().sum();

  /** Memory that other tests left to the collector is freed before anything is measured. */
  @BeforeEach
  void letOthersBeFreed() throws InterruptedException {
    System.gc();
    long bytes;
    do {
      bytes = Pointer.totalBytes();
      Thread.sleep(50);
    } while (Pointer.totalBytes() != bytes);
  }

  @Test
  void closingFreesTheMemory() {
    cycle();
    long before = Pointer.totalBytes();
    for (int i = 0; i < 100; i++) {
      cycle();
    }
    // One cycle takes 160 kB and more.
    assertThat(Pointer.totalBytes() - before).isLessThan(100_000);
  }

  private void cycle() {
    try (Program program = Program.of(loss, gradient)) {
      long before = Pointer.totalBytes();
      program.run(KEY);
      assertThat(Pointer.totalBytes() - before).isGreaterThan(100_000);
      program.run(KEY.step(1));
    }
  }

  @Test
  void runningAgainAllocatesNothingMore() {
    try (Program program = Program.of(loss, gradient)) {
      program.run(KEY);
      long before = Pointer.totalBytes();
      for (int i = 0; i < 200; i++) {
        program.run(KEY.step(i));
      }
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void failedRunsGiveTheirMemoryBack() {
    Tensor checked = loss.neg().require(Condition.POSITIVE, "here", "loss", null).add(gradient);
    long before = Pointer.totalBytes();
    for (int i = 0; i < 50; i++) {
      try (Program program = Program.of(checked)) {
        assertThatThrownBy(() -> program.run(KEY)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> program.run(KEY)).isInstanceOf(ArithmeticException.class);
      }
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(100_000);
  }

  @Test
  void evalFreesWhatItCompiled() {
    loss.eval(KEY);
    long before = Pointer.totalBytes();
    for (int i = 0; i < 50; i++) {
      loss.eval(KEY);
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(100_000);
  }

  @Test
  void tracedProgramsAreFreedTogether() {
    long before = Pointer.totalBytes();
    for (int i = 0; i < 10; i++) {
      try (Program program =
          Program.tracing(
              in -> Program.Definition.of(in.get(0).exp().transpose().matmul(in.get(0)).sum()))) {
        for (int rows = 1; rows < 8; rows++) {
          program.run(null, Nd4j.ones(DataType.DOUBLE, 1000 * rows, 10));
        }
      }
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(2_000_000);
  }

  @Test
  void closingWhileARunIsUnderWayLetsItFinish() throws InterruptedException {
    Tensor slow = slow(w.sum(0));
    double expected = slow.sum().evalScalar();
    long before = Pointer.totalBytes();
    for (int i = 0; i < 5; i++) {
      Program program = Program.of(slow.sum());
      program.run();
      AtomicReference<Object> got = new AtomicReference<>();
      Thread runner =
          new Thread(
              () -> {
                try {
                  got.set(program.run().scalar(0));
                } catch (RuntimeException e) {
                  got.set(e);
                }
              });
      runner.start();
      Thread.sleep(i);
      program.close();
      runner.join();
      if (got.get() instanceof RuntimeException e) {
        assertThat(e).hasMessage("Program.run: program must be open, got a closed one");
      } else {
        assertThat(got.get()).isEqualTo(expected);
      }
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(100_000);
  }

  /**
   * An array that only the binding holds must not be collected while it is read: ND4J would free
   * its memory. The code is first made hot, because interpreted frames hold what they no longer
   * use.
   */
  @Test
  void inputsAreHeldUntilTheRunEnds() throws InterruptedException {
    Input x = Input.of("x", DType.DOUBLE, 100);
    AtomicReference<WeakReference<INDArray>> held = new AtomicReference<>();
    AtomicReference<Object> returned = new AtomicReference<>();
    try (Program quick = Program.of(x.sum());
        Program program = Program.of(x.mul(products()).sum())) {
      program.run(x.bind(Nd4j.ones(DataType.DOUBLE, 100)));
      for (int i = 0; i < 3_000; i++) {
        runWithWeaklyHeldArray(quick, x, held);
      }
      held.set(null);
      Thread runner = new Thread(() -> returned.set(runWithWeaklyHeldArray(program, x, held)));
      runner.start();
      boolean collected = false;
      while (returned.get() == null && runner.isAlive() && !collected) {
        System.gc();
        collected = held.get() != null && held.get().get() == null && returned.get() == null;
      }
      if (collected) {
        // The thread may have been about to return, because holding the array is among its last
        // actions.
        runner.join(5);
        assertThat(returned.get()).as("collected while the program ran").isNotNull();
      }
      runner.join();
    }
  }

  private static RunResult runWithWeaklyHeldArray(
      Program program, Input x, AtomicReference<WeakReference<INDArray>> reference) {
    return program.run(x.bind(weaklyHeld(reference)));
  }

  private static INDArray weaklyHeld(AtomicReference<WeakReference<INDArray>> reference) {
    INDArray array = Nd4j.ones(DataType.DOUBLE, 100);
    reference.set(new WeakReference<>(array));
    return array;
  }

  /** An expression that takes some tenths of a second. */
  private static Tensor products() {
    Variable m = Variable.of("m", Nd4j.ones(DataType.DOUBLE, 500, 500));
    Tensor t = m;
    for (int i = 0; i < 15; i++) {
      t = t.matmul(m).mul(1.0 / 500);
    }
    return t.mean();
  }

  /** An expression of many steps that takes some tenths of a second. */
  private static Tensor slow(Tensor x) {
    Tensor t = x;
    for (int i = 0; i < 500; i++) {
      t = t.cumsum(0).mul(0.001).add(x.mean());
    }
    return t;
  }
}
