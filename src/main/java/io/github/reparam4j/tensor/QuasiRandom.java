/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.special.ErrorFunctions;
import io.github.reparam4j.special.OwenScrambling;
import java.util.Collections;

/**
 * Noise from scrambled Sobol' points, as a function of the index of the point, input 0, the
 * coordinate, input 1, and two uniform variates that scramble: one for each set of points, input 2,
 * and one for each coordinate of a set, input 3. Computed in double precision. {@link
 * QuasiRandomNoise} makes the inputs.
 *
 * <p>The value is the quantile of the distribution at a coordinate. There is no gradient: noise has
 * no parameters.
 *
 * @param distribution the distribution of each element
 * @param logPoints the number of points is 2 to this power
 * @param dtype the type of the result
 * @hidden
 */
@Internal
public record QuasiRandom(NoiseDistribution distribution, int logPoints, DType dtype)
    implements Elementwise {
  private static final double BELOW_ONE = 1 - 0x1p-24;

  @Override
  public String label() {
    return "quasiRandom(" + distribution + ", " + (1 << logPoints) + " points)";
  }

  @Override
  public ElementwiseDefinition definition() {
    return new ElementwiseDefinition(
        ElementwiseDefinition.noGradient(),
        Loops.calling(4, x -> quantile(point(x))),
        Collections.nCopies(4, Path.BLOCK));
  }

  private double point(double[] x) {
    return OwenScrambling.point(logPoints, (int) x[0], (int) x[1], x[2], x[3]);
  }

  private double quantile(double p) {
    return switch (distribution) {
      case STANDARD_NORMAL -> ErrorFunctions.ndtri(p);
      case UNIFORM -> dtype == DType.FLOAT ? Math.min(p, BELOW_ONE) : p;
      case RADEMACHER -> p < 0.5 ? -1 : 1;
      case GUMBEL -> -Math.log(-Math.log(p));
      case EXPONENTIAL -> -Math.log1p(-p);
    };
  }
}
