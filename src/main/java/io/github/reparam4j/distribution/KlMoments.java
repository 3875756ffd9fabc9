package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.BetaVariates;
import io.github.reparam4j.tensor.Tensor;

/**
 * Divergences from laws whose log-density is a function of few moments: -H(p) - E ln q with the
 * entropy H and moments of p. Infinite where p reaches beyond the support of q.
 */
final class KlMoments {
  private static final double EULER = 0.5772156649015329;
  private static final double PI_SQUARE_OVER_6 = Math.PI * Math.PI / 6;

  private KlMoments() {}

  // ---- supports

  /** The divergence where the support of p is part of that of q, else infinity. */
  static Tensor whereCovered(Distribution p, Distribution q, Tensor kl) {
    Tensor above = low(p).ge(low(q));
    Tensor below = high(p).le(high(q));
    return Tensor.where(above.mul(below), kl, KlTerms.infinity(kl));
  }

  private static Tensor low(Distribution d) {
    Constraint set = d.support();
    if (set instanceof Constraint.AtLeast half) {
      return half.low().stopGradient();
    }
    return set instanceof Constraint.Interval i
        ? i.low().stopGradient()
        : Tensor.fill(d.dtype(), Double.NEGATIVE_INFINITY);
  }

  private static Tensor high(Distribution d) {
    return d.support() instanceof Constraint.Interval i
        ? i.high().stopGradient()
        : Tensor.fill(d.dtype(), Double.POSITIVE_INFINITY);
  }

  // ---- log-densities that are linear or quadratic

  /** To the exponential and the continuous Bernoulli distribution, whose ln q is linear. */
  static Tensor linear(Distribution p, Distribution q) {
    return whereCovered(p, q, p.entropy().add(q.logProb(p.mean())).neg());
  }

  /** To the uniform distribution, whose ln q is constant. */
  static Tensor constant(Distribution p, Uniform q) {
    return whereCovered(p, q, q.entropy().sub(p.entropy()));
  }

  static Tensor normal(Distribution p, Normal q) {
    return quadratic(p, q, q.scale());
  }

  static Tensor truncatedNormal(Distribution p, TruncatedNormal q) {
    return quadratic(p, q, q.scale());
  }

  /** E ln q is ln q at the mean less half of the variance in squares of the scale. */
  private static Tensor quadratic(Distribution p, Distribution q, Tensor scale) {
    Tensor variance = p.variance();
    Tensor spread = p.standardDeviation().div(scale).square().mul(0.5);
    Tensor kl = spread.sub(p.entropy()).sub(q.logProb(p.mean()));
    Tensor exists = variance.stopGradient().lt(Double.POSITIVE_INFINITY);
    return whereCovered(p, q, Tensor.where(exists, kl, KlTerms.infinity(kl)));
  }

  // ---- with the mean of ln x

  /** To the gamma distribution: ln q = a ln r - ln Gamma(a) + (a - 1) ln x - r x. */
  static Tensor gamma(Distribution p, Gamma q) {
    return gamma(p, q, q.concentration(), q.rate());
  }

  static Tensor chi2(Distribution p, Chi2 q) {
    return gamma(p, q, q.df().mul(0.5), Tensor.fill(q.dtype(), 0.5));
  }

  private static Tensor gamma(Distribution p, Distribution q, Tensor a, Tensor r) {
    Tensor logs = a.sub(1).multiplyNoNan(meanLog(p)).add(a.mul(r.log())).sub(a.lgamma());
    return whereCovered(p, q, r.mul(p.mean()).sub(p.entropy()).sub(logs));
  }

  /** To the log-normal distribution: that of ln x to the normal one. */
  static Tensor logNormal(Distribution p, LogNormal q) {
    Tensor mean = meanLog(p);
    Tensor spread = varianceLog(p).div(q.scale()).div(q.scale()).mul(0.5);
    Tensor ofLog = p.entropy().sub(mean);
    return spread.sub(ofLog).sub(Normal.of(q.loc(), q.scale()).logProb(mean));
  }

  /** To the Pareto distribution: ln q = ln(alpha / x) - alpha ln(x / scale). */
  static Tensor pareto(Uniform p, Pareto q) {
    Tensor distance = meanLog(p).sub(q.scale().log());
    Tensor kl = q.alpha().mul(distance).sub(q.alpha().log()).add(meanLog(p)).sub(p.entropy());
    return whereCovered(p, q, kl);
  }

  static Tensor uniformBeta(Uniform p, Beta q) {
    Tensor width = p.high().sub(p.low());
    Tensor logX = meanLog(p.low(), p.high(), width);
    Tensor logRest = meanLog(p.high().neg().add(1), p.low().neg().add(1), width);
    Tensor a = q.concentration1();
    Tensor b = q.concentration0();
    Tensor logs = a.sub(1).multiplyNoNan(logX).add(b.sub(1).multiplyNoNan(logRest));
    return whereCovered(p, q, a.logBeta(b).sub(logs).sub(p.entropy()));
  }

