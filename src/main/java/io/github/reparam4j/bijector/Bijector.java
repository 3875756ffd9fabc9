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
 * <p>A bijector of scalars works on every element by itself. One of vectors or matrices works on
 * the trailing axes, of which {@link #domain} and {@link #codomain} say the number; all axes before
 * them are a batch. Log-determinants have one number for each event: the shape without the trailing
 * axes. Where y has more coordinates than x or other ones (a simplex, a triangle), the determinant
 * is that of as many coordinates as x has, which the member names.
 *
 * <p>Parameters broadcast against the batch. FLOAT or DOUBLE, as the argument; parameters must
 * agree with it. Nothing is computed when an expression is made, so what is not used costs nothing,
 * and what {@link #forward} and {@link #logDet} share is computed once.
 *
 * <p>A bijector of the user's own implements {@code forward, inverse, logDet, domain, codomain};
 * maps whose determinant falls out of the inverse override {@link #inverseAndLogDet} too.
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
   * @param y values of the codomain; elsewhere the result means nothing
   * @return the x with f(x) = y
   */
  Tensor inverse(Tensor y);

  /**
   * Logarithm of the volume change of the map.
   *
   * @param x values of the domain
   * @return ln |det df/dx|, one number for each event of x as it broadcasts to the parameters
   */
  Tensor logDet(Tensor x);

  /** {@return the set of x; its event rank is the number of trailing axes that make one x} */
  Constraint domain();

  /** {@return the set of y; its event rank is the number of trailing axes that make one y} */
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
   * @return the x with f(x) = y, and ln |det dx/dy|, the negative of {@link #logDet} there
   */
  default ValueWithLogDet inverseAndLogDet(Tensor y) {
    Tensor x = inverse(y);
    return new ValueWithLogDet(x, logDet(x).neg());
  }

  /**
   * Whether a bijector of scalars increases or decreases: 1 or -1, which broadcasts against x.
   *
   * @return the sign of its derivative; empty for vectors and matrices, and where it is not said
   */
  default Optional<Tensor> direction() {
    return Optional.empty();
  }

  /** {@return the inverse map as a bijector} */
  default Bijector inverted() {
    return new Inverse(this);
  }

  /**
   * This map, then another one.
   *
   * @param next the map that is applied to this one's values
   * @return the composition
   */
  default Bijector then(Bijector next) {
    return Chain.of(this, next);
  }

  /**
   * The map from unconstrained values onto a set, for parameters and guides:
   *
   * <pre>{@code
   * Tensor rate = Bijector.bijectTo(gamma.support()).forward(unconstrained);
   * }</pre>
   *
   * <p>Reals: identity. At least a: a + e^x. Bounded a and b: a + (b - a) sigmoid(x), or a + e^x, b
   * - e^-x, x where an end is the number infinity. Each of a set: element by element. Simplex:
   * {@link StickBreaking}, then {@link Log} for its logarithms. Ordered: {@link Ordered}. Cholesky
   * factors: {@link CholeskyFactor}, {@link CorrelationCholesky}. Positive definite: L L' of a
   * Cholesky factor.
   *
   * @param set the set
   * @return the map, whose codomain is the set
   * @throws IllegalArgumentException if the set is discrete
   */
  static Bijector bijectTo(Constraint set) {
    return ConstraintBijectors.bijectTo(set);
  }
}
