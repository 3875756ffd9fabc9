package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * The multivariate gamma function, Gamma_n(a) = pi^(n(n-1)/4) Gamma(a) Gamma(a - 1/2) ... Gamma(a -
 * (n-1)/2), and what else is made from several gamma functions. See A. T. James, "Distributions of
 * matrix variates and latent roots derived from normal samples", Ann. Math. Stat. 35, 1964.
 */
final class MultivariateGamma {
  private MultivariateGamma() {}

  /** a - j/2 for j = 0, ..., n - 1 on a new last axis. */
  private static Tensor arguments(Tensor a, int n) {
    return a.expandDims(-1).sub(Tensor.range(a.dtype(), n).mul(0.5));
  }

  /** ln Gamma_n(a). */
  static Tensor logGamma(Tensor a, int n) {
    return arguments(a, n).lgamma().sum(-1).add(n * (n - 1) * 0.25 * Math.log(Math.PI));
  }

  /** The derivative of ln Gamma_n(a). */
  static Tensor digamma(Tensor a, int n) {
    return arguments(a, n).digamma().sum(-1);
  }

  /** ln Gamma(a + b) - ln Gamma(a). */
  static Tensor logRise(Tensor a, Tensor b) {
    return a.add(b).lgamma().sub(a.lgamma());
  }

  /** psi(a + b) - psi(a). */
  static Tensor digammaRise(Tensor a, Tensor b) {
    return a.add(b).digamma().sub(a.digamma());
  }

  /** The logarithm of the multivariate beta function of the last axis. */
  static Tensor logBeta(Tensor a) {
    return a.lgamma().sum(-1).sub(a.sum(-1).lgamma());
  }
}
