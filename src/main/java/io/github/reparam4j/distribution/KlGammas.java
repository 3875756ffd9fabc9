package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * Divergences of the laws whose normaliser is made of gamma functions. Each is a relative entropy
 * of the means, which is large for large parameters, and excesses of {@link KlLogGamma}, which are
 * not. Computed in DOUBLE.
 */
final class KlGammas {
  private KlGammas() {}

  /** Gamma, exponential and chi-squared laws as gamma laws. */
  private record Law(Tensor concentration, Tensor rate) {
    static Law of(Distribution d) {
      if (d instanceof Exponential e) {
        return new Law(Tensor.ones(DType.DOUBLE), wide(e.rate()));
      }
      if (d instanceof Chi2 c) {
        return new Law(wide(c.df()).mul(0.5), Tensor.scalar(0.5));
      }
      Gamma g = (Gamma) d;
      return new Law(wide(g.concentration()), wide(g.rate()));
    }
  }

  private static Tensor wide(Tensor x) {
    return x.cast(DType.DOUBLE);
  }

  /** Any two of {@link Gamma}, {@link Exponential}, {@link Chi2}. */
  static Tensor gamma(Distribution p, Distribution q) {
    Law a = Law.of(p);
    Law b = Law.of(q);
    return gamma(a.concentration, a.rate, b.concentration, b.rate);
  }

  /** Excess of the concentrations, and b (e^u - 1 - u) with u = ln(mean of p / mean of q). */
  private static Tensor gamma(Tensor a, Tensor r, Tensor b, Tensor s) {
    Tensor u = LogRatio.of(a, b).add(LogRatio.of(s, r));
    return KlLogGamma.excess(b, a).add(b.mul(KlTerms.excess(u)));
  }

  static Tensor exponential(Exponential p, Exponential q) {
    return KlTerms.excess(LogRatio.of(wide(q.rate()), wide(p.rate())));
  }

  /** That of the reciprocals. */
  static Tensor inverseGamma(InverseGamma p, InverseGamma q) {
    return gamma(wide(p.concentration()), wide(p.rate()), wide(q.concentration()), wide(q.rate()));
  }

  static Tensor beta(Beta p, Beta q) {
    return beta(p.concentration1(), p.concentration0(), q.concentration1(), q.concentration0());
  }

  /** Of Beta(a, b) from Beta(c, d). */
  private static Tensor beta(Tensor a, Tensor b, Tensor c, Tensor d) {
    Tensor a1 = wide(a);
    Tensor b1 = wide(b);
    Tensor c1 = wide(c);
    Tensor d1 = wide(d);
    Tensor p = a1.add(b1);
    Tensor q = c1.add(d1);
    Tensor total = LogRatio.of(p, q);
    return KlLogGamma.excess(c1, a1)
        .add(KlLogGamma.excess(d1, b1))
        .sub(KlLogGamma.excess(q, p))
        .add(share(c1, a1, total, q.div(p)))
        .add(share(d1, b1, total, q.div(p)));
  }

  /**
   * A term of the relative entropy of the means: from c, with c / q of q, to a, with a / p of p.
   */
  private static Tensor share(Tensor c, Tensor a, Tensor logTotal, Tensor ratio) {
    return KlTerms.relativeEntropy(c, a.mul(ratio), LogRatio.of(a, c).sub(logTotal));
  }

  static Tensor dirichlet(Dirichlet p, Dirichlet q) {
    Tensor a = wide(p.concentration());
    Tensor c = wide(q.concentration());
    Tensor from = a.sumKeepDims(-1);
    Tensor to = c.sumKeepDims(-1);
    Tensor means = share(c, a, LogRatio.of(from, to), to.div(from)).sum(-1);
    return KlLogGamma.excess(c, a).sum(-1).sub(KlLogGamma.excess(to, from).squeeze(-1)).add(means);
  }

  /**
   * The rows are independent: the squared length of row i below the diagonal is Beta(i / 2, b[i]),
   * its direction is uniform.
   */
  static Tensor lkj(LkjCholesky p, LkjCholesky q) {
    int n = p.eventShape().dim(-1);
    Tensor i = Tensor.range(DType.DOUBLE, n).slice(0, 1, n);
    Tensor below = i.neg().add(n - 1.0).mul(0.5);
    Tensor half = i.mul(0.5);
    Tensor a = wide(p.concentration()).expandDims(-1).add(below);
    Tensor b = wide(q.concentration()).expandDims(-1).add(below);
    return n == 1 ? a.sub(b).sum(-1) : beta(half, a, half, b).sum(-1);
  }

  static Tensor wishart(Wishart p, Wishart q) {
    return wishart(p.df(), q.df(), p.scaleTril(), q.scaleTril());
  }

  /** That of the inverses, whose scale matrices are the inverses. */
  static Tensor inverseWishart(InverseWishart p, InverseWishart q) {
    return wishart(p.df(), q.df(), q.scaleTril(), p.scaleTril());
  }

  /**
   * Of degrees n from m and scale matrices V = L L' from W = K K', with a = n / 2, b = m / 2 and M
   * = (n / m) W^-1 V: b (tr M - d - ln |M|), the excesses of ln Gamma at b - j / 2 and a - j / 2
   * for j = 0, ..., d - 1, less d times the relative entropy of b and a. The difference of a
   * relative entropy of b - x and a - x and of that of b and a is b ln(1 + x (b - a) / (b (a - x)))
   * - x ln((b - x) / (a - x)), of which nothing cancels.
   */
  private static Tensor wishart(Tensor n, Tensor m, Tensor l, Tensor k) {
    int d = l.shape().dim(-1);
    Tensor a = wide(n).mul(0.5).expandDims(-1);
    Tensor b = wide(m).mul(0.5).expandDims(-1);
    Tensor x = Tensor.range(DType.DOUBLE, d).mul(0.5);
    Tensor to = b.sub(x);
    Tensor from = a.sub(x);
    Tensor rest = b.mul(x.mul(b.sub(a)).div(b).div(from).log1p()).sub(x.mul(LogRatio.of(to, from)));
    Tensor scaled = wide(l).mul(EventShapes.asMatrix(wide(n).div(wide(m)).sqrt()));
    Tensor matrices = TriangularScale.excessOver(wide(k), scaled);
    return KlLogGamma.excess(to, from).add(rest).sum(-1).add(wide(m).mul(0.5).mul(matrices));
  }
}
