/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Gamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The element-wise part of {@link NaiveEvaluator}: each operation by its definition. The switches
 * have no default, so that the class does not compile without a case for each operation.
 */
final class NaiveFunctions {
  private static final int TERMS = 100;

  /** t = e^s for s from -40 to 5 by steps of 1/4, and t e^-t times the step. */
  private static final double[] NODES =
      IntStream.range(0, 180).mapToDouble(i -> StrictMath.exp(-40 + 0.25 * i)).toArray();

  private static final double[] WEIGHTS =
      Arrays.stream(NODES).map(t -> 0.25 * t * StrictMath.exp(-t)).toArray();

  private NaiveFunctions() {}

  static double apply(Elementwise op, double... x) {
    if (op instanceof Arithmetic a) {
      return x.length == 1 ? arithmetic(a, x[0], Double.NaN) : arithmetic(a, x[0], x[1]);
    } else if (op instanceof Transcendental t) {
      return x.length == 1 ? transcendental(t, x[0], Double.NaN) : transcendental(t, x[0], x[1]);
    } else if (op instanceof Activation a) {
      return activation(a, x[0]);
    } else if (op instanceof SpecialFunction s) {
      return special(s, x[0]);
    } else if (op instanceof Selection s) {
      return selection(s, x);
    } else if (op instanceof Polygamma p) {
      return polygamma(p.order(), x[0]);
    } else if (op instanceof IncompleteBeta b) {
      return NaiveBeta.apply(b, x);
    } else if (op instanceof StudentFunction s) {
      return NaiveBeta.apply(s, x);
    } else if (op instanceof IncompleteGamma g) {
      return incompleteGamma(g, x);
    } else if (op instanceof Bessel b) {
      return bessel(b, x[0]);
    } else if (op instanceof BesselIve b) {
      return Math.exp(-x[0]) * besselSeries(b.order(), x[0]);
    } else if (op instanceof TweedieDensity t) {
      return NaiveCounts.tweedie(t, x[0], x[1], x[2]);
    } else if (op instanceof TweedieTail t) {
      return NaiveCounts.tweedie(t, x[0], x[1], x[2]);
    } else if (op instanceof SkewNormalFunction f) {
      return skewNormal(f, x[0], x[1]);
    } else if (op instanceof SphericalBessel b) {
      return NaiveSpherical.apply(b, x[0]);
    } else if (op instanceof SphericalVariate v) {
      return NaiveSpherical.apply(v, x);
    } else if (op instanceof VariateDerivative v) {
      return NaiveVariateDerivative.apply(v, x);
    } else if (op instanceof VonMisesFunction v) {
      return NaiveVonMises.apply(v, x);
    } else if (op instanceof InverseGaussianFunction i) {
      return NaiveInverseGaussian.apply(i, x[0], x[1]);
    } else if (op instanceof CountDensity c) {
      return NaiveCounts.density(c, x);
    } else if (op instanceof DispersedCount c) {
      return NaiveCounts.density(c, x);
    } else if (op instanceof PoissonTail p) {
      return NaiveCounts.logTail(p, x[0], x[1]);
    } else if (op instanceof CountInverse c) {
      return NaiveCounts.inverse(c, x);
    } else if (op instanceof NormalTailFunction f) {
      return normalTail(f, x);
    } else if (op instanceof GammaDifference d) {
      return d.order() < 0
          ? LogGamma.value(x[0] + x[1]) - LogGamma.value(x[0])
          : polygamma(d.order(), x[0] + x[1]) - polygamma(d.order(), x[0]);
    } else if (op instanceof QuasiRandom q) {
      return NaiveQuasiRandom.value(q, x);
    } else if (op instanceof CountSampler c) {
      return NaiveCounts.sample(c, x);
    } else if (op instanceof Cast) {
      return x[0];
    }
    throw new AssertionError("NaiveFunctions: no case for " + op);
  }

