/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = ln x, from x &gt; 0 onto the reals. The log-determinant is -ln x; that of the inverse is y.
 */
public record Log() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Log.forward", "x", x);
    return x.log();
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Log.inverse", "y", y);
    return y.exp();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Log.logDet", "x", x);
    return x.log().neg();
  }

  /** The log-determinant is y itself, even if the inverse e^y overflows or underflows. */
  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("Log.inverseAndLogDet", "y", y);
    return new ValueWithLogDet(y.exp(), y);
  }

  @Override
  public Constraint domain() {
    return Constraints.POSITIVE;
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
