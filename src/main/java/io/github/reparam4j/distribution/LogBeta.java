package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** The logarithm of the beta function, where differences of ln Gamma would cancel. */
final class LogBeta {
  private static final double LARGE = 12;
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** B(2k) / (2k (2k - 1)), B the Bernoulli numbers, for k = 1, 2, ... */
  private static final double[] STIRLING = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
  };

  private LogBeta() {}

  /**
   * ln B(p, q) for p, q &gt; 0. With the greater x and the lesser y, large x take Stirling's series
   * (NIST Digital Library of Mathematical Functions, 5.11.1), whose leading terms are put together.
   */
  static Tensor of(Tensor p, Tensor q) {
    Tensor x = p.maximum(q);
    Tensor y = p.minimum(q);
    Tensor direct = x.lgamma().add(y.lgamma()).sub(x.add(y).lgamma());
    Tensor ratio = y.div(x);
    Tensor rest = x.add(y).sub(0.5).mul(ratio.log1p()).neg();
    rest = rest.add(remainder(x)).sub(remainder(x.add(y)));
    Tensor small = y.lgamma().add(y).sub(y.mul(x.log()));
    Tensor large = y.mul(ratio.log()).sub(y.log().mul(0.5)).add(HALF_LOG_TWO_PI);
    Tensor isLarge = y.stopGradient().gt(LARGE);
    large = Tensor.where(isLarge, large.add(remainder(y)), small).add(rest);
    return Tensor.where(x.stopGradient().gt(LARGE), large, direct);
  }

  /** ln Gamma(x) less (x - 1/2) ln x - x + ln sqrt(2 pi). */
  private static Tensor remainder(Tensor x) {
    Tensor r = x.reciprocal();
    Tensor square = r.square();
    Tensor sum = Tensor.zeros(x.dtype());
    for (int k = STIRLING.length - 1; k >= 0; k--) {
      sum = sum.mul(square).add(STIRLING[k]);
    }
    return sum.mul(r);
  }
}
