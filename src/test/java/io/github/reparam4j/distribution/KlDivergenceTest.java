/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.KlCases.Case;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Divergences of composed distributions, at equal parameters, and errors. */
class KlDivergenceTest {
  /** Families whose ends are parameters. */
  private static final Set<Class<?>> ENDED =
      Set.of(Uniform.class, Pareto.class, TruncatedNormal.class);

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static double kl(Distribution p, Distribution q) {
    return KlDivergence.of(p, q).evalScalar();
  }

  // ---- equal and nearly equal parameters

  static Stream<Case> sameFamilyWithFixedEnds() {
    return KlCases.sameFamily().filter(c -> !ENDED.contains(c.p().distribution().getClass()));
  }

  static Stream<Case> selves() {
    return KlCases.sameFamily().filter(c -> c.p().equals(c.q()));
  }

  static Stream<Case> selvesWithFixedEnds() {
    return selves().filter(c -> !ENDED.contains(c.p().distribution().getClass()));
  }

  @ParameterizedTest
  @MethodSource("selves")
  void isZeroForEqualParameters(Case c) {
    assertThat(c.kl().evalScalar())
        .isBetween(0.0, c.p().distribution() instanceof TruncatedNormal ? 1e-14 : 0);
    double narrow = kl(c.p().distribution(DType.FLOAT), c.q().distribution(DType.FLOAT));
    assertThat(narrow).isBetween(0.0, c.p().distribution() instanceof TruncatedNormal ? 1e-6 : 0);
  }

  /** About quadratic in a step of every parameter; the excluded ones are exact to 1e-15 only. */
  @ParameterizedTest
  @MethodSource("selvesWithFixedEnds")
  void keepsItsDigitsForNearlyEqualParameters(Case c) {
    Set<Class<?>> others = Set.of(ContinuousBernoulli.class, VonMises.class, Normal.class);
    double exactTo = others.contains(c.p().distribution().getClass()) ? 1e-3 : 1e-4;
    double step = exactTo == 1e-3 ? 1e-5 : 1e-6;
    assertThat(moved(c, 2 * step) / moved(c, step)).isCloseTo(4, within(exactTo));
  }

  private static double moved(Case c, double step) {
    DistributionCase q = c.q();
    for (int i = 0; i < q.parameters().length; i++) {
      q = q.with(i, q.parameters()[i] + step * (i + 1));
    }
    return new Case(c.p(), q, c.isDiscrete()).kl().evalScalar();
  }

  /** The second derivatives at equal parameters are Fisher's information. */
  @ParameterizedTest
  @MethodSource("selvesWithFixedEnds")
  void secondDerivativesMatchCentralDifference(Case c) {
    if (c.p().distribution() instanceof Laplace) {
      return; // the third one jumps there: see below
    }
    Parameter[] q = c.q().variables();
    Tensor kl = KlDivergence.of(c.p().distribution(), c.q().family().apply(q));
    CentralDifference.assertSecondDerivativesMatch(kl, kl.parameters());
  }

