/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.program.ChildJvm;
import io.github.reparam4j.program.RandomGraph;
import io.github.reparam4j.program.RandomGraphTest;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link WorkerTeam}: every task runs once, failures are rethrown, and results do not depend on the
 * team.
 */
@Timeout(60)
@Tag("serial")
class WorkerTeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void doesEveryTaskOnce(int threads) {
    WorkerTeam team = new WorkerTeam(threads);
    try {
      assertThat(team.size()).isEqualTo(threads);
      assertThat(team.tryAcquire()).isEqualTo(threads > 1);
      for (int tasks : new int[] {0, 1, 2, 7, 1000}) {
        AtomicIntegerArray done = new AtomicIntegerArray(tasks);
        team.run(
            tasks,
            (task, slot) -> {
              assertThat(slot).isBetween(0, threads - 1);
              done.incrementAndGet(task);
            });
        assertThat(IntStream.range(0, tasks).map(done::get)).containsOnly(ones(tasks));
      }
    } finally {
      team.close();
    }
  }

  private static Integer[] ones(int tasks) {
    return tasks == 0 ? new Integer[0] : new Integer[] {1};
  }

  @Test
  void tasksAreShared() throws InterruptedException {
    WorkerTeam team = new WorkerTeam(2);
    try {
      assertThat(team.tryAcquire()).isTrue();
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger met = new AtomicInteger();
      // Each task waits for the other: the run ends only if two threads work.
      team.run(
          2,
          (task, slot) -> {
            both.countDown();
            try {
              if (both.await(30, TimeUnit.SECONDS)) {
                met.incrementAndGet();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertThat(met).hasValue(2);
    } finally {
      team.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void failureIsPassedOnAndLeavesTheTeamUsable(int threads) {
    WorkerTeam team = new WorkerTeam(threads);
    try {
      assertThat(team.tryAcquire()).isTrue();
      for (int round = 0; round < 20; round++) {
        int failing = round;
        assertThatThrownBy(
                () ->
                    team.run(
                        40,
                        (task, slot) -> {
                          if (task == failing) {
                            throw new ArithmeticException("task " + task);
                          }
                        }))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage("task " + failing);
        AtomicInteger done = new AtomicInteger();
        team.run(40, (task, slot) -> done.incrementAndGet());
        assertThat(done).hasValue(40);
      }
      assertThatThrownBy(
              () ->
                  team.run(
                      4,
                      (task, slot) -> {
                        throw new StackOverflowError("task");
                      }))
          .isInstanceOf(StackOverflowError.class);
    } finally {
      team.close();
    }
  }

  @Test
  void failureInAWorkerIsPassedOn() {
    WorkerTeam team = new WorkerTeam(2);
    try {
      assertThat(team.tryAcquire()).isTrue();
      for (int round = 0; round < 20; round++) {
        CountDownLatch both = new CountDownLatch(2);
        // Each thread has one of the tasks: they wait for each other.
        assertThatThrownBy(
                () ->
                    team.run(
                        2,
                        (task, slot) -> {
                          both.countDown();
                          awaitFully(both);
                          if (slot == 1) {
                            throw new ArithmeticException(Thread.currentThread().getName());
                          }
                        }))
            .hasMessage("reparam4j-worker-1");
        AtomicInteger done = new AtomicInteger();
        team.run(40, (task, slot) -> done.incrementAndGet());
        assertThat(done).hasValue(40);
      }
    } finally {
      team.close();
    }
  }

  private static void awaitFully(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void taskThatFailsKeepsOthersFromBeingBegun() {
    WorkerTeam team = new WorkerTeam(1);
    AtomicInteger begun = new AtomicInteger();
    assertThatThrownBy(
            () ->
                team.run(
                    100,
                    (task, slot) -> {
                      if (begun.getAndIncrement() == 3) {
                        throw new ArithmeticException("task " + task);
                      }
                    }))
        .hasMessage("task 3");
    assertThat(begun).hasValue(4);
  }

  @Test
  void parkedWorkersWakeUp() throws InterruptedException {
    WorkerTeam team = new WorkerTeam(2);
    try {
      assertThat(team.tryAcquire()).isTrue();
      for (int round = 0; round < 5; round++) {
        Thread.sleep(50);
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        team.run(
            2,
            (task, slot) -> {
              both.countDown();
              try {
                met.addAndGet(both.await(30, TimeUnit.SECONDS) ? 1 : 0);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        assertThat(met).hasValue(2);
      }
    } finally {
      team.close();
    }
  }

  @Test
  void oneRunHasTheTeamAtATime() throws InterruptedException {
    WorkerTeam team = new WorkerTeam(2);
    try {
      assertThat(team.tryAcquire()).isTrue();
      AtomicInteger taken = new AtomicInteger();
      Thread other =
          new Thread(
              () -> {
                if (team.tryAcquire()) {
                  taken.incrementAndGet();
                }
              });
      other.start();
      other.join();
      assertThat(taken).hasValue(0);
      team.release();
    } finally {
      team.close();
    }
  }

  @Test
  void resultsHaveTheSameBitsForAnyNumberOfThreads() {
    WorkerTeam[] teams = {new WorkerTeam(1), new WorkerTeam(2), new WorkerTeam(3)};
    try {
      for (int seed = 7000; seed < 7012; seed++) {
        RandomGraph graph = new RandomGraph(seed, true, false, DType.values());
        List<Tensor> outputs = RandomGraphTest.outputsAndGradients(graph);
        assertSameBits(teams, RandomGraph.KEY, outputs, graph.bindings());
      }
      for (DType dtype : DType.values()) {
        List<Tensor> outputs = large(dtype);
        assertSameBits(teams, RandomKey.of(5), outputs);
      }
    } finally {
      for (WorkerTeam team : teams) {
        team.close();
      }
    }
  }

  private static void assertSameBits(
      WorkerTeam[] teams, RandomKey key, List<Tensor> outputs, Binding... bindings) {
    List<double[]> expected = PlanRunner.runProgram(key, outputs, bindings);
    for (WorkerTeam team : teams) {
      for (int repeat = 0; repeat < 3; repeat++) {
        List<double[]> actual = PlanRunner.run(team, key, outputs, bindings);
        for (int i = 0; i < expected.size(); i++) {
          assertThat(Arrays.equals(actual.get(i), expected.get(i)))
              .as("output " + i + " with " + team.size() + " threads")
              .isTrue();
        }
      }
    }
  }

  /** Steps of each kind, each large enough to be split. */
  static List<Tensor> large(DType dtype) {
    Variable w =
        Variable.of(
            "w",
            Nd4j.linspace(-1, 1, 300 * 500, DataType.DOUBLE)
                .castTo(dtype.toNd4j())
                .reshape('c', 300, 500));
    Tensor z = Noise.standardNormal(dtype, 400, 300);
    Tensor h = z.matmul(w).tanh();
    Tensor batch = h.reshape(400, 20, 25).matmul(h.reshape(400, 25, 20)).mul(0.01);
    Tensor spd = batch.matmul(batch.transpose()).add(Tensor.eye(dtype, 20));
    Tensor l = spd.cholesky();
    Tensor loss =
        h.square()
            .sum()
            .add(l.triangularSolve(batch).sum())
            .add(h.softmax(1).max(0, 1))
            .add(h.cumsum(1).sum(0).min())
            .add(h.transpose().logSumExp(0).mean());
    return List.of(
        loss,
        Gradients.of(loss, w).of(w),
        h.sum(0),
        h.sum(1),
        h.transpose().sum(1),
        h.argMax(1),
        Tensor.concat(0, h, h.neg()).gather(1, 3, 1, 4),
        Noise.antithetic(NoiseDistribution.UNIFORM, dtype, h.shape()));
  }

  /** The number of threads is fixed for a process, so each number takes a process of its own. */
  @Test
  void processesWithOtherNumbersOfThreadsGetTheSameBits() throws Exception {
    String expected = ThreadCountDigest.digest();
    for (int threads : new int[] {1, 3}) {
      assertThat(outputOfProcess(threads)).contains("digest " + threads + " " + expected);
    }
  }

  private static String outputOfProcess(int threads) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(ChildJvm.sameModules());
    options.add("-Dreparam4j.threads=" + threads);
    return ChildJvm.run(options, ThreadCountDigest.class);
  }
}
