/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.HALF;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ZERO;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.digammaDeficit;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.digammaShift;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.log;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.stirling;
import static io.github.reparam4j.program.vector.VectorApiGammaFunctions.within;

import io.github.reparam4j.special.IncompleteBetaFunctions;
import io.github.reparam4j.special.SaddlePointExpansion;
import io.github.reparam4j.special.SaddlePointExpansion.Chance;
import io.github.reparam4j.tensor.CountDensity;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.Loops;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;

/**
 * The log-densities of beta variates and negative binomial counts, and derivatives of the former,
 * for floats, computed in double from ln Gamma and digamma as in {@link VectorApiGammaFunctions}.
 * Elements outside of the range in which their sums are exact enough are computed by the scalar
 * functions, one by one.
 */
final class VectorApiBetaFunctions {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  /** The parameters for which sums of ln Gamma lose no more than six digits of a double. */
  private static final double MIN = 1e-4;

  private static final double MAX = 1e4;

  /** The least and the greatest x. */
  private static final double MIN_X = 1e-30;

  private static final double MAX_X = 1 - 0x1p-24;

  /** Logits up to here. */
  private static final double MAX_LOGIT = 80;

  private static final DoubleVector SHIFT = VectorApiGammaFunctions.SHIFT;
  private static final DoubleVector HALF_LOG_TWO_PI = VectorApiGammaFunctions.HALF_LOG_TWO_PI;

