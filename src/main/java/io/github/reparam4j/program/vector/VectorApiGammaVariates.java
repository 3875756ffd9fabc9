/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.digammaDeficit;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.within;

import io.github.reparam4j.special.IncompleteGammaFunctions;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.IncompleteGamma;
import io.github.reparam4j.tensor.Loops;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The derivative D(a, y) of the logarithm y of a gamma variate by its concentration a, for floats,
 * computed in double. From a = 10 on it is the expansion of {@link
 * IncompleteGammaFunctions#variateExpansion}; below, ten steps of D(a, y) = (psi(a+1) - y + x
 * D(a+1, y)) / a, x = e^y, lead there (from P(a, x) = P(a+1, x) + x^a e^-x / Gamma(a+1), NIST DLMF
 * 8.8.5). Elements where that loses too many digits are computed by the scalar function, one by
 * one.
 */
final class VectorApiGammaVariates {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  private static final double MIN = 0.05;
  private static final double MAX = 1e6;
  private static final int STEPS = 10;
  private static final double MIN_X = 1e-300;
  private static final DoubleVector SIX = of(6.0);
  private static final DoubleVector SHIFT = of((double) STEPS);

  /** The functions d(k) that are used. */
  private static final int TERMS = 9;

  /** Beyond, their power series are cut; where mu is less, D(a + 10) counts for nothing. */
  private static final double MIN_LOG_RATIO = -2.6;

  private static final double MAX_LOG_RATIO = 1;

  private static final double[][] EXPANSION = new double[TERMS][];

  static {
    for (int k = 0; k < TERMS; k++) {
      EXPANSION[k] = IncompleteGammaFunctions.variateExpansion(k);
    }
  }

  private VectorApiGammaVariates() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    VectorApiLoopChain.Doubles[] stages = new VectorApiLoopChain.Doubles[TERMS + 6];
    stages[0] = (in, out, s, n) -> shift(in[0], s[0], n);
    stages[1] = (in, out, s, n) -> VectorApiGammaFunctions.log(s[0], s[1], n);
    stages[2] = (in, out, s, n) -> prepare(in[1], s, n);
    for (int k = 0; k < TERMS; k++) {
      double[] row = EXPANSION[TERMS - 1 - k];
      stages[3 + k] = (in, out, s, n) -> addRow(row, s, n);
    }
    stages[TERMS + 3] = (in, out, s, n) -> VectorApiDoubleLoops.exp(in[1], s[5], n);
    stages[TERMS + 4] = (in, out, s, n) -> stepDown(in, s, out, n);
    stages[TERMS + 5] = (in, out, s, n) -> replace(in[0], in[1], s, out, n);
    kernels.put(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, byDouble(stages));
  }

  private static void shift(double[] a, double[] shifted, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(a, i);
      v.blend(v.add(SHIFT), v.lt(SHIFT)).intoArray(shifted, i);
    }
  }

  /** Of the shifted a in the first array and its logarithm: 1 / a, mu, psi(a), and a sum of 0. */
  private static void prepare(double[] y, double[][] parts, int n) {
    double[] shifted = parts[0];
    double[] log = parts[1];
    double[] inverse = parts[2];
    double[] mu = parts[3];
    double[] sum = parts[4];
    double[] digamma = parts[6];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector r = ONE.div(load(shifted, i));
      DoubleVector logA = load(log, i);
      r.intoArray(inverse, i);
      load(y, i).sub(logA).max(of(MIN_LOG_RATIO)).min(of(MAX_LOG_RATIO)).intoArray(mu, i);
      VectorApiDoubles.ZERO.intoArray(sum, i);
      logA.sub(digammaDeficit(r)).intoArray(digamma, i);
    }
  }

  /** The sum times 1 / a plus a polynomial in mu. */
  private static void addRow(double[] row, double[][] parts, int n) {
    double[] inverse = parts[2];
    double[] mu = parts[3];
    double[] sum = parts[4];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(mu, i);
      DoubleVector q = of(row[row.length - 1]);
      for (int j = row.length - 2; j >= 0; j--) {
        q = q.fma(v, of(row[j]));
      }
      load(sum, i).fma(load(inverse, i), q).intoArray(sum, i);
    }
  }

  private static void stepDown(double[][] in, double[][] parts, double[] out, int n) {
    double[] a = in[0];
    double[] y = in[1];
    double[] inverse = parts[2];
    double[] sum = parts[4];
    double[] x = parts[5];
    double[] digamma = parts[6];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector concentration = load(a, i);
      DoubleVector value = load(sum, i).mul(load(inverse, i));
      DoubleVector from = load(digamma, i).sub(load(y, i));
      DoubleVector ex = load(x, i);
      DoubleVector d = value;
      for (int j = STEPS - 1; j >= 0; j--) {
        DoubleVector r = ONE.div(concentration.add(of((double) j)));
        d = ex.fma(d, from).mul(r);
        from = from.sub(r);
      }
      d.blend(value, concentration.lt(SHIFT).not()).intoArray(out, i);
    }
  }

  /**
   * The shifted elements lose no more than three digits up to x = a + 4 sqrt(a) + 5, about; the
   * others none up to e a.
   */
  private static boolean isRegular(double a, double y, double x) {
    return a >= MIN
        && a <= MAX
        && (a < STEPS ? x > MIN_X && x <= 1.5 * a + 6 : Math.abs(y - Math.log(a)) <= MAX_LOG_RATIO);
  }

  private static void replace(double[] a, double[] y, double[][] parts, double[] out, int n) {
    double[] x = parts[5];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector concentration = load(a, i);
      DoubleVector ex = load(x, i);
      VectorMask<Double> isLow = concentration.lt(SHIFT);
      // e^(+-0.99) a for the large ones.
      DoubleVector high = concentration.mul(of(2.69)).blend(concentration.fma(of(1.5), SIX), isLow);
      DoubleVector low = concentration.mul(of(0.372)).blend(of(MIN_X), isLow);
      VectorMask<Double> regular = within(concentration, MIN, MAX).and(ex.lt(high)).and(low.lt(ex));
      if (!regular.allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          if (!isRegular(a[j], y[j], x[j])) {
            out[j] = IncompleteGammaFunctions.logVariateByConcentration(a[j], y[j]);
          }
        }
      }
    }
  }
}
