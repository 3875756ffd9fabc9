/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shift and scale of each column to mean 0 and standard deviation 1: (x - mean) / sd. Immutable.
 *
 * <pre>{@code
 * Standardizer standardizer = Standardizer.fit(trainFeatures);
 * INDArray x = standardizer.apply(trainFeatures);
 * INDArray xTest = standardizer.apply(testFeatures);        // by the training columns' mean and sd
 * }</pre>
 *
 * <p>A column is all elements with the same trailing indices: an array [n, 3] has three columns,
 * [n] one, [n, 28, 28] 784. The standard deviation is sqrt(sum (x - mean)^2 / n) over the n rows; a
 * constant column has 1 instead of 0, so that it becomes 0. The average log-likelihood of targets
 * in their own units is that of the standardised targets minus the sum of the logarithms of {@link
 * #standardDeviations()}.
 */
public final class Standardizer {
  private final long[] rowShape;
  private final double[] mean;
  private final double[] sd;

  private Standardizer(long[] rowShape, double[] mean, double[] sd) {
    this.rowShape = rowShape;
    this.mean = mean;
    this.sd = sd;
  }

  /**
   * Computes mean and standard deviation of the columns, in double precision.
   *
   * @param array FLOAT or DOUBLE [n, ...], n at least 1
   * @return the standardizer
   * @throws IllegalArgumentException if the array is empty, is of another type, or holds a NaN or
   *     an infinity
   * @throws IllegalStateException if the array is closed
   */
  public static Standardizer fit(INDArray array) {
    return fit("Standardizer.fit", "the array", array);
  }

  /**
   * As {@link #fit(INDArray)}, for a caller that the user called.
   *
   * @param where the user's call
   * @param name the array's name there
   * @param array FLOAT or DOUBLE [n, ...], n at least 1
   * @return the standardizer
   */
  @Internal
  public static Standardizer fit(String where, String name, INDArray array) {
    Errors.given("Standardizer.fit", "where", where);
    Errors.given(where, "name", name);
    requireRows(where, array);
    if (array.isEmpty()) {
      throw Errors.argument(
          where, "array must have elements", Arrays.toString(array.shape()), null);
    }
    RowBuffer memory = RowBuffer.of(array);
    FiniteCheck.reject(where, name, memory, null);
    int columns = memory.rowLength();
    double[] first = new double[columns];
    memory.read(0, 1, first);
    double[] shift = columnMeans(memory, first, false);
    double[] mean = new double[columns];
    for (int column = 0; column < columns; column++) {
      mean[column] = first[column] + shift[column];
    }
    double[] sd = columnMeans(memory, mean, true);
    for (int column = 0; column < columns; column++) {
      sd[column] = sd[column] == 0 ? 1 : Math.sqrt(sd[column]);
      if (!Double.isFinite(sd[column])) {
        throw Errors.argument(
            where, "spread must be finite", sd[column] + " in column " + column, null);
      }
    }
    return new Standardizer(rowShape(array), mean, sd);
  }

  /** The means of (x - origin) or of its square; exactly 0 where all x equal the origin. */
  private static double[] columnMeans(RowBuffer memory, double[] origin, boolean squared) {
    int columns = origin.length;
    double[] sums = new double[columns];
    int tile = (int) Math.min(memory.rowsPerTile(), memory.rows());
    double[] values = new double[tile * columns];
    for (long from = 0; from < memory.rows(); from += tile) {
      int count = (int) Math.min(tile, memory.rows() - from);
      memory.read(from, count, values);
      for (int row = 0; row < count; row++) {
        for (int column = 0; column < columns; column++) {
          double x = values[row * columns + column] - origin[column];
          sums[column] += squared ? x * x : x;
        }
      }
    }
    for (int column = 0; column < columns; column++) {
      sums[column] /= memory.rows();
    }
    return sums;
  }

  /**
   * Standardises: (x - mean) / sd.
   *
   * @param array FLOAT or DOUBLE [n, ...] with the trailing axes of the array fitted; n may be 0
   * @return a new array of the same shape and type
   * @throws IllegalArgumentException if the trailing axes or the type differ, or the result of a
   *     finite element is beyond the type's range; NaN and infinities stay what they are
   * @throws IllegalStateException if the array is closed
   */
  public INDArray apply(INDArray array) {
    return map("Standardizer.apply", array, false);
  }

  /**
   * The inverse: x sd + mean.
   *
   * @param array FLOAT or DOUBLE [n, ...] with the trailing axes of the array fitted; n may be 0
   * @return a new array of the same shape and type
   * @throws IllegalArgumentException if the trailing axes or the type differ, or the result of a
   *     finite element is beyond the type's range; NaN and infinities stay what they are
   * @throws IllegalStateException if the array is closed
   */
  public INDArray invert(INDArray array) {
    return map("Standardizer.invert", array, true);
  }

  private INDArray map(String where, INDArray array, boolean inverse) {
    requireRows(where, array);
    if (!Arrays.equals(rowShape, rowShape(array))) {
      throw Errors.argument(
          where,
          "axes after the first must be " + Arrays.toString(rowShape) + " as in fit",
          Arrays.toString(rowShape(array)),
          null);
    }
    RowBuffer source = RowBuffer.of(array);
    RowBuffer target = source.like(source.rows());
    int columns = mean.length;
    int tile = (int) Math.min(source.rowsPerTile(), source.rows());
    double[] values = new double[tile * columns];
    for (long from = 0; from < source.rows(); from += tile) {
      int count = (int) Math.min(tile, source.rows() - from);
      source.read(from, count, values);
      for (int row = 0; row < count; row++) {
        for (int column = 0; column < columns; column++) {
          int i = row * columns + column;
          values[i] =
              inverse
                  ? values[i] * sd[column] + mean[column]
                  : (values[i] - mean[column]) / sd[column];
        }
      }
      rejectOverflow(where, source, from, count, values);
      target.write(from, count, values);
    }
    return target.array();
  }

  /** Rejects a result that is not finite though the element was. */
  private static void rejectOverflow(
      String where, RowBuffer source, long from, int count, double[] results) {
    int length = count * source.rowLength();
    DataType type = source.array().dataType();
    long index = from * source.rowLength();
    long[] shape = source.array().shape();
    FiniteCheck.rejectOverflow(where, type, results, length, index, shape);
    if (FiniteCheck.firstNonFinite(results, length) < 0) {
      return;
    }
    double[] elements = new double[length];
    source.read(from, count, elements);
    for (int i = 0; i < length; i++) {
      if (Double.isFinite(elements[i]) && !Double.isFinite(results[i])) {
        throw Errors.argument(
            where,
            "results must fit " + type,
            results[i] + " at " + Arrays.toString(FiniteCheck.unravel(index + i, shape)),
            null);
      }
    }
  }

  private static void requireRows(String where, INDArray array) {
    RowBuffer.requireReadable(where, "array", array);
    RowBuffer.requireFloating(where, array.dataType());
    if (array.rank() == 0) {
      throw Errors.argument(where, "array must have rows", "a scalar", null);
    }
  }

  private static long[] rowShape(INDArray array) {
    return Arrays.copyOfRange(array.shape(), 1, array.rank());
  }

  /** {@return mean of each column, trailing axes flattened in c-order} */
  public double[] means() {
    return mean.clone();
  }

  /** {@return standard deviation of each column, 1 for constant ones} */
  public double[] standardDeviations() {
    return sd.clone();
  }
}
