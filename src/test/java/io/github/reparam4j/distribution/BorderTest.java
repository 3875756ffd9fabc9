/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Derivatives where the chain rule meets 0 times infinity: at ends of supports, weights and
 * probabilities. They are the limits from inside.
 */
class BorderTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private record End(Distribution d, double at, double inside) {}

  static Stream<End> ends() {
    double near = 1e-9;
    return Stream.of(
        new End(Gamma.of(1, 1.7), 0, near),
        new End(Chi2.of(2), 0, near),
        new End(FisherSnedecor.of(2, 5), 0, near),
        new End(Weibull.of(1.7, 1), 0, near),
        new End(Kumaraswamy.of(1, 2.5), 0, near),
        new End(Kumaraswamy.of(2.5, 1), 1, 1 - near),
        new End(Beta.of(1, 2.5), 0, near),
        new End(Beta.of(2.5, 1), 1, 1 - near),
        new End(Exponential.of(1.7), 0, near),
        new End(ContinuousBernoulli.of(0.3), 0, near),
        new End(Pareto.of(1, 1.7), 1, 1 + near));
  }

  private static double slope(Function<Tensor, Tensor> f, double at) {
    Tensor x = Tensor.scalar(at);
    return Gradients.of(f.apply(x), x).of(x).evalScalar();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void slopeOfTheDensityIsTheLimit(End e) {
    double limit = slope(e.d()::logProb, e.inside());
    assertThat(slope(e.d()::logProb, e.at()))
        .isCloseTo(limit, within(1e-6 * (1 + Math.abs(limit))));
  }

  @Test
  void slopeOfTheDistributionFunctionIsTheDensity() {
    assertThat(slope(Kumaraswamy.of(1, 2.5)::cdf, 0)).isEqualTo(2.5);
    assertThat(slope(Kumaraswamy.of(2.5, 1)::cdf, 1)).isEqualTo(2.5);
    assertThat(slope(Kumaraswamy.of(0.5, 2.5)::cdf, 0)).isEqualTo(INFINITY);
    assertThat(slope(Kumaraswamy.of(2, 2.5)::cdf, 0)).isEqualTo(0);
    assertThat(slope(FisherSnedecor.of(2, 5)::cdf, 0)).isCloseTo(1, within(1e-15));
    assertThat(slope(FisherSnedecor.of(1, 5)::cdf, 0)).isEqualTo(INFINITY);
  }

  /** ln(w0 e^-x + w1 x e^-x) has the slope w1 / w0 - 1 at 0. */
  @Test
  void slopeOfAMixtureHasThatOfComponentsWhoseDensityIsZero() {
    Distribution two = Gamma.of(Tensor.vector(1.0, 2), Tensor.scalar(1));
    assertThat(slope(Mixture.of(Tensor.vector(0.3, 0.7), two)::logProb, 0))
        .isCloseTo(0.7 / 0.3 - 1, within(1e-12));
    assertThat(slope(Mixture.of(Tensor.vector(0.3, 0), two)::logProb, 0)).isEqualTo(-1);
    Distribution three = Gamma.of(Tensor.vector(1.0, 1.5, 2.5), Tensor.vector(1.0, 2, 3));
    assertThat(slope(Mixture.of(Tensor.vector(0.3, 0.7, 1), three)::logProb, 0))
        .isEqualTo(INFINITY);
    assertThat(slope(Mixture.of(Tensor.vector(0.3, 0, 1), three)::logProb, 0))
        .isCloseTo(-1, within(1e-15));
    assertThat(slope(Mixture.of(Tensor.vector(0, 0.7, 1), three)::logProb, 0)).isEqualTo(INFINITY);
    Distribution beta = Beta.of(Tensor.vector(2.0, 2), Tensor.vector(1.0, 2));
    // f = w0 2 x + w1 6 x (1 - x) at 1: slope (2 w0 - 6 w1) / (2 w0)
    assertThat(slope(Mixture.of(Tensor.vector(0.4, 0.6), beta)::logProb, 1))
        .isCloseTo((0.8 - 3.6) / 0.8, within(1e-12));
    Tensor x = Tensor.vector(0f, 1f, 2f);
    Mixture floats =
        Mixture.of(Tensor.vector(0.3f, 0.7f), Gamma.of(Tensor.vector(1f, 2f), Tensor.vector(1f)));
    double[] slopes = values(Gradients.of(floats.logProb(x).sum(), x).of(x));
    assertClose(slopes, new double[] {0.7 / 0.3 - 1, 0.7 - 1, 0.7 / 1.7 - 1}, 2e-5, "slope");
  }

  @Test
  void slopesOfDistributionFunctionsAtTheEndAreOneSided() {
    assertThat(slope(Gamma.of(1, 1.7)::cdf, 0)).isCloseTo(1.7, within(1e-15));
    assertThat(slope(Gamma.of(1, 1.7)::survival, 0)).isCloseTo(-1.7, within(1e-15));
    assertThat(slope(Gamma.of(1, 1.7)::logSurvival, 0)).isCloseTo(-1.7, within(1e-15));
    assertThat(slope(Chi2.of(2)::cdf, 0)).isCloseTo(0.5, within(1e-15));
    assertThat(slope(Weibull.of(2, 1)::cdf, 0)).isCloseTo(0.5, within(1e-15));
    assertThat(slope(Weibull.of(2, 1)::logSurvival, 0)).isCloseTo(-0.5, within(1e-15));
    assertThat(slope(HalfNormal.of(1)::cdf, 0)).isCloseTo(Math.sqrt(2 / Math.PI), within(1e-15));
    assertThat(slope(HalfCauchy.of(1)::cdf, 0)).isCloseTo(2 / Math.PI, within(1e-15));
    assertThat(slope(HalfCauchy.of(1)::survival, 0)).isCloseTo(-2 / Math.PI, within(1e-15));
    assertThat(slope(FisherSnedecor.of(2, 5)::logSurvival, 0)).isCloseTo(-1, within(1e-15));
    assertThat(slope(Kumaraswamy.of(1, 2.5)::logSurvival, 0)).isCloseTo(-2.5, within(1e-15));
  }

  /** Slopes by x and a where ln f is infinite; by a at 1 the limit is b / a. */
  @Test
  void slopesOfKumaraswamyDensitiesAtTheEndsAreLimits() {
    assertThat(kumaraswamySlopes(2, 3, 0)).containsExactly(INFINITY, -INFINITY);
    assertThat(kumaraswamySlopes(0.5, 0.5, 0)).containsExactly(-INFINITY, -INFINITY);
    assertThat(kumaraswamySlopes(1, 2, 0)).containsExactly(-1, -INFINITY);
    assertThat(kumaraswamySlopes(2, 3, 1)).containsExactly(-INFINITY, 1.5);
    assertThat(kumaraswamySlopes(0.5, 0.5, 1)).containsExactly(INFINITY, 1);
  }

  private static double[] kumaraswamySlopes(double a, double b, double x) {
    Parameter at = Grid.parameter("x", DType.DOUBLE, Shape.scalar(), i -> x);
    Parameter by = Grid.parameter("a", DType.DOUBLE, Shape.scalar(), i -> a);
    Gradients g = Gradients.of(Kumaraswamy.of(by, Tensor.scalar(b)).logProb(at), at, by);
    return new double[] {values(g.of(at))[0], values(g.of(by))[0]};
  }

  /** For tiny a the entropy is K / total - the sum of 1 / a, its slope 1 / a^2 - K / total^2. */
  @Test
  void entropiesOfTinyConcentrationsHaveTheirSlopes() {
    Parameter a = Grid.parameter("a", DType.DOUBLE, Shape.of(2), i -> i == 0 ? 1e-200 : 1e-300);
    Tensor of = Dirichlet.of(a).entropy();
    assertThat(values(of)[0]).isCloseTo(-1e300, within(1e286));
    assertThat(values(Gradients.of(of, a).of(a))).containsExactly(-INFINITY, INFINITY);
    Parameter b = Grid.parameter("b", DType.DOUBLE, Shape.scalar(), i -> 1e-200);
    Tensor beta = Beta.of(b, b).entropy();
    assertThat(values(beta)[0]).isCloseTo(-1e200, within(1e186));
    assertThat(values(Gradients.of(beta, b).of(b))[0]).isEqualTo(INFINITY);
  }

  /** ln(e^u) is u, also where e^u is subnormal or 0. */
  @Test
  void logarithmOfAnExponentialHasSlopeOne() {
    Tensor u = Tensor.vector(-90f, -120f, 3f);
    assertThat(values(u.exp().log())).containsExactly(-90, -120, 3);
    assertThat(values(Gradients.of(u.exp().log().sum(), u).of(u))).containsOnly(1);
    Tensor sigmoid = u.sigmoid().log();
    assertThat(values(Gradients.of(sigmoid.sum(), u).of(u))[1]).isEqualTo(1);
    Tensor a = Tensor.fill(DType.FLOAT, 2.5);
    Tensor density = Gamma.of(a, Tensor.ones(DType.FLOAT)).logProb(u.exp());
    assertThat(values(Gradients.of(density.sum(), u).of(u))[0]).isCloseTo(1.5, within(1e-6));
  }

  /** Where the logarithm is infinite, and where softplus underflows. */
  @Test
  void exponentialOfALogarithmHasSlopeOne() {
    Tensor u = Tensor.vector(0.0, -1, 0.25);
    Tensor exp = u.log().exp();
    assertThat(values(exp)).containsExactly(0, Double.NaN, 0.25);
    assertThat(values(Gradients.of(exp.sum(), u).of(u))).containsExactly(1, 0, 1);
    Tensor expm1 = u.log1p().expm1();
    assertThat(values(expm1)).containsExactly(0, -1, 0.25);
    assertThat(values(Gradients.of(expm1.sum(), u).of(u))).containsOnly(1);
    Tensor far = Tensor.vector(-120f, -90f);
    assertThat(values(far.softplus().log())).containsExactly(-120, -90);
    assertThat(values(Gradients.of(far.softplus().log().sum(), far).of(far))).containsOnly(1);
  }

  private static double[] slopes(Function<Tensor, Tensor> f, double... at) {
    Tensor x = Tensor.vector(at);
    return values(Gradients.of(f.apply(x).sum(), x).of(x));
  }

  @Test
  void weightsOfZeroHaveTheDerivativesNearby() {
    Normal two = Normal.of(Tensor.vector(0.0, 10), Tensor.vector(1.0, 2));
    Tensor x = Tensor.vector(2.0, 3, 3.5);
    assertThat(slopes(w -> Mixture.of(w, two).mean(), 1, 0)).containsExactly(0, 10);
    assertNearby(w -> Mixture.of(w, two).mean());
    assertNearby(w -> Mixture.of(w, two).variance());
    assertNearby(w -> Mixture.of(w, two).logProb(x));
    assertNearby(w -> Mixture.of(w, two).cdf(x));
    assertNearby(w -> Mixture.of(w, two).rsample(20));
    assertNearby(w -> Mixture.of(w.mul(3), two).expand(4).logProb(x.expandDims(1)));
    Normal vectors =
        Normal.of(Tensor.constant(new double[] {0, 1, 2, 0.5, -1, 0.3}, 2, 3), Tensor.scalar(1));
    assertNearby(w -> Mixture.of(w, Independent.of(vectors, 1)).rsample(20));
    assertNearby(w -> Mixture.of(w, Independent.of(vectors, 1)).mean().square());
    double[] byLogits = slopes(w -> Mixture.fromLogits(w, two).mean(), 0, Double.NEGATIVE_INFINITY);
    assertThat(byLogits).containsExactly(0, 0);
  }

  /** At (1, 0) as at (1, 1e-11). */
  private static void assertNearby(Function<Tensor, Tensor> f) {
    assertClose(slopes(f, 1, 0), slopes(f, 1, 1e-11), 1e-7, "slope");
    assertClose(slopes(f, 0, 2), slopes(f, 1e-11, 2), 1e-7, "slope");
  }

  @Test
  void entropiesAreSteepAtProbabilitiesOfZero() {
    assertThat(slopes(p -> Bernoulli.of(p).entropy(), 0, 1)).containsExactly(INFINITY, -INFINITY);
    assertThat(slopes(p -> Bernoulli.fromLogits(p).entropy(), -INFINITY, INFINITY))
        .containsExactly(0, 0);
    assertThat(slopes(x -> Bernoulli.of(x.sigmoid()).entropy(), 800, -800))
        .containsExactly(-0.0, 0);
    assertThat(slopes(x -> Categorical.of(x.softmax(-1)).entropy(), 0, -800)).containsOnly(0);
    double[] near = slopes(p -> Categorical.of(p).entropy(), 1, 1e-14, 2);
    near[1] = INFINITY;
    assertClose(slopes(p -> Categorical.of(p).entropy(), 1, 0, 2), near, 1e-10, "entropy");
  }

  @Test
  void normOfGradientsIsFlatAtZero() {
    Tensor x = Tensor.vector(0.0, 0);
    Tensor norm = Gradients.of(x.square().sum(), x).norm();
    assertThat(values(Gradients.of(norm, x).of(x))).containsExactly(0, 0);
    Tensor y = Tensor.vector(3.0, 4);
    Tensor other = Gradients.of(y.square().sum(), y).norm();
    assertClose(values(Gradients.of(other, y).of(y)), new double[] {1.2, 1.6}, 1e-15, "norm");
  }
}
