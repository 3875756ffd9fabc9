/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Second derivatives through samples that are made by rejection, and through their families. */
class SecondOrderSamplesTest {
  private static final RandomKey KEY = RandomKey.of(31);
  private static final int SAMPLES = 20_000;

  private static Parameter parameter(String name, double... values) {
    return Parameter.of(name, Tensor.vector(values).eval());
  }

  /** Quantiles are the smooth functions of the parameters that samples are. */
  static Stream<Arguments> quantiles() {
    Parameter a = parameter("a", 0.6, 2.5, 14);
    Parameter b = parameter("b", 1.4, 0.8, 30);
    Tensor p = Tensor.vector(0.2, 0.55, 0.9);
    Tensor one = Tensor.scalar(1.0);
    return Stream.of(
        of("gamma", Gamma.of(a, b).icdf(p)),
        of("chi2", Chi2.of(a).icdf(p)),
        of("inverseGamma", InverseGamma.of(a, b).icdf(p)),
        of("beta", Beta.of(a, b).icdf(p)),
        of("studentT", StudentT.of(a, one, one).icdf(p)),
        of("fisherSnedecor", FisherSnedecor.of(a, b).icdf(p)),
        of("cdf of gamma", Gamma.of(a, b).cdf(Tensor.vector(0.3, 2, 0.5))),
        of("cdf of beta", Beta.of(a, b).cdf(Tensor.vector(0.3, 0.7, 0.3))),
        of("cdf of studentT", StudentT.of(a, one, one).cdf(Tensor.vector(-1, 1.5, 3))),
        of("cdf of fisherSnedecor", FisherSnedecor.of(a, b).cdf(Tensor.vector(0.3, 2, 0.5))),
        of("cdf of vonMises", VonMises.of(one, b).cdf(Tensor.vector(0.3, -1, 1.2))),
        of("cdf of inverseGaussian", InverseGaussian.of(a, b).cdf(Tensor.vector(0.3, 2, 9))));
  }

  private static Arguments of(String name, Tensor y) {
    return Arguments.argumentSet(name, y);
  }

  @ParameterizedTest
  @MethodSource("quantiles")
  void secondDerivativesMatchDifferences(Tensor y) {
    GradientCheck.of(y).secondOrder().assertPasses();
  }

  /**
   * From F(x(a, b); a, b) = u: -(F_ab + F_ax x_b + F_bx x_a + F_xx x_a x_b) / f, with a and b any
   * of the parameters.
   */
  @Test
  void secondDerivativesOfInverseGaussianSamplesAreImplicit() {
    Parameter loc = parameter("loc", 0.6, 2.5, 14, 1);
    Parameter concentration = parameter("concentration", 1.4, 0.8, 3, 50);
    InverseGaussian d = InverseGaussian.of(loc, concentration);
    Tensor sample = d.rsample();
    Parameter x = Parameter.of("x", sample.eval(KEY));
    Tensor cdf = d.cdf(x);
    for (Parameter a : List.of(loc, concentration)) {
      for (Parameter b : List.of(loc, concentration)) {
        Tensor found = slope(slope(sample, a), b);
        Tensor byA = slope(cdf, a).div(slope(cdf, x)).neg();
        Tensor byB = slope(cdf, b).div(slope(cdf, x)).neg();
        Tensor sum =
            slope(slope(cdf, a), b)
                .add(slope(slope(cdf, a), x).mul(byB))
                .add(slope(slope(cdf, b), x).mul(byA))
                .add(slope(slope(cdf, x), x).mul(byA).mul(byB));
        double[] expected = sum.div(slope(cdf, x)).neg().eval(KEY).toDoubleVector();
        double[] got = found.eval(KEY).toDoubleVector();
        for (int i = 0; i < got.length; i++) {
          double tolerance = 1e-9 * Math.abs(expected[i]) + 1e-13;
          assertThat(got[i]).as("%s %s %d", a, b, i).isCloseTo(expected[i], within(tolerance));
        }
      }
    }
  }

  /** The derivatives of elements by the elements at the same place. */
  private static Tensor slope(Tensor y, Tensor x) {
    return Gradients.of(y.sum(), x).of(x);
  }

  /**
   * The second derivative of the mean of x^2 of samples is that of E x^2; within 6 standard errors,
   * which a right program exceeds with probability 2e-9. E x^2 is a (a+1), a (a+1) / ((a+b)
   * (a+b+1)), nu / (nu-2), and E cos z = I1/I0.
   */
  @Test
  void secondDerivativesOfMeansAreThoseOfMoments() {
    checkMean(3, a -> Gamma.of(a, one()).rsample().square(), 2);
    Function<Double, Double> f = a -> a * (a + 1) / ((a + 2) * (a + 3));
    checkMean(4, a -> Beta.of(a, one().mul(2)).rsample().square(), second(f, 4));
    checkMean(9, nu -> StudentT.of(nu, zero(), one()).rsample().square(), 4 / 343.0);
    // A'' = -(A' / k - A / k^2) - 2 A A' with A = I1(2)/I0(2) = 0.6977746579640079820067905925518.
    double ratio = 0.6977746579640079820067905925518;
    double slope = 1 - ratio / 2 - ratio * ratio;
    double bend = -slope / 2 + ratio / 4 - 2 * ratio * slope;
    checkMean(2, k -> VonMises.of(zero(), k).rsample().cos(), bend);
  }

  private static double second(Function<Double, Double> f, double x) {
    double h = 1e-3;
    return (f.apply(x + h) - 2 * f.apply(x) + f.apply(x - h)) / (h * h);
  }

  private static Tensor one() {
    return Tensor.scalar(1.0);
  }

  private static Tensor zero() {
    return Tensor.scalar(0.0);
  }

  private static void checkMean(double at, Function<Tensor, Tensor> value, double expected) {
    Parameter a = parameter("a", at);
    Tensor each = a.broadcastTo(SAMPLES);
    Tensor first = Gradients.of(value.apply(each).sum(), each).of(each);
    double[] second = Gradients.of(first.sum(), each).of(each).eval(KEY).toDoubleVector();
    double sum = 0;
    double squares = 0;
    for (double v : second) {
      sum += v - expected;
      squares += (v - expected) * (v - expected);
    }
    assertThat(sum / Math.sqrt(squares)).as("%s at %s", value, at).isBetween(-6.0, 6.0);
  }

  @ParameterizedTest
  @EnumSource
  void dirichletHasAHessian(DType dtype) {
    Parameter a = Parameter.of("a", Tensor.vector(0.7, 3, 12).cast(dtype).eval());
    Tensor loss = Dirichlet.of(a).rsample(5).log().square().sum();
    Tensor along = Tensor.vector(1, -0.5, 0.3).cast(dtype);
    Tensor product = Gradients.hessianVectorProduct(loss, List.of(a), List.of(along)).of(a);
    double[] found = product.eval(KEY).toDoubleVector();
    assertThat(found).doesNotContain(Double.NaN, 0).hasSize(3);
    // The Hessian is symmetric: u H v = v H u.
    Tensor other = Tensor.vector(-0.2, 1, 0.1).cast(dtype);
    Tensor back = Gradients.hessianVectorProduct(loss, List.of(a), List.of(other)).of(a);
    double left = product.dot(other).eval(KEY).getDouble();
    double right = back.dot(along).eval(KEY).getDouble();
    assertThat(left)
        .isCloseTo(right, within((dtype == DType.FLOAT ? 1e-4 : 1e-9) * Math.abs(left)));
  }
}
