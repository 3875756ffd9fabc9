package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/** Divergences within families of location and scale, and of what is a function of one. */
final class KlLocationScales {
  private KlLocationScales() {}

  // ---- normal

  static Tensor normal(Normal p, Normal q) {
    return p.gaussian().kl(q.gaussian());
  }

  static Tensor multivariateNormal(MultivariateNormal p, MultivariateNormal q) {
    return p.kl(q);
  }

  /**
   * (s^2 - 1 - ln s^2 + d^2) / 2 with the ratio s of the scales and the distance d in those of q.
   */
  private static Tensor normal(Tensor locP, Tensor scaleP, Tensor locQ, Tensor scaleQ) {
    Tensor excess = KlTerms.excess(LogRatio.of(scaleP, scaleQ).mul(2));
    return excess.add(locP.sub(locQ).div(scaleQ).square()).mul(0.5);
  }

  static Tensor logNormal(LogNormal p, LogNormal q) {
    return normal(p.loc(), p.scale(), q.loc(), q.scale());
  }

  static Tensor logitNormal(LogitNormal p, LogitNormal q) {
    return normal(p.loc(), p.scale(), q.loc(), q.scale());
  }

  static Tensor logisticNormal(LogisticNormal p, LogisticNormal q) {
    return normal(p.loc(), p.scale(), q.loc(), q.scale()).sum(-1);
  }

  static Tensor halfNormal(HalfNormal p, HalfNormal q) {
    return KlTerms.excess(LogRatio.of(p.scale(), q.scale()).mul(2)).mul(0.5);
  }

  /**
   * (|R|^2 |C|^2 - n m - ln det^2 + distance^2) / 2 with the triangles R and C of rows and columns
   * of p in those of q: their Kronecker product is a triangle, of whose diagonal are the excesses.
   */
  static Tensor matrixNormal(MatrixNormal p, MatrixNormal q) {
    Tensor rows = q.row().triangle().triangularSolve(p.row().triangle());
    Tensor columns = q.column().triangle().triangularSolve(p.column().triangle());
    Tensor r = rows.diagonal();
    Tensor c = columns.diagonal();
    Tensor logs = r.log().expandDims(-1).add(c.log().expandDims(-2)).mul(2);
    Tensor all = columns.square().sum(-1, -2);
    Tensor below = below(rows).mul(all).add(r.square().sum(-1).mul(below(columns)));
    Tensor left = q.row().triangle().triangularSolve(p.loc().sub(q.loc()));
    Tensor distance = q.column().triangle().triangularSolve(left.transpose());
    return KlTerms.excess(logs).sum(-1, -2).add(below).add(distance.square().sum(-1, -2)).mul(0.5);
  }

  private static Tensor below(Tensor triangle) {
    Tensor identity = Tensor.eye(triangle.dtype(), triangle.shape().dim(-1));
    Tensor zero = Tensor.zeros(triangle.dtype());
    return Tensor.where(identity, zero, triangle).square().sum(-1, -2);
  }

  // ---- Laplace, Cauchy

  /** r - 1 - ln r + r (e^-z - 1 + z), r the ratio of the scales, z the distance in those of p. */
  static Tensor laplace(Laplace p, Laplace q) {
    Tensor difference = p.loc().sub(q.loc());
    Tensor isNegative = difference.stopGradient().lt(0);
    Tensor distance = Tensor.where(isNegative, difference, difference.neg()).div(p.scale());
    Tensor logRatio = LogRatio.of(p.scale(), q.scale());
    return KlTerms.excess(logRatio).add(p.scale().div(q.scale()).mul(KlTerms.excess(distance)));
  }

  static Tensor cauchy(Cauchy p, Cauchy q) {
    return cauchy(p.loc().sub(q.loc()), p.scale(), q.scale());
  }

  static Tensor halfCauchy(HalfCauchy p, HalfCauchy q) {
    return cauchy(Tensor.zeros(p.dtype()), p.scale(), q.scale());
  }

  /**
   * ln(((s + t)^2 + d^2) / (4 s t)), here as ln(1 + ((s - t)^2 + d^2) / (4 s t)). Source: F.
   * Chyzak, F. Nielsen, "A closed-form formula for the Kullback-Leibler divergence between Cauchy
   * distributions", 2019.
   */
  private static Tensor cauchy(Tensor distance, Tensor scaleP, Tensor scaleQ) {
    Tensor s = scaleP.cast(DType.DOUBLE);
    Tensor t = scaleQ.cast(DType.DOUBLE);
    Tensor twice = s.sqrt().mul(t.sqrt()).mul(2);
    return KlTerms.logOnePlusSquares(s.sub(t), distance.cast(DType.DOUBLE), twice);
  }

  // ---- Gumbel, Weibull

  static Tensor gumbel(Gumbel p, Gumbel q) {
    return gumbel(p.scale(), q.scale(), q.loc().sub(p.loc()).div(q.scale()));
  }

  /** The negative logarithm is a Gumbel variate of loc -ln scale and scale 1 / concentration. */
  static Tensor weibull(Weibull p, Weibull q) {
    Tensor shift = q.concentration().mul(LogRatio.of(p.scale(), q.scale()));
    return gumbel(q.concentration(), p.concentration(), shift);
  }

  /**
   * e^t - 1 - t with t = shift + ln Gamma(1 + r), and the excess of ln Gamma at the ratio r of the
   * scales over its tangent at 1.
   *
   * @param shift the location of q less that of p, in scales of q
   */
  private static Tensor gumbel(Tensor scaleP, Tensor scaleQ, Tensor shift) {
    Tensor r = scaleP.cast(DType.DOUBLE).div(scaleQ.cast(DType.DOUBLE));
    Tensor t = shift.cast(DType.DOUBLE).add(r.add(1).lgamma());
    return KlTerms.excess(t).add(KlLogGamma.excessOfLogGamma(r, Tensor.scalar(1)));
  }
}
