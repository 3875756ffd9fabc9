/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * The excess g(b) - g(a) - (b - a) g'(a) over its tangent of the convex function g(x) = ln Gamma(x)
 * - x ln x + x: the divergence of a gamma distribution of concentration a from one of concentration
 * b and the same mean. The excess is never negative, 0 for a = b and for large arguments about the
 * excess of -ln(x) / 2, so that nothing cancels where ln Gamma is large. The excess of ln Gamma
 * itself is greater by {@code relativeEntropy(b, a)}.
 *
 * <p>For a near b the excess is a sum of excesses, from ln Gamma(x) = ln Gamma(x + 12) - ln x - ...
 * - ln(x + 11) and Stirling's series; else the difference above. NIST Digital Library of
 * Mathematical Functions, 5.5.1 and 5.11.1. All computations are in DOUBLE.
 */
final class KlLogGamma {
  /** Coefficients of x^-1, x^-3, ... in Stirling's series of ln Gamma. */
  private static final double[] STIRLING = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
  };

  private static final int SHIFT = 12;

  /** The greatest ratio of a and b for which the series are exact to rounding. */
  private static final double MAX_NEAR_RATIO = 1.6;

  private static final int TERMS = 13;
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private KlLogGamma() {}

  /** g(b) - g(a) - (b - a) g'(a), in DOUBLE. */
  static Tensor excess(Tensor b, Tensor a) {
    Tensor to = b.cast(DType.DOUBLE);
    Tensor from = a.cast(DType.DOUBLE);
    return excess(to, from, to.sub(from));
  }

  /**
   * The same for a and b that are rounded, as sums are.
   *
   * @param difference b - a, not rounded
   */
  static Tensor excess(Tensor b, Tensor a, Tensor difference) {
    Tensor far = g(b).sub(g(a)).sub(difference.mul(slope(a)));
    Tensor ratio = b.div(a).stopGradient();
    Tensor isNear = ratio.gt(1 / MAX_NEAR_RATIO).mul(ratio.lt(MAX_NEAR_RATIO));
    return Tensor.where(isNear, near(b, a, difference), far);
  }

  /** ln Gamma(b) - ln Gamma(a) - (b - a) psi(a), in DOUBLE. */
  static Tensor excessOfLogGamma(Tensor b, Tensor a) {
    Tensor to = b.cast(DType.DOUBLE);
    Tensor from = a.cast(DType.DOUBLE);
    return excessOfLogGamma(to, from, to.sub(from));
  }

  /**
   * The same for a and b that are rounded, as quotients are.
   *
   * @param difference b - a, not rounded
   */
  static Tensor excessOfLogGamma(Tensor b, Tensor a, Tensor difference) {
    Tensor logRatio = LogRatio.of(a, b, difference.neg());
    return excess(b, a, difference).add(KlTerms.relativeEntropy(b, a, logRatio));
  }

  /** g(x). */
  static Tensor g(Tensor x) {
    Tensor small = Tensor.where(isSmall(x), x, limit());
    Tensor direct = small.lgamma().sub(small.mul(small.log())).add(small);
    Tensor large = Tensor.where(isSmall(x), limit(), x);
    Tensor square = large.square().reciprocal();
    Tensor series = large.log().mul(-0.5).add(HALF_LOG_TWO_PI);
    series = series.add(polynomial(square, i -> STIRLING[i]).div(large));
    return Tensor.where(isSmall(x), direct, series);
  }

  private static Tensor isSmall(Tensor x) {
    return x.stopGradient().lt(SHIFT);
  }

  private static Tensor limit() {
    return Tensor.scalar(SHIFT);
  }

  /** g'(x) = psi(x) - ln x. */
  static Tensor slope(Tensor x) {
    Tensor small = Tensor.where(isSmall(x), x, limit());
    Tensor direct = small.digamma().sub(small.log());
    Tensor large = Tensor.where(isSmall(x), limit(), x);
    Tensor square = large.square().reciprocal();
    Tensor series = polynomial(square, i -> -(2 * i + 1) * STIRLING[i]).mul(square);
    series = series.sub(large.reciprocal().mul(0.5));
    return Tensor.where(isSmall(x), direct, series);
  }

  private static Tensor polynomial(Tensor x, IntToDoubleFunction coefficient) {
    Tensor sum = Tensor.zeros(x.dtype());
    for (int i = STIRLING.length - 1; i >= 0; i--) {
      sum = sum.mul(x).add(coefficient.applyAsDouble(i));
    }
    return sum;
  }

  private static Tensor near(Tensor b, Tensor a, Tensor difference) {
    Tensor isLarge = a.minimum(b).stopGradient().ge(SHIFT);
    Tensor zero = Tensor.scalar(0);
    Tensor shift = Tensor.where(isLarge, zero, limit());
    Tensor y = b.add(shift);
    Tensor x = a.add(shift);
    Tensor entropies = relativeEntropy(y, difference).sub(relativeEntropy(b, difference));
    Tensor rest = logarithms(a, difference).add(entropies);
    return stirling(y, x, difference).add(Tensor.where(isLarge, zero, rest));
  }

  /** The excess of -ln x - ... - ln(x + 11). */
  private static Tensor logarithms(Tensor a, Tensor difference) {
    Tensor steps = Tensor.range(a.dtype(), SHIFT);
    Tensor each = difference.expandDims(-1).div(a.expandDims(-1).add(steps));
    return excessOfLogarithm(each).sum(-1);
  }

  /** y ln(y / x) - y + x for x near y and their difference y - x. */
  private static Tensor relativeEntropy(Tensor y, Tensor difference) {
    return y.mul(excessOfLogarithm(difference.neg().div(y)));
  }

  /**
   * v - ln(1 + v) for 1 / MAX_NEAR_RATIO &lt; 1 + v &lt; MAX_NEAR_RATIO. With w = v / (2 + v) the
   * value is v w - 2 w^3 (1/3 + w^2 / 5 + ...), from ln(1 + v) = 2 artanh w.
   */
  private static Tensor excessOfLogarithm(Tensor v) {
    Tensor w = v.div(v.add(2));
    Tensor square = w.square();
    Tensor sum = Tensor.fill(v.dtype(), 1.0 / (2 * TERMS + 1));
    for (int n = TERMS - 1; n > 0; n--) {
      sum = sum.mul(square).add(1.0 / (2 * n + 1));
    }
    return w.mul(v.sub(square.mul(sum).mul(2)));
  }

  /**
   * The excess of -ln(x) / 2 + x^-1 / 12 - ...; the excess of x^-m is x^-m (r - 1)^2 (s^m + 2
   * s^(m-1) + ... + m s) with r = y / x and s = 1 / r.
   */
  private static Tensor stirling(Tensor y, Tensor x, Tensor difference) {
    Tensor s = x.div(y);
    Tensor power = s;
    Tensor powers = s;
    Tensor weighted = s;
    Tensor inverse = x.reciprocal();
    Tensor square = inverse.square();
    Tensor sum = weighted.mul(inverse).mul(STIRLING[0]);
    for (int i = 1; i < STIRLING.length; i++) {
      for (int step = 0; step < 2; step++) {
        power = power.mul(s);
        powers = powers.add(power);
        weighted = weighted.add(powers);
      }
      inverse = inverse.mul(square);
      sum = sum.add(weighted.mul(inverse).mul(STIRLING[i]));
    }
    Tensor distance = difference.div(x);
    return sum.mul(distance.square()).add(excessOfLogarithm(distance).mul(0.5));
  }
}