  private VectorApiBetaFunctions() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(
        IncompleteBeta.BETA_LOG_DENSITY,
        byDouble(
            (in, out, s, n) -> products(in[0], in[1], s, n),
            (in, out, s, n) -> log(s[0], s[0], n),
            (in, out, s, n) -> log(s[1], s[4], n),
            (in, out, s, n) -> log(s[2], s[5], n),
            (in, out, s, n) -> log(s[3], s[6], n),
            (in, out, s, n) -> logBeta(s, s[7], n),
            (in, out, s, n) -> log(in[2], s[0], n),
            (in, out, s, n) -> oneMinus(in[2], s[1], n),
            (in, out, s, n) -> log(s[1], s[1], n),
            (in, out, s, n) -> logDensity(in, s, out, n),
            (in, out, s, n) -> replace(in, out, n, IncompleteBetaFunctions::betaLogDensity)));
    kernels.put(
        IncompleteBeta.BETA_LOG_DENSITY_BY_A,
        byDouble(
            (in, out, s, n) -> digammaRise(in[0], in[1], s[0], s[1], n),
            (in, out, s, n) -> timesRatio(in[2], s[1], n),
            (in, out, s, n) -> log(s[1], s[1], n),
            (in, out, s, n) -> add(s[0], s[1], out, n),
            (in, out, s, n) -> replace(in, out, n, IncompleteBetaFunctions::betaLogDensityByA)));
    kernels.put(
        IncompleteBeta.BETA_LOG_DENSITY_BY_B,
        byDouble(
            (in, out, s, n) -> digammaRise(in[1], in[0], s[0], s[1], n),
            (in, out, s, n) -> oneMinus(in[2], s[2], n),
            (in, out, s, n) -> timesRatio(s[2], s[1], n),
            (in, out, s, n) -> log(s[1], s[1], n),
            (in, out, s, n) -> add(s[0], s[1], out, n),
            (in, out, s, n) -> replace(in, out, n, IncompleteBetaFunctions::betaLogDensityByB)));
    kernels.put(
        IncompleteBeta.BETA_LOG_DENSITY_BY_X,
        byDouble(
            (in, out, s, n) -> slope(in, out, n),
            (in, out, s, n) -> replace(in, out, n, IncompleteBetaFunctions::betaLogDensityByX)));
    kernels.put(
        CountDensity.NEGATIVE_BINOMIAL_LOGITS,
        byDouble(
            (in, out, s, n) -> products(in[0], in[1], s, n),
            (in, out, s, n) -> productWithCount(in[0], s[0], n),
            (in, out, s, n) -> log(s[0], s[0], n),
            (in, out, s, n) -> log(s[1], s[4], n),
            (in, out, s, n) -> log(s[2], s[5], n),
            (in, out, s, n) -> log(s[3], s[6], n),
            (in, out, s, n) -> logBeta(s, s[7], n),
            (in, out, s, n) -> VectorApiDoubleLoops.expOfMinusAbs(in[2], s[0], n),
            (in, out, s, n) -> VectorApiDoubleLoops.softplus(in[2], s[0], s[1], n),
            (in, out, s, n) -> logProbability(in, s[1], s[7], out, n),
            (in, out, s, n) -> replaceCounts(in, out, n)));
  }

  // ---- ln B

  private static DoubleVector shifted(DoubleVector x) {
    return x.blend(x.add(SHIFT), x.lt(SHIFT));
  }

  /** Gamma(x + 8) / Gamma(x) for x < 8, else 1. */
  private static DoubleVector product(DoubleVector x) {
    return VectorApiGammaFunctions.product(x.min(SHIFT)).blend(ONE, x.lt(SHIFT).not());
  }

  /** Of a, b and a + b: what the shifts multiply B(a,b) by, and the shifted arguments. */
  private static void products(double[] as, double[] bs, double[][] parts, int n) {
    double[] product = parts[0];
    double[] first = parts[1];
    double[] second = parts[2];
    double[] both = parts[3];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector a = load(as, i);
      DoubleVector b = load(bs, i);
      DoubleVector sum = a.add(b);
      product(a).mul(product(b)).div(product(sum)).intoArray(product, i);
      shifted(a).intoArray(first, i);
      shifted(b).intoArray(second, i);
      shifted(sum).intoArray(both, i);
    }
  }

  /** ln B from {@link #products} and their logarithms. */
  private static void logBeta(double[][] parts, double[] y, int n) {
    double[] logProduct = parts[0];
    double[] first = parts[1];
    double[] second = parts[2];
    double[] both = parts[3];
    double[] logFirst = parts[4];
    double[] logSecond = parts[5];
    double[] logBoth = parts[6];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector a = load(first, i);
      DoubleVector b = load(second, i);
      DoubleVector c = load(both, i);
      DoubleVector rest = stirling(ONE.div(a)).add(stirling(ONE.div(b))).sub(stirling(ONE.div(c)));
      rest = rest.sub(load(logProduct, i)).add(HALF_LOG_TWO_PI).add(c.sub(a).sub(b));
      rest = a.sub(HALF).fma(load(logFirst, i), rest);
      rest = b.sub(HALF).fma(load(logSecond, i), rest);
      rest.sub(c.sub(HALF).mul(load(logBoth, i))).intoArray(y, i);
    }
  }

  // ---- beta variates

  private static void oneMinus(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      ONE.sub(load(x, i)).intoArray(y, i);
    }
  }

  private static void logDensity(double[][] in, double[][] parts, double[] y, int n) {
    double[] a = in[0];
    double[] b = in[1];
    double[] logX = parts[0];
    double[] logRest = parts[1];
    double[] logBeta = parts[7];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector sum = load(a, i).sub(ONE).mul(load(logX, i)).sub(load(logBeta, i));
      load(b, i).sub(ONE).fma(load(logRest, i), sum).intoArray(y, i);
    }
  }

  /** Of psi(a + b) - psi(a): the part without logarithm, and the ratio whose logarithm is left. */
  static void digammaRise(double[] as, double[] bs, double[] rest, double[] ratio, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector a = load(as, i);
      DoubleVector sum = a.add(load(bs, i));
      DoubleVector r = ONE.div(shifted(a));
      DoubleVector c = shifted(sum);
      DoubleVector s = ONE.div(c);
      DoubleVector deficits = digammaDeficit(r).sub(digammaDeficit(s));
      deficits.add(digammaShift(a)).sub(digammaShift(sum)).intoArray(rest, i);
      c.mul(r).intoArray(ratio, i);
    }
  }

  private static void timesRatio(double[] x, double[] ratio, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(ratio, i).mul(load(x, i)).intoArray(ratio, i);
    }
  }

  private static void add(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      load(a, i).add(load(b, i)).intoArray(y, i);
    }
  }

  private static void slope(double[][] in, double[] y, int n) {
    double[] a = in[0];
    double[] b = in[1];
    double[] x = in[2];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector v = load(x, i);
      DoubleVector first = load(a, i).sub(ONE).div(v);
      first.sub(load(b, i).sub(ONE).div(ONE.sub(v))).intoArray(y, i);
    }
  }

  /** A function of a, b and x. */
  @FunctionalInterface
  private interface Scalar {
    double of(double a, double b, double x);
  }

  private static boolean isRegular(double a, double b, double x) {
    return a >= MIN && a <= MAX && b >= MIN && b <= MAX && x >= MIN_X && x <= MAX_X;
  }

  private static void replace(double[][] in, double[] y, int n, Scalar f) {
    double[] a = in[0];
    double[] b = in[1];
    double[] x = in[2];
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Double> regular = within(load(a, i), MIN, MAX).and(within(load(b, i), MIN, MAX));
      if (!regular.and(within(load(x, i), MIN_X, MAX_X)).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          y[j] = isRegular(a[j], b[j], x[j]) ? y[j] : f.of(a[j], b[j], x[j]);
        }
      }
    }
  }

  // ---- negative binomial counts

  /** ln C(k + r - 1, k) = -ln B(k, r) - ln k: the product times k. */
  private static void productWithCount(double[] counts, double[] product, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector k = load(counts, i);
      load(product, i).div(k.blend(ONE, k.eq(ZERO))).intoArray(product, i);
    }
  }

  /** -ln(B k) + k x - (k + r) softplus(x), and -r softplus(x) for k = 0. */
  private static void logProbability(
      double[][] in, double[] softplus, double[] logBeta, double[] y, int n) {
    double[] counts = in[0];
    double[] failures = in[1];
    double[] logits = in[2];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector k = load(counts, i);
      DoubleVector power = k.add(load(failures, i)).mul(load(softplus, i));
      DoubleVector none = power.neg();
      DoubleVector some = k.mul(load(logits, i)).sub(power).sub(load(logBeta, i));
      some.blend(none, k.eq(ZERO)).intoArray(y, i);
    }
  }

  private static void replaceCounts(double[][] in, double[] y, int n) {
    double[] k = in[0];
    double[] r = in[1];
    double[] x = in[2];
    for (int i = 0; i < n; i += LANES) {
      DoubleVector count = load(k, i);
      VectorMask<Double> regular = within(count, MIN, MAX).or(count.eq(ZERO));
      regular = regular.and(within(load(r, i), MIN, MAX));
      if (!regular.and(within(load(x, i), -MAX_LOGIT, MAX_LOGIT)).allTrue()) {
        for (int j = i; j < i + LANES; j++) {
          boolean isRegular = k[j] == 0 || k[j] >= MIN && k[j] <= MAX;
          if (!(isRegular && r[j] >= MIN && r[j] <= MAX && Math.abs(x[j]) <= MAX_LOGIT)) {
            y[j] = SaddlePointExpansion.logNegativeBinomial(k[j], r[j], Chance.ofLogit(x[j]));
          }
        }
      }
    }
  }
}
