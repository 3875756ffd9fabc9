/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Layers one after another: each is applied to the output of the one before it. {@link Layer#then}
 * makes the same of two.
 *
 * <pre>{@code
 * Layer net = Sequential.of(
 *     Dense.of("hidden", 784, 400),
 *     LayerNorm.of("norm", 400),
 *     ActivationFunction.SILU,
 *     Dropout.of(0.1),
 *     Dense.of("out", 400, 10));
 * Tensor logits = net.inference().apply(x);      // without dropout
 * }</pre>
 */
public final class Sequential implements Layer {
  private final List<Layer> layers;

  private Sequential(List<Layer> layers) {
    this.layers = layers;
  }

  /**
   * A chain of layers. A layer that stands in it twice shares its parameters with itself.
   *
   * @param layers the layers in order, at least one
   * @return the chain
   * @throws IllegalArgumentException if there is none
   */
  public static Sequential of(Layer... layers) {
    Errors.allGiven("Sequential.of", "layers", layers);
    if (layers.length == 0) {
      throw Errors.argument("Sequential.of", "there must be at least one layer", "none", null);
    }
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = Errors.given("Sequential.apply", "x", x);
    for (Layer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  /** {@return the layers in order} */
  public List<Layer> layers() {
    return layers;
  }

  /** {@return the parameters of the layers in order, each once} */
  @Override
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).distinct().toList();
  }

  /** {@return the chain of the layers as they are used after training} */
  @Override
  public Sequential inference() {
    return new Sequential(layers.stream().map(Layer::inference).toList());
  }

  /** {@return the names of the layers} */
  @Override
  public String name() {
    return layers.stream().map(Layer::name).collect(Collectors.joining(", "));
  }

  /** {@return the layers} */
  @Override
  public String toString() {
    return layers.stream().map(Layer::toString).collect(Collectors.joining(", "));
  }
}
