/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A function between two dense layers, applied element by element.
 *
 * <p>Each constant names a method of {@link Tensor}, so that a network can be configured with it.
 * Any other function is made a layer by {@link Layer#of}.
 */
public enum ActivationFunction implements Layer {
  /** x. Derivative 1. */
  IDENTITY(x -> x),

  /** max(x, 0). Derivative 1 for x &gt; 0, else 0. */
  RELU(Tensor::relu),

  /** x for x &gt; 0, else 0.01 x. Derivative 1, or 0.01. Source: Maas et al. 2013. */
  LEAKY_RELU(x -> x.leakyRelu(0.01)),

  /** x for x &gt; 0, else e^x - 1. Derivative 1, or e^x. Source: Clevert et al. 2015. */
  ELU(Tensor::elu),

  /** x Phi(x), Phi the standard normal distribution function. Source: Hendrycks, Gimpel 2016. */
  GELU(Tensor::gelu),

  /** x s(x), s the sigmoid; also called swish. Source: Elfwing, Uchibe, Doya 2018. */
  SILU(x -> x.mul(x.sigmoid())),

  /** sin x. Derivative cos x. Source: Sitzmann et al. 2020. */
  SIN(Tensor::sin),

  /** x / (1 + |x|). Derivative 1 / (1 + |x|)^2. Source: Bergstra et al. 2009. */
  SOFTSIGN(x -> x.div(x.abs().add(1))),

  /** tanh x. Derivative 1 - tanh^2 x. */
  TANH(Tensor::tanh),

  /** 1 / (1 + e^-x). Derivative s (1 - s). */
  SIGMOID(Tensor::sigmoid),

  /** ln(1 + e^x), without overflow. Derivative 1 / (1 + e^-x). */
  SOFTPLUS(Tensor::softplus);

  private final UnaryOperator<Tensor> function;

  ActivationFunction(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  /**
   * The function of every element.
   *
   * @param x any tensor
   * @return an expression of its shape and dtype
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("ActivationFunction.apply", "x", x);
    return function.apply(x);
  }

  /** {@return no parameters} */
  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
