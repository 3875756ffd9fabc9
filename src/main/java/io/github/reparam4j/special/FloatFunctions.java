/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * Elementary functions of floats, as loops over arrays: computed in double precision and rounded
 * once. Results are within 0.6 ulp of the exact value (subnormal results within one unit of the
 * last place). The output may be the input.
 *
 * <p>The loops between the conversions are arithmetic without branches, calls or access to bits: C2
 * vectorises such loops on every JVM since 17. The exponential avoids 2^k because of that: e^x is
 * the 1024th power of e^(x / 1024), by Taylor's series and ten squarings, which magnify its error
 * 1024 times, to 2^-31; and e^x - 1 doubles its argument by p(p + 2). ln x = k ln 2 + ln m with m
 * in [sqrt(1/2), sqrt 2) and ln m = 2 artanh((m-1)/(m+1)); see J.-M. Muller, "Elementary
 * Functions", chapter 11.
 */
public final class FloatFunctions {
  private static final double LN2 = 0.6931471805599453;

  /** Bits of sqrt(1/2), where the reduced mantissa of a logarithm starts. */
  private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;

  private static final long ONE = 0x3ff0000000000000L;
  private static final long MANTISSA = 0x000fffffffffffffL;

  /** Number of elements that are converted together. */
  private static final int BLOCK = 512;

  /** Beyond this |x|, e^x is 0 or infinite as a float but not as a double. */
  private static final double MAX_EXPONENT = 110;

