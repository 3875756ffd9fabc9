package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.Annotation.Condition;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Tensor;

/** Divergences of discrete laws: sums of relative entropies. */
final class KlCounts {
  private static final String WHERE = "KlDivergence.of";

  private KlCounts() {}

  // ---- trials

  static Tensor bernoulli(Bernoulli p, Bernoulli q) {
    return trial(p.success(), q.success());
  }

  /** Of one trial. */
  private static Tensor trial(SuccessProbability p, SuccessProbability q) {
    Tensor success =
        KlTerms.relativeEntropy(p.probs(), q.probs(), q.logSuccess().sub(p.logSuccess()));
    Tensor failure =
        KlTerms.relativeEntropy(p.complement(), q.complement(), q.logFailure().sub(p.logFailure()));
    return success.add(failure);
  }

  /** That of a trial times the mean number of trials, 1 / p. */
  static Tensor geometric(Geometric p, Geometric q) {
    return trial(p.success(), q.success()).multiplyNoNan(p.success().probs().reciprocal());
  }

  /**
   * n times that of a trial, for one number n of trials. Infinite if p has more trials, unless they
   * never succeed.
   */
  static Tensor binomial(Binomial p, Binomial q) {
    Tensor more =
        Parameters.require(
            WHERE,
            "p.totalCount - q.totalCount",
            Parameters.difference(WHERE, p.totalCount(), q.totalCount()),
            Condition.NON_NEGATIVE,
            KlDivergence.ESTIMATE);
    Tensor kl = q.totalCount().multiplyNoNan(trial(p.success(), q.success()));
    Tensor beyond = more.gt(0).mul(p.success().probs().stopGradient().gt(0));
    return Tensor.where(beyond, KlTerms.infinity(kl), kl);
  }

  /** r times that of a trial, over the probability of failure, for one number r of failures. */
  static Tensor negativeBinomial(NegativeBinomial p, NegativeBinomial q) {
    Tensor kl =
        trial(p.success(), q.success()).multiplyNoNan(p.success().complement().reciprocal());
    Tensor count = p.totalCount();
    if (given(count) != given(q.totalCount())) {
      Tensor above = notNegative("p.totalCount - q.totalCount", count, q.totalCount());
      Tensor below = notNegative("q.totalCount - p.totalCount", q.totalCount(), count);
      // A comparison has no derivative: a gradient by one of the two counts is refused.
      Tensor nan = Tensor.fill(kl.dtype(), Double.NaN);
      count = Tensor.where(above.eq(0).mul(below.eq(0)), count, nan);
    }
    return count.mul(kl);
  }

  /** The parameter before it was checked. */
  private static Tensor given(Tensor parameter) {
    return parameter.op() instanceof Annotation.Require ? parameter.inputs().get(0) : parameter;
  }

  private static Tensor notNegative(String name, Tensor a, Tensor b) {
    Tensor difference = Parameters.difference(WHERE, a, b);
    return Parameters.require(
        WHERE, name, difference, Condition.NON_NEGATIVE, KlDivergence.ESTIMATE);
  }

  // ---- categories

  static Tensor categorical(Categorical p, Categorical q) {
    return categories(p.categories(), q.categories());
  }

  static Tensor oneHotCategorical(OneHotCategorical p, OneHotCategorical q) {
    return categories(p.categories(), q.categories());
  }

  /** n times that of one draw; infinite for another number of draws. */
  static Tensor multinomial(Multinomial p, Multinomial q) {
    Tensor kl = p.totalCount().multiplyNoNan(categories(p.categories(), q.categories()));
    Tensor one = p.totalCount().eq(q.totalCount());
    return Tensor.where(one, kl, KlTerms.infinity(kl));
  }

  private static Tensor categories(CategoryProbabilities p, CategoryProbabilities q) {
    if (p.count() != q.count()) {
      throw Failure.argument(
          WHERE,
          "both must have the same number of categories",
          p.count() + " and " + q.count(),
          null);
    }
    Tensor logRatio = q.logProbs().sub(p.logProbs());
    return KlTerms.relativeEntropy(p.probs(), q.probs(), logRatio).sum(-1);
  }

  // ---- Poisson

  static Tensor poisson(Poisson p, Poisson q) {
    return KlTerms.relativeEntropy(p.rate(), q.rate(), p.logRatio(q));
  }

  /** Relative entropies of the probability of 1 from the rate, and of that of 0 from 1. */
  static Tensor bernoulliPoisson(Bernoulli p, Poisson q) {
    SuccessProbability s = p.success();
    Tensor ratio = q.rate().log().sub(s.logSuccess());
    Tensor one = Tensor.ones(p.dtype());
    return KlTerms.relativeEntropy(s.probs(), q.rate(), ratio)
        .add(KlTerms.relativeEntropy(s.complement(), one, s.logFailure().neg()));
  }

  /** Of counts without end from bounded ones: infinite, but for a p that is always 0. */
  static Tensor unbounded(Distribution p, Distribution q) {
    Tensor atZero = q.logProb(Tensor.zeros(p.dtype())).neg();
    Tensor isZero = p.mean().stopGradient().eq(0);
    return Tensor.where(isZero, atZero, KlTerms.infinity(atZero));
  }
}
