/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/** y = x on the reals. */
public record Identity() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Identity.forward", "x", x);
    return x;
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Identity.inverse", "y", y);
    return y;
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Identity.logDet", "x", x);
    return Tensor.zeros(x.dtype(), x.shape().toLongs());
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.REALS;
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }
}
