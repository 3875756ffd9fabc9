/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A function from an expression to an expression, with the parameters that it depends on. {@link
 * Dense}, {@link Mlp} and {@link ActivationFunction} are layers. Implement this interface to add
 * another, for use wherever the library takes a layer:
 *
 * <pre>{@code
 * record Scale(String name, Parameter factor) implements Layer {
 *   public Tensor apply(Tensor x) {
 *     return x.mul(factor);
 *   }
 *
 *   public List<Parameter> parameters() {
 *     return List.of(factor);
 *   }
 * }
 *
 * Layer net = Dense.of("hidden", 784, 400)
 *     .then(Layer.of("swish", x -> x.mul(x.sigmoid())))
 *     .then(Dense.of("out", 400, 10));
 * }</pre>
 *
 * <p>A layer is immutable but for the values of its parameters. It makes them when it is
 * constructed, because {@link #apply} is called for each expression that is built. There is no
 * global training mode: {@link #apply} is the function as it is trained, and {@link #inference}
 * returns another layer, with the same parameters, whose function is that of use after training.
 * The two differ for {@link Dropout} and {@link BatchNorm}; a layer that contains layers passes it
 * on.
 */
public interface Layer {
  /**
   * The layer's function, as it is trained.
   *
   * @param x the input; the layer says which shapes and dtypes it takes
   * @return the output
   * @throws IllegalArgumentException if the layer does not take this shape or dtype
   */
  Tensor apply(Tensor x);

  /**
   * The parameters that the function depends on.
   *
   * @return each once, in an order that never changes; empty if there is none
   */
  List<Parameter> parameters();

  /**
   * This layer as it is used after training: without dropout, with running statistics instead of
   * those of a batch. Parameters and running statistics are shared with this layer. A layer that
   * contains others overrides this method, so that it reaches them.
   *
   * @return a layer of the same parameters; by default this one
   */
  default Layer inference() {
    return this;
  }

  /** {@return the name in messages; by default the simple name of the class} */
  default String name() {
    String name = getClass().getSimpleName();
    return name.isEmpty() ? "Layer" : name;
  }

  /**
   * This layer followed by another.
   *
   * @param next the layer that is applied to the output of this one
   * @return a layer with the parameters of this one, then those of the other
   */
  default Layer then(Layer next) {
    Errors.given("Layer.then", "next", next);
    return Sequential.of(this, next);
  }

  /**
   * A layer without parameters.
   *
   * @param name the name in messages
   * @param function the function
   * @return the layer
   */
  static Layer of(String name, UnaryOperator<Tensor> function) {
    Errors.given("Layer.of", "name", name);
    Errors.given("Layer.of", "function", function);
    return new FunctionLayer(name, function);
  }
}
