/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks that data hold no NaN and no infinity, and fit the type that is to hold them. */
final class FiniteCheck {
  private FiniteCheck() {}

  /** Rejects an array that holds a NaN or an infinity. */
  static void reject(String where, String name, RowBuffer memory, String hint) {
    INDArray array = memory.array();
    DataType type = array.dataType();
    if (!type.isFPType()) {
      return;
    }
    boolean readable = type == DataType.FLOAT || type == DataType.DOUBLE;
    RowBuffer rows = readable ? memory : RowBuffer.of(array.castTo(DataType.FLOAT));
    int tile = (int) Math.min(rows.rowsPerTile(), rows.rows());
    double[] values = new double[tile * rows.rowLength()];
    for (long from = 0; from < rows.rows(); from += tile) {
      int count = (int) Math.min(tile, rows.rows() - from);
      rows.read(from, count, values);
      int bad = firstNonFinite(values, count * rows.rowLength());
      if (bad >= 0) {
        long index = from * rows.rowLength() + bad;
        String got = values[bad] + " at " + Arrays.toString(unravel(index, array.shape()));
        throw Errors.argument(
            where,
            "data must be finite",
            got + " of " + name + " of shape " + Arrays.toString(array.shape()),
            hint);
      }
    }
  }

  /** Rejects finite values that the type turns into an infinity; index is that of the first. */
  static void rejectOverflow(
      String where, DataType type, double[] values, int count, long index, long[] shape) {
    int bad = firstOverflow(type, values, count);
    if (bad >= 0) {
      throw Errors.argument(
          where,
          "values must fit " + type,
          values[bad] + " at " + Arrays.toString(unravel(index + bad, shape)),
          "DOUBLE holds them");
    }
  }

  private static int firstOverflow(DataType type, double[] values, int count) {
    if (type == DataType.FLOAT) {
      for (int i = 0; i < count; i++) {
        if (Double.isFinite(values[i]) && Float.isInfinite((float) values[i])) {
          return i;
        }
      }
    }
    return -1;
  }

  /** The index of the first NaN or infinity, or -1. */
  static int firstNonFinite(double[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i] - values[i];
    }
    if (sum == 0) {
      return -1;
    }
    int i = 0;
    while (Double.isFinite(values[i])) {
      i++;
    }
    return i;
  }

  static long[] unravel(long index, long[] shape) {
    long[] unraveled = new long[shape.length];
    long rest = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      unraveled[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return unraveled;
  }
}
