/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.data.Standardizer;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Features and targets as a network sees them.
 *
 * @param x standardised features, [n, features]
 * @param y standardised targets, [n, targets], of the type of x
 * @param units the way back to the units of the data
 */
record StandardizedData(INDArray x, INDArray y, Units units) {
  /**
   * The units of the data.
   *
   * @param x of the features
   * @param y of the targets
   * @param dtype of the features
   * @param hasVectors whether targets are [n, targets], not [n]
   */
  record Units(Standardizer x, Standardizer y, DType dtype, boolean hasVectors) {
    int features() {
      return x.means().length;
    }

    int targets() {
      return y.means().length;
    }
  }

  static StandardizedData of(String where, INDArray x, INDArray y) {
    requireFloating(where, "x", x);
    requireFloating(where, "y", y);
    if (x.rank() != 2 || x.size(0) < 1 || x.size(1) < 1) {
      throw Errors.argument(
          where, "x must have shape [n, features]", shown(x), "reshape(n, 1) makes one feature");
    }
    if (y.rank() < 1 || y.rank() > 2 || y.isEmpty() || y.size(0) != x.size(0)) {
      throw Errors.argument(
          where,
          "y must have shape [n] or [n, targets] with the rows of x, " + shown(x),
          shown(y),
          null);
    }
    Standardizer xScale = Standardizer.fit(where, "x", x);
    Standardizer yScale = Standardizer.fit(where, "y", y);
    INDArray targets = yScale.apply(y).castTo(x.dataType());
    INDArray columns = y.rank() == 1 ? targets.reshape('c', y.size(0), 1) : targets;
    Units units = new Units(xScale, yScale, DType.holding(x.dataType()), y.rank() == 2);
    return new StandardizedData(xScale.apply(x), columns, units);
  }

  static void requireFloating(String where, String name, INDArray array) {
    Errors.given(where, name, array);
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
      throw Errors.argument(where, name + " must be FLOAT or DOUBLE", array.dataType(), null);
    }
  }

  static String shown(INDArray array) {
    return Arrays.toString(array.shape());
  }
}
