/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = ln(1 + e^x), from the reals onto y &gt; 0. The log-determinant is ln sigmoid(x); the inverse
 * is y + ln(1 - e^-y), which neither overflows for large y nor loses digits for small y.
 */
public record Softplus() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Softplus.forward", "x", x);
    return x.softplus();
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Softplus.inverse", "y", y);
    return y.add(y.neg().log1mexp());
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Softplus.logDet", "x", x);
    return x.logSigmoid();
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("Softplus.inverseAndLogDet", "y", y);
    Tensor log = y.neg().log1mexp();
    return new ValueWithLogDet(y.add(log), log.neg());
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
