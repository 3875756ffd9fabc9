/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.LogOdds;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = 1 / (1 + e^-x), from the reals onto (0, 1). The log-determinant is ln y + ln(1 - y), computed
 * as -softplus(x) - softplus(-x): finite even if y rounds to 0 or 1. The inverse is ln y - ln(1 -
 * y), which is infinite at y = 0 and y = 1.
 */
public record Sigmoid() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return x.sigmoid();
  }

  @Override
  public Tensor inverse(Tensor y) {
    return LogOdds.of(y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    return x.softplus().add(x.neg().softplus()).neg();
  }

  @Override
  public Constraint domain() {
    return Constraints.REALS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.interval(0, 1);
  }

  @Override
  public Optional<Tensor> direction() {
    return Direction.INCREASING;
  }
}
