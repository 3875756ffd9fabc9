/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * A fully connected layer, y = x W + b, with W of shape [in, out] and b of shape [out].
 *
 * <pre>{@code
 * Dense layer = Dense.of("encoder", 784, 400).initializer(Initializer.HE_NORMAL);
 * Tensor h = layer.apply(x).relu();              // x [128, 784], h [128, 400]
 * }</pre>
 *
 * <p>Immutable but for the values of its two parameters. An option returns a layer with new
 * parameters; expressions of the old ones are unchanged.
 *
 * <p>Defaults: FLOAT, {@link Initializer#UNIFORM_FAN_IN}, and a key made from the name, {@code
 * RandomKey.of(0).fold(name.hashCode())}. Two layers of the same name and size therefore start
 * equal; give them different names or keys. Weights are drawn with {@code key.fold(0)}, biases with
 * {@code key.fold(1)}.
 */
public final class Dense implements Layer {
  private final String name;
  private final int in;
  private final int out;
  private final DType dtype;
  private final WeightInitializer initializer;
  private final RandomKey key;
  private final Parameter weight;
  private final Parameter bias;

  private Dense(
      String name, int in, int out, DType dtype, WeightInitializer initializer, RandomKey key) {
    this.name = name;
    this.in = in;
    this.out = out;
    this.dtype = dtype;
    this.initializer = initializer;
    this.key = key;
    Parameter w = Parameter.of(name + "/weight", initializer.weight(key.fold(0), dtype, in, out));
    Parameter b = Parameter.of(name + "/bias", initializer.bias(key.fold(1), dtype, in, out));
    this.weight = Features.initialized(w, dtype, in, out);
    this.bias = Features.initialized(b, dtype, out);
  }

  /**
   * A layer with the defaults.
   *
   * @param name prefix of the parameters' names, {@code name/weight} and {@code name/bias}
   * @param in number of inputs, at least 1
   * @param out number of outputs, at least 1
   * @return the layer
   * @throws IllegalArgumentException if a size is less than 1, or in * out is above 2^31 - 1
   */
  public static Dense of(String name, int in, int out) {
    Errors.given("Dense.of", "name", name);
    return of(name, in, out, DType.FLOAT, Initializer.UNIFORM_FAN_IN, defaultKey(name));
  }

  static Dense of(
      String name, int in, int out, DType dtype, WeightInitializer initializer, RandomKey key) {
    if (in < 1 || out < 1) {
      throw Errors.argument(where(name), "sizes must be >= 1", "in " + in + ", out " + out, null);
    }
    if ((long) in * out > Integer.MAX_VALUE) {
      throw Errors.argument(
          where(name), "in * out must be below 2^31", "in " + in + ", out " + out, null);
    }
    return new Dense(name, in, out, dtype, initializer, key);
  }

  static RandomKey defaultKey(String name) {
    return RandomKey.of(0).fold(name.hashCode());
  }

  private static String where(String name) {
    return "Dense '" + name + "'";
  }

  // ---- options

  /**
   * This layer with parameters of another element type.
   *
   * @param dtype the type
   * @return a new layer with new parameters
   */
  public Dense dtype(DType dtype) {
    Errors.given("Dense.dtype", "dtype", dtype);
    return new Dense(name, in, out, dtype, initializer, key);
  }

  /**
   * This layer with other initial values.
   *
   * @param initializer how the initial values are drawn, an {@link Initializer} or a function
   * @return a new layer with new parameters
   * @throws IllegalArgumentException if it gives another shape or type
   */
  public Dense initializer(WeightInitializer initializer) {
    Errors.given("Dense.initializer", "initializer", initializer);
    return new Dense(name, in, out, dtype, initializer, key);
  }

  /**
   * This layer with initial values from another key.
   *
   * @param key the key
   * @return a new layer with new parameters
   */
  public Dense key(RandomKey key) {
    Errors.given("Dense.key", "key", key);
    return new Dense(name, in, out, dtype, initializer, key);
  }

  // ---- the function

  /**
   * The layer's function.
   *
   * @param x of shape [..., in] and the layer's dtype
   * @return x W + b, of shape [..., out]
   * @throws IllegalArgumentException if the last axis or the dtype is another
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("Dense.apply", "x", x);
    Features.requireFit(where(name), weight, x);
    return x.matmul(weight).add(bias);
  }

  /** {@return W, of shape [in, out]} */
  public Parameter weight() {
    return weight;
  }

  /** {@return b, of shape [out]} */
  public Parameter bias() {
    return bias;
  }

  /** {@return weight and bias} */
  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  /** {@return the name} */
  @Override
  public String name() {
    return name;
  }

  /** {@return name, sizes and dtype} */
  @Override
  public String toString() {
    return where(name) + " " + in + " -> " + out + " " + dtype;
  }
}
