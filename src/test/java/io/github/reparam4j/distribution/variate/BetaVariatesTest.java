/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.StudentT;
import io.github.reparam4j.special.IncompleteBetaFunctions;
import io.github.reparam4j.special.StudentFunctions;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.NaiveArrays;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** Beta and Student variates: their gradients, and rejected derivatives. */
final class BetaVariatesTest {
  private static Parameter parameter(String name, double... x) {
    return Parameter.of(name, Nd4j.createFromArray(x));
  }

  private final Parameter a = parameter("a", 0.4, 1, 3, 20);
  private final Parameter b = parameter("b", 2, 0.7, 3, 8);

  private static double difference(ToDoubleFunction<Double> f, double at) {
    double h = 1e-3 * at;
    double one = f.applyAsDouble(at + h) - f.applyAsDouble(at - h);
    double two = f.applyAsDouble(at + 2 * h) - f.applyAsDouble(at - 2 * h);
    return (8 * one - two) / (12 * h);
  }

  @Test
  void gradientsByParametersMatchCentralDifferences() {
    double[] x = {0.01, 0.9, 0.4, 0.8};
    for (boolean logit : new boolean[] {false, true}) {
      Tensor at = Tensor.vector(x);
      Tensor value =
          logit
              ? BetaVariates.logitCdf(a, b, at.log().sub(at.neg().log1p()))
              : at.incompleteBeta(a, b);
      Gradients g = Gradients.of(value.sum(), a, b);
      double[] byA = g.of(a).eval().toDoubleVector();
      double[] byB = g.of(b).eval().toDoubleVector();
      for (int i = 0; i < x.length; i++) {
        double p = a.array().getDouble(i);
        double q = b.array().getDouble(i);
        double point = x[i];
        assertThat(byA[i])
            .isCloseTo(
                difference(s -> IncompleteBetaFunctions.betaI(s, q, point), p), within(1e-9));
        assertThat(byB[i])
            .isCloseTo(
                difference(s -> IncompleteBetaFunctions.betaI(p, s, point), q), within(1e-9));
      }
    }
  }

