/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.DiscreteSamplers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Samplers of counts: the count as a function of its parameters and of two independent uniform
 * variates u and v on (0, 1), computed in double precision by exact algorithms. {@code
 * CountVariates} draws the noise for them.
 *
 * <p>No gradients: a count does not vary smoothly with its parameters. Asking for one with respect
 * to a parameter is an error; the path to the noise is blocked.
 */
public enum CountSampler implements Elementwise {
  /**
   * Poisson count of mean rate, input 0, from u and v, inputs 1 and 2. It is 0 for a rate of 0,
   * infinite for an infinite rate, NaN for a negative or NaN rate.
   *
   * <p>For rates below 10 the least k with u' &lt;= F(k), where F is the distribution function and
   * u' joins the bits of u and v; else W. Hoermann's transformed rejection, Insurance: Mathematics
   * and Economics 12 (1993).
   */
  POISSON(3, x -> DiscreteSamplers.poisson(x[0], x[1], x[2])),

  /**
   * Binomial count: how many of n trials succeed, n input 0, each with probability p, input 1, from
   * u and v, inputs 2 and 3. NaN unless n is an integer &gt;= 0 and p in [0, 1]; for infinite n, 0
   * if p is 0, else infinity.
   *
   * <p>Of the rarer of success and failure: where its mean is below 10 the least k with u' &lt;=
   * F(k), where F is the distribution function and u' joins the bits of u and v; else W. Hoermann's
   * transformed rejection, Journal of Statistical Computation and Simulation 46 (1993).
   */
  BINOMIAL(4, x -> DiscreteSamplers.binomial(x[0], x[1], x[2], x[3])),

  /**
   * Negative binomial count: a Poisson count whose rate follows the gamma distribution of shape r,
   * input 0, and scale the odds p / (1 - p), input 1, from u and v, inputs 2 and 3. It is 0 for
   * odds of 0, infinite for infinite odds, NaN unless r &gt; 0 and odds &gt;= 0.
   */
  NEGATIVE_BINOMIAL(4, x -> DiscreteSamplers.negativeBinomial(x[0], x[1], x[2], x[3]));

  private final ElementwiseDefinition definition;

  CountSampler(int arity, ToDoubleFunction<double[]> sample) {
    List<Path> paths = new ArrayList<>(Collections.nCopies(arity - 2, Path.UNDEFINED));
    paths.addAll(List.of(Path.BLOCK, Path.BLOCK));
    GradientRule none = ElementwiseDefinition.noGradient();
    this.definition = new ElementwiseDefinition(none, Loops.calling(arity, sample), paths);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
