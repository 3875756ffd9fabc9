/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Members of all families of scalar events that the table of divergences names. */
final class KlCases {
  private static final Map<Class<?>, List<DistributionCase>> CONTINUOUS = new LinkedHashMap<>();
  private static final Map<Class<?>, List<DistributionCase>> DISCRETE = new LinkedHashMap<>();

  static {
    two(
        AsymmetricLaplace.class,
        p -> AsymmetricLaplace.of(p[0], p[1], p[2]),
        0.3,
        1.2,
        0.7,
        -1,
        0.6,
        1.5);
    two(Beta.class, p -> Beta.of(p[0], p[1]), 2.2, 3.1, 1.3, 0.8);
    two(Cauchy.class, p -> Cauchy.of(p[0], p[1]), 0.4, 1.3, -0.7, 0.8);
    two(Chi2.class, p -> Chi2.of(p[0]), 3.2, 5.5);
    two(ContinuousBernoulli.class, p -> ContinuousBernoulli.of(p[0]), 0.2, 0.85);
    two(Exponential.class, p -> Exponential.of(p[0]), 0.9, 2.3);
    two(FisherSnedecor.class, p -> FisherSnedecor.of(p[0], p[1]), 3, 7, 5, 9);
    two(Gamma.class, p -> Gamma.of(p[0], p[1]), 2.3, 1.7, 0.8, 0.6);
    two(
        GeneralizedExtremeValue.class,
        p -> GeneralizedExtremeValue.of(p[0], p[1], p[2]),
        0.4,
        0.8,
        0.15,
        -0.5,
        1.3,
        -0.3);
    two(Gumbel.class, p -> Gumbel.of(p[0], p[1]), 0.4, 0.8, -0.5, 1.3);
    two(HalfCauchy.class, p -> HalfCauchy.of(p[0]), 0.7, 1.9);
    two(HalfNormal.class, p -> HalfNormal.of(p[0]), 0.7, 1.9);
    two(InverseGamma.class, p -> InverseGamma.of(p[0], p[1]), 4.5, 2.2, 5.2, 3.1);
    two(InverseGaussian.class, p -> InverseGaussian.of(p[0], p[1]), 1.4, 2.5, 0.8, 1.9);
    two(Kumaraswamy.class, p -> Kumaraswamy.of(p[0], p[1]), 1.7, 2.4, 2.3, 1.2);
    two(Laplace.class, p -> Laplace.of(p[0], p[1]), 0.4, 0.9, -0.8, 1.4);
    two(LogNormal.class, p -> LogNormal.of(p[0], p[1]), 0.2, 0.6, -0.4, 0.45);
    two(LogitNormal.class, p -> LogitNormal.of(p[0], p[1]), 0.2, 0.7, -0.4, 1.2);
    two(Logistic.class, p -> Logistic.of(p[0], p[1]), 0.3, 0.7, -0.6, 1.1);
    two(Moyal.class, p -> Moyal.of(p[0], p[1]), 0.3, 0.7, -0.6, 1.1);
    two(Normal.class, p -> Normal.of(p[0], p[1]), 0.3, 1.2, -0.6, 0.8);
    two(Pareto.class, p -> Pareto.of(p[0], p[1]), 0.9, 3.6, 0.4, 4.4);
    two(StudentT.class, p -> StudentT.of(p[0], p[1], p[2]), 5.5, 0.3, 1.1, 7.5, -0.5, 0.8);
    two(Triangular.class, p -> Triangular.of(p[0], p[1], p[2]), 0.2, 0.9, 0.6, -0.7, 1.5, 0.4);
    two(
        TruncatedNormal.class,
        p -> TruncatedNormal.of(p[0], p[1], p[2], p[3]),
        0.4,
        0.9,
        0.3,
        0.8,
        -0.2,
        1.1,
        -0.9,
        1.8);
    two(Uniform.class, p -> Uniform.of(p[0], p[1]), 0.5, 0.9, -1.5, 1.7);
    two(VonMises.class, p -> VonMises.of(p[0], p[1]), 0.6, 1.4, -0.9, 2.6);
    two(Weibull.class, p -> Weibull.of(p[0], p[1]), 1.2, 1.6, 0.7, 1.9);
    add(Uniform.class, DistributionCase.of(p -> Uniform.of(p[0], p[1]), -3.3, 3.4));
    add(Uniform.class, DistributionCase.of(p -> Uniform.of(p[0], p[1]), -0.3, 1.4));
    add(Pareto.class, DistributionCase.of(p -> Pareto.of(p[0], p[1]), 1.1, 3.2));
    discrete(Bernoulli.class, p -> Bernoulli.of(p[0]), 0.2, 0.65);
    discrete(Bernoulli.class, p -> Bernoulli.fromLogits(p[0]), -0.7, 1.2);
    discrete(Binomial.class, p -> Binomial.of(Tensor.fill(p[0].dtype(), 7), p[0]), 0.3, 0.75);
    discrete(Geometric.class, p -> Geometric.of(p[0]), 0.3, 0.65);
    discrete(Geometric.class, p -> Geometric.fromLogits(p[0]), -0.8, 0.9);
    discrete(
        NegativeBinomial.class,
        p -> NegativeBinomial.of(Tensor.fill(p[0].dtype(), 3.5), p[0]),
        0.2,
        0.55);
    discrete(Poisson.class, p -> Poisson.of(p[0]), 1.3, 4.2);
    discrete(Poisson.class, p -> Poisson.fromLogRate(p[0]), 0.3, 1.2);
    discrete(
        MaskedCategorical.class,
        p ->
            MaskedCategorical.of(
                Tensor.stack(-1, p), DistributionContract.vector(p[0].dtype(), 1, 1, 1)),
        0.2,
        0.7,
        0.4,
        0.5,
        0.3,
        0.9);
    discrete(
        Categorical.class, p -> Categorical.of(Tensor.stack(-1, p)), 0.2, 0.7, 0.4, 0.5, 0.3, 0.9);
    discrete(
        Categorical.class,
        p -> Categorical.fromLogits(Tensor.stack(-1, p)),
        0.2,
        -0.7,
        0.4,
        1.5,
        0.3,
        0.9);
  }

