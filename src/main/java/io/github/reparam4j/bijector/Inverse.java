/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * The inverse of a bijector as a bijector.
 *
 * @param bijector the bijector to invert
 */
public record Inverse(Bijector bijector) implements Bijector {
  /**
   * Checks the parameters.
   *
   * @param bijector the bijector to invert
   * @throws IllegalArgumentException if one is null
   */
  public Inverse {
    Errors.given("Inverse", "bijector", bijector);
  }

  @Override
  public Tensor forward(Tensor x) {
    Errors.given("Inverse.forward", "x", x);
    return bijector.inverse(x);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("Inverse.inverse", "y", y);
    return bijector.forward(y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("Inverse.logDet", "x", x);
    return bijector.inverseAndLogDet(x).logDet();
  }

  @Override
  public ValueWithLogDet forwardAndLogDet(Tensor x) {
    Errors.given("Inverse.forwardAndLogDet", "x", x);
    return bijector.inverseAndLogDet(x);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    Errors.given("Inverse.inverseAndLogDet", "y", y);
    return bijector.forwardAndLogDet(y);
  }

  @Override
  public Constraint domain() {
    return bijector.codomain();
  }

  @Override
  public Constraint codomain() {
    return bijector.domain();
  }

  @Override
  public Optional<Tensor> direction() {
    return bijector.direction();
  }

  @Override
  public Bijector inverted() {
    return bijector;
  }
}