  /** Beyond this x, tanh rounds to 1. */
  private static final double MAX_TANH_ARGUMENT = 20;

  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[3][BLOCK]);

  private FloatFunctions() {}

  public static void exp(float[] x, float[] y, int n) {
    double[] d = SCRATCH.get()[0];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, d, count);
      scale(d, 1, MAX_EXPONENT, count);
      exp(d, count);
      narrow(d, y, at, count);
    }
  }

  public static void expm1(float[] x, float[] y, int n) {
    double[] d = SCRATCH.get()[0];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, d, count);
      scale(d, 1, MAX_EXPONENT, count);
      expm1(d, count);
      narrow(d, y, at, count);
    }
  }

  public static void log(float[] x, float[] y, int n) {
    double[][] scratch = SCRATCH.get();
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, scratch[0], count);
      split(scratch[0], scratch[1], count);
      log(scratch[0], scratch[1], count);
      narrow(scratch[0], y, at, count);
    }
  }

  public static void log1p(float[] x, float[] y, int n) {
    double[][] scratch = SCRATCH.get();
    double[] u = scratch[0];
    double[] roundingError = scratch[2];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, roundingError, count);
      addOne(roundingError, u, count);
      split(u, scratch[1], count);
      log(u, scratch[1], count);
      finishLog1p(u, roundingError, x, y, at, count);
    }
  }

  public static void sigmoid(float[] x, float[] y, int n) {
    double[] d = SCRATCH.get()[0];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, d, count);
      scale(d, -1, MAX_EXPONENT, count);
      exp(d, count);
      reciprocalOfOnePlus(d, count);
      narrow(d, y, at, count);
    }
  }

  public static void softplus(float[] x, float[] y, int n) {
    softplus(x, 1, y, n);
  }

  /** ln sigmoid(x) = -softplus(-x). */
  public static void logSigmoid(float[] x, float[] y, int n) {
    softplus(x, -1, y, n);
  }

  public static void tanh(float[] x, float[] y, int n) {
    double[] d = SCRATCH.get()[0];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, d, count);
      scale(d, 2, 2 * MAX_TANH_ARGUMENT, count);
      expm1(d, count);
      overItselfPlusTwo(d, count);
      narrow(d, y, at, count);
    }
  }

  /** sign softplus(sign x): max(x, 0) + ln(1 + u) with u = e^-|x|, as 2 artanh(u / (2 + u)). */
  private static void softplus(float[] x, double sign, float[] y, int n) {
    double[] d = SCRATCH.get()[0];
    double[] u = SCRATCH.get()[1];
    for (int at = 0; at < n; at += BLOCK) {
      int count = Math.min(BLOCK, n - at);
      widen(x, at, d, count);
      scale(d, sign, Double.POSITIVE_INFINITY, count);
      minusAbs(d, u, count);
      exp(u, count);
      overItselfPlusTwo(u, count);
      addTwiceArtanh(u, d, count);
      scale(d, sign, Double.POSITIVE_INFINITY, count);
      narrow(d, y, at, count);
    }
  }

  // ---- loops

  private static void widen(float[] x, int at, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = x[at + i];
    }
  }

  private static void narrow(double[] d, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      y[at + i] = (float) d[i];
    }
  }

  /** factor x, clamped to [-bound, bound]. */
  private static void scale(double[] x, double factor, double bound, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.min(Math.max(x[i] * factor, -bound), bound);
    }
  }

  /** u = 1 + x; x is overwritten by the rounding error of u. */
  private static void addOne(double[] x, double[] u, int n) {
    for (int i = 0; i < n; i++) {
      u[i] = 1 + x[i];
    }
    for (int i = 0; i < n; i++) {
      x[i] = x[i] - (u[i] - 1);
    }
  }

  private static void finishLog1p(
      double[] log, double[] roundingError, float[] x, float[] y, int at, int n) {
    for (int i = 0; i < n; i++) {
      // The result has the sign of x, also for zeros. The rounding error of an infinite x is NaN.
      double sum = x[at + i] <= Float.MAX_VALUE ? log[i] + roundingError[i] : log[i];
      y[at + i] = Math.copySign((float) sum, x[at + i]);
    }
  }

  /** -|x|, clamped to at least -{@link #MAX_EXPONENT}. */
  private static void minusAbs(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(-Math.abs(x[i]), -MAX_EXPONENT);
    }
  }

  /** x / (x + 2). */
  private static void overItselfPlusTwo(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = x[i] / (x[i] + 2);
    }
  }

  /** 1 / (1 + x). */
  private static void reciprocalOfOnePlus(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = 1 / (1 + x[i]);
    }
  }

  private static void exp(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      double p = 1 + expm1OfThousandth(x[i] * 0x1p-10);
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      x[i] = p * p;
    }
  }

  private static void expm1(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      double p = expm1OfThousandth(x[i] * 0x1p-10);
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      p *= p + 2;
      x[i] = p * (p + 2);
    }
  }

  /** e^r - 1 for |r| &lt;= 0.11, to 2^-41 relative. */
  private static double expm1OfThousandth(double r) {
    double r2 = r * r;
    double low = 1 + r * (1.0 / 2);
    double middle = 1.0 / 6 + r * (1.0 / 24);
    double high = 1.0 / 120 + r * (1.0 / 720) + r2 * (1.0 / 5040);
    return r * (low + r2 * (middle + r2 * high));
  }

  /**
   * Splits x = 2^k (1 + f) and overwrites x by f. Where ln x is not finite, k is ln x and f is 0.
   */
  private static void split(double[] x, double[] k, int n) {
    for (int i = 0; i < n; i++) {
      double d = x[i];
      if (d > 0 && d <= Double.MAX_VALUE) {
        long shifted = Double.doubleToRawLongBits(d) + (ONE - SQRT_HALF);
        k[i] = (int) (shifted >> 52) - 1023;
        x[i] = Double.longBitsToDouble((shifted & MANTISSA) + SQRT_HALF) - 1;
      } else {
        k[i] = d == 0 ? Double.NEGATIVE_INFINITY : d < 0 ? Double.NaN : d;
        x[i] = 0;
      }
    }
  }

  /** Overwrites f by k ln 2 + ln(1 + f), to 1e-11 relative. */
  private static void log(double[] f, double[] k, int n) {
    for (int i = 0; i < n; i++) {
      double s = f[i] / (2 + f[i]);
      double z = s * s;
      double z2 = z * z;
      double series =
          (2.0 / 3 + z * (2.0 / 5))
              + z2 * (2.0 / 7 + z * (2.0 / 9))
              + z2 * z2 * (2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15));
      f[i] = k[i] * LN2 + (2 * s + s * z * series);
    }
  }

  /** Overwrites x by max(x, 0) + 2 artanh(s), for s in [0, 1/3]. */
  private static void addTwiceArtanh(double[] s, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      double z = s[i] * s[i];
      double z2 = z * z;
      double z4 = z2 * z2;
      double low = 1 + z * (1.0 / 3) + z2 * (1.0 / 5 + z * (1.0 / 7));
      double high = 1.0 / 9 + z * (1.0 / 11) + z2 * (1.0 / 13 + z * (1.0 / 15));
      double top = 1.0 / 17 + z * (1.0 / 19) + z2 * (1.0 / 21);
      x[i] = Math.max(x[i], 0) + 2 * s[i] * (low + z4 * (high + z4 * top));
    }
  }
}
