package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;

/**
 * Products of matrices: by {@link PanelProduct} if they are large and the machine has vectors for
 * it, by {@link Blas} otherwise. Which of the two depends on the shape only.
 */
final class Products {
  // Fewer rows or columns would leave most of a panel empty; fewer terms are mostly copying.
  private static final int LEAST_ROWS = 5;
  private static final int LEAST_COLUMNS = 16;
  private static final int LEAST_TERMS = 16;
  private static final int LEAST_MULTIPLICATIONS = 1 << 14;

  private static final ThreadLocal<PanelProduct<float[]>> FLOATS =
      ThreadLocal.withInitial(() -> new PanelProduct<>(floats()));
  private static final ThreadLocal<PanelProduct<double[]>> DOUBLES =
      ThreadLocal.withInitial(() -> new PanelProduct<>(doubles()));

  private Products() {}

  private static PanelKernels<float[]> floats() {
    return VectorKernels.installed().floatPanels();
  }

  private static PanelKernels<double[]> doubles() {
    return VectorKernels.installed().doublePanels();
  }

  /** Whether the product of an m x k and a k x n matrix is computed by panels. */
  static boolean isByPanels(DType dtype, int m, int n, int k) {
    return (dtype == DType.FLOAT ? floats() : doubles()) != null
        && m >= LEAST_ROWS
        && n >= LEAST_COLUMNS
        && k >= LEAST_TERMS
        && (long) m * n * k >= LEAST_MULTIPLICATIONS;
  }

  /** C = A B with A m x k and B k x n. */
  static void multiply(boolean byPanels, int m, int n, int k, Matrix a, Matrix b, Matrix c) {
    if (!byPanels) {
      Blas.multiply(m, n, k, a, b, c);
    } else if (c.isFloat()) {
      FLOATS.get().multiply(m, n, k, a, b, c);
    } else {
      DOUBLES.get().multiply(m, n, k, a, b, c);
    }
  }
}
