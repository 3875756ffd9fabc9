/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.SampleWithLogProb;
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
 * <p>The first term, the reconstruction, is the mean over K samples of q. The divergence is in
 * closed form where {@link KlDivergence} has one, else the mean of ln q - ln p over the same
 * samples; {@link #monteCarlo} asks for the latter. The description of the result tells which.
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
 */
public final class Elbo {
  private static final String WHERE = "Elbo.bound";

  private final int samples;
  private final Tensor beta;
  private final double betaNumber;
  private final double freeNats;
  private final double scale;
  private final Divergence divergence;

  private enum Divergence {
    CLOSED_FORM_IF_KNOWN,
    MONTE_CARLO,
    STICKING_THE_LANDING
  }

  private Elbo(
      int samples,
      Tensor beta,
      double betaNumber,
      double freeNats,
      double scale,
      Divergence divergence) {
    this.samples = samples;
    this.beta = beta;
    this.betaNumber = betaNumber;
    this.freeNats = freeNats;
    this.scale = scale;
    this.divergence = divergence;
  }

  /**
   * The bound with K samples of q for each row.
   *
   * @param samples K, at least 1
   * @return the bound
   * @throws IllegalArgumentException if K is less than 1
   */
  public static Elbo samples(int samples) {
    if (samples < 1) {
      throw Errors.argument("Elbo.samples", "samples must be >= 1", samples, null);
    }
    return new Elbo(samples, null, 1, 0, 1, Divergence.CLOSED_FORM_IF_KNOWN);
  }

  /**
   * Weights the divergence: ELBO = E_q ln p(x | z) - beta KL. A bound on ln p(x) for beta &gt;= 1.
   *
   * @param weight beta, finite, at least 0
   * @return a new bound
   * @throws IllegalArgumentException if beta is out of range
   */
  public Elbo beta(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw Errors.argument("Elbo.beta", "beta must be finite and >= 0", weight, null);
    }
    return new Elbo(samples, null, weight, freeNats, scale, divergence);
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
  public Elbo beta(Tensor weight) {
    Errors.given("Elbo.beta", "weight", weight);
    if (!weight.shape().isScalar()) {
      throw Errors.argument("Elbo.beta", "beta must be a scalar", "shape " + weight.shape(), null);
    }
    return new Elbo(samples, weight, 1, freeNats, scale, divergence);
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
  public Elbo freeBits(double nats) {
    if (!(nats >= 0 && nats < Double.POSITIVE_INFINITY)) {
      throw Errors.argument("Elbo.freeBits", "nats must be finite and >= 0", nats, null);
    }
    return new Elbo(samples, beta, betaNumber, nats, scale, divergence);
  }

  /**
   * Multiplies the likelihood: by N / n where z is shared by N rows of data, of which a mini-batch
   * shows n.
   *
   * @param factor the factor, finite and positive
   * @return a new bound
   * @throws IllegalArgumentException if it is out of range
   */
  public Elbo likelihoodScale(double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw Errors.argument(
          "Elbo.likelihoodScale", "factor must be finite and positive", factor, null);
    }
    return new Elbo(samples, beta, betaNumber, freeNats, factor, divergence);
  }

  /**
   * Estimates the divergence from the samples even where it has a closed form.
   *
   * @return a new bound
   */
  public Elbo monteCarlo() {
    return new Elbo(samples, beta, betaNumber, freeNats, scale, Divergence.MONTE_CARLO);
  }

  /**
   * Estimates the divergence from the samples, and leaves the parameters of the density ln q out of
   * its gradient, which then flows through the samples only: unbiased, and of variance 0 where q is
   * the posterior. It differentiates once.
   *
   * @return a new bound
   */
  public Elbo stickingTheLanding() {
    return new Elbo(samples, beta, betaNumber, freeNats, scale, Divergence.STICKING_THE_LANDING);
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
  public Bound bound(Reparameterized q, Distribution prior, UnaryOperator<Tensor> logLikelihood) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "prior", prior);
    Errors.given(WHERE, "logLikelihood", logLikelihood);
    LatentModel model = new LatentModel(WHERE, q, prior, logLikelihood);
    boolean isClosed =
        divergence == Divergence.CLOSED_FORM_IF_KNOWN && KlDivergence.exists(q, prior);
    if (freeNats > 0 && !isClosed) {
      throw Errors.argument(
          WHERE, "free bits need a divergence in closed form", toString(), "see KlDivergence");
    }
    Tensor likelihood;
    Tensor kl;
    if (isClosed) {
      likelihood = model.logLikelihood(q.rsample(samples)).mean(0);
      kl = KlDivergence.of(q, prior);
    } else {
      SampleWithLogProb drawn = q.rsampleAndLogProb(samples);
      Tensor z = drawn.sample();
      Tensor logQ =
          divergence == Divergence.STICKING_THE_LANDING
              ? PathDerivative.of(q::logProb, z)
              : drawn.logProb();
      likelihood = model.logLikelihood(z).mean(0);
      kl = logQ.sub(prior.logProb(z)).mean(0);
    }
    Tensor penalty = freeNats > 0 ? FreeBits.penalty(q, prior, kl, freeNats) : kl;
    Tensor value = weighted(likelihood, scale, null).sub(weighted(penalty, betaNumber, beta));
    Map<String, Tensor> parts = new LinkedHashMap<>();
    parts.put("bound", value);
    parts.put("reconstruction", likelihood);
    parts.put("divergence", kl);
    return new Bound(value, parts, describe(isClosed ? "in closed form" : "from samples"));
  }

  private static Tensor weighted(Tensor x, double number, Tensor factor) {
    if (factor != null) {
      return x.mul(factor.cast(x.dtype()));
    }
    return number == 1 ? x : x.mul(number);
  }

  private String describe(String how) {
    StringBuilder text = new StringBuilder("Elbo(samples=" + samples + ", divergence " + how);
    if (divergence == Divergence.STICKING_THE_LANDING) {
      text.append(", sticking the landing");
    }
    if (beta != null || betaNumber != 1) {
      text.append(", beta=").append(beta != null ? beta : betaNumber);
    }
    if (freeNats > 0) {
      text.append(", free nats=").append(freeNats);
    }
    if (scale != 1) {
      text.append(", likelihood scale=").append(scale);
    }
    return text.append(")").toString();
  }

  /** {@return the number of samples and what is switched on} */
  @Override
  public String toString() {
    return describe(
        divergence == Divergence.CLOSED_FORM_IF_KNOWN ? "in closed form if known" : "from samples");
  }
}
