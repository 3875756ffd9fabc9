/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;

/**
 * Makes the network of a model, once for each fit and member of an ensemble. The members of an
 * ensemble are trained together, so that names of parameters must differ from member to member; a
 * part of the name that is made from the key does that.
 *
 * <pre>{@code
 * NetworkFactory residual = (inputs, outputs, dtype, key) -> {
 *   String name = "net" + key.seed();
 *   return Sequential.of(
 *       Dense.of(name + "/in", inputs, 64).dtype(dtype).key(key.fold(0)),
 *       Residual.of(Mlp.of(name + "/block", 64, 64, 64).dtype(dtype).key(key.fold(1))),
 *       Dense.of(name + "/out", 64, outputs).dtype(dtype).key(key.fold(2)));
 * };
 * ConditionalGaussian model = ConditionalGaussian.of(residual);
 * }</pre>
 */
@FunctionalInterface
public interface NetworkFactory {
  /**
   * A new network with parameters of its own.
   *
   * @param inputs number of features
   * @param outputs number of columns of its output
   * @param dtype element type
   * @param key decides the initial values
   * @return a layer from [n, inputs] to [n, outputs]
   */
  Layer network(int inputs, int outputs, DType dtype, RandomKey key);

  /**
   * Perceptrons with hidden layers.
   *
   * @param activation what follows each hidden layer
   * @param hidden numbers of units of the hidden layers, each at least 1; none for a linear network
   * @return the factory
   * @throws IllegalArgumentException if a number is less than 1
   */
  static NetworkFactory perceptron(Layer activation, int... hidden) {
    String where = "NetworkFactory.perceptron";
    Errors.given(where, "activation", activation);
    Errors.given(where, "hidden", hidden);
    int[] sizes = new int[hidden.length + 2];
    for (int i = 0; i < hidden.length; i++) {
      if (hidden[i] < 1) {
        throw Errors.argument(where, "hidden layers must have 1 unit or more", hidden[i], null);
      }
      sizes[i + 1] = hidden[i];
    }
    return (inputs, outputs, dtype, key) -> {
      int[] all = sizes.clone();
      all[0] = inputs;
      all[all.length - 1] = outputs;
      return Mlp.of("density-" + Long.toHexString(key.seed()), all)
          .dtype(dtype)
          .key(key)
          .activation(activation);
    };
  }
}
