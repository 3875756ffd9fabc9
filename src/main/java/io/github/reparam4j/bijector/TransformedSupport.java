/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;

/** The image of a set under a bijector: the support of transformed samples. */
final class TransformedSupport {
  private TransformedSupport() {}

  /**
   * The exact image for bijectors of scalars with a direction and for their chains; otherwise the
   * codomain.
   */
  static Constraint of(Bijector b, Constraint set, DType dtype) {
    if (b instanceof Chain c) {
      Constraint image = set;
      for (Bijector part : c.parts()) {
        image = of(part, image, dtype);
      }
      return image;
    }
    if (b instanceof Block e) {
      return of(e.element(), set, dtype);
    }
    if (set instanceof Constraint.Each s && b.domain().eventRank() == 0) {
      return Constraint.Each.of(of(b, s.element(), dtype), s.axes());
    }
    int extraAxes = Math.max(0, set.eventRank() - b.domain().eventRank());
    boolean isMonotone = set.eventRank() == 0 && b.direction().isPresent();
    return isMonotone
        ? ofScalars(b, set, dtype)
        : Constraint.Each.of(withDType(b.codomain(), dtype), extraAxes);
  }

  private static Constraint ofScalars(Bijector b, Constraint set, DType dtype) {
    if (set instanceof Constraint.Reals || isEqual(set, b.domain())) {
      return withDType(b.codomain(), dtype);
    }
    Tensor low = b.forward(set.low().cast(dtype));
    Tensor high = b.forward(set.high().cast(dtype));
    Tensor sign = b.direction().orElseThrow();
    if (Direction.isIncreasing(sign)) {
      boolean isHalfLine =
          set instanceof Constraint.AtLeast && !(b.codomain() instanceof Constraint.Interval);
      return isHalfLine ? new Constraint.AtLeast(low) : new Constraint.Interval(low, high);
    }
    return new Constraint.Interval(low.minimum(high), low.maximum(high));
  }

  private static boolean isEqual(Constraint a, Constraint b) {
    return a.getClass() == b.getClass() && isEqual(a.low(), b.low()) && isEqual(a.high(), b.high());
  }

  private static boolean isEqual(Tensor a, Tensor b) {
    return a == b || a.op() instanceof Leaf.Full f && isConstant(b, f.value());
  }

  /** Whether all elements are known, when the expression is made, to be a value. */
  static boolean isConstant(Tensor t, double value) {
    return t.op() instanceof Leaf.Full f && f.value() == value;
  }

  private static Constraint withDType(Constraint set, DType dtype) {
    return set.mapEnds(low -> cast(low, dtype), high -> cast(high, dtype));
  }

  private static Tensor cast(Tensor bound, DType dtype) {
    return bound.op() instanceof Leaf.Full f
        ? Tensor.fill(dtype, f.value(), f.shape().toLongs())
        : bound.cast(dtype);
  }
}
