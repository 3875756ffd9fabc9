package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The pairs of families with a divergence in closed form, one line each. */
final class KlTable {
  /** Classes of p and q. */
  record Pair(Class<? extends Distribution> p, Class<? extends Distribution> q) {}

  private static final Map<Pair, BiFunction<Distribution, Distribution, Tensor>> FORMULAS =
      new LinkedHashMap<>();

  static {
    sameFamily();
    gammas();
    normals();
    positive();
    intervals();
    singleLines();
    counts();
    infinite();
  }

  private KlTable() {}

  private static void sameFamily() {
    line(Normal.class, Normal.class, KlLocationScales::normal);
    line(MultivariateNormal.class, MultivariateNormal.class, KlLocationScales::multivariateNormal);
    line(MatrixNormal.class, MatrixNormal.class, KlLocationScales::matrixNormal);
    line(LogNormal.class, LogNormal.class, KlLocationScales::logNormal);
    line(LogitNormal.class, LogitNormal.class, KlLocationScales::logitNormal);
    line(LogisticNormal.class, LogisticNormal.class, KlLocationScales::logisticNormal);
    line(HalfNormal.class, HalfNormal.class, KlLocationScales::halfNormal);
    line(Laplace.class, Laplace.class, KlLocationScales::laplace);
    line(Cauchy.class, Cauchy.class, KlLocationScales::cauchy);
    line(HalfCauchy.class, HalfCauchy.class, KlLocationScales::halfCauchy);
    line(Gumbel.class, Gumbel.class, KlLocationScales::gumbel);
    line(Weibull.class, Weibull.class, KlLocationScales::weibull);
    line(Uniform.class, Uniform.class, KlExponentials::uniform);
    line(Pareto.class, Pareto.class, KlExponentials::pareto);
    line(InverseGaussian.class, InverseGaussian.class, KlExponentials::inverseGaussian);
    line(VonMises.class, VonMises.class, KlExponentials::vonMises);
    line(ContinuousBernoulli.class, ContinuousBernoulli.class, KlExponentials::continuousBernoulli);
    line(TruncatedNormal.class, TruncatedNormal.class, KlMoments::truncatedNormal);
  }

  private static void gammas() {
    line(Gamma.class, Gamma.class, KlGammas::gamma);
    line(Gamma.class, Exponential.class, KlGammas::gamma);
    line(Gamma.class, Chi2.class, KlGammas::gamma);
    line(Exponential.class, Exponential.class, KlGammas::exponential);
    line(Exponential.class, Gamma.class, KlGammas::gamma);
    line(Exponential.class, Chi2.class, KlGammas::gamma);
    line(Chi2.class, Chi2.class, KlGammas::gamma);
    line(Chi2.class, Gamma.class, KlGammas::gamma);
    line(Chi2.class, Exponential.class, KlGammas::gamma);
    line(InverseGamma.class, InverseGamma.class, KlGammas::inverseGamma);
    line(Beta.class, Beta.class, KlGammas::beta);
    line(Dirichlet.class, Dirichlet.class, KlGammas::dirichlet);
    line(LkjCholesky.class, LkjCholesky.class, KlGammas::lkj);
    line(Wishart.class, Wishart.class, KlGammas::wishart);
    line(InverseWishart.class, InverseWishart.class, KlGammas::inverseWishart);
  }

  private static void normals() {
    lines(
        List.of(
            AsymmetricLaplace.class,
            Beta.class,
            Chi2.class,
            ContinuousBernoulli.class,
            Exponential.class,
            Gamma.class,
            Gumbel.class,
            HalfNormal.class,
            InverseGamma.class,
            InverseGaussian.class,
            Kumaraswamy.class,
            Laplace.class,
            LogNormal.class,
            Logistic.class,
            Moyal.class,
            Pareto.class,
            StudentT.class,
            Triangular.class,
            TruncatedNormal.class,
            Uniform.class,
            Weibull.class),
        Normal.class,
        KlMoments::normal);
  }

  private static void positive() {
    lines(
        List.of(
            Beta.class,
            ContinuousBernoulli.class,
            HalfNormal.class,
            InverseGamma.class,
            InverseGaussian.class,
            Kumaraswamy.class,
            LogNormal.class,
            Pareto.class,
            Triangular.class,
            TruncatedNormal.class,
            Uniform.class,
            Weibull.class),
        Exponential.class,
        KlMoments::linear);
    List<Class<? extends Distribution>> ps =
        List.of(
            Beta.class,
            HalfNormal.class,
            InverseGamma.class,
            InverseGaussian.class,
            Kumaraswamy.class,
            LogNormal.class,
            Pareto.class,
            Uniform.class,
            Weibull.class);
    lines(ps, Gamma.class, KlMoments::gamma);
    lines(ps, Chi2.class, KlMoments::chi2);
    lines(
        List.of(
            Chi2.class,
            Exponential.class,
            Gamma.class,
            HalfNormal.class,
            InverseGamma.class,
            Pareto.class,
            Weibull.class),
        LogNormal.class,
        KlMoments::logNormal);
  }

