/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.VectorCase.matrix;
import static io.github.reparam4j.distribution.VectorCase.scalar;
import static io.github.reparam4j.distribution.VectorCase.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

/** {@link MultivariateStudentT}. */
final class MultivariateStudentTTest extends VectorContract {
  private static VectorCase studentT(double df, Grid loc, Grid tril) {
    return VectorCase.of(p -> MultivariateStudentT.of(p[0], p[1], p[2]), scalar(df), loc, tril)
        .on(
            new Chart.Reals(loc.shape()),
            (p, x) ->
                logDensity(
                    p.get(0).data()[0],
                    p.get(1).data(),
                    NaiveMatrix.covariance(p.get(2).data()),
                    x));
  }

  private static double logDensity(double df, double[] loc, double[][] matrix, double... x) {
    int n = x.length;
    double[][] inverse = NaiveMatrix.inverse(matrix);
    double q = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        q += (x[i] - loc[i]) * inverse[i][j] * (x[j] - loc[j]);
      }
    }
    return LogGamma.value((df + n) / 2)
        - LogGamma.value(df / 2)
        - 0.5 * (n * Math.log(df * Math.PI) + NaiveMatrix.logDet(matrix))
        - 0.5 * (df + n) * Math.log1p(q / df);
  }

  @Override
  Stream<VectorCase> cases() {
    Grid loc = vector(0.4, -0.9);
    Grid tril = matrix(1.2, 0, -0.5, 0.8);
    Quadrature x = Quadrature.over(1, Double.NEGATIVE_INFINITY, 0.4, Double.POSITIVE_INFINITY);
    Quadrature y = Quadrature.over(1, Double.NEGATIVE_INFINITY, -0.9, Double.POSITIVE_INFINITY);
    return Stream.of(
        studentT(9, loc, tril).integrable(x, y),
        studentT(2.5, loc, tril),
        studentT(12, vector(1), matrix(0.5)),
        studentT(0.7, vector(0, 1, 2), matrix(1.2, 9, 9, -0.5, 0.8, 9, 0.3, 0.6, 0.9)));
  }

  @Override
  boolean hasFourMoments(VectorCase c) {
    return c.parameters().get(0).data()[0] > 8;
  }

  @Override
  Stream<VectorCase> extremes() {
    Grid tril = matrix(1, 0, 0, 1);
    return Stream.of(
        studentT(0.2, vector(0, 0), tril),
        studentT(1e15, vector(0, 0), tril),
        studentT(3, vector(0, 0), matrix(1e-25, 0, 0, 1e-25)));
  }

  @Override
  double[] outside(VectorCase c) {
    double[] x = new double[(int) c.distribution().eventShape().size()];
    x[0] = Double.POSITIVE_INFINITY;
    return x;
  }

  @Override
  boolean isExplicit() {
    return false;
  }

  /**
   * E x = loc, and E |x[i] - loc[i]| = sqrt(V[i,i]) 2 sqrt(nu) / ((nu - 1) B(nu/2, 1/2)), which is
   * flat in loc. Squares would have too heavy tails to compare.
   */
  @Override
  Stream<Expectation> expectations(VectorCase c) {
    if (!hasFourMoments(c)) {
      return Stream.empty();
    }
    Tensor loc = Tensor.vector(c.parameters().get(1).data());
    return Stream.of(
        new Expectation("sum of x", x -> x.sum(-1), p -> sum(p.get(1).data()), 0.04),
        new Expectation(
            "sum of |x - loc|",
            x -> x.sub(loc).abs().sum(-1),
            p -> {
              double df = p.get(0).data()[0];
              double[][] v = NaiveMatrix.covariance(p.get(2).data());
              double roots = 0;
              for (int i = 0; i < v.length; i++) {
                roots += Math.sqrt(v[i][i]);
              }
              return roots * 2 * Math.sqrt(df) / (df - 1) / Math.exp(LogBeta.value(df / 2, 0.5));
            },
            p -> p == 0 ? 0.002 : 0.05));
  }

  private static double sum(double... x) {
    return DistributionContract.sum(x);
  }

  @Override
  Stream<Refused> refused() {
    Tensor loc = Tensor.vector(0.0, 0.0);
    Tensor eye = Tensor.eye(DType.DOUBLE, 2);
    return Stream.of(
        Refused.now(
            () -> MultivariateStudentT.of(Tensor.scalar(-1), loc, eye),
            "MultivariateStudentT.of: df must be > 0, got -1.0; pass a log-df through exp or"
                + " softplus"),
        Refused.now(
            () -> MultivariateStudentT.of(Tensor.scalar(Double.POSITIVE_INFINITY), loc, eye),
            "MultivariateStudentT.of: df must be finite, got Infinity"),
        Refused.now(
            () -> MultivariateStudentT.of(Tensor.scalar(1), loc, loc),
            "MultivariateStudentT.of: loc must be [..., d] and scaleTril [..., d, d], got [2] and"
                + " [2]"),
        Refused.whenRun(
            () -> MultivariateStudentT.of(Tensor.scalar(1), loc, eye.neg()).rsample(),
            "MultivariateStudentT.of: diagonal of scaleTril must be > 0 everywhere, got -1.0 at"
                + " [0] of shape [2]; pass the diagonal through exp or softplus"));
  }

  @Test
  void momentsThatAreNotDefinedAreNan() {
    Tensor df = Tensor.vector(0.5, 1, 1.5, 2, 3);
    MultivariateStudentT d =
        MultivariateStudentT.of(df, Tensor.vector(7.0), Tensor.eye(DType.DOUBLE, 1));
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(d.mean())).isEqualTo(new double[] {nan, nan, 7, 7, 7});
    assertThat(values(d.variance())).isEqualTo(new double[] {nan, nan, infinite, infinite, 3});
  }

  /** At |x|^2 = 0.8125 d, by 60 digits; the terms of the slope by nu cancel to 1 / nu^2. */
  @Test
  void slopeByDegreesOfFreedomHasItsDigits() {
    double[][] expected = {
      {2, 0.7, -3.4584102934297157, 0.74772877579207998},
      {2, 1e3, -2.6513413055742329, 9.6363513728278342e-7},
      {2, 1e6, -2.6503780312524903, 9.6484253971521784e-13},
      {2, 1e9, -2.6503770673741892, 9.6484374878971354e-19},
      {3, 0.7, -4.9477747625656656, 0.80644337122444704},
      {3, 1e3, -3.9769849581422951, 1.4178210638623129e-6},
      {3, 1e6, -3.9755670205109134, 1.4208953527905638e-12},
      {3, 1e9, -3.9755656010349167, 1.4208984344152832e-18},
      {5, 0.7, -7.8101826563682483, 0.85925666090981328},
      {5, 1e3, -6.6282184965091887, 2.2713999066061505e-6},
      {5, 1e6, -6.6259449462923459, 2.2802645268114391e-12},
      {5, 1e9, -6.6259426683036371, 2.2802734285892741e-18}
    };
    for (double[] row : expected) {
      int d = (int) row[0];
      Parameter df = Parameter.of("df", Tensor.scalar(row[1]).eval());
      Tensor x = Tensor.fill(DType.DOUBLE, Math.sqrt(0.8125), d);
      Tensor log =
          MultivariateStudentT.of(df, Tensor.zeros(DType.DOUBLE, d), Tensor.eye(DType.DOUBLE, d))
              .logProb(x);
      assertThat(log.evalScalar()).isCloseTo(row[2], withinPercentage(1e-12));
      double slope = Gradients.of(log, df).of(df).evalScalar();
      assertThat(slope).as("%s", row[1]).isCloseTo(row[3], withinPercentage(1e-11));
    }
  }

  @Test
  void manyDegreesOfFreedomAreTheNormalDistribution() {
    Tensor loc = Tensor.vector(0.4, -0.9);
    Tensor tril = Tensor.constant(new double[] {1.2, 0, -0.5, 0.8}, 2, 2);
    Tensor at = Tensor.constant(new double[] {0, 0, 1, 2, -3, 1, 20, 9}, 4, 2);
    double[] normal = values(MultivariateNormal.fromScaleTril(loc, tril).logProb(at));
    MultivariateStudentT many = MultivariateStudentT.of(Tensor.scalar(1e18), loc, tril);
    DistributionContract.assertClose(values(many.logProb(at)), normal, 1e-13, "logProb");
    double entropy = MultivariateNormal.fromScaleTril(loc, tril).entropy().evalScalar();
    assertThat(many.entropy().evalScalar()).isCloseTo(entropy, within(1e-13));
  }

  @Test
  void densityIsFiniteWhereTheDistanceOverflows() {
    MultivariateStudentT d =
        MultivariateStudentT.of(
            Tensor.scalar(2), Tensor.vector(0.0, 0.0), Tensor.eye(DType.DOUBLE, 2));
    double far = d.logProb(Tensor.vector(3e200, 4e200)).evalScalar();
    assertThat(far)
        .isCloseTo(-Math.log(2 * Math.PI) - 2 * Math.log(12.5) - 800 * Math.log(10), within(1e-10));
    Tensor sample =
        MultivariateStudentT.of(
                Tensor.scalar(1e-3), Tensor.vector(0.0), Tensor.eye(DType.DOUBLE, 1))
            .rsampleAndLogProb(1000)
            .logProb();
    assertThat(Arrays.stream(values(sample)).allMatch(Double::isFinite)).isTrue();
  }
}
