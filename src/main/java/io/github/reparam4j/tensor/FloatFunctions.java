package io.github.reparam4j.tensor;

/**
 * Elementary functions of floats: computed in double precision by short series without branches on
 * the common path, and rounded once, at the same cost on every JVM. Results are within 0.6 ulp of
 * the exact value (subnormal results within one unit of the last place).
 *
 * <p>Method: e^x = 2^k e^r with |r| &lt;= ln 2 / 2 and Taylor's series of e^r; ln x = k ln 2 + ln m
 * with m in [sqrt(1/2), sqrt 2) and ln m = 2 artanh((m-1)/(m+1)); see J.-M. Muller, "Elementary
 * Functions", chapter 11.
 */
final class FloatFunctions {
  private static final double LN2 = 0.6931471805599453;
  private static final double INV_LN2 = 1.4426950408889634;

  /** Added and taken off again, rounds to a whole number, which stands in the low bits between. */
  private static final double ROUND = 0x1.8p52;

  /** Bits of sqrt(1/2), where the reduced mantissa of a logarithm starts. */
  private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;

  private static final long ONE = 0x3ff0000000000000L;
  private static final long MANTISSA = 0x000fffffffffffffL;

  private FloatFunctions() {}

  static float exp(float x) {
    return (float) wideExp(Math.min(Math.max(x, -104f), 89f));
  }

  static float expm1(float x) {
    double d = x;
    double series = d * (1 + d * (0.5 + d * (1.0 / 6)));
    double direct = wideExp(Math.min(Math.max(x, -104f), 89f)) - 1;
    return (float) (Math.abs(d) < 1e-4 ? series : direct);
  }

  static float log(float x) {
    return x > 0 && x <= Float.MAX_VALUE ? (float) wideLog(x) : (float) Math.log(x);
  }

  static float log1p(float x) {
    double d = x;
    double series = d * (1 - d * (0.5 - d * (1.0 / 3)));
    if (Math.abs(d) < 1e-4) {
      return (float) series;
    }
    return d > -1 && d <= Float.MAX_VALUE ? (float) wideLog(1 + d) : (float) Math.log1p(d);
  }

  static float sigmoid(float x) {
    return (float) (1 / (1 + wideExp(Math.min(Math.max(-x, -104f), 104f))));
  }

  static float softplus(float x) {
    return (float) (Math.max(x, 0f) + logOnePlusExpOfNegative(-Math.abs(x)));
  }

  static float logSigmoid(float x) {
    return -softplus(-x);
  }

  static float tanh(float x) {
    double d = x;
    double e = wideExp(2 * Math.min(Math.max(x, -20f), 20f));
    double direct = (e - 1) / (e + 1);
    double series = d * (1 - d * d * (1.0 / 3));
    return (float) (Math.abs(d) < 1e-3 ? series : direct);
  }

  /** e^x for |x| &lt; 700, to 1e-14; NaN for NaN. */
  static double wideExp(double x) {
    double shifted = x * INV_LN2 + ROUND;
    double k = shifted - ROUND;
    double r = x - k * LN2;
    double r2 = r * r;
    double r4 = r2 * r2;
    double low = 1 + r + r2 * (1.0 / 2 + r * (1.0 / 6));
    double middle = 1.0 / 24 + r * (1.0 / 120) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    double high = 1.0 / 40320 + r * (1.0 / 362880) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800));
    double scale = Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) + 1023) << 52);
    return (low + r4 * (middle + r4 * high)) * scale;
  }

  /** ln x for a positive, finite, normal x, to 1e-11 relative. */
  static double wideLog(double x) {
    long shifted = Double.doubleToRawLongBits(x) + (ONE - SQRT_HALF);
    double k = (int) (shifted >> 52) - 1023;
    double f = Double.longBitsToDouble((shifted & MANTISSA) + SQRT_HALF) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double series =
        (2.0 / 3 + z * (2.0 / 5))
            + z2 * (2.0 / 7 + z * (2.0 / 9))
            + z2 * z2 * (2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15));
    return k * LN2 + (2 * s + s * z * series);
  }

  /** ln(1 + e^x) for x &lt;= 0: u = e^x in [0, 1], 2 artanh(u / (2 + u)). */
  private static double logOnePlusExpOfNegative(float x) {
    double u = wideExp(Math.max(x, -104f));
    double s = u / (2 + u);
    double z = s * s;
    double z2 = z * z;
    double z4 = z2 * z2;
    double low = 1 + z * (1.0 / 3) + z2 * (1.0 / 5 + z * (1.0 / 7));
    double high = 1.0 / 9 + z * (1.0 / 11) + z2 * (1.0 / 13 + z * (1.0 / 15));
    double top = 1.0 / 17 + z * (1.0 / 19) + z2 * (1.0 / 21);
    return 2 * s * (low + z4 * (high + z4 * top));
  }
}
