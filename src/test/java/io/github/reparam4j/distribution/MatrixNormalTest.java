/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.VectorCase.matrix;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** {@link MatrixNormal}. */
final class MatrixNormalTest extends VectorContract {
  private static final Grid THREE = matrix(1.2, 9, 9, -0.5, 0.8, 9, 0.3, 0.6, 0.9);
  private static final Grid TWO = matrix(0.9, 9, 0.4, 1.1);

  private static VectorCase matrixNormal(Grid loc, Grid row, Grid column) {
    return VectorCase.of(p -> MatrixNormal.of(p[0], p[1], p[2]), loc, row, column)
        .on(
            new Chart.Reals(loc.shape()),
            (p, x) ->
                logDensity(
                    p.get(0),
                    NaiveMatrix.covariance(p.get(1).data()),
                    NaiveMatrix.covariance(p.get(2).data()),
                    x));
  }

  /** tr(V^-1 D' U^-1 D), element by element. */
  private static double logDensity(Grid loc, double[][] u, double[][] v, double... x) {
    int n = u.length;
    int p = v.length;
    double[][] rows = NaiveMatrix.inverse(u);
    double[][] columns = NaiveMatrix.inverse(v);
    double sum = n * p * Math.log(2 * Math.PI);
    sum += p * NaiveMatrix.logDet(u) + n * NaiveMatrix.logDet(v);
    for (int i = 0; i < n * p; i++) {
      for (int j = 0; j < n * p; j++) {
        double product = (x[i] - loc.data()[i]) * (x[j] - loc.data()[j]);
        sum += product * rows[i / p][j / p] * columns[i % p][j % p];
      }
    }
    return -0.5 * sum;
  }

  private static Grid rectangle(int n, int p) {
    double[] x = new double[n * p];
    java.util.Arrays.setAll(x, i -> Math.sin(1 + 1.7 * i));
    return new Grid(Shape.of(n, p), x);
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature z = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0.9, Double.POSITIVE_INFINITY);
    return Stream.of(
        matrixNormal(rectangle(1, 2), matrix(0.7), TWO).integrable(z, z),
        matrixNormal(rectangle(2, 1), TWO, matrix(0.7)).integrable(z, z),
        matrixNormal(rectangle(2, 3), TWO, THREE),
        matrixNormal(rectangle(3, 2), THREE, TWO));
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        matrixNormal(rectangle(2, 2), matrix(1e-15, 0, 0, 1e-15), matrix(1e-15, 0, 0, 1e15)));
  }

  @Override
  double[] outside(VectorCase c) {
    double[] x = new double[(int) c.distribution().eventShape().size()];
    x[0] = Double.NEGATIVE_INFINITY;
    return x;
  }

  @Override
  boolean isExplicit() {
    return true;
  }

  @Override
  Stream<Refused> refused() {
    Tensor eye = Tensor.eye(DType.DOUBLE, 2);
    Tensor loc = Tensor.zeros(DType.DOUBLE, 2, 3);
    String diagonal =
        "must be > 0 everywhere, got 0.0 at [0] of shape [2]; pass the diagonal"
            + " through exp or softplus";
    return Stream.of(
        Refused.now(
            () -> MatrixNormal.of(loc, eye, eye),
            "MatrixNormal.of: loc must be [..., n, p], scaleTrilRow [..., n, n] and scaleTrilColumn"
                + " [..., p, p], got [2, 3], [2, 2] and [2, 2]"),
        Refused.now(
            () -> MatrixNormal.of(loc, loc, eye),
            "MatrixNormal.of: scaleTrilRow must be [..., n, n], got [2, 3]"),
        Refused.whenRun(
            () -> MatrixNormal.of(eye, eye.mul(0), eye).rsample(),
            "MatrixNormal.of: diagonal of scaleTrilRow " + diagonal),
        Refused.whenRun(
            () -> MatrixNormal.of(eye, eye, eye.mul(0)).rsample(),
            "MatrixNormal.of: diagonal of scaleTrilColumn " + diagonal));
  }
}
