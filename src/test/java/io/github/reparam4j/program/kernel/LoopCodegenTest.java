/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Generates a loop for each operation, and checks which loops share code. */
@Timeout(60)
class LoopCodegenTest {
  private static final int[] LENGTHS = {0, 1, 2, 15, 16, 17, 511, 512, 1024};
  private static final double UNTOUCHED = 77;

  static Stream<Arguments> operations() {
    return Stream.of(Arithmetic.values())
        .filter(LoopCodegen::supports)
        .flatMap(op -> Stream.of(DType.values()).map(dtype -> Arguments.of(op, dtype)));
  }

  @Test
  void knowsArithmeticThatVectorInstructionsDo() {
    assertThat(operations()).hasSize(2 * 11);
    assertThat(LoopCodegen.supports(Arithmetic.POW)).isFalse();
    assertThat(LoopCodegen.supports(Arithmetic.RSQRT)).isFalse();
    assertThat(LoopCodegen.supports(Activation.RELU)).isFalse();
  }

  // ---- one operation

  /** All pairs of special values, wherever in the tile they lie. */
  @ParameterizedTest
  @MethodSource("operations")
  void operationsHaveTheBitsOfTheirOwnLoops(Arithmetic op, DType dtype) {
    LoopBody body = apart(op, dtype);
    for (int n : LENGTHS) {
      int step = Math.max(1, Math.min(n, 512));
      for (int shift = 0; shift < Tile.LENGTH; shift += step) {
        double[][] operands = operands(op, dtype, shift);
        double[][] expected = expected(op, dtype, n, operands);
        String what = op + ", n = " + n;
        LoopBodyRunner.assertSameBits(
            what, LoopBodyRunner.run(body, n, operands), expected, body.arrays());
      }
    }
  }

  /**
   * A loop compiled by C2 computes several elements at a time, and the remaining ones one by one.
   */
  @ParameterizedTest
  @MethodSource("operations")
  void operationsKeepTheirBitsWhenCompiled(Arithmetic op, DType dtype) {
    LoopBodyRunner.checkOften(op, apart(op, dtype), operands(op, dtype, 0));
  }

  /** An operand may be a scalar, and the result may overwrite an operand. */
  @ParameterizedTest
  @MethodSource("operations")
  void operandsMayBeNumbersOrWrittenOver(Arithmetic op, DType dtype) {
    double[][] operands = operands(op, dtype, 0);
    double[][] expected = expected(op, dtype, Tile.LENGTH, operands);
    for (int target = 0; target < op.arity(); target++) {
      LoopBody over = body(op, dtype, op.arity(), op.arity(), 0, target, 0, 1);
      double[][] got = LoopBodyRunner.run(over, Tile.LENGTH, operands);
      assertThat(got[target]).as("%s into %d", op, target).isEqualTo(expected[op.arity()]);
    }
    for (double scalar : LoopBodyRunner.special(dtype)) {
      double[] scalars = new double[Tile.LENGTH];
      scalars[0] = scalar;
      double[] out = untouched();
      if (op.arity() == 1) {
        LoopBody of = body(op, dtype, 0, 1, 1, 0, 0);
        assertSame(of, out, scalars);
      } else {
        assertSame(body(op, dtype, 1, 2, 1, 1, 0, 1), operands[0], out, scalars);
        assertSame(body(op, dtype, 1, 2, 1, 1, 1, 0), operands[0], out, scalars);
        assertSame(body(op, dtype, 0, 1, 1, 0, 0, 0), out, scalars);
      }
    }
  }

  private static void assertSame(LoopBody body, double[]... operands) {
    for (int n : new int[] {3, Tile.LENGTH}) {
      LoopBodyRunner.assertSameBits(
          body,
          LoopBodyRunner.run(body, n, operands),
          LoopBodyRunner.interpret(body, n, operands),
          body.arrays());
    }
  }

  private static LoopBody body(
      Elementwise op,
      DType dtype,
      int inputs,
      int arrays,
      int scalars,
      int target,
      Integer... values) {
    List<Integer> used = List.of(values).subList(0, op.arity());
    LoopBody.Result result = new LoopBody.Result(inputs + scalars, target);
    return new LoopBody(
        dtype, inputs, arrays, scalars, List.of(new LoopBody.Term(op, used)), List.of(result));
  }

  /** A loop body that reads arrays and writes to another one. */
  private static LoopBody apart(Elementwise op, DType dtype) {
    return body(op, dtype, op.arity(), op.arity() + 1, 0, op.arity(), 0, 1);
  }

  /** All pairs of special values, shifted, and an array for the result. */
  private static double[][] operands(Elementwise op, DType dtype, int shift) {
    double[] special = LoopBodyRunner.special(dtype);
    assertThat(special.length * special.length).isEqualTo(Tile.LENGTH);
    double[][] operands = new double[op.arity() + 1][Tile.LENGTH];
    for (int i = 0; i < Tile.LENGTH; i++) {
      int pair = (i + shift) % Tile.LENGTH;
      operands[0][i] = special[pair % special.length];
      operands[op.arity() - 1][i] = special[op.arity() == 1 ? pair % 32 : pair / special.length];
    }
    operands[op.arity()] = untouched();
    return operands;
  }

