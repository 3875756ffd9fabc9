package io.github.reparam4j.nn;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
 * net/0/bias}, {@code net/1/weight}, and so on. The options {@link #dtype}, {@link #initializer}
 * and {@link #key} return a network with new parameters, {@link #activation} one that shares them.
 *
 * <p>Defaults: {@link ActivationFunction#RELU}, FLOAT, {@link Initializer#UNIFORM_FAN_IN}, and a
 * key made from the name, {@code RandomKey.of(0).fold(name.hashCode())}: no global randomness, so
 * two networks of one name and sizes start equal. Layer i has the key {@code key.fold(i)}.
 */
public final class Mlp {
  private final String name;
  private final int[] sizes;
  private final ActivationFunction activation;
  private final DType dtype;
  private final Initializer initializer;
  private final RandomKey key;
  private final List<Dense> layers;

  private Mlp(Mlp from, ActivationFunction activation) {
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
      ActivationFunction activation,
      DType dtype,
      Initializer initializer,
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
    int[] own = sizes.clone();
    String where = "Mlp '" + name + "'";
    if (own.length < 2) {
      throw Failure.argument(
          where, "there must be a size for the input and one for the output", shown(own), null);
    }
    for (int i = 0; i < own.length; i++) {
      if (own[i] < 1) {
        throw Failure.argument(
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
   * This network with another function after the hidden layers.
   *
   * @param activation the function
   * @return a new network with the same parameters
   */
  public Mlp activation(ActivationFunction activation) {
    return new Mlp(this, activation);
  }

  /**
   * This network with parameters of another element type.
   *
   * @param dtype the type
   * @return a new network with new parameters
   */
  public Mlp dtype(DType dtype) {
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  /**
   * This network with other first values.
   *
   * @param initializer the rule for them
   * @return a new network with new parameters
   */
  public Mlp initializer(Initializer initializer) {
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  /**
   * This network with first values from another key.
   *
   * @param key the key
   * @return a new network with new parameters
   */
  public Mlp key(RandomKey key) {
    return new Mlp(name, sizes, activation, dtype, initializer, key);
  }

  // ---- what it does

  /**
   * The network's function.
   *
   * @param x of shape [..., inputs] and the network's dtype
   * @return of shape [..., outputs]
   * @throws IllegalArgumentException if the last axis or the dtype is another
   */
  public Tensor apply(Tensor x) {
    Tensor y = layers.get(0).apply(x);
    for (Dense layer : layers.subList(1, layers.size())) {
      y = layer.apply(activation.apply(y));
    }
    return y;
  }

  /** {@return the layers, from input to output} */
  public List<Dense> layers() {
    return layers;
  }

  /** {@return weight and bias of each layer, from input to output} */
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /** {@return name, sizes, activation function and dtype} */
  @Override
  public String toString() {
    return "Mlp '" + name + "' " + shown(sizes) + " " + activation + " " + dtype;
  }
}
