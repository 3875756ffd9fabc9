/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.special.CountQuantile;
import io.github.reparam4j.special.CountQuantile.Tail;

/**
 * Quantiles of counts: the least count whose tail reaches a probability, input 0, computed in
 * double precision. A quantile is constant almost everywhere, so asking for a gradient is an error.
 * {@code CountTails} names them.
 *
 * @param family the distribution
 * @param tail which tail the probability is, and how its values are rounded
 * @hidden
 */
@Internal
public record CountInverse(Family family, Tail tail) implements Elementwise {
  /**
   * The distribution of a count.
   *
   * @hidden
   */
  public enum Family {
    /** Poisson; input 1 is the rate. */
    POISSON,
    /** Binomial; inputs 1 and 2 are the number of trials and the logit of failure. */
    BINOMIAL,
    /** Negative binomial; inputs 1 and 2 are the number of failures and the logit of failure. */
    NEGATIVE_BINOMIAL
  }

  @Override
  public String label() {
    return "countInverse(" + family + " " + tail + ")";
  }

  @Override
  public ElementwiseDefinition definition() {
    return ElementwiseDefinition.withoutGradient(
        switch (family) {
          case POISSON -> Loops.calling((p, rate) -> CountQuantile.poisson(p, rate, tail));
          case BINOMIAL -> Loops.calling(3, x -> CountQuantile.binomial(x[0], x[1], x[2], tail));
          case NEGATIVE_BINOMIAL ->
              Loops.calling(3, x -> CountQuantile.negativeBinomial(x[0], x[1], x[2], tail));
        });
  }
}
