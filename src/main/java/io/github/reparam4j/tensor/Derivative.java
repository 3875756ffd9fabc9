/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Gradient rules of element-wise operations from their partial derivatives, by the chain rule that
 * is safe by selection: where the cotangent is 0 the result is 0, even if the derivative there is
 * infinite or NaN. A branch that {@code where} did not select thus contributes nothing, even if it
 * overflowed.
 */
final class Derivative {
  /** dy/dx of a function of one argument. */
  @FunctionalInterface
  interface Of1 {
    Tensor by(Tensor x, Tensor y);
  }

  /** A partial derivative of a function of two arguments. */
  @FunctionalInterface
  interface Of2 {
    Tensor by(Tensor a, Tensor b, Tensor y);
  }

  /** The partial derivative by an input, of all inputs. */
  @FunctionalInterface
  interface OfAll {
    Tensor by(int input, List<Tensor> in);
  }

  /** The partial derivatives, of DOUBLE inputs and their value. */
  @FunctionalInterface
  interface Partials {
    Tensor by(int input, List<Tensor> in, Tensor y);
  }

  private Derivative() {}

  static GradientRule unary(Of1 derivative) {
    return (input, y, g) -> g.multiplyNoNan(derivative.by(y.inputs().get(0), y));
  }

  static GradientRule binary(Of2 byFirst, Of2 bySecond) {
    return (input, y, g) ->
        g.multiplyNoNan(
            (input == 0 ? byFirst : bySecond).by(y.inputs().get(0), y.inputs().get(1), y));
  }

  /** The derivative, computed in DOUBLE for FLOAT too: for sums whose terms cancel. */
  static GradientRule inDouble(OfAll derivative) {
    return (input, y, g) -> {
      List<Tensor> in = y.inputs().stream().map(t -> t.cast(DType.DOUBLE)).toList();
      return g.multiplyNoNan(derivative.by(input, in).cast(y.dtype()));
    };
  }

  /** The gradient, computed in DOUBLE for FLOAT too: for derivatives whose terms cancel. */
  static GradientRule inDouble(Partials partials) {
    return (input, y, g) -> {
      if (y.dtype() == DType.DOUBLE) {
        return g.multiplyNoNan(partials.by(input, y.inputs(), y));
      }
      List<Tensor> in = y.inputs().stream().map(t -> t.cast(DType.DOUBLE)).toList();
      Tensor value = Expressions.apply(y.op(), in);
      return g.multiplyNoNan(partials.by(input, in, value).cast(y.dtype()));
    };
  }
}
