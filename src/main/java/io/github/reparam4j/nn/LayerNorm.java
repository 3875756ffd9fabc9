/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Layer normalisation: each row to mean 0 and variance 1 over its features, then scaled and
 * shifted,
 *
 * <pre>
 *   y = gain (x - m) / sqrt(v + 1e-5) + shift,   m = mean of x,   v = mean of (x - m)^2
 * </pre>
 *
 * <p>over the last axis. Rows do not influence each other, and training and use are the same.
 * Source: Ba, Kiros and Hinton, "Layer normalization" (2016), equation 4.
 *
 * <pre>{@code
 * Layer net = Dense.of("hidden", 784, 400).then(LayerNorm.of("norm", 400));
 * }</pre>
 *
 * <p>The parameters start at gain 1 and shift 0. FLOAT unless {@link #dtype} says otherwise.
 */
public final class LayerNorm implements Layer {
  /** Added to variances, so that a constant row becomes 0. */
  static final double EPSILON = 1e-5;

  private final String name;
  private final Parameter gain;
  private final Parameter shift;

  private LayerNorm(String name, DType dtype, int features) {
    this.name = name;
    this.gain = Parameter.of(name + "/gain", Tensor.ones(dtype, features).eval());
    this.shift = Parameter.of(name + "/shift", Tensor.zeros(dtype, features).eval());
  }

  /**
   * A layer of FLOAT parameters.
   *
   * @param name prefix of the parameters' names, {@code name/gain} and {@code name/shift}
   * @param features length of the last axis, at least 1
   * @return the layer
   * @throws IllegalArgumentException if there is no feature
   */
  public static LayerNorm of(String name, int features) {
    Errors.given("LayerNorm.of", "name", name);
    Features.requireSome("LayerNorm '" + name + "'", features);
    return new LayerNorm(name, DType.FLOAT, features);
  }

  /**
   * This layer with parameters of another element type.
   *
   * @param dtype the type
   * @return a new layer with new parameters
   */
  public LayerNorm dtype(DType dtype) {
    Errors.given("LayerNorm.dtype", "dtype", dtype);
    return new LayerNorm(name, dtype, gain.shape().dim(0));
  }

  /**
   * The layer's function.
   *
   * @param x of shape [..., features] and the layer's dtype
   * @return of the same shape
   * @throws IllegalArgumentException if the last axis or the dtype is another
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("LayerNorm.apply", "x", x);
    Features.requireFit(toString(), gain, x);
    Tensor centered = x.sub(x.meanKeepDims(-1));
    Tensor variance = centered.square().meanKeepDims(-1);
    return centered.div(variance.add(EPSILON).sqrt()).mul(gain).add(shift);
  }

  /** {@return gain and shift, [features] each} */
  @Override
  public List<Parameter> parameters() {
    return List.of(gain, shift);
  }

  /** {@return the name} */
  @Override
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "LayerNorm '" + name + "'";
  }
}
