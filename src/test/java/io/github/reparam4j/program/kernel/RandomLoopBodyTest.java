/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Loops of bodies with several terms, scalars and results have the bits of the definition. */
@Timeout(60)
class RandomLoopBodyTest {
  private static final List<Arithmetic> OPERATIONS =
      Stream.of(Arithmetic.values()).filter(LoopCodegen::supports).toList();

  /** A random loop body and its operands. */
  private record Case(LoopBody body, double[][] operands) {

    static Case of(
        Random random, DType dtype, int inputs, int others, int scalars, int terms, int length) {
      List<LoopBody.Term> list = new ArrayList<>();
      for (int i = 0; i < terms; i++) {
        Arithmetic op = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        int values = inputs + scalars + i;
        List<Integer> used =
            IntStream.range(0, op.arity()).map(j -> pick(random, values)).boxed().toList();
        list.add(new LoopBody.Term(op, used));
      }
      int arrays = inputs + others;
      List<Integer> targets = new ArrayList<>(IntStream.range(0, arrays).boxed().toList());
      Collections.shuffle(targets, random);
      List<LoopBody.Result> results = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(arrays); i++) {
        int value = i == 0 ? inputs + scalars + terms - 1 : pick(random, inputs + scalars + terms);
        results.add(new LoopBody.Result(value, targets.get(i)));
      }
      double[][] operands = new double[arrays + scalars][length];
      double[] special = LoopBodyRunner.special(dtype);
      for (double[] operand : operands) {
        for (int i = 0; i < length; i++) {
          double x =
              random.nextInt(4) == 0
                  ? special[random.nextInt(special.length)]
                  : random.nextGaussian();
          operand[i] = dtype == DType.FLOAT ? (float) x : x;
        }
      }
      return new Case(new LoopBody(dtype, inputs, arrays, scalars, list, results), operands);
    }

    /** Draws an earlier value, usually a late one, so that terms use each other. */
    private static int pick(Random random, int values) {
      return random.nextBoolean()
          ? random.nextInt(values)
          : Math.max(0, values - 1 - random.nextInt(4));
    }

    void check(Object what, int n) {
      double[][] got = LoopBodyRunner.run(body, n, operands);
      double[][] expected = LoopBodyRunner.interpret(body, n, operands);
      LoopBodyRunner.assertSameBits(what, got, expected, body.arrays());
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void loopsHaveTheBitsOfTheirBody(DType dtype) {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int inputs = 1 + random.nextInt(6);
      int terms = 1 + random.nextInt(40);
      Case drawn = Case.of(random, dtype, inputs, random.nextInt(4), random.nextInt(4), terms, 100);
      for (int n : new int[] {1, 33, 100}) {
        drawn.check("seed " + seed, n);
      }
    }
  }

  /** Loops that are called often are compiled by C2. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void loopsKeepTheirBitsWhenCompiled(DType dtype) {
    for (int seed = 1000; seed < 1012; seed++) {
      Random random = new Random(seed);
      int inputs = 1 + random.nextInt(4);
      int terms = 1 + random.nextInt(20);
      Case drawn = Case.of(random, dtype, inputs, random.nextInt(3), random.nextInt(3), terms, 83);
      LoopBodyRunner.checkOften("seed " + seed, drawn.body, drawn.operands);
    }
  }

  /** More local variables and constants than the short forms of the bytecodes can address. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT,    30,   0,   0,   60",
    "DOUBLE,   30,   0,   5,   60",
    "FLOAT,    20,  10,  10,   60",
    "FLOAT,   120,   7,   5,  130",
    "DOUBLE,  120,  20, 130,  200",
    "FLOAT,   256, 256, 256,  300",
    "DOUBLE,  300, 200, 400, 1000"
  })
  void largeLoopBodiesHaveTheirBits(DType dtype, int inputs, int others, int scalars, int terms) {
    for (int seed = 2000; seed < 2004; seed++) {
      Case drawn = Case.of(new Random(seed), dtype, inputs, others, scalars, terms, 35);
      drawn.check("seed " + seed, 34);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everythingIsReadBeforeAnythingIsWritten(DType dtype) {
    // Values 0 and 1 are elements, 2 is their difference; the arrays are exchanged.
    List<LoopBody.Term> terms = List.of(new LoopBody.Term(Arithmetic.SUB, List.of(0, 1)));
    List<LoopBody.Result> results =
        List.of(new LoopBody.Result(1, 0), new LoopBody.Result(0, 1), new LoopBody.Result(2, 2));
    LoopBody exchange = new LoopBody(dtype, 2, 3, 0, terms, results);
    double[][] operands = {{1, 2, 3}, {10, 20, 30}, {0, 0, 0}};

    double[][] got = LoopBodyRunner.run(exchange, 2, operands);

    assertThat(got).isDeepEqualTo(new double[][] {{10, 20, 3}, {1, 2, 30}, {-9, -18, 0}});
  }

  /** Rounding between the operations is Java's: no product is added without being rounded. */
  @Test
  void productsAreRoundedBeforeTheyAreAdded() {
    List<LoopBody.Term> terms =
        List.of(
            new LoopBody.Term(Arithmetic.MUL, List.of(0, 1)),
            new LoopBody.Term(Arithmetic.SUB, List.of(3, 2)));
    List<LoopBody.Result> results = List.of(new LoopBody.Result(4, 0));
    LoopBody remainder = new LoopBody(DType.DOUBLE, 3, 3, 0, terms, results);
    double[][] operands = new double[3][64];
    for (int i = 0; i < 64; i++) {
      operands[0][i] = 1 + Math.ulp(1.0) * (i + 1);
      operands[1][i] = 1 - Math.ulp(1.0) * (i + 1);
      operands[2][i] = operands[0][i] * operands[1][i];
    }
    LoopBodyRunner.checkOften("remainder", remainder, operands);
    assertThat(LoopBodyRunner.run(remainder, 64, operands)[0]).containsOnly(0);
  }
}
