/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.FloatFunctions;

/**
 * Activation functions that have kernels of their own; others (elu, gelu, leaky relu) are composed
 * in {@link ElementwiseMethods}. NaN in, NaN out.
 */
public enum Activation implements Elementwise {
  /** 1 / (1 + e^-x), without overflow. Derivative y sigmoid(-x). */
  SIGMOID(
      unary((x, y) -> y.mul(x.neg().sigmoid())),
      Loops.unary(
          FloatFunctions::sigmoid,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = ErrorFunctions.sigmoid(x[i]);
          })),

  /** ln sigmoid(x) = -softplus(-x). Derivative sigmoid(-x). */
  LOG_SIGMOID(
      unary((x, y) -> x.neg().sigmoid()),
      Loops.unary(
          FloatFunctions::logSigmoid,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = ErrorFunctions.logSigmoid(x[i]);
          })),

  /** ln(1 + e^x) = max(x, 0) + log1p(e^-|x|). Derivative sigmoid(x). */
  SOFTPLUS(
      unary((x, y) -> x.sigmoid()),
      Loops.unary(
          FloatFunctions::softplus,
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = ErrorFunctions.softplus(x[i]);
          })),

  /** max(x, 0). Derivative 1 for x &gt; 0 and for NaN, else 0: at 0 too, as in most libraries. */
  RELU(
      (input, y, g) -> Tensor.where(y.stopGradient(), g, Tensor.fill(g.dtype(), 0)),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(x[i], 0);
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(x[i], 0);
          }));

  private final ElementwiseDefinition definition;

  Activation(GradientRule rule, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
