/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * One derivative by both ways: by an element of a variable, or by the whole variable along a random
 * direction.
 *
 * @param variable name of the variable
 * @param shape its shape
 * @param index position of the element in row-major order, or -1 for a direction
 * @param order 1, or 2 for a derivative of the gradient along a random direction
 * @param analytic the derivative by reverse mode
 * @param numeric the central difference
 * @param allowed how far apart they may be: tolerance times the greater size, and the estimated
 *     error of the difference
 * @param step the step of the difference
 * @param outcome how they compare
 */
public record ComparedDerivative(
    String variable,
    Shape shape,
    long index,
    int order,
    double analytic,
    double numeric,
    double allowed,
    double step,
    Outcome outcome) {

  /** How an analytic and a numeric derivative compare. */
  public enum Outcome {
    /** Both are the same within what is allowed. */
    AGREES("the gradient must be the central difference"),
    /** Both differ: the gradient is wrong. */
    DIFFERS("the gradient must be the central difference"),
    /** The function has a kink or a jump closer than the least step. */
    NOT_DIFFERENTIABLE("the function must be differentiable"),
    /** The function or its gradient is NaN or infinite. */
    UNDEFINED("the function and its gradient must be finite"),
    /** No step gives a difference that is accurate enough to judge by. */
    INCONCLUSIVE("the central difference must be accurate enough to compare with");

    private final String requirement;

    Outcome(String requirement) {
      this.requirement = requirement;
    }
  }

  /** {@return |analytic - numeric| / allowed: at most 1 if they agree, NaN if one is NaN} */
  public double error() {
    double difference = Math.abs(analytic - numeric);
    return difference == 0 ? 0 : difference / allowed;
  }

  /** {@return what must hold} */
  String requirement() {
    return outcome.requirement;
  }

  /** {@return both values, what is allowed, the order and the index} */
  String values() {
    return String.format(
        Locale.ROOT,
        "%s where the difference is %s (allowed %.2g, step %.2g) %s '%s' %s",
        analytic,
        numeric,
        allowed,
        step,
        order == 1 ? "by" : "in second order by",
        variable,
        position());
  }

  private String position() {
    return index < 0 ? "along a random direction" : "at " + indices() + " of shape " + shape;
  }

  private String indices() {
    int[] indices = new int[shape.rank()];
    long rest = index;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      indices[axis] = (int) (rest % shape.dim(axis));
      rest /= shape.dim(axis);
    }
    return Arrays.toString(indices);
  }

  /** {@return what there is to do about it, or null} */
  String hint() {
    return switch (outcome) {
      case AGREES -> null;
      case DIFFERS -> difference();
      case NOT_DIFFERENTIABLE -> "move the point away from the kink or jump";
      case UNDEFINED -> "move the point into the domain, or select a safe argument by Tensor.where";
      case INCONCLUSIVE ->
          "use DOUBLE, a smoother function, or a greater tolerance; at a saturated or badly scaled"
              + " point choose another";
    };
  }

  private String difference() {
    if (analytic == 0) {
      return "no gradient flows here: an input is missing in withGradient, or stopGradient cuts it";
    }
    return numeric == 0
        ? "the function does not change with this element, or by less than its rounding"
        : String.format(Locale.ROOT, "the ratio is %.6g", analytic / numeric);
  }
}
