/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/** y = x on the reals. */
public record Identity() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x;
  }

  @Override
  public Tensor inverse(Tensor y) {
    return y;
  }

  @Override
  public Tensor logDet(Tensor x) {
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
