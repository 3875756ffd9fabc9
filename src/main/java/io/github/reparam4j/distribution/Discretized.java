/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.CountTails;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A continuous distribution rounded to the levels 0, 1, ..., n - 1, such as those of a pixel: level
 * k has the probability of the interval from k - 1/2 to k + 1/2, and the first and the last level
 * that of the whole tail beyond them. With a mixture of logistic distributions as the base it is
 * the discretised logistic mixture of PixelCNN++ (T. Salimans, A. Karpathy, X. Chen, D. Kingma,
 * ICLR 2017).
 *
 * <pre>{@code
 * var pixel = Discretized.of(Mixture.fromLogits(logits, Logistic.of(locs, scales)), 256);
 * Tensor logProbability = pixel.logProb(grey);   // grey: 0 to 255
 * }</pre>
 *
 * <p>Log-probabilities of far and of narrow levels keep their digits as those of {@link Truncated}
 * do. Samples have no gradient. Unbounded counts are not offered: take n beyond the data.
 */
public final class Discretized implements Distribution {
  private final Distribution base;
  private final int levels;

  private Discretized(Distribution base, int levels) {
    this.base = base;
    this.levels = levels;
  }

  /**
   * A batch.
   *
   * @param base a continuous distribution of scalars with {@code logCdf} and {@code logSurvival}
   * @param levels n, at least 1
   * @return the distribution, of the base's batch shape
   * @throws IllegalArgumentException if the base is discrete or not of scalars, or n is out of
   *     range
   */
  public static Discretized of(Distribution base, int levels) {
    String where = "Discretized.of";
    Errors.given(where, "base", base);
    if (!base.eventShape().isScalar() || base.support().isDiscrete()) {
      throw Errors.argument(
          where, "base must be continuous and of scalars", base, "see Dequantized for counts");
    }
    if (levels < 1) {
      throw Errors.argument(where, "levels must be >= 1", levels, null);
    }
    return new Discretized(base, levels);
  }

  // ---- parameters

  /** {@return the continuous distribution} */
  public Distribution base() {
    return base;
  }

  /** {@return the number of levels, n} */
  public int levels() {
    return levels;
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public Shape batchShape() {
    return base.batchShape();
  }

  @Override
  public Discretized expand(long... batchShape) {
    return new Discretized(base.expand(batchShape), levels);
  }

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(Tensor.fill(dtype(), levels - 1.0));
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    return level(base.sample(sampleShape)).stopGradient();
  }

  /** The level to which a value is rounded; halves go to the lower one. */
  private Tensor level(Tensor x) {
    return x.stopGradient().neg().add(0.5).floor().neg().clamp(0, levels - 1.0);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Discretized.logProb", "value", value);
    Tensor k = value.stopGradient().cast(dtype());
    Tensor inside = k.clamp(0, levels - 1.0);
    Tensor none = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    Tensor low = Tensor.where(inside.le(0), none, inside.sub(0.5));
    Tensor high = Tensor.where(inside.ge(levels - 1.0), none.neg(), inside.add(0.5));
    return support().restrict(value, IntervalMass.log(base, low, high));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Discretized.cdf", "value", value);
    return step(value, 0, 1, k -> base.cdf(above(k)));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("Discretized.survival", "value", value);
    return step(value, 1, 0, k -> base.survival(above(k)));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("Discretized.logCdf", "value", value);
    return step(value, Double.NEGATIVE_INFINITY, 0, k -> base.logCdf(above(k)));
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("Discretized.logSurvival", "value", value);
    return step(value, 0, Double.NEGATIVE_INFINITY, k -> base.logSurvival(above(k)));
  }

  private Tensor above(Tensor k) {
    return k.cast(dtype()).add(0.5);
  }

  private Tensor step(Tensor value, double below, double top, UnaryOperator<Tensor> tail) {
    return CountTails.step(
        value,
        below,
        top,
        Tensor.fill(DType.DOUBLE, levels - 1.0),
        k -> tail.apply(k).cast(DType.DOUBLE));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Discretized.icdf", "probability", probability);
    return level(base.icdf(probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("Discretized.inverseSurvival", "probability", probability);
    return level(base.inverseSurvival(probability));
  }

  // ---- moments, as sums over the levels

  /** The sum of the survival function over all levels but the last. */
  @Override
  public Tensor mean() {
    if (levels == 1) {
      return Tensor.zeros(dtype(), batchShape().toLongs());
    }
    return base.survival(alongLevels(levels - 1).add(0.5)).sum(0);
  }

  @Override
  public Tensor variance() {
    Tensor k = alongLevels(levels);
    return logProb(k).exp().mul(k.sub(mean()).square()).sum(0);
  }

  @Override
  public Tensor mode() {
    return logProb(alongLevels(levels)).stopGradient().argMax(0);
  }

  @Override
  public Tensor entropy() {
    Tensor log = logProb(alongLevels(levels));
    return log.exp().mul(SuccessProbability.finiteOrZero(log)).sum(0).neg();
  }

  /** 0, 1, ... along a new first axis. */
  private Tensor alongLevels(int count) {
    Tensor k = Tensor.range(dtype(), count);
    for (int i = 0; i < batchShape().rank(); i++) {
      k = k.expandDims(-1);
    }
    return k;
  }

  @Override
  public String toString() {
    return "Discretized " + levels + " of " + base;
  }
}
