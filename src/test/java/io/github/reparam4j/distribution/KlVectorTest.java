/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Divergences of distributions of vectors and matrices. */
class KlVectorTest {
  /** Two members, each a function of parameters of its own. */
  record Pair(
      Function<List<Parameter>, Distribution> first,
      List<Parameter> p,
      Function<List<Parameter>, Distribution> second,
      List<Parameter> q) {
    Distribution a() {
      return first.apply(p);
    }

    Distribution b() {
      return second.apply(q);
    }

    @Override
    public String toString() {
      return a() + " from " + b();
    }
  }

  private static Pair pair(Function<List<Parameter>, Distribution> family, Shape... shapes) {
    return pair(family, shapes, family, shapes);
  }

  private static Pair pair(
      Function<List<Parameter>, Distribution> first,
      Shape[] p,
      Function<List<Parameter>, Distribution> second,
      Shape[] q) {
    return new Pair(first, parameters("p", 1, p), second, parameters("q", 2.3, q));
  }

  /** All in (0.6, 1.8), so that each may be what it has to be. */
  private static List<Parameter> parameters(String name, double phase, Shape... shapes) {
    return IntStream.range(0, shapes.length)
        .mapToObj(
            k ->
                Grid.parameter(
                    name + k,
                    DType.DOUBLE,
                    shapes[k],
                    i -> 1.2 + 0.5 * Math.sin(phase + 2 * i + k)))
        .toList();
  }

  private static Shape s(long... dims) {
    return Shape.of(dims);
  }

  private static Distribution diagonal(List<Parameter> x) {
    return MultivariateNormal.fromDiagonal(x.get(0), x.get(1));
  }

  private static Distribution triangular(List<Parameter> x) {
    return MultivariateNormal.fromScaleTril(x.get(0), x.get(1));
  }

  private static Distribution lowRank(List<Parameter> x) {
    return MultivariateNormal.fromLowRank(x.get(0), x.get(1), x.get(2));
  }

  private static Distribution elements(List<Parameter> x) {
    return Independent.of(Normal.of(x.get(0), x.get(1)), 1);
  }

  private static Distribution logVariances(List<Parameter> x) {
    return Independent.of(ReparamGaussian.fromLogVariance(x.get(0), x.get(1)), 1);
  }

  private static Distribution gaussian(List<Parameter> x) {
    return ReparamGaussian.fromScaleTril(x.get(0), x.get(1));
  }

  static Stream<Pair> densities() {
    Shape[] twice = {s(3), s(3)};
    Shape[] matrix = {s(3), s(3, 3)};
    Shape[] factor = {s(3), s(3, 1), s(3)};
    Shape[] onSphere = {s(4), s()};
    return Stream.of(
        pair(KlVectorTest::diagonal, s(3), s(3)),
        pair(KlVectorTest::triangular, s(3), s(3, 3)),
        pair(KlVectorTest::lowRank, factor, KlVectorTest::triangular, matrix),
        pair(KlVectorTest::triangular, matrix, KlVectorTest::lowRank, factor),
        pair(KlVectorTest::lowRank, factor, KlVectorTest::lowRank, factor),
        pair(KlVectorTest::gaussian, matrix, KlVectorTest::diagonal, twice),
        pair(KlVectorTest::elements, twice, KlVectorTest::triangular, matrix),
        pair(KlVectorTest::gaussian, matrix, KlVectorTest::logVariances, twice),
        pair(KlVectorTest::elements, twice, KlVectorTest::logVariances, twice),
        pair(x -> LogisticNormal.of(x.get(0), x.get(1)), s(3), s(3)),
        pair(x -> Dirichlet.of(x.get(0)), s(3)),
        pair(x -> MatrixNormal.of(x.get(0), x.get(1), x.get(2)), s(2, 3), s(2, 2), s(3, 3)),
        pair(x -> LkjCholesky.of(4, x.get(0)), s()),
        pair(x -> LkjCholesky.of(1, x.get(0)), s()),
        pair(x -> Wishart.of(x.get(0).mul(3), x.get(1)), s(), s(2, 2)),
        pair(x -> InverseWishart.of(x.get(0).mul(3), x.get(1)), s(), s(2, 2)),
        pair(KlVectorTest::fisher, onSphere),
        pair(KlVectorTest::fisher, onSphere, KlVectorTest::uniform, new Shape[0]),
        pair(KlVectorTest::power, onSphere, KlVectorTest::uniform, new Shape[0]),
        pair(KlVectorTest::power, onSphere, KlVectorTest::fisher, onSphere),
        pair(KlVectorTest::uniform, new Shape[0], KlVectorTest::fisher, onSphere),
        pair(KlVectorTest::uniform, new Shape[0], KlVectorTest::power, onSphere),
        pair(KlVectorTest::uniform));
  }