  private KlCases() {}

  /** Two members of one family, whose parameters follow one another. */
  private static void two(Class<?> type, Function<Tensor[], Distribution> family, double... both) {
    halves(family, both).forEach(c -> add(type, c));
  }

  private static void discrete(
      Class<?> type, Function<Tensor[], Distribution> family, double... both) {
    halves(family, both)
        .forEach(c -> DISCRETE.computeIfAbsent(type, t -> new ArrayList<>()).add(c));
  }

  private static Stream<DistributionCase> halves(
      Function<Tensor[], Distribution> family, double... both) {
    int n = both.length / 2;
    return Stream.of(
        DistributionCase.of(family, Arrays.copyOf(both, n)),
        DistributionCase.of(family, Arrays.copyOfRange(both, n, 2 * n)));
  }

  private static void add(Class<?> type, DistributionCase member) {
    CONTINUOUS.computeIfAbsent(type, t -> new ArrayList<>()).add(member);
  }

  static boolean has(Class<?> type) {
    return CONTINUOUS.containsKey(type) || DISCRETE.containsKey(type);
  }

  /** A divergence of one member from another. */
  record Case(DistributionCase p, DistributionCase q, boolean isDiscrete) {
    private static final Map<Case, Double> VALUES = new ConcurrentHashMap<>();

    Tensor kl() {
      return KlDivergence.of(p.distribution(), q.distribution());
    }

    /** The divergence, computed once. */
    double value() {
      return VALUES.computeIfAbsent(this, c -> c.kl().evalScalar());
    }

    boolean isInfinite() {
      return value() == Double.POSITIVE_INFINITY;
    }