  private static double[] untouched() {
    double[] out = new double[Tile.LENGTH];
    Arrays.fill(out, UNTOUCHED);
    return out;
  }

  /** The result of the operation's own loop. */
  private static double[][] expected(Elementwise op, DType dtype, int n, double[]... operands) {
    double[][] all = new double[op.arity() + 1][];
    for (int i = 0; i < all.length; i++) {
      all[i] = operands[i].clone();
    }
    if (dtype == DType.DOUBLE) {
      op.loops().doubles().run(all, all[op.arity()], n);
      return all;
    }
    float[][] narrow = new float[all.length][Tile.LENGTH];
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < Tile.LENGTH; j++) {
        narrow[i][j] = (float) all[i][j];
      }
    }
    op.loops().floats().run(narrow, narrow[op.arity()], n);
    for (int j = 0; j < Tile.LENGTH; j++) {
      all[op.arity()][j] = narrow[op.arity()][j];
    }
    return all;
  }

  // ---- shared loops

  /** A loop body whose scalars or arrays depend on a seed. */
  private static LoopBody numbered(int seed) {
    List<LoopBody.Term> terms = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Arithmetic op = (seed >> i & 1) == 0 ? Arithmetic.ADD : Arithmetic.SUB;
      terms.add(new LoopBody.Term(op, List.of(i, i)));
    }
    List<LoopBody.Result> results = List.of(new LoopBody.Result(12, 0));
    return new LoopBody(DType.DOUBLE, 1, 1, 0, List.copyOf(terms), results);
  }

  @Test
  void equalLoopBodiesShareALoop() {
    LoopBody.Loop loop = LoopCodegen.loop(numbered(5));

    assertThat(LoopCodegen.loop(numbered(5))).isSameAs(loop);
    assertThat(LoopCodegen.loop(numbered(6))).isNotSameAs(loop);
    LoopBody f = numbered(5);
    LoopBody single =
        new LoopBody(DType.FLOAT, f.inputs(), f.arrays(), f.scalars(), f.terms(), f.results());
    LoopBody other = new LoopBody(DType.DOUBLE, 1, 2, 0, f.terms(), f.results());
    assertThat(LoopCodegen.loop(single)).isNotSameAs(loop);
    assertThat(LoopCodegen.loop(other)).isNotSameAs(loop);
  }

  @Test
  void loopThatNobodyHoldsIsLetGo() throws InterruptedException {
    LoopBody.Loop held = LoopCodegen.loop(numbered(100));
    List<WeakReference<?>> references = new ArrayList<>();
    letGo(101, references);
    await(references.subList(0, 2));
    // The map removes collected keys when it is used.
    assertThat(LoopCodegen.loop(numbered(100))).isSameAs(held);
    await(references);
    double[] x = {3};
    assertThat(LoopBodyRunner.run(numbered(101), 1, x))
        .isDeepEqualTo(LoopBodyRunner.interpret(numbered(101), 1, x));
  }

  private static void letGo(int seed, List<WeakReference<?>> references) {
    LoopBody body = numbered(seed);
    LoopBody.Loop loop = LoopCodegen.loop(body);
    references.add(new WeakReference<>(loop));
    references.add(new WeakReference<>(loop.getClass()));
    references.add(new WeakReference<>(body));
  }

  private static void await(List<WeakReference<?>> references) throws InterruptedException {
    for (int i = 0; i < 50 && !references.stream().allMatch(r -> r.get() == null); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(references).allMatch(r -> r.get() == null);
  }

  @Test
  void loopsMayBeAskedForByManyThreads() throws InterruptedException, ExecutionException {
    int threads = 8;
    int bodies = 100;
    CountDownLatch ready = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<LoopBody.Loop[]>> made = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int seed = thread / 2;
        Callable<LoopBody.Loop[]> ask =
            () -> {
              List<Integer> order = new ArrayList<>();
              for (int i = 0; i < bodies; i++) {
                order.add(i);
              }
              Collections.shuffle(order, new Random(seed));
              LoopBody.Loop[] loops = new LoopBody.Loop[bodies];
              ready.countDown();
              ready.await();
              for (int i : order) {
                loops[i] = LoopCodegen.loop(numbered(1000 + i));
              }
              return loops;
            };
        made.add(pool.submit(ask));
      }
      for (Future<LoopBody.Loop[]> loops : made) {
        assertThat(loops.get()).containsExactly(made.get(0).get());
      }
      for (int i = 0; i < bodies; i++) {
        double[][] x = {{i}};
        double[][] expected = LoopBodyRunner.interpret(numbered(1000 + i), 1, x);
        made.get(0).get()[i].run(x, 1);
        assertThat(x).isDeepEqualTo(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
