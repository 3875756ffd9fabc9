/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The importance-weighted bound on the log-evidence with K samples of an approximate posterior q,
 *
 * <pre>
 *   L_K = E ln (1/K) sum_k w_k,   w_k = p(x | z_k) p(z_k) / q(z_k | x),   z_k from q
 * </pre>
 *
 * <p>It is the evidence lower bound for K = 1, does not decrease in K, and tends to ln p(x). Its
 * value is the same for all ways to estimate the gradient, of which each is a switch; s_k = w_k /
 * sum w are the normalised weights, theta the parameters of the model and phi those of q:
 *
 * <table>
 * <caption>Gradients</caption>
 * <tr><th>method</th><th>gradient by phi</th><th>q</th></tr>
 * <tr><td>none (IWAE)</td><td>sum s_k d ln w_k / d phi, through the samples and the density of
 *     q</td><td>reparameterized</td></tr>
 * <tr><td>{@link #stickingTheLanding}</td><td>sum s_k (d ln w_k / d z_k) (d z_k / d phi), without
 *     the density of q; biased for K &gt; 1</td><td>reparameterized</td></tr>
 * <tr><td>{@link #doublyReparameterized}</td><td>sum s_k^2 (d ln w_k / d z_k) (d z_k / d phi),
 *     unbiased</td><td>reparameterized</td></tr>
 * <tr><td>{@link #vimco}</td><td>score function with a leave-one-out baseline for each sample,
 *     unbiased</td><td>any, also discrete</td></tr>
 * <tr><td>{@link #reweightedWakeSleep}</td><td>sum s_k d ln q(z_k) / d phi: descends KL(p(z|x) ||
 *     q), not the bound</td><td>any, also discrete</td></tr>
 * </table>
 *
 * <p>The gradient by theta is sum s_k d ln p(x, z_k) / d theta in all of them. The signal-to-noise
 * ratio of the plain gradient by phi falls as K^-1/2, that of the doubly reparameterized one grows
 * as K^1/2 (Rainforth et al. 2018; Tucker et al. 2019).
 *
 * <pre>{@code
 * Bound bound = ImportanceWeightedBound.samples(50).doublyReparameterized()
 *     .bound(q, prior, z -> Independent.of(Bernoulli.fromLogits(decoder.apply(z)), 1).logProb(x));
 * }</pre>
 *
 * <p>Sources: Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders" (ICLR
 * 2016); G. Roeder, Y. Wu, D. Duvenaud, "Sticking the landing" (NeurIPS 2017); G. Tucker, D.
 * Lawson, S. Gu, C. Maddison, "Doubly reparameterized gradient estimators for Monte Carlo
 * objectives" (ICLR 2019); A. Mnih, D. Rezende, "Variational inference for Monte Carlo objectives"
 * (ICML 2016); J. Bornschein, Y. Bengio, "Reweighted wake-sleep" (ICLR 2015); Y. Li, R. Turner,
 * "Renyi divergence variational inference" (NeurIPS 2016).
 *
 * <p>All switches but the first differentiate once; a second derivative of the bound is not that of
 * an estimator. Immutable; every method returns a new object.
 *
 * @param <D> what q must be
 */
public final class ImportanceWeightedBound<D extends Distribution> implements EvidenceBound<D> {
  private static final String WHERE = "ImportanceWeightedBound.bound";

  private final int samples;
  private final double alpha;
  private final ImportanceGradient gradient;

  private ImportanceWeightedBound(int samples, double alpha, ImportanceGradient gradient) {
    this.samples = samples;
    this.alpha = alpha;
    this.gradient = gradient;
  }

  /**
   * The bound with K samples and the plain gradient (IWAE).
   *
   * @param samples K, at least 1
   * @return the bound
   * @throws IllegalArgumentException if K is less than 1
   */
  public static ImportanceWeightedBound<Reparameterized> samples(int samples) {
    if (samples < 1) {
      throw Errors.argument(
          "ImportanceWeightedBound.samples", "samples must be >= 1", samples, null);
    }
    return new ImportanceWeightedBound<>(samples, 0, ImportanceGradient.PATHWISE);
  }

  /**
   * Leaves the density of q out of the gradient by phi, so that the variance is 0 where q is the
   * posterior; unbiased for K = 1, biased else.
   *
   * @return a new bound
   */
  public ImportanceWeightedBound<Reparameterized> stickingTheLanding() {
    return new ImportanceWeightedBound<>(samples, alpha, ImportanceGradient.STICKING_THE_LANDING);
  }

  /**
   * Weights the path derivative of sample k by the square of its normalised weight.
   *
   * @return a new bound
   * @throws IllegalArgumentException for a {@link #renyi} bound, which has no such form here
   */
  public ImportanceWeightedBound<Reparameterized> doublyReparameterized() {
    if (alpha != 0) {
      throw Errors.argument(
          "ImportanceWeightedBound.doublyReparameterized", "alpha must be 0", alpha, null);
    }
    return new ImportanceWeightedBound<>(samples, alpha, ImportanceGradient.DOUBLY_REPARAMETERIZED);
  }

  /**
   * The score function with, for each sample, the bound without it as a baseline: its weight is
   * replaced by the geometric mean of the others.
   *
   * @return a new bound, for any q
   * @throws IllegalArgumentException if K is less than 2, or for a {@link #renyi} bound
   */
  public ImportanceWeightedBound<Distribution> vimco() {
    if (samples < 2 || alpha != 0) {
      throw Errors.argument(
          "ImportanceWeightedBound.vimco",
          "samples must be >= 2 and alpha 0",
          "samples " + samples + ", alpha " + alpha,
          "the baseline of a sample is made from the others");
    }
    return new ImportanceWeightedBound<>(samples, alpha, ImportanceGradient.VIMCO);
  }

  /**
   * Trains q by the wake phase of reweighted wake-sleep: towards the posterior in the forward
   * divergence KL(p(z|x) || q), estimated with the weighted samples.
   *
   * @return a new bound, for any q
   * @throws IllegalArgumentException for a {@link #renyi} bound
   */
  public ImportanceWeightedBound<Distribution> reweightedWakeSleep() {
    if (alpha != 0) {
      throw Errors.argument(
          "ImportanceWeightedBound.reweightedWakeSleep", "alpha must be 0", alpha, null);
    }
    return new ImportanceWeightedBound<>(samples, alpha, ImportanceGradient.WAKE_SLEEP);
  }

  /**
   * The variational Renyi bound ln((1/K) sum w_k^(1 - alpha)) / (1 - alpha) in place of L_K, which
   * is alpha = 0. Between 0 and 1 it covers between L_K and the evidence lower bound; below 0 it is
   * an upper bound on ln p(x) as K grows.
   *
   * @param order alpha, finite, not 1
   * @return a new bound
   * @throws IllegalArgumentException if alpha is not finite, or 1, or the gradient is neither the
   *     plain one nor {@link #stickingTheLanding}
   */
  public ImportanceWeightedBound<D> renyi(double order) {
    if (!Double.isFinite(order) || order == 1) {
      throw Errors.argument(
          "ImportanceWeightedBound.renyi",
          "alpha must be finite and not 1",
          order,
          "alpha = 1 is the evidence lower bound, Elbo.samples(k)");
    }
    if (order != 0 && !gradient.hasOrders()) {
      throw Errors.argument(
          "ImportanceWeightedBound.renyi", "gradient must be a plain one", gradient.label(), null);
    }
    return new ImportanceWeightedBound<>(samples, order, gradient);
  }

  /**
   * The bound of a model and an approximate posterior. Draws noise.
   *
   * @param q the approximate posterior of z, of batch shape [batch]: one for each row of the data
   * @param prior p(z), with the event shape of q and a batch that broadcasts to that of q
   * @param logLikelihood ln p(x | z) from samples z, [K, batch, event], to [K, batch]
   * @return the bound, of shape [batch]; its parts are the bound itself as {@code bound} and the
   *     effective sample size 1 / sum s_k^2 as {@code effectiveSampleSize}
   * @throws IllegalArgumentException if the likelihood has another shape, or event shapes or dtypes
   *     differ
   */
  @Override
  public Bound bound(D q, Distribution prior, UnaryOperator<Tensor> logLikelihood) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "prior", prior);
    Errors.given(WHERE, "logLikelihood", logLikelihood);
    LatentModel model = new LatentModel(WHERE, q, prior, logLikelihood);
    ImportanceWeights weights = gradient.weights(model, samples);
    Tensor value = gradient.bound(this::orderedMean, weights);
    Map<String, Tensor> parts = new LinkedHashMap<>();
    parts.put("bound", value);
    parts.put("effectiveSampleSize", weights.normalized().square().sum(0).reciprocal());
    return new Bound(value, parts, toString());
  }

  /** The logarithm of the mean of order 1 - alpha of the weights. */
  private Tensor orderedMean(Tensor logWeights) {
    Tensor powers = alpha == 0 ? logWeights : logWeights.mul(1 - alpha);
    Tensor mean = powers.logSumExp(0).sub(Math.log(samples));
    return alpha == 0 ? mean : mean.div(1 - alpha);
  }

  /** {@return the number of samples, the gradient and the order} */
  @Override
  public String toString() {
    return "ImportanceWeightedBound(samples="
        + samples
        + ", gradient="
        + gradient.label()
        + (alpha == 0 ? "" : ", alpha=" + alpha)
        + ")";
  }
}
