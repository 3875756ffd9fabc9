/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = tanh x, from the reals onto (-1, 1). The log-determinant ln(1 - y^2) is computed as -2 ln
 * cosh x. The naive form is minus infinity as soon as y rounds to 1 (x above 9 in FLOAT, above 19
 * in DOUBLE), and its gradient is NaN there; this form tends to 2 ln 2 - 2 |x|, and to -x^2 near 0.
 * The inverse (ln(1 + y) - ln(1 - y)) / 2 is infinite at y = -1 and y = 1: retain x instead, as
 * {@link TransformedDistribution} does.
 */
public record Tanh() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.tanh();
  }

  @Override
  public Tensor inverse(Tensor y) {
    return y.log1p().sub(y.neg().log1p()).mul(0.5);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return logDerivative(x);
  }

  /** ln(1 - tanh(x)^2). */
  static Tensor logDerivative(Tensor x) {
    return x.logCosh().mul(-2);
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.interval(-1, 1);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }
}
