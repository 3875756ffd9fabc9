/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.HALF;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.digammaDeficit;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.stirling;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.sumOfReciprocals;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.within;

import io.github.reparam4j.special.StudentFunctions;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.StudentFunction;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The log-density of Student's t and its derivative by the degrees of freedom nu, for floats,
 * computed in double. With h = nu / 2 and arguments shifted as in {@link VectorApiGammaFunctions},
 * the terms of ln Gamma(h + 1/2) - ln Gamma(h) that are nearly equal are subtracted as logarithms
 * of one ratio; from nu = 300 on there are series in 1 / nu. Elements outside of the range for
 * which that holds are computed by the scalar functions, one by one.
 */
final class VectorApiStudentFunctions {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  private static final double MIN_DF = 1e-20;
  private static final double MAX_DF = 1e15;
  private static final double MAX_VALUE = 1e19;

  private static final DoubleVector SERIES_THRESHOLD = of(300.0);
  private static final DoubleVector SHIFT = VectorApiGammaFunctions.SHIFT;
  private static final DoubleVector QUARTER = of(0.25);
  private static final DoubleVector EIGHTH = of(0.125);
  private static final DoubleVector TWENTY_FOURTH = of(1.0 / 24);
  private static final DoubleVector TWENTIETH = of(1.0 / 20);
  private static final DoubleVector HALF_LOG_TWO_PI = VectorApiGammaFunctions.HALF_LOG_TWO_PI;

  private static final DoubleVector SMALL = of(1e-3);
  private static final DoubleVector MINUS_TWO_THIRDS = of(-2.0 / 3);
  private static final DoubleVector THREE_QUARTERS = of(0.75);
  private static final DoubleVector MINUS_FOUR_FIFTHS = of(-0.8);
  private static final DoubleVector HALF_LOG_PI = of(0.5723649429247001);