  /** The variate's gradient keeps I constant: dI/da + w dt/da = 0. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void logitOfAVariateMovesAlongTheDistributionFunction(DType dtype) {
    double[] points = {-8, 0.3, 1.5, 1.1};
    Tensor logGammas = Tensor.vector(points).cast(dtype);
    Tensor wideA = a.cast(dtype);
    Tensor wideB = b.cast(dtype);
    Tensor t = BetaVariates.logit(wideA, wideB, logGammas, Tensor.zeros(dtype, 4));
    assertThat(t.eval().castTo(DType.DOUBLE.toNd4j()).toDoubleVector())
        .isEqualTo(logGammas.eval().castTo(DType.DOUBLE.toNd4j()).toDoubleVector());
    Gradients g = Gradients.of(t.sum(), a, b);
    double[] byA = g.of(a).eval().toDoubleVector();
    double[] byB = g.of(b).eval().toDoubleVector();
    double tolerance = dtype == DType.FLOAT ? 1e-5 : 1e-8;
    for (int i = 0; i < points.length; i++) {
      double p = a.array().getDouble(i);
      double q = b.array().getDouble(i);
      double at = points[i];
      double density = difference(s -> IncompleteBetaFunctions.logitBetaI(p, q, s + at - 1), 1);
      double expectedA =
          -difference(s -> IncompleteBetaFunctions.logitBetaI(s, q, at), p) / density;
      double expectedB =
          -difference(s -> IncompleteBetaFunctions.logitBetaI(p, s, at), q) / density;
      assertThat(byA[i]).isCloseTo(expectedA, within(tolerance * Math.abs(expectedA)));
      assertThat(byB[i]).isCloseTo(expectedB, within(tolerance * Math.abs(expectedB)));
    }
  }

  @Test
  void gradientInFloatHasTheStatedPrecision() {
    int n = 2000;
    SplittableRandom random = new SplittableRandom(3);
    float[] p = new float[n];
    float[] q = new float[n];
    float[] t = new float[n];
    for (int i = 0; i < n; i++) {
      p[i] = (float) Math.exp(random.nextDouble(-6.9, 9.2));
      q[i] = (float) Math.exp(random.nextDouble(-6.9, 9.2));
      double deviation = Math.sqrt(1 / p[i] + 1 / q[i]);
      t[i] = (float) (Math.log(p[i] / q[i]) + deviation * random.nextDouble(-6, 6));
    }
    Tensor first = Tensor.vector(p);
    Tensor second = Tensor.vector(q);
    Tensor logit =
        BetaVariates.logit(first, second, Tensor.vector(t), Tensor.zeros(DType.FLOAT, n));
    double[] byA = NaiveArrays.elements(Gradients.of(logit.sum(), first).of(first).eval());
    for (int i = 0; i < n; i++) {
      double exact = IncompleteBetaFunctions.logitBetaVariateByA(p[i], q[i], t[i]);
      assertThat(byA[i]).isCloseTo(exact, within(4e-7 * exact));
    }
  }

  @Test
  void studentTIsThatOfItsNormalAndGammaVariates() {
    Parameter df = parameter("df", 0.5, 4, 900);
    Tensor logGamma = Tensor.vector(-0.7, 0.8, 6.1);
    Tensor t = BetaVariates.studentT(df, Tensor.vector(1.0, -2, 3), logGamma);
    double[] z = {1, -2, 3};
    double[] value = t.eval().toDoubleVector();
    double[] gradient = Gradients.of(t.sum(), df).of(df).eval().toDoubleVector();
    double[] gammas = {-0.7, 0.8, 6.1};
    for (int i = 0; i < 3; i++) {
      double nu = df.array().getDouble(i);
      double expected = z[i] / Math.sqrt(2 * Math.exp(gammas[i]) / nu);
      assertThat(value[i]).isCloseTo(expected, within(1e-14 * Math.abs(expected)));
      assertThat(gradient[i]).isEqualTo(StudentFunctions.variateByDf(nu, value[i]));
    }
  }

  @Test
  void studentTForManyDegreesOfFreedomFollowsCornishAndFisher() {
    for (double t : new double[] {-6, -1, 1e-8, 0.5, 4}) {
      double nu = 1e9;
      double expected = -(t * t * t + t) / (4 * nu * nu);
      assertThat(StudentFunctions.variateByDf(nu, t))
          .isCloseTo(expected, within(1e-7 * Math.abs(expected)));
    }
  }

  // ---- second derivatives

  @Test
  void thirdDerivativesByParametersAreRefused() {
    Tensor t = Tensor.vector(-1.0, 0, 1, 2);
    assertRefused(BetaVariates.logitCdf(a, b, t).sum(), a, "logitBetaByATwice");
    assertRefused(BetaVariates.logit(a, b, t, t.mul(0.5)).sum(), b, "logitBetaByAAndLogit");
    assertRefused(BetaVariates.studentT(a, t, t.neg()).sum(), a, "studentTByDfAndT");
  }

  private static void assertRefused(Tensor loss, Tensor by, String op) {
    Tensor second = Gradients.of(Gradients.of(loss, by).of(by).sum(), by).of(by);
    assertThatThrownBy(() -> Gradients.of(second.sum(), by))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "gradients: every operation between the loss and what it is differentiated by must have"
                + " a gradient, got "
                + op
                + ", made at ");
  }

  /** A sample and the quantile of its probability are one function of the parameters. */
  @Test
  void secondDerivativesOfSamplesAreThoseOfQuantiles() {
    Tensor t = Tensor.vector(-1.0, 0, 1, 2);
    Tensor logit = BetaVariates.logit(a, b, t, t.mul(0.3));
    Tensor p = BetaVariates.logitCdf(a, b, logit).stopGradient();
    assertSameHessian(logit, BetaVariates.logitQuantile(a, b, p), a, b);
    Tensor student = BetaVariates.studentT(a, t.neg(), t.neg());
    Tensor q = StudentT.of(a, zero(), one()).cdf(student).stopGradient();
    assertSameHessian(student, BetaVariates.studentTQuantile(a, q), a);
    Tensor logF = BetaVariates.logFisherSnedecor(a, b, t, t.mul(0.3));
    Tensor ratio = a.log().sub(b.log());
    Tensor half = BetaVariates.logitCdf(a.mul(0.5), b.mul(0.5), logF.add(ratio)).stopGradient();
    Tensor quantile = BetaVariates.logitQuantile(a.mul(0.5), b.mul(0.5), half).sub(ratio);
    assertSameHessian(logF, quantile, a, b);
  }

  private static Tensor zero() {
    return Tensor.scalar(0.0);
  }

  private static Tensor one() {
    return Tensor.scalar(1.0);
  }

  private static void assertSameHessian(Tensor sample, Tensor quantile, Tensor... by) {
    List<Tensor> all = List.of(by);
    List<Tensor> ones = all.stream().map(x -> Tensor.ones(x.dtype(), x.shape().toLongs())).toList();
    Gradients found = Gradients.hessianVectorProduct(sample.sin().sum(), all, ones);
    Gradients expected = Gradients.hessianVectorProduct(quantile.sin().sum(), all, ones);
    for (Tensor x : by) {
      double[] f = NaiveArrays.elements(found.of(x).eval());
      double[] e = NaiveArrays.elements(expected.of(x).eval());
      for (int i = 0; i < f.length; i++) {
        assertThat(f[i]).isCloseTo(e[i], within(1e-10 * Math.abs(e[i]) + 1e-11));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, 0.2, 4})
  void mixedSecondDerivativesByVariateAreThose(double t) {
    Parameter p = parameter("p", 2.5);
    Parameter x = parameter("x", t);
    Tensor value = BetaVariates.logitCdf(p, Tensor.vector(1.5), x);
    Tensor byP = Gradients.of(value.sum(), p).of(p);
    double found = Gradients.of(byP.sum(), x).of(x).evalScalar();
    double expected =
        difference(s -> IncompleteBetaFunctions.logitBetaIByA(2.5, 1.5, s + t - 1), 1);
    assertThat(found).isCloseTo(expected, within(1e-9));
  }
}
