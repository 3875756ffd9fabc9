/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.estimator.Pathwise;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The evidence lower bound of a model p(x | z) p(z) and an approximate posterior q,
 *
 * <pre>
 *   ELBO = E_q ln p(x | z) - KL(q(z | x) || p(z))  &lt;=  ln p(x)
 * </pre>
 *
 * <p>The first term, the reconstruction, is estimated with samples of q, by {@link Pathwise} or
 * another {@link Estimator}. The divergence is in closed form where {@link KlDivergence} has one,
 * else the mean of ln q - ln p over the same samples; {@link #monteCarlo} asks for the latter. The
 * description of the result tells which.
 *
 * <pre>{@code
 * Bound bound = Elbo.samples(1).beta(4)
 *     .bound(q, prior, z -> Independent.of(Bernoulli.fromLogits(decoder.apply(z)), 1).logProb(x));
 * Training.minimizeReporting(in -> new Loss(bound.loss(), bound.metrics()));
 * }</pre>
 *
 * <p>Sources: D. Kingma, M. Welling, "Auto-encoding variational Bayes" (ICLR 2014); I. Higgins et
 * al., "beta-VAE" (ICLR 2017); D. Kingma et al., "Improved variational inference with inverse
 * autoregressive flow" (NeurIPS 2016), for free bits; G. Roeder, Y. Wu, D. Duvenaud, "Sticking the
 * landing" (NeurIPS 2017).
 *
 * <p>Immutable; every method returns a new object.
 *
 * @param <D> what q must be
 */
public final class Elbo<D extends Distribution> implements EvidenceBound<D> {
  private static final String WHERE = "Elbo.bound";

  private enum Divergence {
    CLOSED_FORM_IF_KNOWN,
    MONTE_CARLO,
    STICKING_THE_LANDING
  }

  private final Estimator<? super D> estimator;
  private final Weights weights;
  private final Divergence divergence;

  /** beta as an expression, or null and a number; the floor of each element; N / n. */
  private record Weights(Tensor schedule, double beta, double freeNats, double scale) {}

  private Elbo(Estimator<? super D> estimator, Weights weights, Divergence divergence) {
    this.estimator = estimator;
    this.weights = weights;
    this.divergence = divergence;
  }

  /**
   * The bound with K independent samples of a reparameterized q for each row.
   *
   * @param samples K, at least 1
   * @return the bound
   * @throws IllegalArgumentException if K is less than 1
   */
  public static Elbo<Reparameterized> samples(int samples) {
    if (samples < 1) {
      throw Errors.argument("Elbo.samples", "samples must be >= 1", samples, null);
    }
    return by(Pathwise.samples(samples));
  }

  /**
   * The bound by any estimator, such as one for discrete codes: {@code
   * Elbo.by(ScoreFunction.samples(4))}. A divergence without closed form is then part of the cost.
   *
   * @param estimator what estimates the expectations
   * @param <D> what q must be
   * @return the bound
   */
  public static <D extends Distribution> Elbo<D> by(Estimator<? super D> estimator) {
    Errors.given("Elbo.by", "estimator", estimator);
    return new Elbo<>(estimator, new Weights(null, 1, 0, 1), Divergence.CLOSED_FORM_IF_KNOWN);
  }

  /**
   * Weights the divergence: ELBO = E_q ln p(x | z) - beta KL. A bound on ln p(x) for beta &gt;= 1.
   *
   * @param weight beta, finite, at least 0
   * @return a new bound
   * @throws IllegalArgumentException if beta is out of range
   */
  public Elbo<D> beta(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw Errors.argument("Elbo.beta", "beta must be finite and >= 0", weight, null);
    }
    return new Elbo<>(
        estimator, new Weights(null, weight, weights.freeNats, weights.scale), divergence);
  }

  /**
   * Weights the divergence by an expression, such as a {@link io.github.reparam4j.optim.Schedule}
   * of the optimiser's step or a parameter of the caller's: {@code beta(Schedule.warmup(1000,
   * Schedule.constant()).factor(state.step()))}.
   *
   * @param weight beta, a scalar of any float dtype; not checked
   * @return a new bound
   * @throws IllegalArgumentException if it is not a scalar
   */
  public Elbo<D> beta(Tensor weight) {
    Errors.given("Elbo.beta", "weight", weight);
    if (!weight.shape().isScalar()) {
      throw Errors.argument("Elbo.beta", "beta must be a scalar", "shape " + weight.shape(), null);
    }
    return new Elbo<>(
        estimator, new Weights(weight, 1, weights.freeNats, weights.scale), divergence);
  }

  /**
   * Free bits: the divergence of each element of z, averaged over the rows of the batch, costs
   * nothing below so many nats: sum_j max(lambda, mean KL_j) in place of the KL of each row. The
   * elements are those of an {@link io.github.reparam4j.distribution.Independent} q and prior with
   * as many axes; else z counts as one element.
   *
   * @param nats lambda for each element, finite, at least 0; 0 for none
   * @return a new bound
   * @throws IllegalArgumentException if it is out of range
   */
  public Elbo<D> freeBits(double nats) {
    if (!(nats >= 0 && nats < Double.POSITIVE_INFINITY)) {
      throw Errors.argument("Elbo.freeBits", "nats must be finite and >= 0", nats, null);
    }
    return new Elbo<>(
        estimator, new Weights(weights.schedule, weights.beta, nats, weights.scale), divergence);
  }

  /**
   * Multiplies the likelihood: by N / n where z is shared by N rows of data, of which a mini-batch
   * shows n.
   *
   * @param factor the factor, finite and positive
   * @return a new bound
   * @throws IllegalArgumentException if it is out of range
   */
  public Elbo<D> likelihoodScale(double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw Errors.argument(
          "Elbo.likelihoodScale", "factor must be finite and positive", factor, null);
    }
    return new Elbo<>(
        estimator,
        new Weights(weights.schedule, weights.beta, weights.freeNats, factor),
        divergence);
  }

  /**
   * Estimates the divergence from the samples even where it has a closed form.
   *
   * @return a new bound
   */
  public Elbo<D> monteCarlo() {
    return new Elbo<>(estimator, weights, Divergence.MONTE_CARLO);
  }

  /**
   * Estimates the divergence from the samples, and leaves the parameters of the density ln q out of
   * its gradient, which then flows through the samples only: unbiased, and of variance 0 where q is
   * the posterior. It differentiates once.
   *
   * @return a new bound
   */
  public Elbo<D> stickingTheLanding() {
    return new Elbo<>(estimator, weights, Divergence.STICKING_THE_LANDING);
  }

  /**
   * The bound of a model and an approximate posterior. Draws noise.
   *
   * @param q the approximate posterior of z, of batch shape [batch]: one for each row of the data
   * @param prior p(z), with the event shape of q and a batch that broadcasts to that of q
   * @param logLikelihood ln p(x | z) from samples z, [K, batch, event], to [K, batch]
   * @return the bound, of shape [batch]; its parts are {@code bound}, {@code reconstruction} = E ln
   *     p(x | z) and {@code divergence} = KL, both before weights and free bits
   * @throws IllegalArgumentException if the likelihood has another shape, event shapes or dtypes
   *     differ, or free bits are asked of a divergence without closed form
   */
  @Override
  public Bound bound(D q, Distribution prior, UnaryOperator<Tensor> logLikelihood) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "prior", prior);
    Errors.given(WHERE, "logLikelihood", logLikelihood);
    LatentModel model = new LatentModel(WHERE, q, prior, logLikelihood);
    boolean isClosed =
        divergence == Divergence.CLOSED_FORM_IF_KNOWN && KlDivergence.exists(q, prior);
    Map<String, Tensor> parts = new LinkedHashMap<>();
    Tensor value = isClosed ? closedForm(q, model, parts) : fromSamples(q, model, parts);
    parts.put("bound", value);
    return new Bound(value, parts, describe(isClosed ? "in closed form" : "from samples"));
  }

  private Tensor closedForm(D q, LatentModel model, Map<String, Tensor> parts) {
    Tensor likelihood = estimator.expectation(q, model::logLikelihood);
    Tensor kl = KlDivergence.of(q, model.prior());
    parts.put("reconstruction", likelihood);
    parts.put("divergence", kl);
    Tensor penalty =
        weights.freeNats > 0 ? FreeBits.penalty(q, model.prior(), kl, weights.freeNats) : kl;
    return scaled(likelihood).sub(byBeta(penalty));
  }

  /**
   * Both terms are one cost, evaluated at the same samples. What the cost is called with are
   * samples of q for all estimators that call it once, so its terms are worth reporting.
   */
  private Tensor fromSamples(D q, LatentModel model, Map<String, Tensor> parts) {
    if (weights.freeNats > 0) {
      throw Errors.argument(
          WHERE,
          "free bits need a divergence in closed form",
          describe("from samples"),
          "see KlDivergence");
    }
    boolean isPath = divergence == Divergence.STICKING_THE_LANDING;
    return estimator.expectation(
        q,
        z -> {
          Tensor likelihood = model.logLikelihood(z);
          Tensor logQ = isPath ? PathDerivative.of(q::logProb, z) : q.logProb(z);
          Tensor kl = logQ.sub(model.prior().logProb(z));
          parts.putIfAbsent("reconstruction", likelihood.mean(0));
          parts.putIfAbsent("divergence", kl.mean(0));
          return scaled(likelihood).sub(byBeta(kl));
        });
  }

  private Tensor scaled(Tensor likelihood) {
    return weights.scale == 1 ? likelihood : likelihood.mul(weights.scale);
  }

  private Tensor byBeta(Tensor kl) {
    if (weights.schedule != null) {
      return kl.mul(weights.schedule.cast(kl.dtype()));
    }
    return weights.beta == 1 ? kl : kl.mul(weights.beta);
  }

  private String describe(String how) {
    StringBuilder text = new StringBuilder("Elbo(" + estimator + ", divergence " + how);
    if (divergence == Divergence.STICKING_THE_LANDING) {
      text.append(", sticking the landing");
    }
    if (weights.schedule != null || weights.beta != 1) {
      text.append(", beta=").append(weights.schedule != null ? weights.schedule : weights.beta);
    }
    if (weights.freeNats > 0) {
      text.append(", free nats=").append(weights.freeNats);
    }
    if (weights.scale != 1) {
      text.append(", likelihood scale=").append(weights.scale);
    }
    return text.append(")").toString();
  }

  /** {@return the estimator and what is switched on} */
  @Override
  public String toString() {
    return describe(
        divergence == Divergence.CLOSED_FORM_IF_KNOWN ? "in closed form if known" : "from samples");
  }
}
