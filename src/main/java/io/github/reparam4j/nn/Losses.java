/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Losses of predictions against targets, one number for each target: the result has the shape of
 * the targets. Training minimises its {@code mean()}.
 *
 * <pre>{@code
 * Training.minimize((x, t) -> Losses.mse(net.apply(x).column(0), t).mean());   // x [n, d], t [n]
 * }</pre>
 *
 * <p>Shapes are strict. Predictions and targets do not broadcast, because [n, 1] against [n] would
 * give n x n differences without a word. All arguments of a call have one dtype, but for class
 * indices. Gradients flow into predictions and targets, but not into class indices.
 *
 * <p>Scores of distributions ({@link #gaussianNll}, {@link #crps}, {@link #mixtureCrps}, {@link
 * #energyScore}) are proper: their expectation is least at the true distribution. {@link #mse} of
 * samples is not, see {@link io.github.reparam4j.distribution.ReparamGaussian}. Source: Gneiting
 * and Raftery, "Strictly proper scoring rules, prediction, and estimation" (2007).
 */
public final class Losses {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);

  private Losses() {}

  // ---- regression

  /**
   * Squared error, (prediction - target)^2; its mean is the mean squared error.
   *
   * @param prediction of any shape
   * @param target of the same shape
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor mse(Tensor prediction, Tensor target) {
    return difference("Losses.mse", prediction, target).square();
  }

  /**
   * Absolute error, |prediction - target|, least at the median. The derivative at 0 is 0.
   *
   * @param prediction of any shape
   * @param target of the same shape
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor mae(Tensor prediction, Tensor target) {
    return difference("Losses.mae", prediction, target).abs();
  }

  /**
   * Huber's loss of the error e = prediction - target: e^2 / 2 for |e| &lt;= delta, else delta (|e|
   * - delta / 2). Source: Huber, "Robust estimation of a location parameter" (1964).
   *
   * @param prediction of any shape
   * @param target of the same shape
   * @param delta where the loss becomes linear, greater than 0 and finite
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ, or delta is out of range
   */
  public static Tensor huber(Tensor prediction, Tensor target, double delta) {
    if (!(delta > 0 && delta <= Double.MAX_VALUE)) {
      throw Errors.argument("Losses.huber", "delta must be > 0 and finite", delta, null);
    }
    Tensor e = difference("Losses.huber", prediction, target);
    Tensor size = e.abs();
    Tensor isSmall = size.stopGradient().le(delta);
    return Tensor.where(isSmall, e.square().mul(0.5), size.sub(0.5 * delta).mul(delta));
  }

  /**
   * Pinball loss of a predicted quantile, for e = target - prediction: q e for e &gt;= 0, else (q -
   * 1) e. Its expectation is least at the q-quantile of the target. Source: Koenker and Bassett,
   * "Regression quantiles" (1978).
   *
   * @param prediction the predicted quantile, of any shape
   * @param target of the same shape
   * @param quantile q, in (0, 1)
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ, or q is out of range
   */
  public static Tensor pinball(Tensor prediction, Tensor target, double quantile) {
    if (!(quantile > 0 && quantile < 1)) {
      throw Errors.argument("Losses.pinball", "quantile must be in (0, 1)", quantile, null);
    }
    Tensor e = difference("Losses.pinball", prediction, target).neg();
    return Tensor.where(e.stopGradient().ge(0), e.mul(quantile), e.mul(quantile - 1));
  }

  // ---- classification

  /**
   * Cross entropy of a class and predicted logits, ln sum_k exp(logits[k]) - logits[class].
   *
   * @param logits ln of the probabilities up to a constant, [..., k]
   * @param classIndices integers in [0, k) of shape [...] and any dtype; checked when run, by an
   *     {@link ArithmeticException} that names index and value
   * @return one number for each class index, [...]
   * @throws IllegalArgumentException if shapes do not fit
   */
  public static Tensor crossEntropy(Tensor logits, Tensor classIndices) {
    String where = "Losses.crossEntropy";
    Errors.given(where, "logits", logits);
    Errors.given(where, "classIndices", classIndices);
    requireRow(where, "logits", logits, "classIndices", classIndices);
    int last = logits.shape().dim(-1) - 1;
    String hint = "indices are in [0, " + (last + 1) + "), as many as logits has columns";
    Tensor given = classIndices.stopGradient().cast(logits.dtype());
    Tensor index = given.require(Condition.COUNT, where, "classIndices", hint);
    String name = last + " - classIndices";
    Tensor fromLast = index.neg().add(last).require(Condition.COUNT, where, name, hint);
    return Categorical.fromLogits(logits).logProb(fromLast.neg().add(last)).neg();
  }

  /**
   * Cross entropy of a target probability t and a predicted logit l, softplus(l) - t l, which is -t
   * ln s - (1 - t) ln(1 - s) for s = sigmoid(l).
   *
   * @param logits of any shape
   * @param targets labels 0 and 1, or probabilities, of the same shape; checked when run, by an
   *     {@link ArithmeticException} that names index and value
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets) {
    String where = "Losses.binaryCrossEntropyWithLogits";
    requireSame(where, "logits", logits, "targets", targets);
    Tensor t = targets.require(Condition.PROBABILITY, where, "targets", null);
    return logits.softplus().sub(t.mul(logits));
  }

  // ---- scores of distributions

  /**
   * Negative log-likelihood of a Gaussian, ((t - mean) / s)^2 / 2 + ln s + ln(2 pi) / 2.
   *
   * @param mean of any shape
   * @param standardDeviation s, not the variance, of the same shape; greater than 0, checked when
   *     run
   * @param target t, of the same shape
   * @return one number for each element, in nats
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor gaussianNll(Tensor mean, Tensor standardDeviation, Tensor target) {
    String where = "Losses.gaussianNll";
    Tensor s = deviation(where, mean, standardDeviation, target);
    return target.sub(mean).div(s).square().mul(0.5).add(s.log()).add(HALF_LOG_TWO_PI);
  }

  /**
   * The negative log-likelihood of a Gaussian weighted by s^(2 beta), through which no gradient
   * flows: beta = 0 is {@link #gaussianNll}, and beta = 1 moves the mean as {@link #mse} does. A
   * value of 0.5 keeps a network from giving up on points that it fits badly at first. Source:
   * Seitzer et al., "On the pitfalls of heteroscedastic uncertainty estimation with probabilistic
   * neural networks" (2022), equation 6.
   *
   * @param mean of any shape
   * @param standardDeviation s, not the variance, of the same shape; greater than 0, checked when
   *     run
   * @param target t, of the same shape
   * @param beta in [0, 1]
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ, or beta is out of range
   */
  public static Tensor betaNll(Tensor mean, Tensor standardDeviation, Tensor target, double beta) {
    String where = "Losses.betaNll";
    if (!(beta >= 0 && beta <= 1)) {
      throw Errors.argument(where, "beta must be in [0, 1]", beta, null);
    }
    Tensor s = deviation(where, mean, standardDeviation, target);
    Tensor weight = s.stopGradient().pow(2 * beta);
    return gaussianNll(mean, s, target).mul(weight);
  }

  /**
   * Continuous ranked probability score of a Gaussian, the integral of (F(u) - [u &gt;= t])^2 over
   * u: s (w (2 Phi(w) - 1) + 2 phi(w) - 1 / sqrt(pi)) for w = (t - mean) / s. It has the unit of
   * the target. Source: Gneiting et al., "Calibrated probabilistic forecasting using ensemble model
   * output statistics and minimum CRPS estimation" (2005), equation 5.
   *
   * @param mean of any shape
   * @param standardDeviation s, not the variance, of the same shape; greater than 0, checked when
   *     run
   * @param target t, of the same shape
   * @return one number for each element
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public static Tensor crps(Tensor mean, Tensor standardDeviation, Tensor target) {
    Tensor s = deviation("Losses.crps", mean, standardDeviation, target);
    return meanDistance(target.sub(mean), s).sub(s.mul(INVERSE_SQRT_PI));
  }

  /**
   * Continuous ranked probability score of a mixture of k Gaussians,
   *
   * <pre>
   *   sum_i w_i A(t - m_i, s_i) - 1/2 sum_i sum_j w_i w_j A(m_i - m_j, sqrt(s_i^2 + s_j^2))
   *   A(d, s) = E |d + s z| = d (2 Phi(d / s) - 1) + 2 s phi(d / s)
   * </pre>
   *
   * <p>Source: Grimit et al., "The continuous ranked probability score for circular variables and
   * its application to mesoscale forecast ensemble verification" (2006), equation 4 and appendix.
   *
   * @param logits ln w up to a constant, [..., k]
   * @param means m, [..., k]
   * @param standardDeviations s, not variances, [..., k]; greater than 0, checked when run
   * @param target t, [...]
   * @return one number for each target, [...]
   * @throws IllegalArgumentException if shapes or dtypes do not fit
   */
  public static Tensor mixtureCrps(
      Tensor logits, Tensor means, Tensor standardDeviations, Tensor target) {
    String where = "Losses.mixtureCrps";
    requireSame(where, "logits", logits, "means", means);
    requireSame(where, "standardDeviations", standardDeviations, "means", means);
    requireDType(where, "target", target, "means", means);
    requireRow(where, "means", means, "target", target);
    Tensor s = positive(where, "standardDeviations", standardDeviations);
    Tensor w = logits.softmax(-1);
    Tensor toTarget = meanDistance(target.expandDims(-1).sub(means), s);
    Tensor gap = means.expandDims(-1).sub(means.expandDims(-2));
    Tensor both = s.square().expandDims(-1).add(s.square().expandDims(-2)).sqrt();
    Tensor toEachOther = meanDistance(gap, both).mul(w.expandDims(-2)).sum(-1);
    return w.mul(toTarget.sub(toEachOther.mul(0.5))).sum(-1);
  }

  /** E |d + s z|, z standard normal. */
  private static Tensor meanDistance(Tensor d, Tensor s) {
    Tensor w = d.div(s).mul(SQRT_HALF);
    Tensor density = w.square().neg().exp().mul(2 * SQRT_HALF * INVERSE_SQRT_PI);
    return d.mul(w.erf()).add(s.mul(density));
  }

  /**
   * Energy score of samples y_1 ... y_m of a distribution, estimated without bias:
   *
   * <pre>
   *   1/m sum_i ||y_i - t|| - 1/(2 m (m - 1)) sum_i sum_j ||y_i - y_j||
   * </pre>
   *
   * <p>For one number as target it estimates the {@link #crps}. The memory is that of m^2 norms for
   * each target. Source: Gneiting and Raftery (2007), equation 22; the divisor m (m - 1) of
   * independent pairs is that of Ferro, "Fair scores for ensemble forecasts" (2014).
   *
   * @param samples m independent samples, [m, n] or [m, n, d], m at least 2
   * @param target t, [n] for the norm |y|, or [n, d] for the Euclidean norm over d
   * @return one number for each row, [n]
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or m is less than 2
   */
  public static Tensor energyScore(Tensor samples, Tensor target) {
    String where = "Losses.energyScore";
    requireDType(where, "target", target, "samples", samples);
    Shape of = target.shape();
    boolean isVector = of.rank() == 2;
    Shape all = samples.shape();
    if (of.rank() < 1 || of.rank() > 2 || all.rank() != of.rank() + 1) {
      throw Errors.argument(
          where,
          "shapes must be [m, n] and [n], or [m, n, d] and [n, d]",
          all + " and " + of,
          null);
    }
    if (!all.slice(1, all.rank()).equals(of)) {
      throw mismatch(where, "samples but for its first axis", all, "target", of, null);
    }
    int m = all.dim(0);
    if (m < 2) {
      throw Errors.argument(where, "there must be 2 samples or more", m, null);
    }
    Tensor toTarget = norm(samples.sub(target.expandDims(0)), isVector).mean(0);
    Tensor pairs = norm(samples.expandDims(0).sub(samples.expandDims(1)), isVector).sum(0, 1);
    return toTarget.sub(pairs.div(2.0 * m * (m - 1)));
  }

  private static Tensor norm(Tensor difference, boolean isVector) {
    return isVector ? difference.square().sum(-1).sqrt() : difference.abs();
  }

  // ---- checks

  private static Tensor difference(String where, Tensor prediction, Tensor target) {
    requireSame(where, "prediction", prediction, "target", target);
    return prediction.sub(target);
  }

  private static Tensor deviation(String where, Tensor mean, Tensor deviation, Tensor target) {
    requireSame(where, "mean", mean, "target", target);
    requireSame(where, "standardDeviation", deviation, "mean", mean);
    return positive(where, "standardDeviation", deviation);
  }

  private static Tensor positive(String where, String name, Tensor deviation) {
    String hint = "pass the network's output through softplus or exp";
    return deviation.require(Condition.FINITE_POSITIVE, where, name, hint);
  }

  private static void requireSame(String where, String left, Tensor a, String right, Tensor b) {
    requireDType(where, left, a, right, b);
    if (!a.shape().equals(b.shape())) {
      throw mismatch(where, left, a.shape(), right, b.shape(), hint(a.shape(), b.shape()));
    }
  }

  /** Checks [..., k] against [...]. */
  private static void requireRow(String where, String left, Tensor a, String right, Tensor b) {
    Shape rows = a.shape();
    boolean hasRows = rows.rank() > 0;
    Shape expected = hasRows ? rows.slice(0, rows.rank() - 1) : rows;
    if (!hasRows || !expected.equals(b.shape())) {
      String hint = hint(b.shape(), expected);
      throw mismatch(where, left + " but for its last axis", rows, right, b.shape(), hint);
    }
  }

  private static void requireDType(String where, String left, Tensor a, String right, Tensor b) {
    Errors.given(where, left, a);
    Errors.given(where, right, b);
    if (a.dtype() != b.dtype()) {
      throw Errors.argument(
          where,
          left + " and " + right + " must have one dtype",
          a.dtype() + " and " + b.dtype(),
          "convert one with cast");
    }
  }

  private static IllegalArgumentException mismatch(
      String where, String left, Shape a, String right, Shape b, String hint) {
    String must = left + " and " + right + " must have one shape";
    return Errors.argument(where, must, a + " and " + b, hint);
  }

  /** How to drop a last axis of length 1 that only one of the two has. */
  private static String hint(Shape a, Shape b) {
    Shape longer = a.rank() > b.rank() ? a : b;
    Shape other = longer == a ? b : a;
    boolean isColumn = longer.rank() == other.rank() + 1 && longer.dim(-1) == 1;
    return isColumn && longer.slice(0, other.rank()).equals(other)
        ? "column(0) of " + longer + " has shape " + other
        : null;
  }
}
