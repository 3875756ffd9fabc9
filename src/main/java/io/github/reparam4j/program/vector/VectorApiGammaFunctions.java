/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.HALF;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;

import io.github.reparam4j.special.GammaFunctions;
import io.github.reparam4j.special.IncompleteGammaFunctions;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.IncompleteGamma;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Polygamma;
import io.github.reparam4j.tensor.SpecialFunction;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * ln Gamma, digamma and the log-density of gamma variates for floats, computed in double to 1e-12
 * of the greatest term. Arguments below 8 are shifted by 8 with the product x (x+1) ... (x+7),
 * which is u (u+6) (u+10) (u+12) for u = x (x+7); then Stirling's series has five terms. Elements
 * outside of the range for which that holds are computed by the scalar functions, one by one.
 */
final class VectorApiGammaFunctions {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  static final double MIN = 1e-30;
  static final double MAX = 1e30;

  /** From this concentration on, the terms of the log-density cancel too much. */
  private static final double MAX_CONCENTRATION = 1e4;

  private static final double DIGAMMA_ROOT = 1.4616321449683622;
  private static final double ROOT_DISTANCE = 1e-3;

  static final DoubleVector SHIFT = of(8.0);
  private static final DoubleVector SIX = of(6.0);
  private static final DoubleVector SEVEN = of(7.0);
  private static final DoubleVector TEN = of(10.0);
  private static final DoubleVector TWELVE = of(12.0);
  static final DoubleVector HALF_LOG_TWO_PI = of(0.9189385332046727);
  static final DoubleVector LN2 = of(0x1.62e42fefa39efp-1);
  static final DoubleVector LN2_LOW = of(0x1.abc9e3b39803fp-56);

  private static final DoubleVector STIRLING_1 = of(1.0 / 12);
  private static final DoubleVector STIRLING_3 = of(-1.0 / 360);
  private static final DoubleVector STIRLING_5 = of(1.0 / 1260);
  private static final DoubleVector STIRLING_7 = of(-1.0 / 1680);
  private static final DoubleVector STIRLING_9 = of(1.0 / 1188);

  private static final DoubleVector DIGAMMA_2 = of(1.0 / 12);
  private static final DoubleVector DIGAMMA_4 = of(-1.0 / 120);
  private static final DoubleVector DIGAMMA_6 = of(1.0 / 252);
  private static final DoubleVector DIGAMMA_8 = of(-1.0 / 240);
  private static final DoubleVector DIGAMMA_10 = of(1.0 / 132);
  private static final DoubleVector DIGAMMA_12 = of(-691.0 / 32760);

  private static final DoubleVector TWO = of(2.0);
  private static final DoubleVector MIDDLE_LOW = of(0.75);
  private static final DoubleVector MIDDLE_HIGH = of(2.5);
  private static final DoubleVector MIDDLE_CENTRE = of(1.625);
  private static final DoubleVector MIDDLE_TO_UNIT = of(1 / 0.875);

  // ln Gamma(x) / ((x - 1) (x - 2)) for x in [3/4, 5/2].
  private static final DoubleVector MIDDLE_0 = of(0.46580963736232694);
  private static final DoubleVector MIDDLE_1 = of(-0.11513161737129153);
  private static final DoubleVector MIDDLE_2 = of(0.0402561231975866);
  private static final DoubleVector MIDDLE_3 = of(-0.016208382560757278);
  private static final DoubleVector MIDDLE_4 = of(0.007029441147678876);
  private static final DoubleVector MIDDLE_5 = of(-0.003187952721884715);
  private static final DoubleVector MIDDLE_6 = of(0.00148877182637596);
  private static final DoubleVector MIDDLE_7 = of(-0.0007096982159420165);
  private static final DoubleVector MIDDLE_8 = of(0.0003433961711638911);
  private static final DoubleVector MIDDLE_9 = of(-0.00016767140531533006);
  private static final DoubleVector MIDDLE_10 = of(8.280108705132349e-05);
  private static final DoubleVector MIDDLE_11 = of(-4.250201742788391e-05);
  private static final DoubleVector MIDDLE_12 = of(2.129738525552609e-05);
  private static final DoubleVector MIDDLE_13 = of(-8.037916094275838e-06);
  private static final DoubleVector MIDDLE_14 = of(4.030620993549666e-06);
  private static final DoubleVector MIDDLE_15 = of(-5.5121128496049455e-06);
  private static final DoubleVector MIDDLE_16 = of(2.8335507190277004e-06);
  private static final DoubleVector MIDDLE_17 = of(1.3053092795830241e-06);
  private static final DoubleVector MIDDLE_18 = of(-6.81443265418087e-07);
  private static final DoubleVector MIDDLE_19 = of(-8.729622042120314e-07);
  private static final DoubleVector MIDDLE_20 = of(4.5169930687882826e-07);

