/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.TweedieTails;

/**
 * Logarithms of the tails of a sum S of standard gamma variates, whose number N is Poisson, at x
 * &gt; 0; see {@link TweedieTails}. Inputs: the rate of N, the concentration of each variate, x.
 * NaN in, NaN out.
 */
public enum TweedieTail implements Elementwise {
  /**
   * ln P(S &lt;= x). Derivatives: {@link #TWEEDIE_LOG_LOWER_BY_RATE}, {@link
   * #TWEEDIE_LOG_LOWER_BY_CONCENTRATION}, the density over P(S &lt;= x).
   */
  TWEEDIE_LOG_LOWER {
    @Override
    public ElementwiseDefinition definition() {
      return tail(
          TWEEDIE_LOG_LOWER_BY_RATE, TWEEDIE_LOG_LOWER_BY_CONCENTRATION, 1, TweedieTails::logLower);
    }
  },

  /**
   * ln P(S &gt; x). Derivatives: {@link #TWEEDIE_LOG_UPPER_BY_RATE}, {@link
   * #TWEEDIE_LOG_UPPER_BY_CONCENTRATION}, minus the density over P(S &gt; x).
   */
  TWEEDIE_LOG_UPPER {
    @Override
    public ElementwiseDefinition definition() {
      return tail(
          TWEEDIE_LOG_UPPER_BY_RATE,
          TWEEDIE_LOG_UPPER_BY_CONCENTRATION,
          -1,
          TweedieTails::logUpper);
    }
  },

  /** d ln P(S &lt;= x) / d rate. Not differentiable. */
  TWEEDIE_LOG_LOWER_BY_RATE {
    @Override
    public ElementwiseDefinition definition() {
      return slope(TweedieTails::lowerByRate);
    }
  },

  /** d ln P(S &gt; x) / d rate. Not differentiable. */
  TWEEDIE_LOG_UPPER_BY_RATE {
    @Override
    public ElementwiseDefinition definition() {
      return slope(TweedieTails::upperByRate);
    }
  },

  /** d ln P(S &lt;= x) / d concentration. Not differentiable. */
  TWEEDIE_LOG_LOWER_BY_CONCENTRATION {
    @Override
    public ElementwiseDefinition definition() {
      return slope(TweedieTails::lowerByConcentration);
    }
  },

  /** d ln P(S &gt; x) / d concentration. Not differentiable. */
  TWEEDIE_LOG_UPPER_BY_CONCENTRATION {
    @Override
    public ElementwiseDefinition definition() {
      return slope(TweedieTails::upperByConcentration);
    }
  };

  private static ElementwiseDefinition tail(
      TweedieTail byRate, TweedieTail byConcentration, int sign, Loops.DoubleTernary f) {
    return ElementwiseDefinition.of(
        (input, y, g) -> {
          Tensor[] in = y.inputs().toArray(Tensor[]::new);
          Tensor slope =
              switch (input) {
                case 0 -> Tensor.apply(byRate, in);
                case 1 -> Tensor.apply(byConcentration, in);
                default ->
                    Tensor.apply(TweedieDensity.TWEEDIE_LOG_DENSITY, in).sub(y).exp().mul(sign);
              };
          return g.multiplyNoNan(slope);
        },
        Loops.calling(f, f));
  }

  private static ElementwiseDefinition slope(Loops.DoubleTernary f) {
    return ElementwiseDefinition.withoutGradient(Loops.calling(f, f));
  }
}