  private static Distribution fisher(List<Parameter> x) {
    return VonMisesFisher.of(x.get(0), x.get(1).mul(2));
  }

  private static Distribution uniform(List<Parameter> x) {
    return HypersphericalUniform.of(4);
  }

  private static Distribution power(List<Parameter> x) {
    return PowerSpherical.of(x.get(0), x.get(1).mul(2));
  }

  static Stream<Pair> discrete() {
    return Stream.of(
        pair(x -> OneHotCategorical.of(x.get(0)), s(3)),
        pair(x -> OneHotCategorical.fromLogits(x.get(0)), s(3)),
        pair(x -> Multinomial.of(3, x.get(0)), s(3)),
        pair(x -> Multinomial.fromLogits(Tensor.fill(x.get(0).dtype(), 3), x.get(0)), s(3)));
  }

  static Stream<Pair> all() {
    return Stream.concat(densities(), discrete());
  }

  /** The pairs of families looked at here. */
  static Set<KlTable.Pair> families() {
    return all()
        .map(c -> new KlTable.Pair(c.a().getClass(), c.b().getClass()))
        .collect(Collectors.toSet());
  }

  /** With 10^6 samples, see {@link MonteCarlo} for how seldom this fails by chance. */
  @ParameterizedTest
  @MethodSource("densities")
  void matchesTheMeanOverSamples(Pair c) {
    double kl = KlDivergence.of(c.a(), c.b()).evalScalar();
    Tensor x = c.a().sample(MonteCarlo.COUNT);
    Tensor ratio = c.a().logProb(x).sub(c.b().logProb(x));
    double[] samples = Grid.values(ratio.eval(MonteCarlo.KEY));
    MonteCarlo.assertMean(c.toString(), samples, kl, 0.03 * (1 + kl));
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void matchesTheSumOverValues(Pair c) {
    double[][] values =
        c.a() instanceof Multinomial
            ? new double[][] {
              {3, 0, 0}, {0, 3, 0}, {0, 0, 3}, {2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {0, 2, 1},
              {1, 0, 2}, {0, 1, 2}, {1, 1, 1}
            }
            : new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double sum = 0;
    for (double[] value : values) {
      double logP = c.a().logProb(Tensor.vector(value)).evalScalar();
      sum += Math.exp(logP) * (logP - c.b().logProb(Tensor.vector(value)).evalScalar());
    }
    assertThat(KlDivergence.of(c.a(), c.b()).evalScalar()).isCloseTo(sum, within(1e-13));
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientMatchesCentralDifference(Pair c) {
    Tensor kl = KlDivergence.of(c.a(), c.b());
    assumeFalse(kl.parameters().isEmpty());
    CentralDifference.assertGradientsMatch(kl, kl.parameters());
  }

  @ParameterizedTest
  @MethodSource("all")
  void isZeroForEqualParameters(Pair c) {
    assumeTrue(KlDivergence.exists(c.a(), c.a()));
    double self = KlDivergence.of(c.a(), c.a()).evalScalar();
    assertThat(self).isBetween(0.0, 1e-28);
  }

  @ParameterizedTest
  @MethodSource("all")
  void batchesBroadcast(Pair c) {
    Tensor kl = KlDivergence.of(c.a().expand(3, 1), c.b().expand(4));
    assertThat(kl.shape()).isEqualTo(s(3, 4));
    double one = KlDivergence.of(c.a(), c.b()).evalScalar();
    for (double each : DistributionContract.values(kl)) {
      assertThat(each).isCloseTo(one, within(1e-13 * (1 + one)));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void floatAgreesWithDouble(Pair c) {
    assumeFalse(c.p().isEmpty() || c.q().isEmpty()); // the other one is DOUBLE
    Distribution p = c.first().apply(narrow(c.p()));
    Distribution q = c.second().apply(narrow(c.q()));
    double one = KlDivergence.of(c.a(), c.b()).evalScalar();
    assertThat(KlDivergence.of(p, q).evalScalar()).isCloseTo(one, within(1e-5 * (1 + one)));
  }

  private static List<Parameter> narrow(List<Parameter> wide) {
    return wide.stream()
        .map(p -> Parameter.of("narrow", p.array().castTo(DType.FLOAT.toNd4j())))
        .toList();
  }
}