  private static void intervals() {
    lines(
        List.of(
            Beta.class,
            ContinuousBernoulli.class,
            Kumaraswamy.class,
            Triangular.class,
            TruncatedNormal.class,
            VonMises.class),
        Uniform.class,
        KlMoments::constant);
    lines(
        List.of(Beta.class, Kumaraswamy.class, Triangular.class, Uniform.class),
        ContinuousBernoulli.class,
        KlMoments::linear);
  }

  private static void singleLines() {
    line(Uniform.class, TruncatedNormal.class, KlMoments::truncatedNormal);
    line(Uniform.class, Beta.class, KlMoments::uniformBeta);
    line(Uniform.class, Pareto.class, KlMoments::pareto);
    line(Uniform.class, Gumbel.class, KlMoments::uniformGumbel);
    line(Normal.class, Gumbel.class, KlMoments::normalGumbel);
    line(Exponential.class, Gumbel.class, KlMoments::exponentialGumbel);
    line(Gamma.class, Gumbel.class, KlMoments::gammaGumbel);
    line(Chi2.class, Gumbel.class, KlMoments::chi2Gumbel);
    line(Normal.class, Laplace.class, KlMoments::normalLaplace);
  }

  private static void counts() {
    line(Bernoulli.class, Bernoulli.class, KlCounts::bernoulli);
    line(Binomial.class, Binomial.class, KlCounts::binomial);
    line(Geometric.class, Geometric.class, KlCounts::geometric);
    line(NegativeBinomial.class, NegativeBinomial.class, KlCounts::negativeBinomial);
    line(Poisson.class, Poisson.class, KlCounts::poisson);
    line(Bernoulli.class, Poisson.class, KlCounts::bernoulliPoisson);
    line(Categorical.class, Categorical.class, KlCounts::categorical);
    line(OneHotCategorical.class, OneHotCategorical.class, KlCounts::oneHotCategorical);
    line(Multinomial.class, Multinomial.class, KlCounts::multinomial);
    List<Class<? extends Distribution>> unbounded =
        List.of(Poisson.class, Geometric.class, NegativeBinomial.class);
    lines(unbounded, Bernoulli.class, KlCounts::unbounded);
    lines(unbounded, Binomial.class, KlCounts::unbounded);
  }

  /** Where q never covers p. */
  private static void infinite() {
    List<Class<? extends Distribution>> bounded =
        List.of(
            Beta.class,
            ContinuousBernoulli.class,
            Kumaraswamy.class,
            LogitNormal.class,
            Triangular.class,
            Uniform.class,
            VonMises.class);
    List<Class<? extends Distribution>> fromZero =
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
    for (Class<? extends Distribution> q : bounded) {
      lines(reals, q, KlTable::infinity);
      lines(fromZero, q, KlTable::infinity);
      line(Pareto.class, q, KlTable::infinity);
    }
    for (Class<? extends Distribution> q : fromZero) {
      lines(reals, q, KlTable::infinity);
    }
    lines(reals, Pareto.class, KlTable::infinity);
    lines(fromZero, Pareto.class, KlTable::infinity);
    lines(
        List.of(Beta.class, ContinuousBernoulli.class, Kumaraswamy.class, LogitNormal.class),
        Pareto.class,
        KlTable::infinity);
  }

  private static Tensor infinity(Distribution p, Distribution q) {
    return Tensor.fill(p.dtype(), Double.POSITIVE_INFINITY);
  }

  private static <Q extends Distribution> void lines(
      List<Class<? extends Distribution>> ps, Class<Q> q, BiFunction<Distribution, Q, Tensor> kl) {
    ps.forEach(p -> line(p, q, kl::apply));
  }

  private static <P extends Distribution, Q extends Distribution> void line(
      Class<P> p, Class<Q> q, BiFunction<? super P, ? super Q, Tensor> kl) {
    if (FORMULAS.put(new Pair(p, q), (a, b) -> kl.apply(p.cast(a), q.cast(b))) != null) {
      throw new IllegalStateException("two lines for " + p + " and " + q);
    }
  }

  /** All pairs, in the order of the table. */
  static Set<Pair> pairs() {
    return FORMULAS.keySet();
  }

  /** The formula of a pair, not yet built; what rounding makes negative is 0. */
  static Optional<Supplier<Tensor>> formula(Distribution p, Distribution q) {
    return Optional.ofNullable(FORMULAS.get(new Pair(p.getClass(), q.getClass())))
        .map(kl -> () -> KlTerms.notNegative(kl.apply(p, q)));
  }
}
