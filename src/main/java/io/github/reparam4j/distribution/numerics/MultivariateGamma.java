/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The multivariate gamma function, Gamma_n(a) = pi^(n(n-1)/4) Gamma(a) Gamma(a - 1/2) ... Gamma(a -
 * (n-1)/2), and other combinations of several gamma functions. See A. T. James, "Distributions of
 * matrix variates and latent roots derived from normal samples", Ann. Math. Stat. 35, 1964.
 */
public final class MultivariateGamma {
  private MultivariateGamma() {}

  /** a - j/2 for j = 0, ..., n - 1 on a new last axis. */
  private static Tensor arguments(Tensor a, int n) {
    return a.expandDims(-1).sub(Tensor.range(a.dtype(), n).mul(0.5));
  }

  /** ln Gamma_n(a). */
  public static Tensor logGamma(Tensor a, int n) {
    return arguments(a, n).lgamma().sum(-1).add(0.25 * n * (n - 1) * Math.log(Math.PI));
  }

  /** The derivative of ln Gamma_n(a). */
  public static Tensor digamma(Tensor a, int n) {
    return arguments(a, n).digamma().sum(-1);
  }

  /** ln Gamma(a + b) - ln Gamma(a) for b &gt;= 0, without cancellation. */
  public static Tensor logRise(Tensor a, Tensor b) {
    Tensor positive = orOne(b);
    return onlyFor(b, positive.lgamma().sub(a.logBeta(positive)));
  }

  /**
   * psi(a + b) - psi(a) for b &gt;= 0, without cancellation, as minus the derivative of ln Beta(a,
   * b) by a.
   */
  public static Tensor digammaRise(Tensor a, Tensor b) {
    Tensor positive = orOne(b);
    Shape shape = a.shape().broadcast(b.shape());
    Tensor wide = a.mul(1).broadcastTo(shape); // a new expression, because b may depend on a
    Tensor logBeta = wide.logBeta(positive);
    Tensor ones = Tensor.ones(a.dtype(), logBeta.shape().toLongs());
    return onlyFor(b, Gradients.vjp(logBeta, ones, wide).of(wide).neg());
  }

  private static Tensor orOne(Tensor b) {
    return Tensor.where(b.stopGradient().gt(0), b, Tensor.ones(b.dtype()));
  }

  private static Tensor onlyFor(Tensor b, Tensor rise) {
    return Tensor.where(b.stopGradient().gt(0), rise, Tensor.zeros(b.dtype()));
  }

  /**
   * The logarithm of the multivariate beta function of the last axis, the product of Gamma(a[i])
   * over Gamma of the sum: the sum of ln Beta(a[0] + ... + a[i-1], a[i]), without cancellation.
   */
  public static Tensor logBeta(Tensor a) {
    int n = a.shape().dim(-1);
    Tensor before = a.cumsum(-1).slice(-1, 0, n - 1);
    return before.logBeta(a.slice(-1, 1, n)).sum(-1);
  }
}