  @Test
  void informationOfALaplaceLocationIsTheInverseSquareOfTheScale() {
    Parameter loc = Parameter.of("loc", Tensor.scalar(0.3).eval());
    Tensor scale = Tensor.scalar(0.5);
    Tensor kl = KlDivergence.of(Laplace.of(Tensor.scalar(0.3), scale), Laplace.of(loc, scale));
    Tensor first = Gradients.of(kl, loc).of(loc);
    assertThat(first.evalScalar()).isZero();
    assertThat(Gradients.of(first, loc).of(loc).evalScalar()).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("sameFamilyWithFixedEnds")
  void isNeverNegative(Case c) {
    for (double factor : new double[] {1e-3, 0.1, 0.9999, 1, 1.0001, 1.1}) {
      DistributionCase q = c.q();
      int last = q.parameters().length - 1;
      q = q.with(last, q.parameters()[last] * factor);
      double there = new Case(c.p(), q, c.isDiscrete()).kl().evalScalar();
      double back = new Case(q, c.p(), c.isDiscrete()).kl().evalScalar();
      assertThat(there).isNotNegative();
      assertThat(back).isNotNegative();
    }
  }

  // ---- composed

  @Test
  void independentElementsAddUp() {
    Tensor a = Tensor.vector(0.3, 0.8, 1.4);
    Tensor b = Tensor.vector(2, 0.7, 1);
    Distribution p = Gamma.of(a, b);
    Distribution q = Exponential.of(b);
    double sum = KlDivergence.of(p, q).sum().evalScalar();
    assertThat(kl(Independent.of(p, 1), Independent.of(q, 1))).isEqualTo(sum);
    Distribution nested = Independent.of(Independent.of(Independent.of(p, 0), 1), 0);
    assertThat(kl(nested, Independent.of(q, 1))).isEqualTo(sum);
    Distribution vectors = OneHotCategorical.of(Tensor.ones(DType.DOUBLE, 4, 2, 3));
    Distribution matrix = Independent.of(vectors, 2);
    assertThat(KlDivergence.of(matrix, matrix).shape()).isEqualTo(Shape.scalar());
    Distribution inTwoSteps = Independent.of(Independent.of(vectors, 1), 1);
    assertThat(kl(inTwoSteps, matrix)).isZero();
  }

  @Test
  void elementsOfAnExpandedBatchCount() {
    Distribution p = Independent.of(Uniform.of(0, 1).expand(2, 3), 1);
    Distribution q = Independent.of(Uniform.of(0, 2).expand(3), 1);
    assertThat(DistributionContract.values(KlDivergence.of(p, q)))
        .containsExactly(new double[] {3 * Math.log(2), 3 * Math.log(2)}, within(1e-14));
    Distribution beyond = Independent.of(Pareto.of(1, 2).expand(3), 1);
    assertThat(DistributionContract.values(KlDivergence.of(p, beyond)))
        .containsExactly(INFINITY, INFINITY);
  }

  @Test
  void normalElementsOfRowsMeetVectors() {
    Tensor loc = Tensor.constant(new double[] {0.1, 0.4, -1, 0.5}, 2, 2);
    Tensor scale = Tensor.vector(0.7, 1.3);
    Distribution elements = Independent.of(Normal.of(loc, scale), 2);
    Distribution rows =
        Independent.of(MultivariateNormal.fromScaleTril(loc.neg(), Tensor.eye(DType.DOUBLE, 2)), 1);
    double expected =
        KlDivergence.of(Normal.of(loc, scale), Normal.of(loc.neg(), Tensor.scalar(1)))
            .sum()
            .evalScalar();
    assertThat(kl(elements, rows)).isCloseTo(expected, within(1e-13));
    assertThat(kl(Normal.of(1, 2), ReparamGaussian.standard(DType.DOUBLE)))
        .isCloseTo(
            ReparamGaussian.of(Tensor.scalar(1), Tensor.scalar(2)).klToStandard().evalScalar(),
            within(1e-15));
  }

  @Test
  void anInvertibleMapDoesNotChangeIt() {
    Tensor three = Tensor.scalar(3);
    Distribution p = TransformedDistribution.of(Gamma.of(2, 3), new Scale(three));
    Distribution q = TransformedDistribution.of(Gamma.of(1, 4), new Scale(three));
    assertThat(kl(p, q)).isEqualTo(kl(Gamma.of(2, 3), Gamma.of(1, 4)));
    Distribution plain = TransformedDistribution.of(new Opaque(Gamma.of(2, 3)), new Scale(three));
    assertThat(KlDivergence.exists(plain, q)).isFalse();
    Distribution other = TransformedDistribution.of(Gamma.of(1, 4), new Exp());
    assertThat(KlDivergence.exists(p, other)).isFalse();
    Distribution chain = TransformedDistribution.of(Gamma.of(2, 3), new Exp().then(new Exp()));
    assertThat(kl(chain, TransformedDistribution.of(Gamma.of(1, 4), new Exp().then(new Exp()))))
        .isEqualTo(kl(Gamma.of(2, 3), Gamma.of(1, 4)));
    Distribution normals = Normal.of(Tensor.vector(0.2, 0.3), Tensor.scalar(1));
    Distribution logs = TransformedDistribution.of(normals, new Exp());
    Distribution more =
        TransformedDistribution.of(Normal.of(Tensor.vector(1.0, 2), Tensor.scalar(2)), new Exp());
    double expected =
        KlDivergence.of(
                LogNormal.of(Tensor.vector(0.2, 0.3), Tensor.scalar(1)),
                LogNormal.of(Tensor.vector(1.0, 2), Tensor.scalar(2)))
            .sum()
            .evalScalar();
    assertThat(kl(Independent.of(logs, 1), Independent.of(more, 1)))
        .isCloseTo(expected, within(1e-14));
  }

  @Test
  void ofAPointItIsTheNegativeLogarithmThere() {
    Parameter point = Parameter.of("point", Tensor.vector(0.3, 2).eval());
    Tensor kl =
        KlDivergence.of(
            Delta.of(point, 1),
            Independent.of(Normal.of(Tensor.vector(1.0, 1), Tensor.scalar(2)), 1));
    double expected = -Normal.of(1, 2).logProb(Tensor.vector(0.3, 2)).sum().evalScalar();
    assertThat(kl.evalScalar()).isCloseTo(expected, within(1e-15));
    assertThat(DistributionContract.values(Gradients.of(kl, point).of(point)))
        .containsExactly(-0.7 / 4, 0.25);
    assertThat(kl(Delta.of(Tensor.scalar(2)), Poisson.of(1.5)))
        .isCloseTo(-(2 * Math.log(1.5) - 1.5 - Math.log(2)), within(1e-14));
    assertThat(kl(Delta.of(Tensor.scalar(2)), Delta.of(Tensor.scalar(2)))).isZero();
    assertThat(kl(Delta.of(Tensor.scalar(2)), Delta.of(Tensor.scalar(3)))).isEqualTo(INFINITY);
    assertThat(KlDivergence.exists(Normal.of(0, 1), Delta.of(Tensor.scalar(0)))).isFalse();
    Tensor batch =
        KlDivergence.of(
            Delta.of(Tensor.vector(1.0, 2)),
            Gamma.of(Tensor.fill(DType.DOUBLE, 2, 3, 1), Tensor.scalar(1)));
    assertThat(batch.shape()).isEqualTo(Shape.of(3, 2));
  }

  // ---- what there is not

  @Test
  void saysWhereThereIsNoClosedForm() {
    String estimate =
        "; estimate it as the mean of p.logProb(x) - q.logProb(x) over samples x of p";
    assertThatThrownBy(() -> KlDivergence.of(Gumbel.of(0, 1), Laplace.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KlDivergence.of: there must be a formula for the pair, got Gumbel and Laplace"
                + estimate);
    Distribution many = Independent.of(Cauchy.of(Tensor.vector(0.0, 1), Tensor.scalar(1)), 1);
    Distribution mapped = TransformedDistribution.of(many, new Exp());
    assertThatThrownBy(() -> KlDivergence.of(many, mapped))
        .hasMessage(
            "KlDivergence.of: there must be a formula for the pair, got Independent of Cauchy and"
                + " TransformedDistribution of Independent of Cauchy"
                + estimate);
    assertThat(KlDivergence.exists(Gumbel.of(0, 1), Laplace.of(0, 1))).isFalse();
    assertThat(KlDivergence.exists(Cauchy.of(0, 1), Cauchy.of(0, 1))).isTrue();
  }

  @Test
  void eventsAndTypesMustAgree() {
    Distribution vector = Independent.of(Normal.standard(DType.DOUBLE, 2), 1);
    assertThatThrownBy(() -> KlDivergence.of(Normal.of(0, 1), vector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KlDivergence.of: both must have the same event shape and dtype, got [] DOUBLE and [2]"
                + " DOUBLE");
    Distribution narrow = Normal.standard(DType.FLOAT);
    assertThatThrownBy(() -> KlDivergence.of(Normal.of(0, 1), narrow))
        .hasMessage(
            "KlDivergence.of: both must have the same event shape and dtype, got [] DOUBLE and []"
                + " FLOAT");
    assertThat(KlDivergence.exists(Normal.of(0, 1), narrow)).isFalse();
    assertThatThrownBy(
            () ->
                KlDivergence.of(Normal.standard(DType.DOUBLE, 2), Normal.standard(DType.DOUBLE, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("KlDivergence.of: ");
  }

  @Test
  void countsMustAgree() {
    assertThatThrownBy(
            () ->
                KlDivergence.of(
                    Categorical.of(Tensor.vector(1, 1)), Categorical.of(Tensor.vector(1, 1, 1))))
        .hasMessage("KlDivergence.of: both must have the same number of categories, got 2 and 3");
    String estimate = KlDivergence.ESTIMATE;
    Tensor half = Tensor.scalar(0.5);
    assertThatThrownBy(() -> KlDivergence.of(Binomial.of(3, half), Binomial.of(4, half)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KlDivergence.of: p.totalCount - q.totalCount must be >= 0, got -1.0; " + estimate);
    assertThatThrownBy(
            () -> KlDivergence.of(NegativeBinomial.of(3, 0.5), NegativeBinomial.of(2, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KlDivergence.of: q.totalCount - p.totalCount must be >= 0, got -1.0; " + estimate);
    Tensor late =
        KlDivergence.of(
            NegativeBinomial.of(Tensor.vector(3.0, 3), half),
            NegativeBinomial.of(Tensor.vector(3.0, 4), half));
    assertThatThrownBy(late::eval)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("p.totalCount - q.totalCount must be >= 0");
  }

  @Test
  void aGradientByOneOfTwoCountsIsRefused() {
    Parameter r = Parameter.of("r", Tensor.scalar(3).eval());
    Tensor p = Tensor.scalar(0.3);
    Tensor apart = KlDivergence.of(NegativeBinomial.of(r, p), NegativeBinomial.of(3, 0.5));
    assertThat(apart.evalScalar()).isPositive();
    assertThatThrownBy(() -> Gradients.of(apart, r)).isInstanceOf(IllegalArgumentException.class);
    Tensor tied = KlDivergence.of(NegativeBinomial.of(r, p), NegativeBinomial.of(r, p.add(0.2)));
    assertThat(Gradients.of(tied, r).of(r).evalScalar())
        .isCloseTo(tied.evalScalar() / 3, within(1e-15));
  }

  @Test
  void everyPairOfTheTableExists() {
    assertThat(KlTable.pairs()).hasSizeGreaterThan(200);
    assertThat(KlCases.all())
        .allMatch(c -> KlDivergence.exists(c.p().distribution(), c.q().distribution()));
    assertThat(Arrays.asList(KlTable.pairs().toArray())).doesNotHaveDuplicates();
  }
}
