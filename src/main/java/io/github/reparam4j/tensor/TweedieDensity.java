/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.TweedieFunctions;

/**
 * The density f(x) of a sum of N &gt; 0 standard gamma variates with a Poisson N, see {@link
 * TweedieFunctions}. Inputs: the rate of N, the concentration of each variate, x. NaN in, NaN out.
 */
public enum TweedieDensity implements Elementwise {
  /** ln f. Derivatives by the three inputs: the other constants. */
  TWEEDIE_LOG_DENSITY {
    @Override
    public ElementwiseDefinition definition() {
      return ElementwiseDefinition.of(
          (input, y, g) -> {
            TweedieDensity slope =
                switch (input) {
                  case 0 -> TWEEDIE_BY_RATE;
                  case 1 -> TWEEDIE_BY_CONCENTRATION;
                  default -> TWEEDIE_BY_VALUE;
                };
            return g.multiplyNoNan(Tensor.apply(slope, y.inputs().toArray(Tensor[]::new)));
          },
          kernel(TweedieFunctions::logDensity));
    }
  },

  /** d ln f / d rate. Not differentiable. */
  TWEEDIE_BY_RATE {
    @Override
    public ElementwiseDefinition definition() {
      return ElementwiseDefinition.withoutGradient(kernel(TweedieFunctions::byRate));
    }
  },

  /** d ln f / d concentration. Not differentiable. */
  TWEEDIE_BY_CONCENTRATION {
    @Override
    public ElementwiseDefinition definition() {
      return ElementwiseDefinition.withoutGradient(kernel(TweedieFunctions::byConcentration));
    }
  },

  /** d ln f / dx. Not differentiable. */
  TWEEDIE_BY_VALUE {
    @Override
    public ElementwiseDefinition definition() {
      return ElementwiseDefinition.withoutGradient(kernel(TweedieFunctions::byValue));
    }
  };

  private static Loops kernel(Loops.DoubleTernary f) {
    return Loops.calling(f, f);
  }
}
