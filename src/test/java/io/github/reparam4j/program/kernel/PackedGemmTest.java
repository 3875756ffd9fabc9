/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.kernel.GemmCase.Layout;
import io.github.reparam4j.tensor.DType;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link PackedGemm}: each element has the bits of its sum in order, whatever the memory around it
 * holds.
 */
class PackedGemmTest {
  /** Shapes m, n, k on either side of every edge: of 8 rows, of panels, of blocks. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 17, 1100},
    {1, 48, 512},
    {1, 300, 513},
    {7, 2, 7},
    {7, 33, 512},
    {7, 100, 1},
    {8, 1, 1100},
    {8, 16, 8},
    {8, 31, 511},
    {9, 15, 1100},
    {9, 17, 16},
    {9, 500, 300},
    {9, 1100, 7},
    {20, 15, 8},
    {20, 33, 511},
    {20, 300, 16},
    {128, 2, 1},
    {128, 32, 512},
    {128, 100, 513},
    {130, 16, 7},
    {130, 31, 513},
    {130, 300, 1100},
    {300, 48, 20}
  };

  /** The micro-kernels to test. */
  enum Kernels {
    PLAIN(DType.DOUBLE, new PlainMicrokernels(16, 8)),
    PLAIN_WIDE(DType.DOUBLE, new PlainMicrokernels(32, 16)),
    FLOAT_VECTORS(DType.FLOAT, VectorKernels.installed().floatMicrokernel()),
    DOUBLE_VECTORS(DType.DOUBLE, VectorKernels.installed().doubleMicrokernel());

    private final DType dtype;
    private final GemmMicrokernel<?> kernels;

    Kernels(DType dtype, GemmMicrokernel<?> kernels) {
      this.dtype = dtype;
      this.kernels = kernels;
    }

    PackedGemm<?> product() {
      Assumptions.assumeTrue(kernels != null, "no panels of " + dtype + " in this JVM");
      return new PackedGemm<>(kernels);
    }
  }

