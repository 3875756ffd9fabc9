package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * The inverse of a bijector as a bijector.
 *
 * @param of the bijector to invert
 */
public record Inverse(Bijector of) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return of.inverse(x);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return of.forward(y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return of.inverseAndLogDet(x).logDet();
  }

  @Override
  public ValueWithLogDet forwardAndLogDet(Tensor x) {
    return of.inverseAndLogDet(x);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    return of.forwardAndLogDet(y);
  }

  @Override
  public Constraint domain() {
    return of.codomain();
  }

  @Override
  public Constraint codomain() {
    return of.domain();
  }

  @Override
  public Optional<Tensor> direction() {
    return of.direction();
  }

  @Override
  public Bijector inverted() {
    return of;
  }
}
