package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = low + (high - low) sigmoid(x), from the reals onto low &lt; y &lt; high.
 *
 * @param low the lower end
 * @param high the upper end
 */
record Bounded(Tensor low, Tensor high) implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.sigmoid().mul(high.sub(low)).add(low);
  }

  /** From the distances to both ends: neither is got by subtraction from 1. */
  @Override
  public Tensor inverse(Tensor y) {
    return y.sub(low).log().sub(high.sub(y).log());
  }

  @Override
  public Tensor logDet(Tensor x) {
    return new Sigmoid().logDet(x).add(high.sub(low).log());
  }

  @Override
  public Constraint domain() {
    return Events.REALS;
  }

  @Override
  public Constraint codomain() {
    return new Constraint.Interval(low, high);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }
}
