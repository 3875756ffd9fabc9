/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.internal.VectorProvider;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;

/**
 * Kernels that replace an operation's own loops if the process uses {@code jdk.incubator.vector};
 * {@link VectorProvider} decides. They agree with those loops to the stated ulps.
 *
 * <p>They work on whole vectors: arrays must have {@link Tile#LENGTH} elements, and elements from n
 * on may be overwritten.
 */
public interface VectorKernels {
  /** The kernel for an operation on floats, or null for its own loop. */
  default Loops.Floats floats(Elementwise op) {
    return null;
  }

  /** The kernel for an operation on doubles, or null for its own loop. */
  default Loops.Doubles doubles(Elementwise op) {
    return null;
  }

  /**
   * The two kernels whose composition is an operation, the first of which can be shared; or null.
   */
  default Kernel.SharedExp sharedExp(Elementwise op) {
    return null;
  }

  /** Sum of part of an array. */
  default double sum(float[] x, int at, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = at;
    int end = at + n;
    for (; i + 3 < end; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < end; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Sum of part of an array. */
  default double sum(double[] x, int at, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = at;
    int end = at + n;
    for (; i + 3 < end; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < end; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Adds the first n elements of an array, in rows of a width, to part of another. */
  default void addRows(double[] sums, int sumsAt, float[] x, int width, int n) {
    for (int row = 0; row < n; row += width) {
      for (int i = 0; i < width; i++) {
        sums[sumsAt + i] += x[row + i];
      }
    }
  }

  /** Adds the first n elements of an array, in rows of a width, to part of another. */
  default void addRows(double[] sums, int sumsAt, double[] x, int width, int n) {
    for (int row = 0; row < n; row += width) {
      for (int i = 0; i < width; i++) {
        sums[sumsAt + i] += x[row + i];
      }
    }
  }

  /**
   * A number that no |x| of the first n elements exceeds, not finite if one of them is not; or -1
   * if there is no kernel for it.
   */
  default double bound(float[] x, int n) {
    return -1;
  }

  /**
   * A number that no |x| of the first n elements exceeds, not finite if one of them is not; or -1
   * if there is no kernel for it.
   */
  default double bound(double[] x, int n) {
    return -1;
  }

  /** The micro-kernel for products of float matrices, or null if BLAS is faster. */
  default GemmMicrokernel<float[]> floatMicrokernel() {
    return null;
  }

  /** The micro-kernel for products of double matrices, or null if BLAS is faster. */
  default GemmMicrokernel<double[]> doubleMicrokernel() {
    return null;
  }

  /** The kernels in use. */
  static VectorKernels installed() {
    return Installed.KERNELS;
  }

  /** Loads them once; all are absent without vectors. */
  final class Installed {
    private static final VectorKernels KERNELS =
        VectorProvider.load(
            VectorKernels.class,
            "io.github.reparam4j.program.vector.VectorApiKernels",
            new VectorKernels() {});

    private Installed() {}
  }
}