  private static double arithmetic(Arithmetic op, double a, double b) {
    return switch (op) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case FLOOR -> Math.floor(a);
      case SQUARE -> a * a;
      case SQRT -> Math.sqrt(a);
      case RSQRT -> 1 / Math.sqrt(a);
      case RECIPROCAL -> 1 / a;
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MULTIPLY_NO_NAN -> a == 0 ? 0 : a * b;
      case DIV -> a / b;
      case POW -> StrictMath.pow(a, b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private static double transcendental(Transcendental op, double a, double b) {
    return switch (op) {
      case EXP -> StrictMath.exp(a);
      case EXPM1 -> StrictMath.expm1(a);
      case LOG -> StrictMath.log(a);
      case LOG1P -> StrictMath.log1p(a);
      case LOG1MEXP ->
          a < -1 ? StrictMath.log1p(-StrictMath.exp(a)) : StrictMath.log(-StrictMath.expm1(a));
      case SIN -> StrictMath.sin(a);
      case COS -> StrictMath.cos(a);
      case ATAN -> StrictMath.atan(a);
      case TANH -> StrictMath.tanh(a);
      case LOG_ADD_EXP -> {
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        yield Double.isInfinite(high) ? high : high + StrictMath.log1p(StrictMath.exp(low - high));
      }
      case XLOGY -> a == 0 && !Double.isNaN(b) ? 0 : a * StrictMath.log(b);
      case XLOG1PY -> a == 0 && !Double.isNaN(b) ? 0 : a * StrictMath.log1p(b);
    };
  }

  private static double activation(Activation op, double x) {
    return switch (op) {
      case SIGMOID -> 1 / (1 + StrictMath.exp(-x));
      case LOG_SIGMOID -> -logOfOnePlusExp(-x);
      case SOFTPLUS -> logOfOnePlusExp(x);
      case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
    };
  }

  private static double logOfOnePlusExp(double x) {
    return x > 40 ? x : StrictMath.log1p(StrictMath.exp(x));
  }

  private static double special(SpecialFunction op, double x) {
    return switch (op) {
      case ERF -> Erf.value(x);
      case ERFC -> Erfc.value(x);
      case NDTR -> phi(x);
      case LOG_NDTR ->
          x < 0 ? StrictMath.log(phi(x)) : StrictMath.log1p(-Erfc.value(x / Math.sqrt(2)) / 2);
      case NORMAL_HAZARD -> StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) / phi(x);
      case LGAMMA -> LogGamma.value(x);
      case NDTRI -> Math.sqrt(2) * inverseErf(2 * x - 1);
      case ERFINV -> inverseErf(x);
      case ERFCX -> StrictMath.exp(x * x) * Erfc.value(x);
      case LOG_EXPM1 -> StrictMath.log(StrictMath.expm1(x));
      case LOG_COSH -> {
        double e = StrictMath.expm1(Math.abs(x));
        yield StrictMath.log1p(0.5 * e * e / (1 + e));
      }
      case LOG_SOFTPLUS -> StrictMath.log(StrictMath.log1p(StrictMath.exp(x)));
      case EXP_E1 -> scaledExponentialIntegral(x);
    };
  }

  private static double normalTail(NormalTailFunction op, double... x) {
    return switch (op) {
      case HAZARD_EXCESS -> special(SpecialFunction.NORMAL_HAZARD, -x[0]) - x[0];
      case DISTANCE -> {
        double low = 0;
        double high = x[1] * Math.sqrt(Math.PI / 2);
        for (int i = 0; i < 60; i++) {
          double middle = (low + high) / 2;
          boolean isBelow = StrictMath.log(phi(-x[0]) / phi(-x[0] - middle)) < x[1];
          low = isBelow ? middle : low;
          high = isBelow ? high : middle;
        }
        yield low;
      }
    };
  }

  private static double phi(double x) {
    return Erfc.value(-x / Math.sqrt(2)) / 2;
  }

  /** By Newton's method from 0, which converges monotonically. */
  private static double inverseErf(double p) {
    double x = 0;
    for (int i = 0; i < 60; i++) {
      x -= (Erf.value(x) - p) * Math.sqrt(Math.PI) / 2 * StrictMath.exp(x * x);
    }
    return x;
  }

  /** The integral of e^-t / (x + t) over t = e^s &gt; 0, by the trapezoidal rule in s. */
  private static double scaledExponentialIntegral(double x) {
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      sum += WEIGHTS[i] / (x + NODES[i]);
    }
    return sum;
  }

