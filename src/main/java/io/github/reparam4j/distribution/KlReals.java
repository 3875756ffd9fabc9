/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Divergences of a family p with location and scale on the reals from others, all in DOUBLE. Parts
 * that have no closed form are expectations by {@link Quadrature}, split at the location of q. The
 * relative error is below 1e-10 for ratios of the scales from 1e-3 to 1e3, any locations, and
 * degrees of freedom of p from 0.1 on.
 *
 * @param p the distribution, in DOUBLE
 * @param base its location and scale
 * @param meanDistance E |z - c| of the standard variate z; infinite where it does not exist
 * @param kinks points at which the density of p is not smooth
 */
record KlReals(
    Distribution p, LocationScale base, UnaryOperator<Tensor> meanDistance, Tensor... kinks) {
  /** Farther nodes, of heavy tails, would overflow; there is no mass beyond. */
  private static final double FARTHEST = 1e150;

  /** Up to this change of ln(p / q) the integrand is one that is accurate near 0. */
  private static final double NEAR = 1;

  /** E |x - loc| / scale + ln(2 scale) - H(p). */
  Tensor from(Laplace q) {
    Tensor scale = real(q.scale());
    return distance(q.loc(), scale).add(scale.log()).add(Math.log(2)).sub(p.entropy());
  }

  /**
   * With z = (x - loc) / scale: E |z| + 2 E ln(1 + e^-|z|) + ln(scale) - H(p), of which the second
   * is by quadrature.
   */
  Tensor from(Logistic q) {
    LocationScale to = new LocationScale(q.loc(), q.scale(), q.batchShape()).real();
    Quadrature rule = rule(to.loc());
    Tensor x = rule.nodes().stopGradient();
    Tensor z = to.standardise(x);
    Tensor isLeft = z.stopGradient().lt(0);
    Tensor rest = Tensor.where(isLeft, z, z.neg()).exp().log1p();
    Tensor mean = rule.expectation(p.logProb(x), rest).mul(2);
    Tensor linear = distance(to.loc(), to.scale());
    Tensor kl = linear.add(mean).add(to.scale().log()).sub(p.entropy());
    return Tensor.where(linear.stopGradient().lt(Double.POSITIVE_INFINITY), kl, linear);
  }

  /** E |x - c| / scale. */
  private Tensor distance(Tensor c, Tensor scale) {
    return base.scale().div(scale).mul(meanDistance.apply(base.standardise(real(c))));
  }

  Tensor from(Cauchy q) {
    return from(q.real(), real(q.loc()));
  }

  Tensor from(StudentT q) {
    return from(q.real(), real(q.loc()));
  }

  /**
   * E ln(p / q) by quadrature.
   *
   * @param q a distribution in DOUBLE
   * @param loc the point about which ln q changes most
   */
  Tensor from(Distribution q, Tensor loc) {
    Quadrature rule = rule(loc);
    Tensor x = rule.nodes().stopGradient().clamp(-FARTHEST, FARTHEST);
    Tensor logP = p.logProb(x);
    Tensor change = q.logProb(x).sub(logP);
    Tensor isNear = change.stopGradient().abs().max(0).lt(NEAR);
    Tensor excess = KlTerms.excess(Tensor.where(isNear, change, Tensor.zeros(DType.DOUBLE)));
    return rule.expectation(logP, Tensor.where(isNear, excess, change.neg()));
  }

  private Quadrature rule(Tensor loc) {
    Quadrature.Break[] breaks =
        Arrays.stream(Arrays.copyOf(kinks, kinks.length + 1))
            .map(c -> c == null ? loc : c)
            .map(Tensor::stopGradient)
            .map(c -> new Quadrature.Break(p.cdf(c), p.survival(c)))
            .toArray(Quadrature.Break[]::new);
    Shape batch = p.batchShape().broadcast(KlDivergence.WHERE, loc.shape());
    return Quadrature.quantiles(batch, p::icdf, p::inverseSurvival, breaks);
  }

  private static Tensor real(Tensor x) {
    return x.cast(DType.DOUBLE);
  }
}
