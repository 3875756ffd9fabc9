/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

  /** Distance of two breaks from the location of q, in its scales. */
  private static final double ABOUT = 5;

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
    LocationScale to = q.real().base();
    Quadrature rule = rule(to);
    Tensor x = nodes(rule);
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
    return from(q.real(), q.real().base());
  }

  Tensor from(StudentT q) {
    return from(q.real(), q.real().base());
  }

  /** E ln(p / q) by quadrature, for q in DOUBLE with location and scale. */
  Tensor from(Distribution q, LocationScale to) {
    return from(q, to, null);
  }

  /**
   * The same for q of the family of p.
   *
   * @param family ln(q / p) less ln of the ratio of the scales, of z = (x - loc) / scale and how
   *     much greater that of q is; accurate near 0
   */
  Tensor from(Distribution q, LocationScale to, BinaryOperator<Tensor> family) {
    Quadrature rule = rule(to);
    Tensor x = nodes(rule);
    Tensor logP = p.logProb(x);
    Tensor change = q.logProb(x).sub(logP);
    Tensor isNear = change.stopGradient().abs().max(0).lt(NEAR);
    Tensor near = family == null ? change : nearChange(x, to, family);
    Tensor excess = KlTerms.excess(Tensor.where(isNear, near, Tensor.zeros(DType.DOUBLE)));
    return rule.expectation(logP, Tensor.where(isNear, excess, change.neg()));
  }

  private Tensor nearChange(Tensor x, LocationScale to, BinaryOperator<Tensor> family) {
    Tensor z = base.standardise(x);
    Tensor wider = base.scale().sub(to.scale()).div(to.scale());
    Tensor rise = z.mul(wider).add(base.loc().sub(to.loc()).div(to.scale()));
    return family.apply(z, rise).add(LogRatio.of(base.scale(), to.scale()));
  }

  /**
   * Split at the location of q, about it, so that a much smaller scale is resolved, and at kinks.
   */
  private Quadrature rule(LocationScale to) {
    Quadrature.Break[] breaks =
        Stream.concat(Stream.of(kinks), Stream.of(to.loc(), to.at(-ABOUT), to.at(ABOUT)))
            .map(Tensor::stopGradient)
            .map(c -> new Quadrature.Break(p.cdf(c), p.survival(c)))
            .toArray(Quadrature.Break[]::new);
    Shape batch = p.batchShape().broadcast(KlDivergence.WHERE, to.batchShape());
    return Quadrature.quantiles(batch, p::icdf, p::inverseSurvival, breaks);
  }

  private static Tensor nodes(Quadrature rule) {
    return rule.nodes().stopGradient().clamp(-FARTHEST, FARTHEST);
  }

  private static Tensor real(Tensor x) {
    return x.cast(DType.DOUBLE);
  }
}
