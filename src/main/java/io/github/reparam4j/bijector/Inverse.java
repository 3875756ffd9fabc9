/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * The inverse of a bijector as a bijector.
 *
 * @param bijector the bijector to invert
 */
public record Inverse(Bijector bijector) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return bijector.inverse(x);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return bijector.forward(y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return bijector.inverseAndLogDet(x).logDet();
  }

  @Override
  public ValueWithLogDet forwardAndLogDet(Tensor x) {
    return bijector.inverseAndLogDet(x);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
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
