/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.SpecialFunction;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of the vector kernels, for every operation that has one. */
class VectorKernelContractTest {
  /** Special values, for which a kernel must agree with the operation's own loop. */
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    40,
    -40,
    1e7,
    -1e7,
    1e30,
    -1e30,
    1e-30,
    -1e-30,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Float.MIN_VALUE
  };

  /**
   * The operations with a kernel; all of them if this JVM has none, and their tests are aborted.
   */
  static List<Elementwise> operations() {
    List<Elementwise> all = all().toList();
    List<Elementwise> some =
        all.stream().filter(op -> VectorKernels.installed().floats(op) != null).toList();
    return some.isEmpty() ? all : some;
  }

  private static Stream<Elementwise> all() {
    return Stream.<Elementwise[]>of(
            Arithmetic.values(),
            Transcendental.values(),
            Activation.values(),
            Selection.values(),
            SpecialFunction.values())
        .flatMap(Stream::of);
  }

  private static double[][] inputs(Elementwise op, int shift) {
    double[][] in = new double[op.arity()][Tile.LENGTH];
    Random random = new Random(7);
    for (int i = 0; i < Tile.LENGTH; i++) {
      int at = (i + shift) % Tile.LENGTH;
      for (int j = 0; j < in.length; j++) {
        int special = j == 0 ? i : j == 1 ? i / SPECIAL.length : i / 7;
        double drawn = random.nextGaussian() * 5;
        in[j][at] = i < SPECIAL.length * SPECIAL.length ? SPECIAL[special % SPECIAL.length] : drawn;
      }
    }
    return in;
  }

  private static float[][] narrow(double[][] in) {
    float[][] narrow = new float[in.length][Tile.LENGTH];
    for (int j = 0; j < in.length; j++) {
      for (int i = 0; i < Tile.LENGTH; i++) {
        narrow[j][i] = (float) in[j][i];
      }
    }
    return narrow;
  }

  private static void assume(Object kernel) {
    Assumptions.assumeTrue(kernel != null, "no kernel of this operation in this JVM");
  }

  /**
   * The error relative to the larger of the value and the largest operand, because sums can cancel.
   */
  private static boolean agree(
      Elementwise op, double got, double plain, double[] operands, double epsilon) {
    if (Double.isNaN(plain) || Double.isInfinite(plain) || plain == 0) {
      boolean zeros = got == 0 && plain == 0 && op == Transcendental.LOG_ADD_EXP;
      return zeros || Double.compare(got, plain) == 0;
    }
    double scale = Math.abs(plain);
    if (op == Transcendental.LOG_ADD_EXP) {
      scale = Math.max(scale, Math.min(1, Math.abs(operands[0])));
    }
    return Math.abs(got - plain) <= epsilon * scale;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void floatsAgreeWithTheOwnLoop(Elementwise op) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    assume(kernel);
    float[][] in = narrow(inputs(op, 0));
    float[] y = new float[Tile.LENGTH];
    float[] plain = new float[Tile.LENGTH];
    kernel.run(in, y, Tile.LENGTH);
    op.loops().floats().run(in, plain, Tile.LENGTH);
    for (int i = 0; i < Tile.LENGTH; i++) {
      double[] x = new double[op.arity()];
      for (int j = 0; j < x.length; j++) {
        x[j] = in[j][i];
      }
      if (!agree(op, y[i], plain[i], x, 3e-7)) {
        assertThat(y[i]).as("%s of %s", op, x).isEqualTo(plain[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void doublesAgreeWithTheOwnLoop(Elementwise op) {
    Loops.Doubles kernel = VectorKernels.installed().doubles(op);
    assume(kernel);
    double[][] in = inputs(op, 0);
    double[] y = new double[Tile.LENGTH];
    double[] plain = new double[Tile.LENGTH];
    kernel.run(in, y, Tile.LENGTH);
    op.loops().doubles().run(in, plain, Tile.LENGTH);
    for (int i = 0; i < Tile.LENGTH; i++) {
      double[] x = new double[op.arity()];
      for (int j = 0; j < x.length; j++) {
        x[j] = in[j][i];
      }
      if (!agree(op, y[i], plain[i], x, 1.5e-15)) {
        assertThat(y[i]).as("%s of %s", op, x).isEqualTo(plain[i]);
      }
    }
  }

  /** The same bits at any index, for any length of the tile, and in place. */
  @ParameterizedTest
  @MethodSource("operations")
  void floatsDoNotDependOnPositionOrLength(Elementwise op) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    assume(kernel);
    float[] whole = new float[Tile.LENGTH];
    kernel.run(narrow(inputs(op, 0)), whole, Tile.LENGTH);
    for (int n : new int[] {1, 7, 100, 511, 512}) {
      for (int shift : new int[] {0, 1, 5, 300}) {
        float[] y = new float[Tile.LENGTH];
        kernel.run(narrow(inputs(op, shift)), y, n);
        for (int operand = 0; operand < op.arity(); operand++) {
          float[][] in = narrow(inputs(op, shift));
          kernel.run(in, in[operand], n);
          for (int i = 0; i < n; i++) {
            float expected = whole[(i - shift + Tile.LENGTH) % Tile.LENGTH];
            assertThat(Float.floatToIntBits(y[i])).isEqualTo(Float.floatToIntBits(expected));
            assertThat(Float.floatToIntBits(in[operand][i]))
                .isEqualTo(Float.floatToIntBits(expected));
          }
        }
      }
    }
  }

  /** The same bits at any index, for any length of the tile, and in place. */
  @ParameterizedTest
  @MethodSource("operations")
  void doublesDoNotDependOnPositionOrLength(Elementwise op) {
    Loops.Doubles kernel = VectorKernels.installed().doubles(op);
    assume(kernel);
    double[] whole = new double[Tile.LENGTH];
    kernel.run(inputs(op, 0), whole, Tile.LENGTH);
    for (int n : new int[] {1, 7, 100, 511, 512}) {
      for (int shift : new int[] {0, 1, 5, 300}) {
        double[] y = new double[Tile.LENGTH];
        kernel.run(inputs(op, shift), y, n);
        for (int operand = 0; operand < op.arity(); operand++) {
          double[][] in = inputs(op, shift);
          kernel.run(in, in[operand], n);
          for (int i = 0; i < n; i++) {
            double expected = whole[(i - shift + Tile.LENGTH) % Tile.LENGTH];
            assertThat(Double.doubleToLongBits(y[i])).isEqualTo(Double.doubleToLongBits(expected));
            assertThat(Double.doubleToLongBits(in[operand][i]))
                .isEqualTo(Double.doubleToLongBits(expected));
          }
        }
      }
    }
  }

  /** Rounding depends on the order of operations, which the compiler may choose for some loops. */
  @Test
  void sumsKeepTheirBitsWhenCompiled() {
    double[] x = new double[Tile.LENGTH];
    float[] narrow = new float[Tile.LENGTH];
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextGaussian() * Math.exp(5 * random.nextGaussian());
      narrow[i] = (float) x[i];
    }
    VectorKernels kernels = VectorKernels.installed();
    double first = kernels.sum(x, 3, 499);
    double firstOfNarrow = kernels.sum(narrow, 3, 499);
    for (int i = 0; i < 20_000; i++) {
      assertSame(kernels.sum(x, 3, 499), first);
      assertSame(kernels.sum(narrow, 3, 499), firstOfNarrow);
    }
    assertThat(first).isCloseTo(Arrays.stream(x, 3, 502).sum(), withinPercentage(1e-9));
    assertThat(firstOfNarrow).isCloseTo(first, withinPercentage(1e-3));
  }

  private static void assertSame(double got, double expected) {
    if (Double.doubleToLongBits(got) != Double.doubleToLongBits(expected)) {
      assertThat(got).isEqualTo(expected);
    }
  }

  @Test
  void whatDoublesHaveFloatsHaveToo() {
    assertThat(all().filter(op -> VectorKernels.installed().doubles(op) != null))
        .allMatch(op -> VectorKernels.installed().floats(op) != null);
  }
}
