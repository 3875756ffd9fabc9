/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;

/**
 * Batch normalisation: each feature to mean 0 and variance 1 over the rows of the batch, then
 * scaled and shifted,
 *
 * <pre>
 *   y = gain (x - m) / sqrt(v + 1e-5) + shift
 * </pre>
 *
 * <p>In training, m and v are mean and variance (divisor n) over all axes but the last. After
 * training, in {@link #inference}, they are running statistics. These start at 0 and 1, and each
 * step of training moves them by {@code running + rate (of the batch - running)}, with the unbiased
 * variance (divisor n - 1). The loss carries these updates ({@link Tensor#updating}), so that
 * {@code Training} makes them once a step, and evaluations don't. Source: Ioffe and Szegedy, "Batch
 * normalization: accelerating deep network training by reducing internal covariate shift" (2015),
 * algorithms 1 and 2.
 *
 * <pre>{@code
 * Layer net = Dense.of("hidden", 784, 400).then(BatchNorm.of("norm", 400)).then(RELU).then(out);
 * Training.minimize((x, t) -> Losses.crossEntropy(net.apply(x), t).mean())
 *     .validate(held, (x, t) -> Losses.crossEntropy(net.inference().apply(x), t).mean());
 * }</pre>
 *
 * <p>The parameters start at gain 1 and shift 0. FLOAT unless {@link #dtype} says otherwise. A loss
 * must contain one application of the layer, since two would set the running statistics twice.
 */
public final class BatchNorm implements Layer {
  private static final double RATE = 0.1;

  private final String name;
  private final double rate;
  private final Parameter gain;
  private final Parameter shift;
  private final Variable mean;
  private final Variable variance;

  private BatchNorm(String name, DType dtype, int features, double rate) {
    this.name = name;
    this.rate = rate;
    this.gain = Parameter.of(name + "/gain", Tensor.ones(dtype, features).eval());
    this.shift = Parameter.of(name + "/shift", Tensor.zeros(dtype, features).eval());
    this.mean = Variable.of(name + "/mean", Tensor.zeros(dtype, features).eval());
    this.variance = Variable.of(name + "/variance", Tensor.ones(dtype, features).eval());
  }

  /**
   * A layer of FLOAT parameters, whose running statistics move by a tenth.
   *
   * @param name prefix of the names: {@code name/gain}, {@code name/shift}, and of the running
   *     statistics, {@code name/mean}, {@code name/variance}
   * @param features length of the last axis, at least 1
   * @return the layer
   * @throws IllegalArgumentException if there is no feature
   */
  public static BatchNorm of(String name, int features) {
    Errors.given("BatchNorm.of", "name", name);
    Features.requireSome("BatchNorm '" + name + "'", features);
    return new BatchNorm(name, DType.FLOAT, features, RATE);
  }

  /**
   * This layer with parameters of another element type.
   *
   * @param dtype the type
   * @return a new layer with new parameters and running statistics
   */
  public BatchNorm dtype(DType dtype) {
    Errors.given("BatchNorm.dtype", "dtype", dtype);
    return new BatchNorm(name, dtype, gain.shape().dim(0), rate);
  }

  /**
   * This layer with another weight of the latest batch in the running statistics.
   *
   * @param rate in (0, 1]
   * @return a new layer with new parameters and running statistics
   * @throws IllegalArgumentException if the rate is out of range
   */
  public BatchNorm rate(double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw Errors.argument(toString(), "rate must be in (0, 1]", rate, null);
    }
    return new BatchNorm(name, gain.dtype(), gain.shape().dim(0), rate);
  }

  /**
   * The layer's function in training.
   *
   * @param x of shape [..., features] with two rows or more, of the layer's dtype
   * @return of the same shape; carries the updates of the running statistics
   * @throws IllegalArgumentException if the last axis or the dtype is another, or there is only one
   *     row, whose variance is unknown
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("BatchNorm.apply", "x", x);
    Features.requireFit(toString(), gain, x);
    int features = gain.shape().dim(0);
    long rows = x.shape().size() / features;
    if (rows < 2) {
      throw Errors.argument(
          toString(),
          "a batch must have 2 rows or more in training",
          x.shape(),
          "inference() takes single rows; Batches.dropRemainder() avoids short batches");
    }
    Tensor flat = x.reshape(rows, features);
    Tensor m = flat.mean(0);
    Tensor centered = flat.sub(m);
    Tensor v = centered.square().mean(0);
    double unbiased = rows / (rows - 1.0);
    return normalized(centered, v)
        .reshape(x.shape())
        .updating(mean, mean.add(m.sub(mean).mul(rate)))
        .updating(variance, variance.add(v.mul(unbiased).sub(variance).mul(rate)));
  }

  private Tensor normalized(Tensor centered, Tensor v) {
    return centered.div(v.add(LayerNorm.EPSILON).sqrt()).mul(gain).add(shift);
  }

  /** {@return gain and shift, [features] each} */
  @Override
  public List<Parameter> parameters() {
    return List.of(gain, shift);
  }

  /** {@return the running mean, [features]} */
  public Variable mean() {
    return mean;
  }

  /** {@return the running variance, [features]} */
  public Variable variance() {
    return variance;
  }

  /** {@return the layer by the running statistics, row by row} */
  @Override
  public Layer inference() {
    return new WithRunningStatistics(this);
  }

  /** {@return the name} */
  @Override
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "BatchNorm '" + name + "'";
  }

  /** See {@link BatchNorm#inference}. */
  private record WithRunningStatistics(BatchNorm norm) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      Errors.given("BatchNorm.apply", "x", x);
      Features.requireFit(norm.toString(), norm.gain, x);
      return norm.normalized(x.sub(norm.mean), norm.variance);
    }

    @Override
    public List<Parameter> parameters() {
      return norm.parameters();
    }

    @Override
    public String name() {
      return norm.name;
    }

    @Override
    public String toString() {
      return norm + " by running statistics";
    }
  }
}