  private VectorApiGammaFunctions() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(
        SpecialFunction.LGAMMA,
        byDouble(
            (in, out, s, n) -> shift(in[0], s[0], s[1], n),
            (in, out, s, n) -> log(s[0], s[0], n),
            (in, out, s, n) -> log(s[1], s[2], n),
            (in, out, s, n) -> lgamma(s[0], s[1], s[2], s[3], n),
            (in, out, s, n) -> lgammaNearRoots(in[0], s[3], out, n),
            (in, out, s, n) -> replaceLgamma(in[0], out, n)));
    kernels.put(
        new Polygamma(0),
        byDouble(
            (in, out, s, n) -> digammaRest(in[0], s[0], s[1], n),
            (in, out, s, n) -> log(s[1], s[2], n),
            (in, out, s, n) -> subtract(s[2], s[0], out, n),
            (in, out, s, n) -> replaceDigamma(in[0], out, n)));
    kernels.put(
        IncompleteGamma.GAMMA_LOG_DENSITY,
        byDouble(
            (in, out, s, n) -> shift(in[0], s[0], s[1], n),
            (in, out, s, n) -> log(s[0], s[0], n),
            (in, out, s, n) -> log(s[1], s[2], n),
            (in, out, s, n) -> lgamma(s[0], s[1], s[2], s[3], n),
            (in, out, s, n) -> log(in[1], s[0], n),
            (in, out, s, n) -> logDensity(in, s[0], s[3], out, n),
            (in, out, s, n) -> replaceLogDensity(in, out, n)));
  }

  // ---- parts that other kernels use too

  /** ln x of positive normal numbers. */
  static void log(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector k = VectorApiDoubles.exponent(v);
      DoubleVector f = VectorApiDoubles.fraction(v);
      k.fma(LN2, VectorApiDoubles.logOnePlus(f, k.mul(LN2_LOW))).intoArray(y, i);
    }
  }

  /** The shifted argument w, and Gamma(w) / Gamma(x), which is 1 where x is not shifted. */
  static void shift(double[] x, double[] product, double[] w, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      VectorMask<Double> below = v.lt(SHIFT);
      product(v).blend(ONE, below.not()).intoArray(product, i);
      v.blend(v.add(SHIFT), below).intoArray(w, i);
    }
  }

  /** x (x+1) ... (x+7). */
  static DoubleVector product(DoubleVector x) {
    DoubleVector u = x.add(SEVEN).mul(x);
    return u.add(SIX).mul(u).mul(u.add(TEN).mul(u.add(TWELVE)));
  }

  /** ln Gamma(w) - (w - 1/2) ln w + w - ln(2 pi) / 2 for w >= 8, to 1e-13, given 1 / w. */
  static DoubleVector stirling(DoubleVector r) {
    DoubleVector u = r.mul(r);
    DoubleVector q = u.fma(STIRLING_9, STIRLING_7);
    q = q.fma(u, STIRLING_5);
    q = q.fma(u, STIRLING_3);
    return q.fma(u, STIRLING_1).mul(r);
  }

  /** ln w - psi(w) for w >= 8, given 1 / w. */
  static DoubleVector digammaDeficit(DoubleVector r) {
    DoubleVector u = r.mul(r);
    DoubleVector q = u.fma(DIGAMMA_12, DIGAMMA_10);
    q = q.fma(u, DIGAMMA_8);
    q = q.fma(u, DIGAMMA_6);
    q = q.fma(u, DIGAMMA_4);
    q = q.fma(u, DIGAMMA_2);
    return q.fma(u, r.mul(HALF));
  }

  /** The sum of 1 / (x+k), k = 0 to 7. */
  static DoubleVector sumOfReciprocals(DoubleVector x) {
    DoubleVector u = x.add(SEVEN).mul(x);
    DoubleVector a = u.add(SIX);
    DoubleVector b = u.add(TEN);
    DoubleVector c = u.add(TWELVE);
    DoubleVector first = a.mul(u);
    DoubleVector second = b.mul(c);
    DoubleVector top = a.add(u).mul(second).add(b.add(c).mul(first));
    return top.mul(x.add(x).add(SEVEN)).div(first.mul(second));
  }

  /** The same for x < 8, else 0: what digamma changes by the shift. */
  static DoubleVector digammaShift(DoubleVector x) {
    return sumOfReciprocals(x.min(SHIFT)).blend(ZERO, x.lt(SHIFT).not());
  }

  /** Where x is in a range; not where it is NaN. */
  static VectorMask<Double> within(DoubleVector x, double low, double high) {
    return x.max(of(low)).min(of(high)).eq(x);
  }

  // ---- ln Gamma

  private static void lgamma(double[] logProduct, double[] w, double[] logW, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(w, i);
      DoubleVector rest = stirling(ONE.div(v)).add(HALF_LOG_TWO_PI).sub(load(logProduct, i)).sub(v);
      v.sub(HALF).fma(load(logW, i), rest).intoArray(y, i);
    }
  }

  private static void lgammaNearRoots(double[] x, double[] other, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector t = v.sub(MIDDLE_CENTRE).mul(MIDDLE_TO_UNIT).max(ONE.neg()).min(ONE);
      DoubleVector near = middle(t).mul(v.sub(ONE)).mul(v.sub(TWO));
      VectorMask<Double> isMiddle = v.lt(MIDDLE_LOW).or(v.lt(MIDDLE_HIGH).not()).not();
      load(other, i).blend(near, isMiddle).intoArray(y, i);
    }
  }

  private static void replaceLgamma(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      if (!within(load(x, i), MIN, MAX).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          if (!(x[j] >= MIN && x[j] <= MAX)) {
            y[j] = GammaFunctions.lgamma(x[j]);
          }
        }
      }
    }
  }

  /** ln Gamma(x) / ((x - 1) (x - 2)) for x = 1.625 + 0.875 t. */
  private static DoubleVector middle(DoubleVector t) {
    DoubleVector q = t.fma(MIDDLE_20, MIDDLE_19);
    q = q.fma(t, MIDDLE_18);
    q = q.fma(t, MIDDLE_17);
    q = q.fma(t, MIDDLE_16);
    q = q.fma(t, MIDDLE_15);
    q = q.fma(t, MIDDLE_14);
    q = q.fma(t, MIDDLE_13);
    q = q.fma(t, MIDDLE_12);
    q = q.fma(t, MIDDLE_11);
    q = q.fma(t, MIDDLE_10);
    q = q.fma(t, MIDDLE_9);
    q = q.fma(t, MIDDLE_8);
    q = q.fma(t, MIDDLE_7);
    q = q.fma(t, MIDDLE_6);
    q = q.fma(t, MIDDLE_5);
    q = q.fma(t, MIDDLE_4);
    q = q.fma(t, MIDDLE_3);
    q = q.fma(t, MIDDLE_2);
    q = q.fma(t, MIDDLE_1);
    return q.fma(t, MIDDLE_0);
  }

  // ---- digamma

  /** ln w less digamma, and w. */
  private static void digammaRest(double[] x, double[] rest, double[] w, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector shifted = v.blend(v.add(SHIFT), v.lt(SHIFT));
      digammaDeficit(ONE.div(shifted)).add(digammaShift(v)).intoArray(rest, i);
      shifted.intoArray(w, i);
    }
  }

  private static void subtract(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(a, i).sub(load(b, i)).intoArray(y, i);
    }
  }

  private static void replaceDigamma(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      VectorMask<Double> isRegular = within(v, MIN, MAX);
      if (!isRegular.and(v.sub(of(DIGAMMA_ROOT)).abs().lt(of(ROOT_DISTANCE)).not()).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          if (!(x[j] >= MIN && x[j] <= MAX) || Math.abs(x[j] - DIGAMMA_ROOT) < ROOT_DISTANCE) {
            y[j] = GammaFunctions.digamma(x[j]);
          }
        }
      }
    }
  }

  // ---- the density of gamma variates

  private static void logDensity(double[][] in, double[] logX, double[] lgamma, double[] y, int n) {
    double[] a = in[0];
    double[] x = in[1];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector rest = load(x, i).add(load(lgamma, i));
      load(a, i).sub(ONE).mul(load(logX, i)).sub(rest).intoArray(y, i);
    }
  }

  private static void replaceLogDensity(double[][] in, double[] y, int n) {
    double[] a = in[0];
    double[] x = in[1];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Double> isRegular = within(load(a, i), MIN, MAX_CONCENTRATION);
      if (!isRegular.and(within(load(x, i), MIN, MAX)).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          if (!(a[j] >= MIN && a[j] <= MAX_CONCENTRATION && x[j] >= MIN && x[j] <= MAX)) {
            y[j] = IncompleteGammaFunctions.logDensity(a[j], x[j]);
          }
        }
      }
    }
  }
}