  /** E ln x. */
  private static Tensor meanLog(Distribution p) {
    if (p instanceof Uniform u) {
      return meanLog(u.low(), u.high(), u.high().sub(u.low()));
    } else if (p instanceof Beta b) {
      return BetaVariates.meanLog(b.concentration1(), b.concentration0());
    } else if (p instanceof Kumaraswamy k) {
      return k.concentration0().add(1).digamma().add(EULER).div(k.concentration1()).neg();
    } else if (p instanceof Exponential e) {
      return e.rate().log().add(EULER).neg();
    } else if (p instanceof Gamma g) {
      return g.concentration().digamma().sub(g.rate().log());
    } else if (p instanceof Chi2 c) {
      return c.df().mul(0.5).digamma().add(Math.log(2));
    } else if (p instanceof InverseGamma g) {
      return g.rate().log().sub(g.concentration().digamma());
    } else if (p instanceof InverseGaussian g) {
      Tensor shape = g.concentration().div(g.loc());
      return g.loc().log().sub(shape.mul(2).expE1());
    } else if (p instanceof LogNormal n) {
      return n.loc();
    } else if (p instanceof HalfNormal n) {
      return n.scale().log().sub((EULER + Math.log(2)) / 2);
    } else if (p instanceof Weibull w) {
      return w.scale().log().sub(w.concentration().reciprocal().mul(EULER));
    } else if (p instanceof Pareto r) {
      return r.scale().log().add(r.alpha().reciprocal());
    }
    throw new IllegalStateException("no mean of ln x of " + p);
  }

  /** Var ln x. */
  private static Tensor varianceLog(Distribution p) {
    if (p instanceof Exponential e) {
      return Tensor.fill(e.dtype(), PI_SQUARE_OVER_6);
    } else if (p instanceof Gamma g) {
      return g.concentration().trigamma();
    } else if (p instanceof Chi2 c) {
      return c.df().mul(0.5).trigamma();
    } else if (p instanceof InverseGamma g) {
      return g.concentration().trigamma();
    } else if (p instanceof HalfNormal n) {
      return Tensor.fill(n.dtype(), Math.PI * Math.PI / 8);
    } else if (p instanceof Weibull w) {
      return w.concentration().reciprocal().square().mul(PI_SQUARE_OVER_6);
    } else if (p instanceof Pareto r) {
      return r.alpha().reciprocal().square();
    }
    throw new IllegalStateException("no variance of ln x of " + p);
  }

  /** E ln x, uniform on [low, high]: ln high - 1 + (low / width) ln(1 + width / low). */
  private static Tensor meanLog(Tensor low, Tensor high, Tensor width) {
    Tensor rest = low.div(width).mul(width.div(low).log1p());
    Tensor isPositive = low.stopGradient().gt(0);
    return high.log().sub(1).add(Tensor.where(isPositive, rest, Tensor.zeros(low.dtype())));
  }

  // ---- to the Gumbel distribution: with ln of the mean of e^-z, z = (x - loc) / scale

  private static Tensor gumbel(Distribution p, Gumbel q, Tensor logMean) {
    Tensor z = p.mean().sub(q.loc()).div(q.scale());
    return z.add(logMean.exp()).add(q.scale().log()).sub(p.entropy());
  }

  static Tensor normalGumbel(Normal p, Gumbel q) {
    Tensor z = q.loc().sub(p.loc()).div(q.scale());
    return gumbel(p, q, z.add(p.scale().div(q.scale()).square().mul(0.5)));
  }

  static Tensor exponentialGumbel(Exponential p, Gumbel q) {
    return gammaGumbel(p, q, Tensor.ones(p.dtype()), p.rate());
  }

  static Tensor gammaGumbel(Gamma p, Gumbel q) {
    return gammaGumbel(p, q, p.concentration(), p.rate());
  }

  static Tensor chi2Gumbel(Chi2 p, Gumbel q) {
    return gammaGumbel(p, q, p.df().mul(0.5), Tensor.fill(p.dtype(), 0.5));
  }

  private static Tensor gammaGumbel(Distribution p, Gumbel q, Tensor a, Tensor rate) {
    Tensor fall = a.mul(rate.mul(q.scale()).reciprocal().log1p());
    return gumbel(p, q, q.loc().div(q.scale()).sub(fall));
  }

  static Tensor uniformGumbel(Uniform p, Gumbel q) {
    Tensor fall = p.low().sub(p.high()).div(q.scale());
    Tensor first = q.loc().sub(p.low()).div(q.scale());
    return gumbel(p, q, first.add(ExponentialTilt.of(fall).logNormaliser()));
  }

  // ---- to the Laplace distribution: with E |x - loc|

  /** The distance d of a normal variate: scale (2 phi(z) + z erf(z / sqrt 2)), z = E d / scale. */
  static Tensor normalLaplace(Normal p, Laplace q) {
    Tensor z = p.loc().sub(q.loc()).div(p.scale());
    Tensor density = z.square().mul(-0.5).exp().mul(Math.sqrt(2 / Math.PI));
    Tensor distance = p.scale().mul(density.add(z.mul(z.mul(Math.sqrt(0.5)).erf())));
    return distance.div(q.scale()).add(q.scale().log()).add(Math.log(2)).sub(p.entropy());
  }
}
