/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Divergences at the ends of what parameters may be. */
class KlExtremesTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static double kl(Distribution p, Distribution q) {
    return KlDivergence.of(p, q).evalScalar();
  }

  private static Arguments is(Distribution p, Distribution q, double expected) {
    return Arguments.of(p, q, expected);
  }

  /** By mpmath 1.3 with 60 digits, from the textbook formulas. */
  static Stream<Arguments> references() {
    return Stream.of(
        is(Gamma.of(1e12, 1), Gamma.of(2e12, 2), 0.15342640972006901),
        is(Gamma.of(1e12, 1), Gamma.of(1, 1e-12), 13.396572024759935),
        is(Gamma.of(1e-3, 1), Gamma.of(1e3, 1), 1006472.8846005621),
        is(Gamma.of(1e3, 1), Gamma.of(1e-3, 1), 1008.935044069819),
        is(Gamma.of(12.5, 1), Gamma.of(12.5000001, 1), 4.1642611679085045e-16),
        is(Gamma.of(3, 2), Gamma.of(3.0000001, 2.0000003), 2.0724668068436262e-14),
        is(Gamma.of(1e-30, 1), Gamma.of(1.5e-30, 1), 0.094534891891835618),
        is(Gamma.of(1e8, 1), Gamma.of(1.0001e8, 1), 0.49998333666645002),
        is(Gamma.of(11.9, 1), Gamma.of(12.1, 1.1), 0.038489937194380869),
        is(Gamma.of(7, 1), Gamma.of(10.9, 1), 0.98660454246630046),
        is(Gamma.of(13, 1), Gamma.of(14.5, 1.1), 0.0045612189007702448),
        is(Gamma.of(13, 1), Gamma.of(40, 3.5), 0.8321616658199287),
        is(Gamma.of(40, 3.5), Gamma.of(13, 1), 0.33078335297040394),
        is(Gamma.of(5, 1), Gamma.of(6.5, 1.1), 0.10581555813338353),
        is(Gamma.of(0.3, 1), Gamma.of(0.4, 1.1), 0.043008173181991625),
        is(InverseGamma.of(7, 1), InverseGamma.of(10.9, 1), 0.98660454246630046),
        is(Beta.of(1e9, 2e9), Beta.of(1e9 + 1e5, 2e9), 3.3331851954314445),
        is(Beta.of(1e-4, 1e-4), Beta.of(1, 1), 9989.096841345724),
        is(Beta.of(1, 1), Beta.of(1e-4, 1e4), 10007.209461629596),
        is(Beta.of(0.5, 0.7), Beta.of(0.5000001, 0.7000001), 1.3496710760252426e-14),
        is(Beta.of(1e6, 1), Beta.of(1, 1e6), 14392711.330140001),
        is(Gumbel.of(0, 1), Gumbel.of(1e-7, 1.0000001), 9.8905586022185031e-15),
        is(Gumbel.of(1, 2), Gumbel.of(-3, 0.5), 7.3534037366543682),
        is(Gumbel.of(0, 1), Gumbel.of(0, 50), 3.3351958570885571),
        is(VonMises.of(0.001, 1e3), VonMises.of(0, 2e3), 0.15448848777526873),
        is(VonMises.of(1, 0), VonMises.of(0, 3), 1.5853076218134209),
        is(VonMises.of(1, 3), VonMises.of(0, 0), 0.84464826005609267),
        is(cb(1e-3), cb(-1e-3), 1.6666666388888896e-7),
        is(cb(50), cb(-50), 48),
        is(cb(30), cb(31), 0.00054351051030803805),
        is(cb(-200), cb(3), 6.1336358969372254),
        is(Cauchy.of(1, 1), Cauchy.of(1 + 0x1p-30, 1), 2.1684043449710089e-19),
        is(Cauchy.of(0, 1e-200), Cauchy.of(1e200, 1e-100), 1610.4232707347121),
        is(HalfCauchy.of(1e300), HalfCauchy.of(1e-300), 1380.1647614353075),
        is(Geometric.of(1e-20), Geometric.of(2e-20), 0.30685281944005469),
        is(
            Wishart.of(Tensor.scalar(1e10), Tensor.eye(D, 3)),
            Wishart.of(Tensor.scalar(2e10), Tensor.eye(D, 3).mul(Math.sqrt(0.5))),
            0.92055845848266407));
  }

  /** By mpmath 1.3 with 40 digits, by quadrature of p ln(p / q) over ln x or x. */
  static Stream<Arguments> integrals() {
    return Stream.of(
        is(Gamma.of(3, 2), Weibull.of(1.5, 2.5), 0.2773803570101151),
        is(Gamma.of(3, 2), InverseGamma.of(1.5, 2.5), 0.424443221096761034),
        is(Exponential.of(2), Weibull.of(1.5, 0.5), 0.465508846416477969),
        is(LogNormal.of(0.5, 0.25), Weibull.of(1.5, 2), 0.454124129757392996),
        is(LogNormal.of(0.5, 0.25), InverseGamma.of(1.5, 2.5), 0.786597516480217861),
        is(Moyal.of(0.5, 2), Moyal.of(-1, 1.5), 0.170027833035096513),
        is(Moyal.of(0, 1), Moyal.of(0x1p-20, 1 + 0x1p-20), 6.83915985516144477e-13),
        is(Gamma.of(1, 2), InverseGamma.of(1.5, 2.5), INFINITY),
        is(Exponential.of(2), InverseGamma.of(1.5, 2.5), INFINITY));
  }

  @ParameterizedTest
  @MethodSource("integrals")
  void matchesIntegral(Distribution p, Distribution q, double expected) {
    double got = kl(p, q);
    if (expected == INFINITY) {
      assertThat(got).isEqualTo(INFINITY);
    } else {
      assertThat(got).isCloseTo(expected, within(expected * (expected < 1e-5 ? 1e-12 : 4e-14)));
    }
  }

  private static final DType D = DType.DOUBLE;

  private static Distribution cb(double logit) {
    return ContinuousBernoulli.fromLogits(Tensor.scalar(logit));
  }

  @ParameterizedTest
  @MethodSource("references")
  void matchesReferenceInManyDigits(Distribution p, Distribution q, double expected) {
    // Nearly equal parameters lose digits of their difference.
    double tolerance = expected < 1e-5 ? 2e-9 * expected : 1e-13 * expected;
    assertThat(kl(p, q)).isCloseTo(expected, within(tolerance));
  }

  @Test
  void certainTrials() {
    double log4 = Math.log(4);
    for (boolean logits : new boolean[] {false, true}) {
      Distribution never = bernoulli(0, logits);
      Distribution always = bernoulli(1, logits);
      Distribution quarter = bernoulli(0.25, logits);
      assertThat(kl(never, never)).isZero();
      assertThat(kl(always, always)).isZero();
      assertThat(kl(never, always)).isEqualTo(INFINITY);
      assertThat(kl(quarter, never)).isEqualTo(INFINITY);
      assertThat(kl(quarter, always)).isEqualTo(INFINITY);
      assertThat(kl(always, quarter)).isCloseTo(log4, within(1e-15));
      assertThat(kl(never, quarter)).isCloseTo(-Math.log(0.75), within(1e-15));
      assertThat(kl(always, Poisson.of(3))).isCloseTo(3 - Math.log(3), within(1e-15));
      assertThat(kl(never, Poisson.of(3))).isEqualTo(3);
      assertThat(kl(never, Poisson.of(0))).isZero();
      assertThat(kl(quarter, Poisson.of(0))).isEqualTo(INFINITY);
    }
    assertThat(kl(Geometric.of(1), Geometric.of(0.25))).isCloseTo(log4, within(1e-15));
    assertThat(kl(Geometric.of(0.5), Geometric.of(1))).isEqualTo(INFINITY);
    assertThat(kl(Geometric.of(0), Geometric.of(0))).isZero();
    assertThat(kl(NegativeBinomial.of(3, 0), NegativeBinomial.of(3, 0.75)))
        .isCloseTo(3 * log4, within(1e-14));
    assertThat(kl(NegativeBinomial.of(3, 0.5), NegativeBinomial.of(3, 0))).isEqualTo(INFINITY);
  }

  private static Distribution bernoulli(double p, boolean logits) {
    return logits
        ? Bernoulli.fromLogits(Tensor.scalar(Math.log(p) - Math.log1p(-p)))
        : Bernoulli.of(p);
  }

  @Test
  void countsThatEndEarlier() {
    Tensor half = Tensor.scalar(0.5);
    Tensor zero = Tensor.scalar(0);
    assertThat(kl(Binomial.of(5, half), Binomial.of(3, half))).isEqualTo(INFINITY);
    assertThat(kl(Binomial.of(5, zero), Binomial.of(3, half)))
        .isCloseTo(3 * Math.log(2), within(1e-15));
    assertThat(kl(Binomial.of(0, half), Binomial.of(0, zero))).isZero();
    assertThat(kl(Poisson.of(2), Bernoulli.of(0.5))).isEqualTo(INFINITY);
    assertThat(kl(Poisson.of(0), Bernoulli.of(0.5))).isCloseTo(Math.log(2), within(1e-15));
    assertThat(kl(Geometric.of(1), Binomial.of(3, half))).isCloseTo(3 * Math.log(2), within(1e-14));
    Tensor three = Tensor.vector(0.2, 0.3, 0.5);
    assertThat(kl(Multinomial.of(2, three), Multinomial.of(3, three))).isEqualTo(INFINITY);
    assertThat(kl(Multinomial.of(0, three), Multinomial.of(0, Tensor.vector(1.0, 0, 0)))).isZero();
  }

  @Test
  void ratesOfZero() {
    assertThat(kl(Poisson.of(0), Poisson.of(0))).isZero();
    assertThat(kl(Poisson.of(0), Poisson.of(2))).isEqualTo(2);
    assertThat(kl(Poisson.of(2), Poisson.of(0))).isEqualTo(INFINITY);
    assertThat(kl(Poisson.of(1e-320), Poisson.of(2))).isEqualTo(2);
    assertThat(kl(Poisson.of(1e9), Poisson.of(1e9 + 1))).isCloseTo(5e-10, within(1e-17));
    Tensor none = Tensor.scalar(Double.NEGATIVE_INFINITY);
    assertThat(kl(Poisson.fromLogRate(none), Poisson.of(2))).isEqualTo(2);
  }

  @Test
  void categoriesThatAreNeverDrawn() {
    Distribution two = Categorical.of(Tensor.vector(1.0, 1, 0));
    Distribution three = Categorical.of(Tensor.vector(1.0, 1, 2));
    assertThat(kl(two, three)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(kl(three, two)).isEqualTo(INFINITY);
    assertThat(kl(two, two)).isZero();
    Tensor logits = Tensor.vector(0, 0, Double.NEGATIVE_INFINITY);
    assertThat(kl(OneHotCategorical.fromLogits(logits), OneHotCategorical.fromLogits(logits)))
        .isZero();
  }

  /** The slope of p ln(p / q) at 0 is minus infinity, by q and by logits it is finite. */
  @Test
  void gradientsAtTheEndsAreTheirLimits() {
    Parameter p = Parameter.of("p", Tensor.vector(0, 1, 0.5).eval());
    Parameter q = Parameter.of("q", Tensor.vector(0.25, 0.25, 0.25).eval());
    Tensor trials = KlDivergence.of(Bernoulli.of(p), Bernoulli.of(q));
    assertSlopes(trials, p, -INFINITY, INFINITY, Math.log(3));
    assertSlopes(trials, q, 4 / 3.0, -4, -4 / 3.0);
    Tensor against = KlDivergence.of(Bernoulli.of(p), Poisson.of(q));
    assertSlopes(against, p, -INFINITY, INFINITY, Math.log(4));
    Tensor counts = KlDivergence.of(Poisson.of(p), Poisson.of(q));
    assertSlopes(counts, p, -INFINITY, Math.log(4), Math.log(2));
    Tensor draws = KlDivergence.of(Categorical.of(p), Categorical.of(Tensor.ones(D, 2, 3)));
    assertSlopes(draws, p, -INFINITY, 4 * Math.log(2) / 9, -8 * Math.log(2) / 9);
    Tensor waits = KlDivergence.of(Geometric.of(p), Geometric.of(q));
    assertSlopes(waits, p, -INFINITY, INFINITY, 4 * Math.log(1.5));
    Tensor same = KlDivergence.of(Bernoulli.of(p), Bernoulli.of(Tensor.vector(0, 1, 0.5)));
    assertSlopes(same, p, 0, 0, 0);
    Tensor wide = KlDivergence.of(Bernoulli.of(p).expand(2, 3), Bernoulli.of(q));
    assertSlopes(wide, p, -INFINITY, INFINITY, 2 * Math.log(3));
    Tensor none = KlDivergence.of(Poisson.of(p), Poisson.of(Tensor.vector(0.0, 1, 1)));
    assertSlopes(none, p, 0, 0, -Math.log(2));
  }

  @Test
  void gradientsByInfiniteLogitsAreFinite() {
    Parameter logits =
        Parameter.of("logits", Tensor.vector(Double.NEGATIVE_INFINITY, INFINITY, 800).eval());
    Parameter other = Parameter.of("other", Tensor.vector(0.0, 1, -2).eval());
    Tensor kl = KlDivergence.of(Bernoulli.fromLogits(logits), Bernoulli.fromLogits(other));
    assertSlopes(kl, logits, 0, 0, 0);
    double[] sigmoids = {0.5, 1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(2))};
    assertSlopes(kl, other, sigmoids[0], sigmoids[1] - 1, sigmoids[2] - 1);
  }

  private static void assertSlopes(Tensor kl, Parameter by, double... expected) {
    double[] slopes = DistributionContract.values(Gradients.of(kl.sum(), by).of(by));
    assertThat(slopes).containsExactly(expected, within(1e-14));
  }

  @Test
  void momentsThatDivergeAreInfinite() {
    assertThat(kl(Pareto.of(1, 2), Normal.of(0, 1))).isEqualTo(INFINITY);
    assertThat(kl(Pareto.of(1, 1), Exponential.of(1))).isEqualTo(INFINITY);
    assertThat(kl(Pareto.of(1, 0.5), Gamma.of(2, 1))).isEqualTo(INFINITY);
    assertThat(kl(StudentT.of(1, 0, 1), Normal.of(0, 1))).isEqualTo(INFINITY);
    assertThat(kl(StudentT.of(2, 0, 1), Normal.of(0, 1))).isEqualTo(INFINITY);
    assertThat(kl(InverseGamma.of(1, 1), Exponential.of(1))).isEqualTo(INFINITY);
    assertThat(kl(InverseGamma.of(2, 1), Normal.of(0, 1))).isEqualTo(INFINITY);
  }

  @Test
  void intervalsMustLieInside() {
    assertThat(kl(Uniform.of(0, 1), Uniform.of(0, 4))).isCloseTo(Math.log(4), within(1e-15));
    assertThat(kl(Uniform.of(0, 4), Uniform.of(0, 1))).isEqualTo(INFINITY);
    assertThat(kl(Uniform.of(0, 1), Beta.of(1, 1))).isZero();
    assertThat(kl(Uniform.of(0, 1), Beta.of(2, 2))).isCloseTo(2 - Math.log(6), within(1e-14));
    assertThat(kl(Beta.of(1, 1), Uniform.of(0, 1))).isZero();
    assertThat(kl(Uniform.of(-1e-9, 1), Beta.of(2, 2))).isEqualTo(INFINITY);
    assertThat(kl(Uniform.of(-1, 1), Gamma.of(2, 2))).isEqualTo(INFINITY);
    assertThat(kl(Uniform.of(0, 1), Gamma.of(2, 1))).isCloseTo(1.5, within(1e-14));
    assertThat(kl(Uniform.of(2, 3), Pareto.of(2, 1))).isFinite();
    assertThat(kl(Uniform.of(2, 3), Pareto.of(2.1, 1))).isEqualTo(INFINITY);
    assertThat(kl(Pareto.of(1, 2), Pareto.of(2, 2))).isEqualTo(INFINITY);
    assertThat(kl(Pareto.of(2, 2), Pareto.of(1, 2))).isCloseTo(2 * Math.log(2), within(1e-15));
    // A narrow interval is a point: -ln of the width less the log-density there.
    double narrow = kl(Uniform.of(1, 1 + 1e-9), Gamma.of(2, 1));
    assertThat(narrow).isCloseTo(-Math.log((1 + 1e-9) - 1) + 1, within(1e-8));
  }
}
