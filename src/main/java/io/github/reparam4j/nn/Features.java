/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Checks of what layers are made of and applied to: numbers of features and element types. */
final class Features {
  private Features() {}

  static void requireSome(String where, int features) {
    if (features < 1) {
      throw Errors.argument(where, "features must be >= 1", features, null);
    }
  }

  /** An input fits a layer whose parameter has one element for each feature, or row of them. */
  static void requireFit(String where, Tensor parameter, Tensor x) {
    int features = parameter.shape().dim(0);
    if (x.shape().rank() == 0 || x.shape().dim(-1) != features) {
      throw Errors.argument(
          where, "input must have shape [..., " + features + "]", x.shape(), null);
    }
    if (x.dtype() != parameter.dtype()) {
      throw Errors.argument(
          where,
          "input must be " + parameter.dtype() + " as the layer",
          x.dtype(),
          "make the layer with dtype(DType." + x.dtype() + "), or cast the input");
    }
  }

  /** A parameter whose initial values have the type and shape that they must have. */
  static Parameter initialized(Parameter made, DType dtype, long... shape) {
    if (made.dtype() != dtype || !made.shape().equals(Shape.of(shape))) {
      throw Errors.argument(
          "WeightInitializer",
          "values of '" + made.name() + "' must be " + Shape.of(shape) + " " + dtype,
          made.shape() + " " + made.dtype(),
          null);
    }
    return made;
  }
}
