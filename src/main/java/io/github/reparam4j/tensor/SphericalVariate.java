/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;

import io.github.reparam4j.special.SphericalSampler;

/**
 * The projection of a von Mises-Fisher variate onto its mean direction, as a logit: see {@link
 * SphericalSampler}. Input 0 is the concentration, &gt;= 0. In FLOAT too it is computed in double
 * precision.
 *
 * @param kind the variate or its derivative
 * @param dimension d of the sphere in R^d, at least 2
 */
public record SphericalVariate(Kind kind, int dimension) implements Elementwise {
  /** A variate or its derivative. */
  public enum Kind {
    /**
     * A variate made from the logit of a Beta((d-1)/2, (d-1)/2) variate and a uniform variate,
     * inputs 1 and 2. No gradient.
     */
    DRAW,

    /**
     * The derivative by the concentration of a variate, input 1, along a constant distribution
     * function. It can be differentiated by the variate.
     */
    BY_CONCENTRATION
  }

  @Override
  public String label() {
    return "sphericalVariate" + (kind == Kind.DRAW ? "" : "ByConcentration");
  }

  @Override
  public ElementwiseDefinition definition() {
    return switch (kind) {
      case DRAW -> ElementwiseDefinition.withoutGradient(Loops.calling(this::draw, this::draw));
      case BY_CONCENTRATION ->
          ElementwiseDefinition.of(
                  binary(null, this::byVariate),
                  Loops.calling((k, y) -> SphericalSampler.byConcentration(dimension, k, y)))
              .differentiableFrom(1);
    };
  }

  private double draw(double concentration, double logit, double u) {
    return SphericalSampler.draw(dimension, concentration, logit, u);
  }

  /** A - t - r (concentration (1 - t^2) - (d - 1) t) / 2 with t = tanh(y / 2). */
  private Tensor byVariate(Tensor concentration, Tensor y, Tensor r) {
    Tensor t = y.mul(0.5).tanh();
    Tensor mean =
        Tensor.apply(
            new SphericalBessel(SphericalBessel.Kind.RATIO, 0.5 * dimension - 1), concentration);
    Tensor slope = t.square().neg().add(1).mul(concentration).sub(t.mul(dimension - 1.0));
    return mean.sub(t).sub(r.mul(slope).mul(0.5));
  }
}
