/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A multi-layer perceptron: {@link Dense} layers with an activation function after each but the
 * last, which is linear.
 *
 * <pre>{@code
 * Mlp net = Mlp.of("net", 1, 64, 64, 2).activation(ActivationFunction.TANH);
 * Tensor y = net.apply(x);                       // x [n, 1], y [n, 2]
 * }</pre>
 *
 * <p>Immutable but for the values of its parameters, which are named {@code net/0/weight}, {@code
 * net/0/bias}, {@code net/1/weight}, and so on. The options {@link #dtype(DType)}, {@link
 * #initializer(Initializer)} and {@link #key(RandomKey)} return a network with new dense layers,
 * {@link #activation(Layer)} one that shares them.
 *
 * <p>Defaults: {@link ActivationFunction#RELU}, FLOAT, {@link Initializer#UNIFORM_FAN_IN}, and a
 * key made from the name, {@code RandomKey.of(0).fold(name.hashCode())}. There is no global
 * randomness, so two networks of the same name and sizes start equal. Layer i has the key {@code
 * key.fold(i)}.
 */
public final class Mlp implements Layer {
  private final String name;
  private final int[] sizes;
  private final Layer activation;
  private final DType dtype;
  private final WeightInitializer initializer;
  private final RandomKey key;
  private final List<Dense> layers;

  private Mlp(Mlp from, Layer activation) {
    this.name = from.name;
    this.sizes = from.sizes;
    this.activation = activation;
    this.dtype = from.dtype;
    this.initializer = from.initializer;
    this.key = from.key;
    this.layers = from.layers;
  }

  private Mlp(
      String name,
      int[] sizes,
      Layer activation,
      DType dtype,
      WeightInitializer initializer,
      RandomKey key) {
    this.name = name;
    this.sizes = sizes;
    this.activation = activation;
    this.dtype = dtype;
    this.initializer = initializer;
    this.key = key;
    List<Dense> made = new ArrayList<>();
    for (int i = 0; i + 1 < sizes.length; i++) {
      made.add(Dense.of(name + "/" + i, sizes[i], sizes[i + 1], dtype, initializer, key.fold(i)));
    }
    this.layers = List.copyOf(made);
  }

  /**
   * A network with the defaults.
   *
   * @param name prefix of the parameters' names
   * @param sizes number of inputs, of units of each hidden layer, of outputs; each at least 1
   * @return the network
   * @throws IllegalArgumentException if there are fewer than two sizes, or one is less than 1
   */
  public static Mlp of(String name, int... sizes) {
    Errors.given("Mlp.of", "name", name);
    Errors.given("Mlp.of", "sizes", sizes);
    int[] own = sizes.clone();
    String where = "Mlp '" + name + "'";
    if (own.length < 2) {
      throw Errors.argument(
          where, "there must be a size for the input and one for the output", shown(own), null);
    }
    for (int i = 0; i < own.length; i++) {
      if (own[i] < 1) {
        throw Errors.argument(
            where, "sizes must be >= 1", own[i] + " at [" + i + "] of " + shown(own), null);
      }
    }
    return new Mlp(
        name,
        own,
        ActivationFunction.RELU,
        DType.FLOAT,
        Initializer.UNIFORM_FAN_IN,
        Dense.defaultKey(name));
  }

  private static String shown(int[] sizes) {
    return Arrays.toString(sizes);
  }

  // ---- options

  /**
   * This network with another layer after each hidden layer, such as an {@link ActivationFunction}.
   * All hidden layers share the one layer and its parameters, if it has some.
   *
   * @param activation the layer
   * @return a new network with the same dense layers
   */
  public Mlp activation(Layer activation) {
    Errors.given("Mlp.activation", "activation", activation);
    return new Mlp(this, activation);
  }

  /**
   * This network with another function after each hidden layer.
   *
   * @param activation the function, such as {@code x -> x.mul(x.sigmoid())}
   * @return a new network with the same parameters
   */
  public Mlp activation(UnaryOperator<Tensor> activation) {
    Errors.given("Mlp.activation", "activation", activation);
    return activation(Layer.of("function", activation));
  }

  /**
   * This network with parameters of another element type.
   *
   * @param dtype the type
   * @return a new network with new parameters
   */
  public Mlp dtype(DType dtype) {
    Errors.given("Mlp.dtype", "dtype", dtype);
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  /**
   * This network with other initial values.
   *
   * @param initializer how the initial values are drawn, an {@link Initializer} or a function
   * @return a new network with new parameters
   * @throws IllegalArgumentException if it gives another shape or type
   */
  public Mlp initializer(WeightInitializer initializer) {
    Errors.given("Mlp.initializer", "initializer", initializer);
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  /**
   * This network with initial values from another key.
   *
   * @param key the key
   * @return a new network with new parameters
   */
  public Mlp key(RandomKey key) {
    Errors.given("Mlp.key", "key", key);
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  // ---- the function

  /**
   * The network's function.
   *
   * @param x of shape [..., inputs] and the network's dtype
   * @return of shape [..., outputs]
   * @throws IllegalArgumentException if the last axis or the dtype is another
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("Mlp.apply", "x", x);
    Tensor y = layers.get(0).apply(x);
    for (Dense layer : layers.subList(1, layers.size())) {
      y = layer.apply(activation.apply(y));
    }
    return y;
  }

  /** {@return this network with its activation as it is used after training} */
  @Override
  public Mlp inference() {
    return new Mlp(this, activation.inference());
  }

  /** {@return the dense layers, from input to output} */
  public List<Dense> layers() {
    return layers;
  }

  /**
   * {@return weight and bias of each dense layer, from input to output, then the parameters of the
   * activation, if it has some}
   */
  @Override
  public List<Parameter> parameters() {
    Stream<Layer> all = Stream.concat(layers.stream(), Stream.of(activation));
    return all.flatMap(layer -> layer.parameters().stream()).distinct().toList();
  }

  /** {@return the name} */
  @Override
  public String name() {
    return name;
  }

  /** {@return name, sizes, activation function and dtype} */
  @Override
  public String toString() {
    return "Mlp '" + name + "' " + shown(sizes) + " " + activation + " " + dtype;
  }
}
