/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.DType;

/**
 * Computes one thread's matrix products: by {@link PackedGemm} if they are large and the vector
 * kernels have a micro-kernel, by {@link Blas} otherwise. The choice depends on the shape only.
 */
public final class Gemm {
  // With fewer rows or columns most of a panel is empty; with fewer terms most of the time is
  // packing.
  private static final int MIN_ROWS = 5;
  private static final int MIN_COLUMNS = 16;
  private static final int MIN_TERMS = 16;
  private static final int MIN_MULTIPLICATIONS = 1 << 14;

  private final Matrix.Operands operands = new Matrix.Operands();
  private PackedGemm<float[]> floats;
  private PackedGemm<double[]> doubles;

  /** Whether the product of an m x k and a k x n matrix is computed by {@link PackedGemm}. */
  public static boolean isPacked(DType dtype, int m, int n, int k) {
    return kernels(dtype) != null
        && m >= MIN_ROWS
        && n >= MIN_COLUMNS
        && k >= MIN_TERMS
        && (long) m * n * k >= MIN_MULTIPLICATIONS;
  }

  /** Whether a packed product can be passed to an epilogue by row panels. */
  public static boolean supportsEpilogue(DType dtype, int k) {
    return k <= kernels(dtype).maxDepth();
  }

  private static GemmMicrokernel<?> kernels(DType dtype) {
    VectorKernels installed = VectorKernels.installed();
    return dtype == DType.FLOAT ? installed.floatMicrokernel() : installed.doubleMicrokernel();
  }

  /** Allocates buffers for packed products of m rows, so that the products allocate nothing. */
  public void reserve(DType dtype, int m) {
    if (dtype == DType.FLOAT) {
      if (floats == null) {
        floats = new PackedGemm<>(VectorKernels.installed().floatMicrokernel());
      }
      floats.reserve(m);
    } else {
      if (doubles == null) {
        doubles = new PackedGemm<>(VectorKernels.installed().doubleMicrokernel());
      }
      doubles.reserve(m);
    }
  }

  /** Matrices to be set before a call. */
  public Matrix.Operands operands() {
    return operands;
  }

  /** C = A B with A m x k and B k x n, after {@link #reserve} if it is packed. */
  public void multiply(boolean byPanels, int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    if (!byPanels) {
      Blas.multiply(m, n, k, a, b, c);
    } else if (c.isFloat()) {
      floats.multiply(m, n, k, a, b, c);
    } else {
      doubles.multiply(m, n, k, a, b, c);
    }
  }

  /** A B by the packed algorithm, handed to an epilogue by row panels. */
  public void multiply(int m, int n, int k, Matrix a, Matrix b, PackedGemm.Epilogue to) {
    if (a.isFloat()) {
      floats.multiply(m, n, k, a, b, to);
    } else {
      doubles.multiply(m, n, k, a, b, to);
    }
  }
}
