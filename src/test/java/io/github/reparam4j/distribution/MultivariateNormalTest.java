/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.matrix;
import static io.github.reparam4j.distribution.VectorCase.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link MultivariateNormal} in its five forms. */
final class MultivariateNormalTest extends VectorContract {
  private static final Grid LOC = vector(0.4, -0.9, 1.1);
  private static final Grid TRIL = matrix(1.2, 9, 9, -0.5, 0.8, 9, 0.3, 0.6, 0.9);
  private static final Grid FULL = matrix(1.2, 0.3, -0.4, -0.5, 0.8, 0.2, 0.3, 0.6, 0.9);

  private static VectorCase normal(
      Function<Tensor[], Distribution> family,
      Function<List<Grid>, double[][]> covariance,
      Grid... parameters) {
    int n = parameters[0].data().length;
    return VectorCase.of(family, parameters)
        .on(
            new Chart.Reals(Shape.of(n)),
            (p, x) -> logDensity(p.get(0).data(), covariance.apply(p), x));
  }

  private static double logDensity(double[] mean, double[][] covariance, double... x) {
    double[][] inverse = NaiveMatrix.inverse(covariance);
    double sum = NaiveMatrix.logDet(covariance) + x.length * Math.log(2 * Math.PI);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        sum += (x[i] - mean[i]) * inverse[i][j] * (x[j] - mean[j]);
      }
    }
    return -0.5 * sum;
  }

  private static VectorCase diagonal(Grid loc, Grid scale) {
    return normal(
        p -> MultivariateNormal.fromDiagonal(p[0], p[1]),
        p -> squares(p.get(1).data()),
        loc,
        scale);
  }

  private static double[][] squares(double... x) {
    double[][] diagonal = new double[x.length][x.length];
    for (int i = 0; i < x.length; i++) {
      diagonal[i][i] = x[i] * x[i];
    }
    return diagonal;
  }

  private static VectorCase triangle(Grid loc, Grid scaleTril) {
    return normal(
        p -> MultivariateNormal.fromScaleTril(p[0], p[1]),
        p -> NaiveMatrix.covariance(p.get(1).data()),
        loc,
        scaleTril);
  }

  /** The covariance A A', so that every element of A counts. */
  private static VectorCase covariance(Grid loc, Grid a) {
    return normal(
        p -> MultivariateNormal.fromCovariance(p[0], p[1].matmul(p[1].transpose())),
        p -> squareOf(p.get(1)),
        loc,
        a);
  }

  private static VectorCase precision(Grid loc, Grid a) {
    return normal(
        p -> MultivariateNormal.fromPrecision(p[0], p[1].matmul(p[1].transpose())),
        p -> NaiveMatrix.inverse(squareOf(p.get(1))),
        loc,
        a);
  }

  private static double[][] squareOf(Grid a) {
    double[][] square = NaiveMatrix.square(a.data());
    return NaiveMatrix.times(square, NaiveMatrix.transpose(square));
  }

  private static VectorCase lowRank(Grid loc, Grid factor, Grid diagonal) {
    return normal(
        p -> MultivariateNormal.fromLowRank(p[0], p[1], p[2]),
        p -> {
          int n = p.get(1).shape().dim(0);
          int r = p.get(1).shape().dim(1);
          double[][] w = new double[n][r];
          for (int i = 0; i < n * r; i++) {
            w[i / r][i % r] = p.get(1).data()[i];
          }
          double[][] sum = NaiveMatrix.times(w, NaiveMatrix.transpose(w));
          for (int i = 0; i < n; i++) {
            sum[i][i] += p.get(2).data()[i];
          }
          return sum;
        },
        loc,
        factor,
        diagonal);
  }

  @Override
  Stream<VectorCase> cases() {
    Quadrature x = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0.4, Double.POSITIVE_INFINITY);
    Quadrature y = Quadrature.over(1, Double.NEGATIVE_INFINITY, -0.9, Double.POSITIVE_INFINITY);
    Grid loc = vector(0.4, -0.9);
    Grid factor = new Grid(Shape.of(3, 2), new double[] {0.8, -0.3, 0.5, 0.9, -0.7, 0.2});
    Grid thin = new Grid(Shape.of(2, 1), new double[] {0.8, -0.3});
    return Stream.of(
        diagonal(loc, vector(0.7, 1.3)).integrable(x, y),
        diagonal(LOC, vector(0.3, 1, 2)),
        triangle(vector(2), matrix(0.5)),
        triangle(loc, matrix(1.2, 0, -0.5, 0.8)).integrable(x, y),
        triangle(LOC, TRIL),
        covariance(loc, matrix(1.2, 0.3, -0.5, 0.8)).integrable(x, y),
        covariance(LOC, FULL),
        precision(loc, matrix(1.2, 0.3, -0.5, 0.8)).integrable(x, y),
        precision(LOC, FULL),
        lowRank(loc, thin, vector(0.6, 1.1)).integrable(x, y),
        lowRank(LOC, factor, vector(0.5, 1.1, 0.7)));
  }

  @Override
  Stream<VectorCase> extremes() {
    return Stream.of(
        diagonal(vector(0, 0), vector(1e-30, 1e30)),
        triangle(vector(0, 0), matrix(1e-15, 0, 1, 1e15)));
  }

  @Override
  double[] outside(VectorCase c) {
    double[] x = new double[2 * (int) c.distribution().eventShape().size()];
    x[0] = Double.POSITIVE_INFINITY;
    x[x.length - 1] = Double.NEGATIVE_INFINITY;
    return x;
  }

  @Override
  boolean isExplicit() {
    return true;
  }

  @Override
  Stream<Refused> refused() {
    Tensor v = Tensor.vector(1.0, 2.0);
    Tensor eye = Tensor.eye(DType.DOUBLE, 2);
    String finite = "loc must be finite everywhere, got NaN at [1] of shape [2]";
    Tensor nan = Tensor.vector(0, Double.NaN);
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        Refused.now(
            () -> MultivariateNormal.fromDiagonal(v, Tensor.vector(1.0)),
            "MultivariateNormal.fromDiagonal: loc and scaleDiag must be [..., d], got [2] and [1]"),
        Refused.now(
            () -> MultivariateNormal.fromScaleTril(v, v),
            "MultivariateNormal.fromScaleTril: loc must be [..., d] and scaleTril [..., d, d], got"
                + " [2] and [2]"),
        Refused.now(
            () -> MultivariateNormal.fromCovariance(v, Tensor.eye(DType.DOUBLE, 3)),
            "MultivariateNormal.fromCovariance: loc must be [..., d] and covariance [..., d, d],"
                + " got [2] and [3, 3]"),
        Refused.now(
            () -> MultivariateNormal.fromPrecision(v, Tensor.eye(DType.DOUBLE, 3)),
            "MultivariateNormal.fromPrecision: loc must be [..., d] and precision [..., d, d], got"
                + " [2] and [3, 3]"),
        Refused.now(
            () -> MultivariateNormal.fromLowRank(v, eye, Tensor.vector(1.0)),
            "MultivariateNormal.fromLowRank: loc must be [..., n], factor [..., n, r] and diagonal"
                + " [..., n], got [2], [2, 2] and [1]"),
        Refused.now(
            () ->
                MultivariateNormal.fromDiagonal(v, v)
                    .kl(MultivariateNormal.fromDiagonal(Tensor.vector(1.0), Tensor.vector(1.0))),
            "MultivariateNormal.kl: both must have the same event shape and dtype, got [2] DOUBLE"
                + " and [1] DOUBLE"),
        Refused.whenRun(
            () -> MultivariateNormal.fromScaleTril(nan, eye).rsample(),
            "MultivariateNormal.fromScaleTril: " + finite),
        Refused.whenRun(
            () -> MultivariateNormal.fromDiagonal(v, Tensor.vector(1.0, -2.0)).rsample(),
            "MultivariateNormal.fromDiagonal: scale must be > 0 everywhere, got -2.0 at [1] of"
                + " shape [2]"
                + hint));
  }

  @Test
  void covarianceIsThatOfTheForm() {
    cases()
        .forEach(
            c -> {
              MultivariateNormal d = (MultivariateNormal) c.distribution();
              double[] found = values(d.covariance());
              double[] l = values(d.scaleTril());
              double[][] product = NaiveMatrix.covariance(l);
              int n = product.length;
              for (int i = 0; i < n; i++) {
                assertClose(
                    java.util.Arrays.copyOfRange(found, i * n, (i + 1) * n),
                    product[i],
                    1e-14,
                    c.toString());
              }
              assertThat(values(d.loc())).isEqualTo(c.parameters().get(0).data());
            });
  }

  @Test
  void matrixThatIsNotPositiveDefiniteStopsTheRun() {
    Tensor bad = Tensor.constant(new double[] {1, 2, 2, 1}, 2, 2);
    Tensor sample = MultivariateNormal.fromCovariance(Tensor.vector(0.0, 0.0), bad).rsample();
    assertThatThrownBy(() -> sample.eval(DistributionContract.KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "MultivariateNormal.fromCovariance: matrix must be positive definite, got");
  }

  @Test
  void divergenceIsTheSameInAllForms() {
    Tensor zero = Tensor.vector(0.0, 0.0);
    Tensor a = Tensor.vector(0.5, -1.0);
    Tensor s = Tensor.vector(0.7, 1.4);
    Tensor one = Tensor.vector(1.0, 1.0);
    MultivariateNormal q = MultivariateNormal.fromDiagonal(a, s);
    MultivariateNormal full = MultivariateNormal.fromScaleTril(a, s.diag());
    MultivariateNormal p = MultivariateNormal.fromDiagonal(zero, one);
    MultivariateNormal low =
        MultivariateNormal.fromLowRank(zero, Tensor.zeros(DType.DOUBLE, 2, 1), one);
    double expected = 0.5 * (0.49 + 1.96 + 1.25 - 2) - Math.log(0.7 * 1.4);
    for (MultivariateNormal from : List.of(q, full)) {
      for (MultivariateNormal to : List.of(p, low)) {
        assertClose(new double[] {from.kl(to).evalScalar()}, new double[] {expected}, 1e-14, "kl");
      }
    }
  }
}