    /** The mean of ln p - ln q by quadrature or by summation; infinite if p has mass beyond q. */
    double expected() {
      boolean isInfinite =
          q.distribution() instanceof InverseGamma && meanReciprocalDiverges()
              || p.distribution() instanceof Cauchy && !hasPowerTails();
      if (isInfinite) {
        return Double.POSITIVE_INFINITY; // a finite rule does not see that
      }
      Quadrature rule = isDiscrete ? null : rule();
      double[] nodes =
          isDiscrete ? IntStream.range(0, 300).asDoubleStream().toArray() : rule.nodes();
      Tensor at = Tensor.vector(nodes);
      double[][] logs =
          DistributionContract.valuesOfAll(
              p.distribution().logProb(at), q.distribution().logProb(at));
      double[] logP = logs[0];
      double[] logQ = logs[1];
      double sum = 0;
      double beyond = 0;
      for (int i = 0; i < nodes.length; i++) {
        double mass = Math.exp(logP[i]) * (isDiscrete ? 1 : rule.weights()[i]);
        if (mass > 0 && mass < Double.POSITIVE_INFINITY) {
          if (logQ[i] == Double.NEGATIVE_INFINITY) {
            beyond += mass;
          } else if (logQ[i] < Double.POSITIVE_INFINITY) {
            sum += mass * (logP[i] - logQ[i]);
          }
        }
      }
      return beyond > 1e-14 ? Double.POSITIVE_INFINITY : sum;
    }

    private boolean hasPowerTails() {
      return q.distribution() instanceof Cauchy || q.distribution() instanceof StudentT;
    }

    private boolean meanReciprocalDiverges() {
      return p.distribution() instanceof Exponential
          || p.distribution() instanceof Gamma g && g.concentration().evalScalar() <= 1;
    }

    /** Pieces end where the density of p or of q has a kink or ends. */
    private Quadrature rule() {
      double[] corners =
          DoubleStream.concat(corners(p.distribution()), corners(q.distribution()))
              .filter(
                  x ->
                      p.distribution().logProb(Tensor.scalar(x)).evalScalar()
                          != Double.NEGATIVE_INFINITY)
              .filter(x -> ends(p.distribution()).noneMatch(end -> end == x))
              .sorted()
              .distinct()
              .toArray();
      return Quadrature.over(p.kinks(corners));
    }

    private static DoubleStream corners(Distribution d) {
      if (d instanceof Laplace l) {
        return DoubleStream.of(l.loc().evalScalar());
      } else if (d instanceof AsymmetricLaplace l) {
        return DoubleStream.of(l.loc().evalScalar());
      } else if (d instanceof Triangular t) {
        return DoubleStream.concat(ends(d), DoubleStream.of(t.peak().evalScalar()));
      }
      return ends(d);
    }

    private static DoubleStream ends(Distribution d) {
      if (d.support() instanceof Constraint.AtLeast a) {
        return DoubleStream.of(a.low().evalScalar());
      }
      return d.support() instanceof Constraint.Interval i
          ? DoubleStream.of(i.low().evalScalar(), i.high().evalScalar())
          : DoubleStream.empty();
    }

    @Override
    public String toString() {
      return p + " from " + q;
    }
  }

  /**
   * All pairs of members of all pairs of families of scalars in the table; of families of which one
   * never covers the other, or is integrated numerically, only the first ones.
   */
  static Stream<Case> all() {
    return All.CASES.stream();
  }

  /** Made once. */
  private static final class All {
    private static final List<Case> CASES = KlTable.pairs().stream().flatMap(KlCases::of).toList();
  }

  /** The cases of one family. */
  static Stream<Case> sameFamily() {
    return all().filter(c -> c.p().distribution().getClass() == c.q().distribution().getClass());
  }

  /** Of two families; {@link KlReferenceTest} has more cases of them. */
  private static boolean isByQuadrature(KlTable.Pair pair) {
    boolean isUnit = Set.of(Beta.class, Kumaraswamy.class).containsAll(List.of(pair.p(), pair.q()));
    return pair.p() != pair.q()
        && (isUnit || Set.of(Logistic.class, Cauchy.class, StudentT.class).contains(pair.q()));
  }

  private static Stream<Case> of(KlTable.Pair pair) {
    Map<Class<?>, List<DistributionCase>> map =
        CONTINUOUS.containsKey(pair.p()) ? CONTINUOUS : DISCRETE;
    List<DistributionCase> qs = map.getOrDefault(pair.q(), List.of());
    List<Case> all =
        map.getOrDefault(pair.p(), List.of()).stream()
            .flatMap(p -> qs.stream().map(q -> new Case(p, q, map == DISCRETE)))
            .toList();
    boolean never = !all.isEmpty() && all.stream().allMatch(Case::isInfinite);
    return all.stream().limit(never || isByQuadrature(pair) ? 1 : all.size());
  }
}
