/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.within;

import io.github.reparam4j.special.IncompleteBetaFunctions;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.Loops;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The derivative of the logit t of a beta variate by a, for floats, computed in double: the series
 * of {@link IncompleteBetaFunctions#logitBetaVariateByA} in x or 1 - x, whichever belongs to the
 * tail of which all terms have one sign, for all lanes at once. Elements whose series is long are
 * computed by the scalar function, one by one.
 */
final class VectorApiBetaVariates {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  private static final double MIN = 0.05;
  private static final double MAX_SUM = 60;
  private static final double MAX_Z = 0.75;
  private static final double MAX_LOGIT = 600;

  private static final DoubleVector LONG = of(MAX_Z);

  /** The greatest first ratio of terms of the other series. */
  private static final DoubleVector MAX_GROWTH = of(1.5);

  private static final DoubleVector TOLERANCE = of(2e-9);
  private static final int MAX_TERMS = 240;
  private static final int TERMS_BETWEEN_TESTS = 4;

  private VectorApiBetaVariates() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(
        IncompleteBeta.LOGIT_BETA_VARIATE_BY_A,
        byDouble(
            (in, out, s, n) -> VectorApiDoubleLoops.expOfMinusAbs(in[2], s[0], n),
            (in, out, s, n) -> logX(in[2], s[0], s[1], n),
            (in, out, s, n) -> VectorApiBetaFunctions.digammaRise(in[0], in[1], s[2], s[3], n),
            (in, out, s, n) -> VectorApiGammaFunctions.log(s[3], s[3], n),
            (in, out, s, n) -> excess(s, n),
            (in, out, s, n) -> select(in, s, n),
            (in, out, s, n) -> sum(s, out, n),
            (in, out, s, n) -> replace(in, s[4], out, n)));
  }

  private static void logX(double[] t, double[] e, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector log = VectorApiDoubles.logOnePlusUnit(load(e, i));
      load(t, i).min(ZERO).sub(log).intoArray(y, i);
    }
  }

  /** ln x - psi(a) + psi(a+b), from the parts, in place of ln x. */
  private static void excess(double[][] parts, int n) {
    double[] q = parts[1];
    double[] rest = parts[2];
    double[] logRatio = parts[3];
    for (int i = 0; i < n; i += LANES) {
      load(q, i).add(load(rest, i)).add(load(logRatio, i)).intoArray(q, i);
    }
  }

  /**
   * For the lower tail x, a, b and 1/a - q; for the upper one 1 - x, b, a and q. The upper one is
   * taken where q > 0, but where that makes a long series, and the other does not grow much before
   * it converges, that one; its sign is then that of the first array.
   */
  private static void select(double[][] in, double[][] parts, int n) {
    double[] e = parts[0];
    double[] qs = parts[1];
    double[] z = parts[4];
    double[] first = parts[5];
    double[] second = parts[6];
    double[] slope = parts[7];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector a = load(in[0], i);
      DoubleVector b = load(in[1], i);
      DoubleVector u = load(e, i);
      DoubleVector q = load(qs, i);
      DoubleVector large = ONE.div(u.add(ONE));
      DoubleVector small = u.mul(large);
      VectorMask<Double> isLeft = load(in[2], i).lt(ZERO);
      DoubleVector x = large.blend(small, isLeft);
      DoubleVector y = small.blend(large, isLeft);
      DoubleVector sum = a.add(b).mul(small);
      DoubleVector other = b.blend(a, isLeft).add(ONE).mul(MAX_GROWTH);
      DoubleVector side = q.blend(x.sub(y), LONG.lt(large).and(sum.lt(other)));
      VectorMask<Double> upper = ZERO.lt(side);
      side.intoArray(e, i);
      x.blend(y, upper).intoArray(z, i);
      a.blend(b, upper).intoArray(first, i);
      b.blend(a, upper).intoArray(second, i);
      ONE.div(a).sub(q).blend(q, upper).intoArray(slope, i);
    }
  }

  private static void sum(double[][] parts, double[] out, int n) {
    double[] sides = parts[0];
    double[] zs = parts[4];
    double[] first = parts[5];
    double[] second = parts[6];
    double[] slopes = parts[7];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector z = load(zs, i);
      DoubleVector p = load(first, i);
      DoubleVector step = load(second, i).sub(ONE);
      VectorMask<Double> upper = ZERO.lt(load(sides, i));
      DoubleVector slope = load(slopes, i);
      DoubleVector term = ONE.div(p);
      DoubleVector sum = term.mul(slope);
      DoubleVector above = p.add(load(second, i));
      DoubleVector below = p.add(ONE);
      for (int k = 1; k < MAX_TERMS; k++) {
        DoubleVector inverse = ONE.div(below.mul(above));
        term = term.mul(above.mul(z)).mul(above.mul(inverse));
        slope = step.blend(below, upper).fma(inverse, slope);
        DoubleVector added = term.mul(slope);
        sum = sum.add(added);
        above = above.add(ONE);
        below = below.add(ONE);
        if (k % TERMS_BETWEEN_TESTS == 0) {
          // A lane that has converged gets no more terms, so that it does not depend on the others.
          VectorMask<Double> open = sum.abs().mul(TOLERANCE).lt(added.abs());
          open = open.or(below.lt(above.mul(z)));
          if (!open.anyTrue()) {
            break;
          }
          term = ZERO.blend(term, open);
        }
      }
      sum.intoArray(out, i);
    }
  }

  private static boolean isRegular(double a, double b, double t, double z) {
    return a >= MIN && b >= MIN && a + b <= MAX_SUM && Math.abs(t) <= MAX_LOGIT && z <= MAX_Z;
  }

  private static void replace(double[][] in, double[] z, double[] out, int n) {
    double[] a = in[0];
    double[] b = in[1];
    double[] t = in[2];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Double> regular =
          within(load(a, i), MIN, MAX_SUM).and(within(load(b, i), MIN, MAX_SUM));
      regular = regular.and(within(load(a, i).add(load(b, i)), MIN, MAX_SUM));
      regular = regular.and(within(load(t, i), -MAX_LOGIT, MAX_LOGIT));
      if (!regular.and(within(load(z, i), 0, MAX_Z)).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          if (!isRegular(a[j], b[j], t[j], z[j])) {
            out[j] = IncompleteBetaFunctions.logitBetaVariateByA(a[j], b[j], t[j]);
          }
        }
      }
    }
  }
}