  private static double skewNormal(SkewNormalFunction op, double s, double x) {
    if (op == SkewNormalFunction.SKEW_NORMAL_LOG_SURVIVAL) {
      return StrictMath.log(skewNormalSurvival(s, x));
    }
    if (op == SkewNormalFunction.SKEW_NORMAL_HAZARD) {
      double density = StrictMath.exp(-x * x / 2) * phi(s * x) * Math.sqrt(2 / Math.PI);
      return density / skewNormalSurvival(s, x);
    }
    double z = 0;
    for (int i = 0; i < 12; i++) { // Newton's method
      double density = StrictMath.exp(-z * z / 2) * phi(s * z) * Math.sqrt(2 / Math.PI);
      double survival = skewNormalSurvival(s, z);
      z += survival / density * StrictMath.log(survival / x);
    }
    return z;
  }

  /** 1 - Phi(z) + 2 T(z, s) with Owen's T as the integral over [0, s]. */
  private static double skewNormalSurvival(double s, double z) {
    double sum = 0;
    for (double[] node : UNIT_INTERVAL) {
      double square = 1 + s * s * node[0] * node[0];
      sum += node[2] * StrictMath.exp(-z * z * square / 2) / square;
    }
    return phi(-z) + s * sum / Math.PI;
  }

  /** Double-exponential nodes u of [0, 1], with 1 - u and weights. */
  static final double[][] UNIT_INTERVAL =
      IntStream.rangeClosed(-37, 37).mapToObj(i -> unitNode(i * 0.11)).toArray(double[][]::new);

  private static double[] unitNode(double t) {
    double e = Math.PI * StrictMath.sinh(t);
    double u = 1 / (1 + StrictMath.exp(-e));
    double rest = 1 / (1 + StrictMath.exp(e));
    return new double[] {u, rest, 0.11 * Math.PI * StrictMath.cosh(t) * u * rest};
  }

  private static double bessel(Bessel op, double x) {
    double i0 = besselSeries(0, x);
    double i1 = besselSeries(1, x);
    double scale = StrictMath.exp(-Math.abs(x));
    return switch (op) {
      case BESSEL_I0E -> scale * i0;
      case BESSEL_I1E -> scale * i1;
      case LOG_BESSEL_I0 -> StrictMath.log1p(besselExcess(x));
      case LOG_BESSEL_I0E -> StrictMath.log(i0) - Math.abs(x);
      case BESSEL_RATIO -> i1 / i0;
      case BESSEL_RATIO_GAP -> 1 - Math.abs(i1) / i0;
    };
  }

