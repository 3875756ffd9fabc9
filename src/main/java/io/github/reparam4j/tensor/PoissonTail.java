/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.inDouble;

import io.github.reparam4j.special.PoissonTails;

/**
 * Logarithms of the tails of the Poisson distribution of (k, rate), without underflow. No gradient
 * by the count. With the Poisson log-probability L of (k, rate) and the value y, the derivative by
 * the rate is -exp(L - y) or exp(L - y).
 */
public enum PoissonTail implements Elementwise {
  /** ln P(K &lt;= k). Derivative by the rate: -exp(L - y). */
  LOG_LOWER(Loops.calling(PoissonTails::logLower)),

  /** ln P(K &gt; k). Derivative by the rate: exp(L - y). */
  LOG_UPPER(Loops.calling(PoissonTails::logUpper));

  private final ElementwiseDefinition definition;

  PoissonTail(Loops loops) {
    Derivative.OfAll hazard =
        (input, in) -> {
          Tensor tail = Expressions.apply(this, in);
          Tensor ratio = Expressions.apply(CountDensity.POISSON, in).sub(tail).exp();
          return isUpper() ? ratio : ratio.neg();
        };
    this.definition = ElementwiseDefinition.of(inDouble(hazard), loops).differentiableFrom(1);
  }

  private boolean isUpper() {
    return this == LOG_UPPER;
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
