/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * The formula of {@link Adam} and {@link AdamW}, with both bias corrections moved into two scalars
 * that all parameters share: with c = sqrt(1 - beta2^t),
 *
 * <pre>
 * lr mHat / (sqrt(vHat) + epsilon) = (lr c / (1 - beta1^t)) m / (sqrt(v) + epsilon c)
 * </pre>
 */
final class AdamFormula {
  /** The moments of each parameter, in the order in which {@link #at} expects them. */
  static final List<String> SLOTS = List.of("m", "v");

  private AdamFormula() {}

  /** Checks that the betas are in [0, 1) and that epsilon is positive. */
  static void check(String rule, double beta1, double beta2, double epsilon) {
    HyperParameter.fraction(rule + ".betas", "beta1", beta1);
    HyperParameter.fraction(rule + ".betas", "beta2", beta2);
    HyperParameter.positive(rule + ".epsilon", "epsilon", epsilon);
  }

  /**
   * The update of one parameter.
   *
   * @param weightDecay of AdamW; 0 for Adam
   */
  static UpdateRule.ParameterUpdate at(
      Tensor rate, Tensor step, double beta1, double beta2, double epsilon, double weightDecay) {
    Tensor c = oneMinusPower(beta2, step).sqrt();
    Tensor correctedRate = rate.mul(c).div(oneMinusPower(beta1, step));
    Tensor correctedEpsilon = c.mul(epsilon);
    return (p, g, slots) -> {
      Tensor m = slots.get(0).add(g.sub(slots.get(0)).mul(1 - beta1));
      Tensor v = slots.get(1).mul(beta2).add(g.square().mul(1 - beta2));
      Tensor move =
          m.mul(correctedRate.cast(p.dtype())).div(v.sqrt().add(correctedEpsilon.cast(p.dtype())));
      if (weightDecay > 0) {
        move = move.add(p.mul(rate.mul(weightDecay).cast(p.dtype())));
      }
      return List.of(p.sub(move), m, v);
    };
  }

  private static Tensor oneMinusPower(double beta, Tensor step) {
    return Tensor.scalar(1).sub(Tensor.scalar(beta).pow(step));
  }
}
