package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Tensor;

/** The set onto which a bijector takes a subset of its domain: where transformed samples lie. */
final class TransformedSupport {
  private TransformedSupport() {}

  /** Exact for monotone bijectors of scalars, and their chains; else the codomain. */
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
    int further = Math.max(0, set.eventRank() - b.domain().eventRank());
    boolean isScalar = set.eventRank() == 0 && b.direction().isPresent();
    return isScalar ? ofScalars(b, set, dtype) : Events.lift(typed(b.codomain(), dtype), further);
  }

  private static Constraint ofScalars(Bijector b, Constraint set, DType dtype) {
    if (set instanceof Constraint.Reals || isSame(set, b.domain())) {
      return typed(b.codomain(), dtype);
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

  private static boolean isSame(Constraint a, Constraint b) {
    return a.getClass() == b.getClass() && isSame(low(a), low(b)) && isSame(high(a), high(b));
  }

  private static boolean isSame(Tensor a, Tensor b) {
    return a == b || a.op() instanceof Leaf.Fill f && isConstant(b, f.value());
  }

  static boolean isConstant(Tensor t, double value) {
    return t.op() instanceof Leaf.Fill f && f.value() == value;
  }

  /** The lower end of a set of scalars. */
  static Tensor low(Constraint set) {
    if (set instanceof Constraint.AtLeast a) {
      return a.low();
    }
    return set instanceof Constraint.Interval i ? i.low() : Tensor.scalar(Double.NEGATIVE_INFINITY);
  }

  /** The upper end of a set of scalars. */
  static Tensor high(Constraint set) {
    return set instanceof Constraint.Interval i
        ? i.high()
        : Tensor.scalar(Double.POSITIVE_INFINITY);
  }

  private static Constraint typed(Constraint set, DType dtype) {
    if (set instanceof Constraint.AtLeast a) {
      return new Constraint.AtLeast(cast(a.low(), dtype));
    }
    return set instanceof Constraint.Interval i
        ? new Constraint.Interval(cast(i.low(), dtype), cast(i.high(), dtype))
        : set;
  }

  private static Tensor cast(Tensor end, DType dtype) {
    return end.op() instanceof Leaf.Fill f
        ? Tensor.fill(dtype, f.value(), f.shape().toLongs())
        : end.cast(dtype);
  }
}
