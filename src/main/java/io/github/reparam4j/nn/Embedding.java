/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * A learned vector for each of a number of categories: row i of a table for index i.
 *
 * <pre>{@code
 * Embedding embedding = Embedding.of("word", 10_000, 64);
 * Tensor vectors = embedding.apply(indices);       // [32, 20] indices, [32, 20, 64] vectors
 * }</pre>
 *
 * <p>The table starts with independent standard normal numbers, drawn with a key made from the
 * name, {@code RandomKey.of(0).fold(name.hashCode())}, unless another key or initializer is given.
 * FLOAT unless {@link #dtype} says otherwise.
 */
public final class Embedding implements Layer {
  private final String name;
  private final WeightInitializer initializer;
  private final RandomKey key;
  private final Parameter table;

  private Embedding(
      String name,
      int categories,
      int features,
      DType dtype,
      WeightInitializer initializer,
      RandomKey key) {
    this.name = name;
    this.initializer = initializer;
    this.key = key;
    this.table =
        Features.initialized(
            Parameter.of(name + "/table", initializer.weight(key, dtype, categories, features)),
            dtype,
            categories,
            features);
  }

  /**
   * A table with the defaults.
   *
   * @param name prefix of the parameter's name, {@code name/table}
   * @param categories number of rows, at least 1
   * @param features length of a vector, at least 1
   * @return the layer
   * @throws IllegalArgumentException if a number is less than 1, their product is above 2^31 - 1,
   *     or the dtype does not hold all indices
   */
  public static Embedding of(String name, int categories, int features) {
    Errors.given("Embedding.of", "name", name);
    RandomKey key = Dense.defaultKey(name);
    return checked(name, categories, features, DType.FLOAT, Initializer.STANDARD_NORMAL, key);
  }

  private static Embedding checked(
      String name, int categories, int features, DType dtype, WeightInitializer from, RandomKey k) {
    if (categories < 1 || features < 1 || (long) categories * features > Integer.MAX_VALUE) {
      throw Errors.argument(
          where(name),
          "numbers must be >= 1 and their product below 2^31",
          "categories " + categories + ", features " + features,
          null);
    }
    if (categories > dtype.maxExactInteger()) {
      throw Errors.argument(
          where(name),
          "categories must be at most " + dtype.maxExactInteger() + ", the integers of " + dtype,
          categories,
          "use dtype(DType.DOUBLE)");
    }
    return new Embedding(name, categories, features, dtype, from, k);
  }

  private static String where(String name) {
    return "Embedding '" + name + "'";
  }

  /**
   * This layer with a table of another element type.
   *
   * @param dtype the type
   * @return a new layer with a new table
   */
  public Embedding dtype(DType dtype) {
    Errors.given("Embedding.dtype", "dtype", dtype);
    return checked(name, table.shape().dim(0), table.shape().dim(1), dtype, initializer, key);
  }

  /**
   * This layer with other initial values.
   *
   * @param initializer how the table [categories, features] is drawn
   * @return a new layer with a new table
   */
  public Embedding initializer(WeightInitializer initializer) {
    Errors.given("Embedding.initializer", "initializer", initializer);
    int features = table.shape().dim(1);
    return checked(name, table.shape().dim(0), features, table.dtype(), initializer, key);
  }

  /**
   * This layer with initial values from another key.
   *
   * @param key the key
   * @return a new layer with a new table
   */
  public Embedding key(RandomKey key) {
    Errors.given("Embedding.key", "key", key);
    int features = table.shape().dim(1);
    return checked(name, table.shape().dim(0), features, table.dtype(), initializer, key);
  }

  /**
   * Looks up vectors.
   *
   * @param indices integers in [0, categories) of any shape and dtype; checked when run, by an
   *     {@link IllegalArgumentException} that names index and value. They have no gradient
   * @return the vectors, of the indices' shape + [features]
   */
  @Override
  public Tensor apply(Tensor indices) {
    Errors.given("Embedding.apply", "indices", indices);
    Tensor flat = indices.stopGradient().cast(table.dtype()).reshape(-1);
    long[] shape = new long[indices.shape().rank() + 1];
    System.arraycopy(indices.shape().toLongs(), 0, shape, 0, shape.length - 1);
    shape[shape.length - 1] = table.shape().dim(1);
    return table.gather(0, flat).reshape(shape);
  }

  /** {@return the table, [categories, features]} */
  public Parameter table() {
    return table;
  }

  /** {@return the table} */
  @Override
  public List<Parameter> parameters() {
    return List.of(table);
  }

  /** {@return the name} */
  @Override
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return where(name)
        + (" " + table.shape().dim(0) + " x " + table.shape().dim(1) + " " + table.dtype());
  }
}
