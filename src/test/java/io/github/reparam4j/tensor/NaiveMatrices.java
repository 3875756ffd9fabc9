/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/** The part of {@link NaiveEvaluator} for matrices, by textbook algorithms. */
final class NaiveMatrices {
  private NaiveMatrices() {}

  static double[] compute(LinearAlgebra op, List<double[]> in, List<Shape> shapes, Shape to) {
    double[] out = new double[(int) to.size()];
    Shape batch = to.slice(0, to.rank() - 2);
    int rows = to.dim(-2);
    int columns = to.dim(-1);
    for (int member = 0; member < batch.size(); member++) {
      double[][] a = matrix(in.get(0), shapes.get(0), batch, member);
      double[][] result;
      if (op instanceof LinearAlgebra.MatMul) {
        result = product(a, matrix(in.get(1), shapes.get(1), batch, member), rows, columns);
      } else if (op instanceof LinearAlgebra.Cholesky) {
        result = cholesky(a);
      } else if (op instanceof LinearAlgebra.TriangularSolve solve) {
        double[][] right = matrix(in.get(1), shapes.get(1), batch, member);
        result = solve(a, right, columns, solve.transposed());
      } else {
        throw new AssertionError("no case for " + op);
      }
      for (int i = 0; i < rows; i++) {
        System.arraycopy(result[i], 0, out, (member * rows + i) * columns, columns);
      }
    }
    return out;
  }

  /** One matrix of an operand, whose batch axes are broadcast. */
  private static double[][] matrix(double[] x, Shape shape, Shape batch, int member) {
    Shape own = shape.slice(0, shape.rank() - 2);
    int at = NaiveArrays.broadcastPosition(own, NaiveArrays.index(batch, member));
    double[][] m = new double[shape.dim(-2)][shape.dim(-1)];
    for (int i = 0; i < m.length; i++) {
      System.arraycopy(x, (at * m.length + i) * shape.dim(-1), m[i], 0, shape.dim(-1));
    }
    return m;
  }

  private static double[][] product(double[][] a, double[][] b, int rows, int columns) {
    double[][] c = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < columns; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] cholesky(double[][] a) {
    int n = a.length;
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = a[i][j];
        for (int k = 0; k < j; k++) {
          rest -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(rest) : rest / l[j][j];
      }
    }
    return l;
  }

  private static double[][] solve(double[][] l, double[][] b, int columns, boolean transposed) {
    int n = l.length;
    double[][] x = new double[n][columns];
    for (int step = 0; step < n; step++) {
      int i = transposed ? n - 1 - step : step;
      for (int j = 0; j < columns; j++) {
        double rest = b[i][j];
        for (int k = 0; k < n; k++) {
          boolean known = transposed ? k > i : k < i;
          rest -= known ? (transposed ? l[k][i] : l[i][k]) * x[k][j] : 0;
        }
        x[i][j] = rest / l[i][i];
      }
    }
    return x;
  }
}
