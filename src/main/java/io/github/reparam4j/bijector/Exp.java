/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = e^x, from the reals onto y &gt; 0. The log-determinant is x; that of the inverse is -ln y.
 */
public record Exp() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Exp.forward", "x", x);
    return x.exp();
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Exp.inverse", "y", y);
    return y.log();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Exp.logDet", "x", x);
    return x;
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.POSITIVE;
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }
}
