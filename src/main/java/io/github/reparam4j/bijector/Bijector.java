/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * A smooth map y = f(x) with an inverse, and the logarithm of its volume change, ln |det df/dx|.
 *
 * <pre>{@code
 * Bijector positive = new Softplus().then(new Shift(Tensor.scalar(1e-6)));
 * Tensor sigma = positive.forward(x);
 * }</pre>
 *
 * <p>A bijector of scalars maps every element by itself. A bijector of vectors or matrices maps the
 * trailing axes, whose number is the event rank of {@link #domain} and {@link #codomain}; all axes
 * before them are batch axes. A log-determinant has one value per event: its shape is that of x
 * without the trailing axes. If y has more coordinates than x (a simplex, a triangular matrix), the
 * determinant is taken over as many coordinates of y as x has; each such class says which ones.
 *
 * <p>Parameters broadcast against the batch. The result has the dtype of the argument, FLOAT or
 * DOUBLE; parameters must have the same dtype. All methods build expressions and compute nothing,
 * so unused results cost nothing, and a subexpression that {@link #forward} and {@link #logDet}
 * share is computed once.
 *
 * <p>Bijectors are compared by {@code equals}: those of this package are equal if they are made by
 * equal calls from the same variables or from constants of equal values. {@link
 * io.github.reparam4j.distribution.KlDivergence} takes equal maps for one map.
 *
 * <p>To write another bijector, implement {@code forward, inverse, logDet, domain, codomain}.
 * Override {@link #inverseAndLogDet} if the log-determinant can be computed from y more cheaply or
 * more precisely than from x, and {@link #direction} if the map is a monotone one of scalars.
 */
public interface Bijector {
  /**
   * The map.
   *
   * @param x values of the domain
   * @return f(x)
   */
  Tensor forward(Tensor x);

  /**
   * The inverse map.
   *
   * @param y values of the codomain; elsewhere the result is undefined
   * @return x with f(x) = y
   */
  Tensor inverse(Tensor y);

  /**
   * Logarithm of the volume change of the map.
   *
   * @param x values of the domain
   * @return ln |det df/dx|, one value per event, in the batch shape of x broadcast with the
   *     parameters
   */
  Tensor logDet(Tensor x);

  /** {@return the set of all x; its event rank is the number of trailing axes of one x} */
  Constraint domain();

  /** {@return the set of all y; its event rank is the number of trailing axes of one y} */
  Constraint codomain();

  /**
   * The map and its volume change.
   *
   * @param x values of the domain
   * @return f(x) and ln |det df/dx|
   */
  default ValueWithLogDet forwardAndLogDet(Tensor x) {
    return new ValueWithLogDet(forward(x), logDet(x));
  }

  /**
   * The inverse map and its volume change.
   *
   * @param y values of the codomain
   * @return x with f(x) = y, and ln |det dx/dy|, the negative of {@link #logDet} at x
   */
  default ValueWithLogDet inverseAndLogDet(Tensor y) {
    Tensor x = inverse(y);
    return new ValueWithLogDet(x, logDet(x).neg());
  }

  /**
   * Whether a bijector of scalars increases or decreases. {@link TransformedDistribution} needs the
   * direction for its distribution function, quantiles and support.
   *
   * @return the sign of the derivative, 1 or -1, which broadcasts against x; empty for bijectors of
   *     vectors and matrices, and if the sign is unknown
   */
  default Optional<Tensor> direction() {
    return Optional.empty();
  }

  /** {@return the inverse map as a bijector} */
  default Bijector inverted() {
    return new Inverse(this);
  }

  /**
   * The composition of this map and another one.
   *
   * @param next the map that is applied to the values of this one
   * @return x -&gt; next(f(x))
   */
  default Bijector then(Bijector next) {
    return Chain.of(this, next);
  }

  /**
   * A bijector from unconstrained real values onto a set, for constrained parameters and for
   * variational posteriors:
   *
   * <pre>{@code
   * Tensor rate = Bijector.bijectTo(gamma.support()).forward(unconstrained);
   * }</pre>
   *
   * <ul>
   *   <li>reals: {@link Identity}
   *   <li>x &gt;= a: a + e^x, which is {@link Exp} if a is the constant 0
   *   <li>a &lt;= x &lt;= b: a + (b - a) sigmoid(x); if a bound is a constant infinity, a + e^x, b
   *       - e^-x or the identity
   *   <li>arrays of elements of a set: {@link Block} of the set's bijector
   *   <li>simplex: {@link StickBreaking}, followed by {@link Log} for logarithms of the simplex
   *   <li>increasing vectors: {@link Ordered}
   *   <li>Cholesky factors: {@link CholeskyFactor}; of correlation matrices: {@link
   *       CorrelationCholesky}
   *   <li>positive definite matrices: {@link CholeskyFactor}, then {@link CholeskyOuterProduct}
   * </ul>
   *
   * @param set the set
   * @return a bijector whose codomain is the set
   * @throws IllegalArgumentException if the set is discrete
   */
  static Bijector bijectTo(Constraint set) {
    return ConstraintBijectors.bijectTo(set);
  }

  /**
   * The same as {@link #bijectTo}.
   *
   * @param set the set
   * @return a bijector whose codomain is the set
   * @throws IllegalArgumentException if the set is discrete
   */
  static Bijector to(Constraint set) {
    return bijectTo(set);
  }
}
