/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;
import java.util.BitSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A division of the rows of a data set into training and test rows. Immutable.
 *
 * <pre>{@code
 * Split split = Split.random(features.size(0), 0.9, RandomKey.of(1));
 * INDArray trainFeatures = split.train(features);
 * INDArray testTargets = split.test(targets);
 * }</pre>
 */
public final class Split {
  private static final long RANDOM = "Split.random".hashCode();

  private final int rows;
  private final int[] train;
  private final int[] test;

  private Split(int rows, BitSet inTest) {
    this.rows = rows;
    this.test = inTest.stream().toArray();
    inTest.flip(0, rows);
    this.train = inTest.stream().toArray();
  }

  /**
   * A random division.
   *
   * @param rows the number of rows, at least 2
   * @param trainFraction the fraction of training rows, in (0, 1); the number of rows is rounded,
   *     with at least one row on each side
   * @param key decides which rows
   * @return the split, the same for the same arguments
   * @throws IllegalArgumentException if the arguments are outside these bounds
   */
  public static Split random(long rows, double trainFraction, RandomKey key) {
    if (!(rows >= 2 && rows <= Integer.MAX_VALUE - 8)) {
      throw Errors.argument("Split.random", "rows must be in [2, 2^31 - 8)", rows, null);
    }
    if (!(trainFraction > 0 && trainFraction < 1)) {
      throw Errors.argument(
          "Split.random", "train fraction must be in (0, 1)", trainFraction, null);
    }
    Errors.given("Split.random", "key", key);
    int n = (int) rows;
    int training = (int) Math.max(1, Math.min(n - 1, Math.round(n * trainFraction)));
    int[] order = RandomPermutation.of(n, key.fold(RANDOM));
    BitSet inTest = new BitSet(n);
    for (int i = training; i < n; i++) {
      inTest.set(order[i]);
    }
    return new Split(n, inTest);
  }

  /**
   * The division with the given test rows; all other rows are training rows.
   *
   * @param rows the number of rows
   * @param testRows row numbers from 0, each once, at least one and fewer than all
   * @return the split
   * @throws IllegalArgumentException if a test row is out of range or repeated, or there are too
   *     few or too many
   */
  public static Split of(long rows, int... testRows) {
    if (!(rows >= 2 && rows <= Integer.MAX_VALUE - 8)) {
      throw Errors.argument("Split.of", "rows must be in [2, 2^31 - 8)", rows, null);
    }
    Errors.given("Split.of", "testRows", testRows);
    BitSet inTest = new BitSet((int) rows);
    for (int row : testRows) {
      if (!(row >= 0 && row < rows)) {
        throw Errors.argument("Split.of", "test rows must be in [0, " + rows + ")", row, null);
      }
      if (inTest.get(row)) {
        throw Errors.argument("Split.of", "test rows must differ", row + " twice", null);
      }
      inTest.set(row);
    }
    if (!(testRows.length >= 1 && testRows.length < rows)) {
      throw Errors.argument(
          "Split.of", "test rows must be in [1, " + rows + ") in number", testRows.length, null);
    }
    return new Split((int) rows, inTest);
  }

  /** {@return the numbers of the training rows, ascending} */
  public int[] train() {
    return train.clone();
  }

  /** {@return the numbers of the test rows, ascending} */
  public int[] test() {
    return test.clone();
  }

  /**
   * The training rows of an array.
   *
   * @param array any shape with as many rows as were split
   * @return a new array of the same type, its rows in their order
   * @throws IllegalArgumentException if the number of rows is another one, or the array is null or
   *     not of numbers
   * @throws IllegalStateException if the array is closed
   */
  public INDArray train(INDArray array) {
    return rows("Split.train", array, train);
  }

  /**
   * The test rows of an array.
   *
   * @param array any shape with as many rows as were split
   * @return a new array of the same type, its rows in their order
   * @throws IllegalArgumentException if the number of rows is another one, or the array is null or
   *     not of numbers
   * @throws IllegalStateException if the array is closed
   */
  public INDArray test(INDArray array) {
    return rows("Split.test", array, test);
  }

  private INDArray rows(String where, INDArray array, int[] indices) {
    RowBuffer.requireReadable(where, "array", array);
    if (array.rank() == 0 || array.size(0) != rows) {
      throw Errors.argument(
          where, "array must have " + rows + " rows", Arrays.toString(array.shape()), null);
    }
    RowBuffer source = RowBuffer.of(array);
    RowBuffer target = source.like(indices.length);
    source.gather(indices, 0, indices.length, target);
    return target.array();
  }

  /** {@return the numbers of training and test rows} */
  @Override
  public String toString() {
    return "Split(train=" + train.length + ", test=" + test.length + ")";
  }
}