  private VectorApiStudentFunctions() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(
        StudentFunction.STUDENT_T_LOG_DENSITY,
        byDouble(
            (in, out, s, n) -> ratios(in[0], s[0], s[1], s[2], n),
            (in, out, s, n) -> VectorApiGammaFunctions.log(s[1], s[1], n),
            (in, out, s, n) -> logOnePlus(s[2], s[2], n),
            (in, out, s, n) -> constant(in[0], s, s[3], n),
            (in, out, s, n) -> powers(in[0], in[1], s[0], n),
            (in, out, s, n) -> logOnePlus(s[0], s[1], n),
            (in, out, s, n) -> logDensity(in[0], s[3], s[1], out, n),
            (in, out, s, n) -> replaceLogDensity(in[0], in[1], out, n)));
    kernels.put(
        StudentFunction.STUDENT_T_LOG_DENSITY_BY_DF,
        byDouble(
            (in, out, s, n) -> digammaRest(in[0], s[0], s[1], n),
            (in, out, s, n) -> logOnePlus(s[1], s[2], n),
            (in, out, s, n) -> constantByDf(in[0], s[0], s[2], s[3], n),
            (in, out, s, n) -> powers(in[0], in[1], s[0], n),
            (in, out, s, n) -> logOnePlus(s[0], s[1], n),
            (in, out, s, n) -> byDf(in[0], s[0], s[1], s[3], out, n),
            (in, out, s, n) -> replaceByDf(in[0], in[1], out, n)));
  }

  // ---- parts

  /** v = t^2 / nu. */
  private static void powers(double[] df, double[] t, double[] v, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector x = load(t, i);
      x.mul(x).div(load(df, i)).intoArray(v, i);
    }
  }

  /** ln(1 + v) for v >= 0, with the rounding error of the sum added back. */
  private static void logOnePlus(double[] v, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector x = load(v, i);
      DoubleVector u = x.add(ONE);
      // The rounding error of u, relative to it, is at most 2^-53: its square vanishes.
      DoubleVector lost = x.sub(u.sub(ONE)).div(u);
      DoubleVector k = VectorApiDoubles.exponent(u);
      DoubleVector low = k.fma(VectorApiGammaFunctions.LN2_LOW, lost);
      DoubleVector log = VectorApiDoubles.logOnePlus(VectorApiDoubles.fraction(u), low);
      k.fma(VectorApiGammaFunctions.LN2, log).intoArray(y, i);
    }
  }

  private static DoubleVector shifted(DoubleVector x) {
    return x.blend(x.add(SHIFT), x.lt(SHIFT));
  }

  /**
   * Of ln Gamma(h + 1/2) - ln Gamma(h) - ln(nu) / 2, where w is h shifted: the part without
   * logarithms in the first array; 2 times the rest is the logarithm of the second and (2 w - 1)
   * that of 1 + the third.
   */
  private static void ratios(double[] df, double[] rest, double[] ratio, double[] step, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector nu = load(df, i);
      DoubleVector h = nu.mul(HALF);
      DoubleVector w = shifted(h);
      DoubleVector above = w.add(HALF);
      DoubleVector r = ONE.div(w);
      VectorMask<Double> below = h.lt(SHIFT);
      DoubleVector held = h.min(SHIFT);
      DoubleVector quotient =
          VectorApiGammaFunctions.product(held)
              .div(VectorApiGammaFunctions.product(held.add(HALF)));
      quotient = quotient.blend(ONE, below.not());
      stirling(ONE.div(above)).sub(stirling(r)).sub(HALF).intoArray(rest, i);
      quotient.mul(quotient).mul(above).div(nu).intoArray(ratio, i);
      r.mul(HALF).intoArray(step, i);
    }
  }

  /** ln Gamma(h + 1/2) - ln Gamma(h) - ln(nu pi) / 2, from the parts. */
  private static void constant(double[] df, double[][] parts, double[] y, int n) {
    double[] rest = parts[0];
    double[] logRatio = parts[1];
    double[] logStep = parts[2];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector nu = load(df, i);
      DoubleVector w = shifted(nu.mul(HALF));
      DoubleVector direct = w.sub(HALF).fma(load(logStep, i), load(logRatio, i).mul(HALF));
      direct = direct.add(load(rest, i)).sub(HALF_LOG_PI);
      DoubleVector r = ONE.div(nu.max(SERIES_THRESHOLD));
      DoubleVector u = r.mul(r);
      DoubleVector series = TWENTY_FOURTH.sub(u.mul(TWENTIETH)).mul(u).sub(QUARTER);
      series = series.mul(r).sub(HALF_LOG_TWO_PI);
      direct.blend(series, nu.lt(SERIES_THRESHOLD).not()).intoArray(y, i);
    }
  }

  private static void logDensity(double[] df, double[] constant, double[] log, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector power = load(df, i).add(ONE).mul(HALF);
      load(constant, i).sub(power.mul(load(log, i))).intoArray(y, i);
    }
  }

  private static boolean isRegular(double nu, double t) {
    return nu >= MIN_DF && nu <= MAX_DF && Math.abs(t) <= MAX_VALUE;
  }

  private static boolean areRegular(double[] df, double[] t, int i) {
    VectorMask<Double> isRegular = within(load(df, i), MIN_DF, MAX_DF);
    return isRegular.and(within(load(t, i), -MAX_VALUE, MAX_VALUE)).allTrue();
  }

  private static void replaceLogDensity(double[] df, double[] t, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      if (!areRegular(df, t, i)) {
        for (int j = i; j < i + LANES; j++) {
          y[j] = isRegular(df[j], t[j]) ? y[j] : StudentFunctions.logDensity(df[j], t[j]);
        }
      }
    }
  }

  // ---- the derivative by nu

  /** Of psi(h + 1/2) - psi(h): the part without logarithm, and the u with the rest ln(1 + u). */
  private static void digammaRest(double[] df, double[] rest, double[] step, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector h = load(df, i).mul(HALF);
      DoubleVector w = shifted(h);
      DoubleVector r = ONE.div(w);
      DoubleVector above = ONE.div(w.add(HALF));
      DoubleVector held = h.min(SHIFT);
      DoubleVector sums = sumOfReciprocals(held).sub(sumOfReciprocals(held.add(HALF)));
      sums = sums.blend(ZERO, h.lt(SHIFT).not());
      digammaDeficit(r).sub(digammaDeficit(above)).add(sums).intoArray(rest, i);
      r.mul(HALF).intoArray(step, i);
    }
  }

  /** (psi(h + 1/2) - psi(h)) / 2 - 1 / (2 nu). */
  private static void constantByDf(double[] df, double[] rest, double[] log, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector nu = load(df, i);
      DoubleVector r = ONE.div(nu);
      DoubleVector direct = load(rest, i).add(load(log, i)).sub(r).mul(HALF);
      DoubleVector u = r.mul(r);
      DoubleVector series = EIGHTH.sub(u.mul(QUARTER)).mul(u);
      series = QUARTER.sub(series).mul(u);
      direct.blend(series, nu.lt(SERIES_THRESHOLD).not()).intoArray(y, i);
    }
  }

  /** The constant + (s / nu - (ln(1 + v) - s)) / 2, s = v / (1 + v). */
  private static void byDf(
      double[] df, double[] v, double[] log, double[] constant, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector x = load(v, i);
      DoubleVector share = x.div(x.add(ONE));
      DoubleVector excess = load(log, i).sub(share).blend(excessNearZero(x), x.lt(SMALL));
      share.div(load(df, i)).sub(excess).fma(HALF, load(constant, i)).intoArray(y, i);
    }
  }

  /** ln(1 + v) - v / (1 + v) as v^2/2 - 2 v^3/3 + 3 v^4/4 - 4 v^5/5. */
  private static DoubleVector excessNearZero(DoubleVector v) {
    DoubleVector q = v.fma(MINUS_FOUR_FIFTHS, THREE_QUARTERS);
    q = q.fma(v, MINUS_TWO_THIRDS);
    return q.fma(v, HALF).mul(v).mul(v);
  }

  private static void replaceByDf(double[] df, double[] t, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      if (!areRegular(df, t, i)) {
        for (int j = i; j < i + LANES; j++) {
          y[j] = isRegular(df[j], t[j]) ? y[j] : StudentFunctions.logDensityByDf(df[j], t[j]);
        }
      }
    }
  }
}
