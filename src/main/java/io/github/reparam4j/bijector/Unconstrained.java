package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Tensor;

/** Which bijector leads onto which set; see {@link Bijector#to}. */
final class Unconstrained {
  private Unconstrained() {}

  static Bijector to(Constraint set) {
    if (set.isDiscrete()) {
      throw Failure.argument(
          "Bijector.to",
          "the set must be one of real numbers",
          "a discrete one, " + set,
          "a smooth map leads onto no set of counts; relax the distribution or sum it out");
    }
    if (set instanceof Constraint.Reals) {
      return new Identity();
    }
    if (set instanceof Constraint.AtLeast a) {
      return from(a.low());
    }
    if (set instanceof Constraint.Interval i) {
      return between(i.low(), i.high());
    }
    if (set instanceof Constraint.Each e) {
      return new Each(to(e.element()), e.axes());
    }
    if (set instanceof Constraint.Structured s) {
      return to(s);
    }
    throw new IllegalStateException("Bijector.to: no map onto " + set);
  }

  private static Bijector to(Constraint.Structured set) {
    return switch (set) {
      case SIMPLEX -> new StickBreaking();
      case LOG_SIMPLEX -> new StickBreaking().then(new Log());
      case ORDERED -> new Ordered();
      case LOWER_CHOLESKY -> new CholeskyFactor();
      case CORRELATION_CHOLESKY -> new CorrelationCholesky();
      case POSITIVE_DEFINITE -> new CholeskyFactor().then(new CholeskyProduct());
      case ONE_HOT -> throw new IllegalStateException("Bijector.to: no map onto " + set);
    };
  }

  private static Bijector from(Tensor low) {
    return Image.isNumber(low, 0) ? new Exp() : new Above(low);
  }

  private static Bijector between(Tensor low, Tensor high) {
    boolean isOpenAbove = Image.isNumber(high, Double.POSITIVE_INFINITY);
    if (Image.isNumber(low, Double.NEGATIVE_INFINITY)) {
      return isOpenAbove ? new Identity() : new Below(high);
    }
    return isOpenAbove ? from(low) : new Between(low, high);
  }
}
