/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Slopes of densities and tails at the ends of the support: the limits from inside, not half of
 * them and not 0 times infinity; and none beyond.
 */
class TailSlopesTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static final List<BiFunction<Distribution, Tensor, Tensor>> FUNCTIONS =
      List.of(
          Distribution::logProb,
          Distribution::cdf,
          Distribution::logCdf,
          Distribution::survival,
          Distribution::logSurvival);

  private static final List<String> NAMES =
      List.of("logProb", "cdf", "logCdf", "survival", "logSurvival");

  /** A member, a value, a function and its derivatives by the parameters and by the value. */
  private record Case(
      Function<Tensor[], Distribution> family,
      double[] parameters,
      double x,
      String function,
      double... slopes) {
    @Override
    public String toString() {
      return "%s%s at %s".formatted(function, Arrays.toString(parameters), x);
    }
  }

  private static double[] of(double... parameters) {
    return parameters;
  }

  /** By the limits of the closed forms. */
  static Stream<Case> atEnds() {
    Function<Tensor[], Distribution> uniform = p -> Uniform.of(p[0], p[1]);
    Function<Tensor[], Distribution> triangular = p -> Triangular.of(p[0], p[1], p[2]);
    Function<Tensor[], Distribution> pareto = p -> Pareto.of(p[0], p[1]);
    Function<Tensor[], Distribution> general = p -> GeneralizedPareto.of(p[0], p[1], p[2]);
    return Stream.of(
        new Case(uniform, of(1, 3), 1, "cdf", -0.5, 0, 0.5),
        new Case(uniform, of(1, 3), 1, "logCdf", -INF, -0.5, INF),
        new Case(uniform, of(1, 3), 3, "cdf", 0, -0.5, 0.5),
        new Case(uniform, of(1, 3), 3, "survival", 0, 0.5, -0.5),
        new Case(uniform, of(1, 3), 3, "logSurvival", 0.5, INF, -INF),
        new Case(triangular, of(0, 2, 0.5), 0, "logProb", -INF, -0.5, -2, INF),
        new Case(triangular, of(0, 2, 0.5), 0, "logCdf", -INF, -0.5, -2, INF),
        new Case(triangular, of(0, 2, 0.5), 0.5, "cdf", -0.375, -0.125, -0.5, 1),
        new Case(triangular, of(0, 2, 0), 0, "cdf", -0.5, 0, -0.5, 1),
        new Case(triangular, of(0, 2, 2), 2, "survival", 0, 0.5, 0.5, -1),
        new Case(pareto, of(2, 3), 2, "cdf", -1.5, 0, 1.5),
        new Case(pareto, of(2, 3), 2, "logCdf", -INF, 1.0 / 3, INF),
        new Case(pareto, of(2, 3), 2, "logSurvival", 1.5, 0, -1.5),
        new Case(general, of(0, 2, 0.5), 0, "cdf", -0.5, 0, 0, 0.5),
        new Case(general, of(0, 2, 0), 0, "logCdf", -INF, -0.5, 0, INF),
        new Case(general, of(0, 2, -1), 2, "cdf", -0.5, -0.5, -1, 0.5),
        new Case(general, of(0, 2, -1), 2, "logSurvival", INF, INF, INF, -INF),
        new Case(general, of(0, 2, -2), 1, "cdf", -INF, -INF, -INF, INF),
        new Case(general, of(0, 2, -0.5), 4, "cdf", 0, 0, 0, 0),
        new Case(general, of(0, 2, -0.5), 4, "logProb", INF, INF, INF, -INF),
        new Case(p -> LogNormal.of(p[0], p[1]), of(0, 1), 0, "logCdf", -INF, INF, INF),
        new Case(p -> InverseGaussian.of(p[0], p[1]), of(1, 2), 0, "logCdf", 0, -INF, INF),
        new Case(p -> InverseGaussian.of(p[0], p[1]), of(1, 2), 0, "logProb", 0, -INF, INF));
  }

  @ParameterizedTest
  @MethodSource("atEnds")
  void slopesAtTheEndsAreOneSidedLimits(Case c) {
    double[] found = slopes(c.family(), c.parameters(), c.x(), NAMES.indexOf(c.function()));
    assertThat(found).hasSameSizeAs(c.slopes());
    for (int i = 0; i < found.length; i++) {
      double expected = c.slopes()[i];
      if (Double.isInfinite(expected)) {
        assertThat(found[i]).as("[%d]", i).isEqualTo(expected);
      } else {
        assertThat(found[i]).as("[%d]", i).isCloseTo(expected, within(1e-15));
      }
    }
  }

  private static double[] slopes(
      Function<Tensor[], Distribution> family, double[] parameters, double x, int function) {
    double[] all = Arrays.copyOf(parameters, parameters.length + 1);
    all[parameters.length] = x;
    Parameter[] by =
        IntStream.range(0, all.length)
            .mapToObj(i -> Parameter.of("p" + i, Tensor.scalar(all[i]).eval()))
            .toArray(Parameter[]::new);
    Distribution d = family.apply(Arrays.copyOf(by, parameters.length));
    Gradients g = Gradients.orZero(FUNCTIONS.get(function).apply(d, by[parameters.length]), by);
    return Arrays.stream(by).mapToDouble(p -> g.of(p).evalScalar()).toArray();
  }

  /** A member with the ends of its support. */
  private record Bounded(
      Function<Tensor[], Distribution> family, double[] parameters, double low, double high) {}

  static Stream<Bounded> bounded() {
    return Stream.of(
        new Bounded(p -> Uniform.of(p[0], p[1]), of(1, 3), 1, 3),
        new Bounded(p -> Triangular.of(p[0], p[1], p[2]), of(0, 2, 0.5), 0, 2),
        new Bounded(p -> Triangular.of(p[0], p[1], p[2]), of(0, 2, 0), 0, 2),
        new Bounded(p -> Triangular.of(p[0], p[1], p[2]), of(0, 2, 2), 0, 2),
        new Bounded(p -> Pareto.of(p[0], p[1]), of(2, 3), 2, INF),
        new Bounded(p -> GeneralizedPareto.of(p[0], p[1], p[2]), of(1, 2, 0.5), 1, INF),
        new Bounded(p -> GeneralizedPareto.of(p[0], p[1], p[2]), of(0, 2, -1), 0, 2),
        new Bounded(p -> GeneralizedPareto.of(p[0], p[1], p[2]), of(0, 2, -0.5), 0, 4),
        new Bounded(p -> ContinuousBernoulli.of(p[0]), of(0.3), 0, 1),
        new Bounded(p -> LogNormal.of(p[0], p[1]), of(0, 1), 0, INF),
        new Bounded(p -> LogitNormal.of(p[0], p[1]), of(0, 1), 0, 1),
        new Bounded(p -> InverseGaussian.of(p[0], p[1]), of(1, 2), 0, INF),
        new Bounded(p -> VonMises.of(p[0], p[1]), of(1, 2), -Math.PI, Math.PI));
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void beyondTheEndsNothingDepends(Bounded b) {
    for (double x : new double[] {b.low() - 1, b.high() + 1}) {
      for (int f = 0; f < FUNCTIONS.size() && Double.isFinite(x); f++) {
        assertThat(Arrays.stream(slopes(b.family(), b.parameters(), x, f)).boxed())
            .as("%s at %s", NAMES.get(f), x)
            .allMatch(slope -> slope == 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void noSlopeAtAnEndIsNotANumber(Bounded b) {
    for (double x : new double[] {b.low(), b.high()}) {
      for (int f = 0; f < FUNCTIONS.size(); f++) {
        if (Double.isFinite(x)) {
          assertThat(slopes(b.family(), b.parameters(), x, f))
              .as("%s at %s", NAMES.get(f), x)
              .doesNotContain(Double.NaN);
        }
      }
    }
  }

  /** In FLOAT, whose density near 1 would lose its digits beside that 1. */
  @ParameterizedTest
  @MethodSource("nearOne")
  void slopeOfTheDistributionFunctionKeepsItsDigitsNearOne(Distribution d, float at) {
    Parameter x = Parameter.of("x", Tensor.vector(at).eval());
    double slope = Gradients.of(d.cdf(x).sum(), x).of(x).evalScalar();
    double density = d.logProb(x).exp().evalScalar();
    assertThat(slope).isCloseTo(density, within(1e-5 * density));
  }

  static Stream<Arguments> nearOne() {
    Tensor one = Tensor.vector(1f);
    return Stream.of(
        Arguments.of(Pareto.of(one, one.mul(3)), 300f),
        Arguments.of(GeneralizedPareto.of(one, one, one.mul(0)), 19f),
        Arguments.of(GeneralizedPareto.of(one, one, one.mul(0.3)), 500f),
        Arguments.of(AsymmetricLaplace.of(one, one, one.mul(2)), 9f),
        Arguments.of(ContinuousBernoulli.fromLogits(one.mul(-50)), 0.35f),
        Arguments.of(Gumbel.of(one, one), 18f));
  }
}