  /** I_0(x) - 1 by its power series. */
  private static double besselExcess(double x) {
    double term = 1;
    double sum = 0;
    for (int k = 1; k < 80; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }

  /** I_order(x) by its power series. */
  static double besselSeries(double order, double x) {
    double sum = 0;
    double term = 1 / Gamma.value(order + 1);
    for (int k = 1; k < TERMS; k++) {
      sum += term;
      term *= x * x / 4 / k / (order + k);
    }
    return (order == 1 ? x / 2 : Math.pow(x / 2, order)) * sum;
  }

  private static double selection(Selection op, double... x) {
    return switch (op) {
      case EQ -> x[0] == x[1] ? 1 : 0;
      case NE -> x[0] != x[1] ? 1 : 0;
      case LT -> x[0] < x[1] ? 1 : 0;
      case LE -> x[0] <= x[1] ? 1 : 0;
      case GT -> x[0] > x[1] ? 1 : 0;
      case GE -> x[0] >= x[1] ? 1 : 0;
      case WHERE -> x[0] == 0 ? x[2] : x[1];
      case CLAMP -> Math.max(x[1], Math.min(x[0], x[2]));
    };
  }

  private static double incompleteGamma(IncompleteGamma op, double... x) {
    double a = x[0];
    return switch (op) {
      case GAMMA_P -> gammaSeries(a, x[1], LogGamma.value(a + 1));
      case GAMMA_Q -> 1 - gammaSeries(a, x[1], LogGamma.value(a + 1));
      case GAMMA_P_BY_CONCENTRATION -> gammaSeriesByA(a, x[1]);
      case GAMMA_LOG_DENSITY -> (a - 1) * StrictMath.log(x[1]) - x[1] - LogGamma.value(a);
      case LOG_GAMMA_P -> StrictMath.log(gammaSeries(a, x[1], LogGamma.value(a + 1)));
      case LOG_GAMMA_Q -> StrictMath.log(1 - gammaSeries(a, x[1], LogGamma.value(a + 1)));
      case GAMMA_REVERSED_HAZARD ->
          StrictMath.exp(a * StrictMath.log(x[1]) - x[1] - LogGamma.value(a))
              / gammaSeries(a, x[1], LogGamma.value(a + 1));
      case GAMMA_HAZARD ->
          StrictMath.exp(a * StrictMath.log(x[1]) - x[1] - LogGamma.value(a))
              / (1 - gammaSeries(a, x[1], LogGamma.value(a + 1)));
      case LOG_GAMMA_P_INVERSE -> logGammaQuantile(a, x[1]);
      case LOG_GAMMA_Q_INVERSE -> logGammaQuantile(a, 1 - x[1]);
      case LOG_GAMMA_VARIATE -> {
        double d = (a < 1 ? a + 1 : a) - 1 / 3.0;
        double v = Math.pow(1 + x[1] / Math.sqrt(9 * d), 3);
        if (StrictMath.log(x[2]) > x[1] * x[1] / 2 + d - d * v + d * StrictMath.log(v)) {
          throw new AssertionError("rejected: what follows is not defined here");
        }
        yield StrictMath.log(d * v);
      }
      case LOG_GAMMA_VARIATE_BY_CONCENTRATION -> {
        double density = StrictMath.exp(a * x[1] - StrictMath.exp(x[1]) - LogGamma.value(a));
        yield -gammaSeriesByA(a, StrictMath.exp(x[1])) / density;
      }
    };
  }

  /** By bisection between e^-50 and e^5. */
  private static double logGammaQuantile(double a, double p) {
    double logGamma = LogGamma.value(a + 1);
    double low = -50;
    double high = 5;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (gammaSeries(a, Math.exp(middle), logGamma) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * P(a, x), the sum of x^(a+k) e^-x / Gamma(a+k+1), given ln Gamma(a+1), without the terms that
   * change no bit of it.
   */
  private static double gammaSeries(double a, double x, double logGamma) {
    double sum = 0;
    double term = StrictMath.exp(a * StrictMath.log(x) - x - logGamma);
    for (int k = 1; k <= TERMS && !(term < 1e-18 * sum); k++) {
      sum += term;
      term *= x / (a + k);
    }
    return sum;
  }

  /** The derivative of P(a, x) by a, term by term. */
  private static double gammaSeriesByA(double a, double x) {
    double sum = 0;
    double logX = StrictMath.log(x);
    double psi = polygamma(0, a + 1);
    double term = StrictMath.exp(a * logX - x - LogGamma.value(a + 1));
    for (int k = 1; k <= TERMS; k++) {
      sum += term * (logX - psi);
      term *= x / (a + k);
      psi += 1 / (a + k);
    }
    return sum;
  }

  /**
   * For x &gt; 0: the defining series, its remainder by the first terms of the Euler-Maclaurin
   * formula.
   */
  private static double polygamma(int n, double x) {
    double y = x + TERMS;
    if (n == 0) {
      double sum = StrictMath.log(y) - 0.5 / y - 1 / (12 * y * y) + 1 / (120 * y * y * y * y);
      for (int k = TERMS - 1; k >= 0; k--) {
        sum -= 1 / (x + k);
      }
      return sum;
    }
    double factorial = 1;
    for (int i = 2; i <= n; i++) {
      factorial *= i;
    }
    double sum =
        Math.pow(y, -n) / n
            + Math.pow(y, -n - 1) / 2
            + (n + 1) / 12.0 * Math.pow(y, -n - 2)
            - (n + 1) * (n + 2) * (n + 3) / 720.0 * Math.pow(y, -n - 4);
    for (int k = TERMS - 1; k >= 0; k--) {
      sum += Math.pow(x + k, -n - 1);
    }
    return (n % 2 == 1 ? 1 : -1) * factorial * sum;
  }
}
