/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Losses;
import io.github.reparam4j.tensor.Tensor;

/**
 * The loss of a fit, averaged over the rows of a batch. Targets are standardised.
 *
 * <pre>{@code
 * FitOptions options = FitOptions.epochs(40).loss(DensityLoss.betaNll(0.5));
 * }</pre>
 *
 * <p>All but {@link #squaredErrorOfSamples} are proper scores, least in expectation at the true
 * density. Of several targets, the negative log-likelihood and the energy score are those of the
 * vector, the others sums over its elements.
 */
public final class DensityLoss {
  /** The loss of each row, [n], of a density of n rows and targets [n, d]. */
  @FunctionalInterface
  private interface RowLoss {
    Tensor of(GaussianMixture density, Tensor targets);
  }

  private final String name;
  private final boolean needsGaussian;
  private final RowLoss loss;

  private DensityLoss(String name, boolean needsGaussian, RowLoss loss) {
    this.name = name;
    this.needsGaussian = needsGaussian;
    this.loss = loss;
  }

  /**
   * The negative log-likelihood, {@link Losses#gaussianNll} for one Gaussian. The default.
   *
   * @return the loss
   */
  public static DensityLoss negativeLogLikelihood() {
    return new DensityLoss(
        "negativeLogLikelihood",
        false,
        (q, y) ->
            q.isGaussian()
                ? Losses.gaussianNll(q.mean(), q.deviation(), y).sum(-1)
                : q.joint().logProb(y).neg());
  }

  /**
   * The negative log-likelihood weighted by the power beta of the variance, {@link Losses#betaNll},
   * of one Gaussian.
   *
   * @param beta in [0, 1]; 0.5 is what its authors recommend
   * @return the loss
   * @throws IllegalArgumentException if beta is out of range
   */
  public static DensityLoss betaNll(double beta) {
    if (!(beta >= 0 && beta <= 1)) {
      throw Errors.argument("DensityLoss.betaNll", "beta must be in [0, 1]", beta, null);
    }
    return new DensityLoss(
        "betaNll(" + beta + ")",
        true,
        (q, y) -> Losses.betaNll(q.mean(), q.deviation(), y, beta).sum(-1));
  }

  /**
   * The continuous ranked probability score, {@link Losses#crps} or {@link Losses#mixtureCrps}.
   *
   * @return the loss
   */
  public static DensityLoss crps() {
    return new DensityLoss(
        "crps",
        false,
        (q, y) ->
            q.isGaussian()
                ? Losses.crps(q.mean(), q.deviation(), y).sum(-1)
                : Losses.mixtureCrps(
                        q.logits().expandDims(1).broadcastTo(q.means().shape()),
                        q.means(),
                        q.deviations(),
                        y)
                    .sum(-1));
  }

  /**
   * The energy score of differentiable samples, {@link Losses#energyScore}.
   *
   * @param samples number of samples for each row, at least 2
   * @return the loss
   * @throws IllegalArgumentException if there are fewer than 2
   */
  public static DensityLoss energyScore(int samples) {
    if (samples < 2) {
      throw Errors.argument("DensityLoss.energyScore", "samples must be >= 2", samples, null);
    }
    return new DensityLoss(
        "energyScore(" + samples + ")",
        false,
        (q, y) -> Losses.energyScore(q.joint().rsample(samples), y));
  }

  /**
   * The squared error of one differentiable sample, ||y' - y||^2 for y' = mu + sigma z. It cannot
   * learn a density: its expectation (mu - y)^2 + sigma^2 is least at sigma = 0, so that the mean
   * is learned and sigma driven to 0. It is here because it is the textbook example of the gradient
   * through a sample.
   *
   * @return the loss
   */
  public static DensityLoss squaredErrorOfSamples() {
    return new DensityLoss(
        "squaredErrorOfSamples", false, (q, y) -> Losses.mse(q.joint().rsample(), y).sum(-1));
  }

  /** Checks that this is a loss of a density of so many components. */
  void requireFits(String where, int components) {
    if (needsGaussian && components != 1) {
      throw Errors.argument(
          where,
          "loss must be one of mixtures, because there are " + components + " components",
          this,
          "use negativeLogLikelihood, crps or energyScore");
    }
  }

  /** The loss of each row, [n]. */
  Tensor of(GaussianMixture density, Tensor targets) {
    return loss.of(density, targets);
  }

  /** {@return the name of its factory with the argument} */
  @Override
  public String toString() {
    return name;
  }
}
