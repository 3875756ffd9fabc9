/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Dropout: sets each element to 0 with probability p, and divides the others by 1 - p, so that the
 * mean stays. After training, {@link #inference} is the identity. Source: Srivastava et al.,
 * "Dropout: a simple way to prevent neural networks from overfitting" (2014), with the scaling at
 * training of their section 10.
 *
 * <pre>{@code
 * Layer net = Dense.of("hidden", 784, 400)
 *     .then(ActivationFunction.RELU)
 *     .then(Dropout.of(0.5))
 *     .then(Dense.of("out", 400, 10));
 * Tensor trained = net.apply(x);                  // draws noise
 * Tensor used = net.inference().apply(x);         // draws none
 * }</pre>
 *
 * <p>Each call of {@link #apply} draws noise of its own, one uniform number for each element; the
 * same key gives the same elements. Kept on after training, it samples from an approximate
 * posterior (Gal and Ghahramani 2016).
 */
public final class Dropout implements Layer {
  private final double rate;

  private Dropout(double rate) {
    this.rate = rate;
  }

  /**
   * Dropout of single elements.
   *
   * @param rate p, the probability of 0, in [0, 1)
   * @return the layer
   * @throws IllegalArgumentException if the rate is outside of [0, 1)
   */
  public static Dropout of(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw Errors.argument("Dropout.of", "rate must be in [0, 1)", rate, null);
    }
    return new Dropout(rate);
  }

  /**
   * The layer's function as it is trained.
   *
   * @param x any tensor
   * @return x b / (1 - p) with independent b, 0 with probability p, else 1
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("Dropout.apply", "x", x);
    Tensor mask = Noise.uniform(x.dtype(), x.shape().toLongs()).ge(rate);
    return x.mul(mask).div(1 - rate);
  }

  /** {@return no parameters} */
  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  /** {@return the identity} */
  @Override
  public Layer inference() {
    return ActivationFunction.IDENTITY;
  }

  @Override
  public String toString() {
    return "Dropout(" + rate + ")";
  }
}