  @ParameterizedTest
  @EnumSource
  void elementsAreSumsInOrder(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(1);
    for (int[] shape : SHAPES) {
      GemmCase c = GemmCase.random(kernels.dtype, shape[0], shape[1], shape[2], random);
      double[] expected = c.expected();
      for (Layout layout : Layout.all(random.nextInt(6))) {
        c.assertExact(c.multiply(product, layout), expected, layout);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void elementsAreSumsInOrderForRandomShapes(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      int m = 1 + random.nextInt(150);
      int n = 1 + random.nextInt(i % 4 == 0 ? 700 : 80);
      int k = 1 + random.nextInt(i % 3 == 0 ? 1200 : 100);
      GemmCase c = GemmCase.random(kernels.dtype, m, n, k, random);
      Layout layout = Layout.all(random.nextInt(6))[random.nextInt(4)];
      c.assertExact(c.multiply(product, layout), c.expected(), layout);
    }
  }

  /** Compares with sums in another order, so that an error common to both is found. */
  @ParameterizedTest
  @EnumSource
  void elementsAreNearPlainSums(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(3);
    for (int[] shape : new int[][] {{20, 33, 511}, {9, 300, 1100}, {130, 17, 16}}) {
      GemmCase c = GemmCase.random(kernels.dtype, shape[0], shape[1], shape[2], random);
      for (Layout layout : Layout.all(1)) {
        c.assertNear(c.multiply(product, layout));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bitsDoNotDependOnParts(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(4);
    for (int[] shape : new int[][] {{30, 70, 100}, {140, 300, 600}}) {
      GemmCase c = GemmCase.random(kernels.dtype, shape[0], shape[1], shape[2], random);
      for (Layout layout : Layout.all(2)) {
        double[] whole = c.multiply(product, layout);
        int[] rows = cuts(shape[0], random);
        int[] columns = cuts(shape[1], random);
        c.assertExact(c.multiply(product, layout, rows, columns), whole, Arrays.toString(columns));
      }
    }
  }

  /** The bounds of five parts of a length. */
  private static int[] cuts(int length, Random random) {
    IntStream inner = random.ints(4, 1, length);
    return IntStream.concat(IntStream.of(0, length), inner).sorted().toArray();
  }

  /** Surplus rows and lanes hold values of earlier products, which must not leak into a result. */
  @ParameterizedTest
  @EnumSource
  void whatWasMultipliedBeforeIsForgotten(Kernels kernels) {
    Random random = new Random(5);
    GemmCase before = GemmCase.random(kernels.dtype, 24, 260, 512, random);
    for (double[][] factor : new double[][][] {before.a(), before.b()}) {
      for (double[] row : factor) {
        Arrays.fill(row, Double.NaN);
      }
    }
    for (int[] shape : new int[][] {{1, 1, 1}, {3, 5, 9}, {9, 17, 20}, {13, 37, 513}}) {
      GemmCase c = GemmCase.random(kernels.dtype, shape[0], shape[1], shape[2], random);
      for (Layout layout : Layout.all(1)) {
        PackedGemm<?> product = kernels.product();
        assertThat(before.multiply(product, new Layout(true, true, 0))).containsOnly(Double.NaN);
        c.assertExact(c.multiply(product, layout), c.expected(), layout);
      }
    }
  }

  /**
   * A NaN or infinity of A reaches its row of the product only, a NaN or infinity of B its column
   * only.
   */
  @ParameterizedTest
  @EnumSource
  void specialValuesStayInTheirRowAndColumn(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(6);
    for (int[] shape : new int[][] {{11, 19, 30}, {17, 300, 530}}) {
      int m = shape[0];
      int n = shape[1];
      for (double special :
          new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        GemmCase c = GemmCase.random(kernels.dtype, m, n, shape[2], random);
        int row = random.nextInt(m);
        int column = random.nextInt(n);
        c.a()[row][random.nextInt(shape[2])] = special;
        c.b()[column][random.nextInt(shape[2])] = special;
        double[] expected = c.expected();
        for (Layout layout : Layout.all(3)) {
          double[] actual = c.multiply(product, layout);
          for (int i = 0; i < actual.length; i++) {
            boolean reached = i / n == row || i % n == column;
            if (Double.isFinite(actual[i]) == reached) {
              assertThat(actual[i]).as("%s [%d, %d]", layout, i / n, i % n).isEqualTo(expected[i]);
            }
          }
          c.assertExact(actual, expected, layout);
        }
      }
    }
  }

  /** Zeros of either sign, and values whose products underflow or overflow. */
  @ParameterizedTest
  @EnumSource
  void extremeValuesHaveTheBitsOfTheDefinition(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    boolean isFloat = kernels.dtype == DType.FLOAT;
    double least = isFloat ? Float.MIN_VALUE : Double.MIN_VALUE;
    double small = isFloat ? 1e-23f : 1e-162;
    double large = isFloat ? 1e20f : 1e160;
    double[] some = {0.0, -0.0, least, -3 * least, small, -small, large, 1, -1};
    Random random = new Random(7);
    for (int k : new int[] {1, 2, 5, 40}) {
      GemmCase c = GemmCase.random(kernels.dtype, 19, 45, k, random);
      for (double[][] factor : new double[][][] {c.a(), c.b()}) {
        for (double[] row : factor) {
          Arrays.setAll(row, i -> some[random.nextInt(some.length)]);
        }
      }
      for (Layout layout : Layout.all(1)) {
        c.assertExact(c.multiply(product, layout), c.expected(), layout);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void productsWithoutElementsTouchNothing(Kernels kernels) {
    PackedGemm<?> product = kernels.product();
    Random random = new Random(8);
    for (int[] shape : new int[][] {{0, 20, 30}, {20, 0, 30}, {0, 0, 600}}) {
      GemmCase c = GemmCase.random(kernels.dtype, shape[0], shape[1], shape[2], random);
      for (Layout layout : Layout.all(1)) {
        assertThat(c.multiply(product, layout)).isEmpty();
      }
    }
  }
}
