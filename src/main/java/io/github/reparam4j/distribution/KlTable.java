/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The pairs of families with a formula for the divergence. The family of p declares the formulas;
 * only the pairs with an infinite divergence are listed here, where q never covers the support of
 * p, or p has no mean.
 */
final class KlTable {
  /** Classes of p and q. */
  record Pair(Class<? extends Distribution> p, Class<? extends Distribution> q) {}

  private static final Map<Pair, BiFunction<Distribution, Distribution, Tensor>> FORMULAS =
      new LinkedHashMap<>();

  static {
    List.of(
            AsymmetricLaplace.divergences(),
            Bernoulli.divergences(),
            Beta.divergences(),
            Binomial.divergences(),
            Categorical.divergences(),
            Cauchy.divergences(),
            Chi2.divergences(),
            ContinuousBernoulli.divergences(),
            Dirichlet.divergences(),
            Exponential.divergences(),
            Gamma.divergences(),
            GeneralizedExtremeValue.divergences(),
            Geometric.divergences(),
            Gumbel.divergences(),
            HalfCauchy.divergences(),
            HalfNormal.divergences(),
            HypersphericalUniform.divergences(),
            InverseGamma.divergences(),
            InverseGaussian.divergences(),
            InverseWishart.divergences(),
            Kumaraswamy.divergences(),
            Laplace.divergences(),
            LkjCholesky.divergences(),
            LogNormal.divergences(),
            Logistic.divergences(),
            LogisticNormal.divergences(),
            LogitNormal.divergences(),
            MaskedCategorical.divergences(),
            MatrixNormal.divergences(),
            Moyal.divergences(),
            Multinomial.divergences(),
            MultivariateNormal.divergences(),
            NegativeBinomial.divergences(),
            Normal.divergences(),
            OneHotCategorical.divergences(),
            Pareto.divergences(),
            Poisson.divergences(),
            PowerSpherical.divergences(),
            StudentT.divergences(),
            Triangular.divergences(),
            TruncatedNormal.divergences(),
            Uniform.divergences(),
            VonMises.divergences(),
            VonMisesFisher.divergences(),
            Weibull.divergences(),
            Wishart.divergences())
        .forEach(
            rules -> rules.formulas().forEach((q, kl) -> add(new Pair(rules.family(), q), kl)));
    addInfinite();
    addInfiniteMoments();
  }

  private KlTable() {}

  private static void add(Pair pair, BiFunction<Distribution, Distribution, Tensor> kl) {
    if (FORMULAS.put(pair, kl) != null) {
      throw new IllegalStateException("two formulas for " + pair);
    }
  }

  private static void addInfinite() {
    List<Class<? extends Distribution>> bounded =
        List.of(
            Beta.class,
            ContinuousBernoulli.class,
            Kumaraswamy.class,
            LogitNormal.class,
            Triangular.class,
            Uniform.class,
            VonMises.class);
    List<Class<? extends Distribution>> positive =
        List.of(
            Chi2.class,
            Exponential.class,
            FisherSnedecor.class,
            Gamma.class,
            HalfCauchy.class,
            HalfNormal.class,
            InverseGamma.class,
            InverseGaussian.class,
            LogNormal.class,
            Weibull.class);
    List<Class<? extends Distribution>> reals =
        List.of(
            AsymmetricLaplace.class,
            Cauchy.class,
            Gumbel.class,
            Laplace.class,
            Logistic.class,
            Moyal.class,
            Normal.class,
            StudentT.class);
    List<Class<? extends Distribution>> fromZeroToOne =
        List.of(Beta.class, ContinuousBernoulli.class, Kumaraswamy.class, LogitNormal.class);
    List<Class<? extends Distribution>> pareto = List.of(Pareto.class);
    addInfinite(reals, bounded);
    addInfinite(reals, positive);
    addInfinite(reals, pareto);
    addInfinite(positive, bounded);
    addInfinite(positive, pareto);
    addInfinite(pareto, bounded);
    addInfinite(fromZeroToOne, pareto);
  }

  /** Families without a mean, from those whose tails are exponential or lighter. */
  private static void addInfiniteMoments() {
    addInfinite(
        List.of(Cauchy.class),
        List.of(
            AsymmetricLaplace.class,
            Gumbel.class,
            Laplace.class,
            Logistic.class,
            Moyal.class,
            Normal.class));
  }

  private static void addInfinite(
      List<Class<? extends Distribution>> ps, List<Class<? extends Distribution>> qs) {
    for (Class<? extends Distribution> p : ps) {
      qs.forEach(
          q -> add(new Pair(p, q), (a, b) -> Tensor.fill(a.dtype(), Double.POSITIVE_INFINITY)));
    }
  }

  /** All pairs, in the order of the table. */
  static Set<Pair> pairs() {
    return FORMULAS.keySet();
  }

  /** The formula of a pair, not yet built; a result that rounding makes negative is 0. */
  static Optional<Supplier<Tensor>> formula(Distribution p, Distribution q) {
    return Optional.ofNullable(FORMULAS.get(new Pair(p.getClass(), q.getClass())))
        .map(kl -> () -> KlTerms.notNegative(kl.apply(p, q)));
  }
}
