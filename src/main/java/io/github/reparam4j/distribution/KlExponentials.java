package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/** Divergences within further continuous families, most of them exponential ones. */
final class KlExponentials {
  private KlExponentials() {}

  /** The excess of the tails, and that of the least values; infinite if q starts above p. */
  static Tensor pareto(Pareto p, Pareto q) {
    Tensor tails = KlTerms.excess(LogRatio.of(q.alpha(), p.alpha()));
    Tensor kl = tails.add(q.alpha().mul(LogRatio.of(p.scale(), q.scale())));
    return KlMoments.whereCovered(p, q, kl);
  }

  static Tensor uniform(Uniform p, Uniform q) {
    Tensor kl = LogRatio.of(q.high().sub(q.low()), p.high().sub(p.low()));
    return KlMoments.whereCovered(p, q, kl);
  }

  /** The excess of the concentrations, and the squared distance of the means. */
  static Tensor inverseGaussian(InverseGaussian p, InverseGaussian q) {
    Tensor concentrations = KlTerms.excess(LogRatio.of(q.concentration(), p.concentration()));
    Tensor distance = p.loc().sub(q.loc()).div(q.loc()).square();
    return concentrations.add(distance.mul(q.concentration()).div(p.loc())).mul(0.5);
  }

  /**
   * The excess of ln I0 over its tangent, whose linear part |x| cancels, and A k 2 sin^2(d / 2)
   * with the mean resultant length A of p, the concentration k of q and the angle d between the
   * means.
   */
  static Tensor vonMises(VonMises p, VonMises q) {
    Tensor from = p.concentration().cast(DType.DOUBLE);
    Tensor to = q.concentration().cast(DType.DOUBLE);
    Tensor tangent = to.sub(from).mul(from.besselRatioGap());
    Tensor excess = to.logBesselI0e().sub(from.logBesselI0e()).add(tangent);
    Tensor angle = p.loc().sub(q.loc()).cast(DType.DOUBLE);
    Tensor turn = angle.mul(0.5).sin().square().mul(2);
    return KlTerms.notNegative(excess).add(turn.mul(to).mul(from.besselRatio()));
  }

  /** The excess of the normaliser A over its tangent, seen from the end where p is greatest. */
  static Tensor continuousBernoulli(ContinuousBernoulli p, ContinuousBernoulli q) {
    Tensor n = p.tilt().n().cast(DType.DOUBLE);
    Tensor m = q.tilt().n().cast(DType.DOUBLE);
    ExponentialTilt from = ExponentialTilt.of(n);
    Tensor to = Tensor.where(n.stopGradient().gt(0), m.neg(), m);
    Tensor normaliser = ExponentialTilt.of(to).logNormaliser();
    Tensor rising = Tensor.where(to.stopGradient().gt(0), to, Tensor.scalar(0));
    Tensor tangent = to.sub(from.slope()).mul(from.mean());
    return normaliser.add(rising).sub(from.logNormaliser()).sub(tangent);
  }
}
