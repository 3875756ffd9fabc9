/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/** The bijector onto each kind of set; see {@link Bijector#bijectTo}. */
final class ConstraintBijectors {
  private ConstraintBijectors() {}

  static Bijector bijectTo(Constraint set) {
    Errors.given("Bijector.bijectTo", "set", set);
    if (set.isDiscrete()) {
      throw Errors.argument(
          "Bijector.bijectTo",
          "the set must be continuous",
          "the discrete set " + set,
          "no bijector of real values has a discrete codomain; relax the distribution or sum it"
              + " out");
    }
    if (set instanceof Constraint.Reals) {
      return new Identity();
    }
    if (set instanceof Constraint.AtLeast a) {
      return lowerBounded(a.low());
    }
    if (set instanceof Constraint.Interval i) {
      return interval(i.low(), i.high());
    }
    if (set instanceof Constraint.Each e) {
      return new Block(bijectTo(e.element()), e.axes());
    }
    if (set instanceof Constraint.Structured s) {
      return bijectTo(s);
    }
    throw new IllegalStateException("Bijector.bijectTo: no bijector onto " + set);
  }

  private static Bijector bijectTo(Constraint.Structured set) {
    return switch (set) {
      case SIMPLEX -> new StickBreaking();
      case LOG_SIMPLEX -> new StickBreaking().then(new Log());
      case ORDERED -> new Ordered();
      case LOWER_CHOLESKY -> new CholeskyFactor();
      case CORRELATION_CHOLESKY -> new CorrelationCholesky();
      case POSITIVE_DEFINITE -> new CholeskyFactor().then(new CholeskyOuterProduct());
      case ONE_HOT -> throw new IllegalStateException("Bijector.bijectTo: no bijector onto " + set);
      case UNIT_SPHERE ->
          throw Errors.argument(
              "Bijector.bijectTo",
              "the set must have a bijector onto it",
              set,
              "divide a vector by its length instead");
    };
  }

  private static Bijector lowerBounded(Tensor low) {
    return TransformedSupport.isConstant(low, 0) ? new Exp() : new LowerBounded(low);
  }

  private static Bijector interval(Tensor low, Tensor high) {
    boolean isUnboundedAbove = TransformedSupport.isConstant(high, Double.POSITIVE_INFINITY);
    if (TransformedSupport.isConstant(low, Double.NEGATIVE_INFINITY)) {
      return isUnboundedAbove ? new Identity() : new UpperBounded(high);
    }
    return isUnboundedAbove ? lowerBounded(low) : new Bounded(low, high);
  }
}
