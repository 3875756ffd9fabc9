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
      return Events.lift(of(b, s.element(), dtype), s.axes());
    }
    int extraAxes = Math.max(0, set.eventRank() - b.domain().eventRank());
    boolean isMonotone = set.eventRank() == 0 && b.direction().isPresent();
    return isMonotone
        ? ofScalars(b, set, dtype)
        : Events.lift(withDType(b.codomain(), dtype), extraAxes);
  }

  private static Constraint ofScalars(Bijector b, Constraint set, DType dtype) {
    if (set instanceof Constraint.Reals || isEqual(set, b.domain())) {
      return withDType(b.codomain(), dtype);
    }
    Tensor low = b.forward(low(set).cast(dtype));
    Tensor high = b.forward(high(set).cast(dtype));
    Tensor sign = b.direction().orElseThrow();
    if (Direction.isIncreasing(sign)) {
      boolean isHalfLine =
          set instanceof Constraint.AtLeast && !(b.codomain() instanceof Constraint.Interval);
      return isHalfLine ? new Constraint.AtLeast(low) : new Constraint.Interval(low, high);
    }
    return new Constraint.Interval(low.minimum(high), low.maximum(high));
  }

  private static boolean isEqual(Constraint a, Constraint b) {
    return a.getClass() == b.getClass() && isEqual(low(a), low(b)) && isEqual(high(a), high(b));
  }

  private static boolean isEqual(Tensor a, Tensor b) {
    return a == b || a.op() instanceof Leaf.Full f && isConstant(b, f.value());
  }

  /** Whether all elements are known, when the expression is made, to be a value. */
  static boolean isConstant(Tensor t, double value) {
    return t.op() instanceof Leaf.Full f && f.value() == value;
  }

  /** The lower bound of a set of scalars. */
  static Tensor low(Constraint set) {
    if (set instanceof Constraint.AtLeast a) {
      return a.low();
    }
    return set instanceof Constraint.Interval i ? i.low() : Tensor.scalar(Double.NEGATIVE_INFINITY);
  }

  /** The upper bound of a set of scalars. */
  static Tensor high(Constraint set) {
    return set instanceof Constraint.Interval i
        ? i.high()
        : Tensor.scalar(Double.POSITIVE_INFINITY);
  }

  private static Constraint withDType(Constraint set, DType dtype) {
    if (set instanceof Constraint.AtLeast a) {
      return new Constraint.AtLeast(cast(a.low(), dtype));
    }
    return set instanceof Constraint.Interval i
        ? new Constraint.Interval(cast(i.low(), dtype), cast(i.high(), dtype))
        : set;
  }

  private static Tensor cast(Tensor bound, DType dtype) {
    return bound.op() instanceof Leaf.Full f
        ? Tensor.fill(dtype, f.value(), f.shape().toLongs())
        : bound.cast(dtype);
  }
}
