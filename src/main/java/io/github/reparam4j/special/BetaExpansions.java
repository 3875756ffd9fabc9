/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

/**
 * The series and continued fractions that {@link IncompleteBetaFunctions} uses.
 *
 * <p>With w = x^a y^b / B(a,b), the density of t = logit x, and y = 1 - x, let S = I_x(a,b) / w be
 * the lower tail's ratio to it. S = (1/a) sum over n of s_n, s_n = (a+b)_n x^n / (a+1)_n (NIST DLMF
 * 8.17.8), all terms positive; the upper tail has the same with a and b, x and y exchanged. Each
 * method computes a linear form c S + k dS/da, or the same of the upper tail. This differentiates
 * the logarithm of a tail and needs neither w nor a gamma function.
 *
 * <p>Tolerances are relative and apply to the last term or the last correction.
 */
final class BetaExpansions {
  /** Maximum number of terms of a sum; reached only for parameters beyond 1e11. */
  private static final int MAX_TERMS = 200_000;

  /** Steps between convergence tests of the fraction, which also rescale it against overflow. */
  private static final int STEPS_BETWEEN_TESTS = 4;

  /** B(2k) / (2k): the series of ln z - psi(z) - 1/(2z) in 1/z^2, NIST DLMF 5.11.2. */
  private static final double[] DIGAMMA_SERIES = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160
  };

  /** From here on the asymptotic series of trigamma is exact to 1e-16. */
  private static final double TRIGAMMA_THRESHOLD = 12;

  private BetaExpansions() {}

  /** ln(1 + v) for v &gt; -1 to 2 ulp by Kahan's formula, whose rounding errors cancel. */
  static double log1p(double v) {
    double u = 1 + v;
    return u == 1 ? v : Math.log(u) * (v / (u - 1));
  }

  /**
   * psi(a + b) - psi(a) for a &gt; 0 and b &gt;= 0 without cancellation: the recurrence up to a
   * certain argument, and there divided differences of the asymptotic series.
   *
   * @param from where the series begins: from 10 it is exact to 1e-16, from 4 to 1e-9
   */
  static double digammaRise(double a, double b, double from) {
    double sum = 0;
    double z = a;
    while (z < from) {
      sum += b / (z + b) / z;
      z++;
    }
    double r = 1 / z;
    double s = 1 / (z + b);
    double u = r * r;
    double v = s * s;
    double value = 0;
    double divided = 0;
    for (int k = DIGAMMA_SERIES.length - 1; k >= 0; k--) {
      divided = divided * u + value;
      value = value * v + DIGAMMA_SERIES[k];
    }
    divided = divided * u + value;
    return sum + log1p(b * r) + b * r * s * (0.5 + (r + s) * divided);
  }

  /**
   * psi'(a) - psi'(a + b) for a &gt; 0 and b &gt;= 0 without cancellation, as {@link #digammaRise}.
   */
  static double trigammaFall(double a, double b) {
    double sum = 0;
    double z = a;
    while (z < TRIGAMMA_THRESHOLD) {
      double r = 1 / z;
      double s = 1 / (z + b);
      sum += b * r * s * (r + s);
      z++;
    }
    double r = 1 / z;
    double s = 1 / (z + b);
    // psi'(z) = r + r^2 / 2 + the sum of B(2k) r^(2k+1); each power less that of s by r - s.
    double divided = 1;
    double power = s;
    double total = 1 + 0.5 * (r + s);
    for (int k = 1; k <= DIGAMMA_SERIES.length; k++) {
      divided = r * (r * divided + power) + power * s;
      power *= s * s;
      total += 2 * k * DIGAMMA_SERIES[k - 1] * divided;
    }
    return sum + b * r * s * total;
  }

  /**
   * The sum of s_n / a times (c + k (b-1) sum over j = 1..n of 1 / ((a+j)(a+b+j-1))): with k = 0 it
   * is c S, with k = 1 and c = -ln x + psi(a+1) - psi(a+b) it is -(dI/da) / w.
   */
  static double lowerSeries(double a, double b, double x, double c, double k, double tolerance) {
    double term = 1 / a;
    double slope = c;
    double sum = term * slope;
    double above = a + b;
    double below = a + 1;
    double step = k * (b - 1);
    for (int n = 1; n < MAX_TERMS; n++) {
      double inverse = 1 / (below * above);
      term *= above * x * (above * inverse);
      slope += step * inverse;
      double added = term * slope;
      sum += added;
      if (Math.abs(added) <= tolerance * Math.abs(sum) && above * x < below) {
        break;
      }
      above++;
      below++;
    }
    return sum;
  }

  /**
   * The upper tail's sum, with terms (a+b)_n y^n / (b+1)_n / b times (c + k sum over j &lt; n of 1
   * / (a+b+j)): with k = 0 it is c (1 - I) / w, with k = 1 and c = ln x + psi(a+b) - psi(a) it is
   * -(dI/da) / w.
   */
  static double upperSeries(double a, double b, double y, double c, double k, double tolerance) {
    double term = 1 / b;
    double slope = c;
    double sum = term * slope;
    double above = a + b;
    double below = b + 1;
    for (int n = 1; n < MAX_TERMS; n++) {
      double inverse = 1 / (below * above);
      term *= above * y * (above * inverse);
      slope += k * below * inverse;
      double added = term * slope;
      sum += added;
      if (Math.abs(added) <= tolerance * Math.abs(sum) && above * y < below) {
        break;
      }
      above++;
      below++;
    }
    return sum;
  }

  /**
   * -(dI/da) / w close to x = 1, for small b, where the upper tail is nearly all of the mass: from
   * 1 - I = y^b / B(a,b) times the sum of (1-a)_n y^n / (n! (b+n)) (NIST DLMF 8.17.7).
   *
   * @param rise psi(a+b) - psi(a)
   */
  static double edgeSeries(
      double a, double b, double y, double logX, double rise, double tolerance) {
    double sum = rise / b;
    double term = 1;
    double slope = 0;
    double last = sum;
    for (int n = 1; n < MAX_TERMS; n++) {
      double factor = (n - a) * y / n;
      slope = slope * factor - term * y / n;
      term *= factor;
      double added = (term * rise + slope) / (b + n);
      sum += added;
      // One term alone may vanish, as the second for a = 3/2.
      if (Math.abs(added) + Math.abs(last) <= tolerance * Math.abs(sum)) {
        break;
      }
      last = added;
    }
    return sum * Math.exp(-a * logX);
  }

  /**
   * -(dI/da) / w for large a and b and x near the mean m = a / (a+b). As a function D of x it
   * solves x (1-x) D' = -(ln x - psi(a) + psi(a+b)) - (a - (a+b) x) D; the coefficients of its
   * powers of u = (x - m) / m follow from the highest down.
   *
   * @param u -(a y - b x) / a
   * @param terms number of powers
   */
  static double centralSeries(double a, double b, double u, int terms) {
    double m = a / (a + b);
    double rest = b / (a + b);
    double s = rest - m;
    double sum = 0;
    double next = 0;
    double afterNext = 0;
    for (int n = terms; n >= 1; n--) {
      double own = (n % 2 == 1 ? 1.0 : -1.0) / n;
      double c = (own + s * n * next + rest * (n + 1) * afterNext) / (a + m * (n - 1));
      sum = sum * u + c;
      afterNext = next;
      next = c;
    }
    return sum;
  }

  /** c S + k dS/da for the lower tail S = I / w, by the continued fraction. */
  static double lowerFraction(
      double a, double b, double x, double y, double c, double k, double tolerance) {
    return fraction(a, b, x, y, 1, c, k, tolerance);
  }

  /** c S + k dS/da for the upper tail S = (1 - I) / w, by the continued fraction. */
  static double upperFraction(
      double a, double b, double x, double y, double c, double k, double tolerance) {
    return fraction(b, a, y, x, 0, c, k, tolerance);
  }

  /**
   * c S + k dS for S = I_z(p,r) / w by the even part of the continued fraction of NIST DLMF 8.17.22
   * (A. R. DiDonato and A. H. Morris, ACM Transactions on Mathematical Software 18, 1992, section
   * 9), with dS from the differentiated recurrences of numerator and denominator. It converges fast
   * for z &lt; (p+1) / (p+r+2).
   *
   * @param byFirst 1 for dS = dS/dp, 0 for dS = dS/dr
   */
  private static double fraction(
      double p, double r, double z, double rest, double byFirst, double c, double k, double tol) {
    double bySecond = 1 - byFirst;
    double e0 = p * rest - r * z + 1;
    double de = byFirst * rest - bySecond * z;
    double i = 1 / (p + 1);
    // Numerators and denominators of two convergents of 1 / S, d... their derivatives.
    double top = p * i * e0;
    double dTop = byFirst * i * i * e0 + p * i * de;
    double topBefore = 1;
    double dTopBefore = 0;
    double bottom = 1;
    double dBottom = 0;
    double bottomBefore = 0;
    double dBottomBefore = 0;
    double last = Double.NaN;
    for (int m = 1; m < MAX_TERMS; m++) {
      double j = 1 / (p + 2 * m + 1);
      double g = (p + m - 1) * i;
      double h = (p + r + m - 1) * i;
      double dgh = i * (byFirst * (1 - g) * h + g * (1 - h * byFirst));
      double mzz = m * z * z;
      double alpha = mzz * g * h * (r - m);
      double dAlpha = mzz * (dgh * (r - m) + g * h * bySecond);
      double mzi = m * z * i;
      double f = (p + m) * j;
      double e = e0 + m * (1 + rest);
      double beta = m + mzi * (r - m) + f * e;
      double dBeta = mzi * (bySecond - (r - m) * i * byFirst) + byFirst * j * (1 - f) * e + f * de;
      double t = beta * top + alpha * topBefore;
      double dt = beta * dTop + alpha * dTopBefore + dBeta * top + dAlpha * topBefore;
      double u = beta * bottom + alpha * bottomBefore;
      double du = beta * dBottom + alpha * dBottomBefore + dBeta * bottom + dAlpha * bottomBefore;
      topBefore = top;
      dTopBefore = dTop;
      bottomBefore = bottom;
      dBottomBefore = dBottom;
      top = t;
      dTop = dt;
      bottom = u;
      dBottom = du;
      i = j;
      if (m % STEPS_BETWEEN_TESTS == 0) {
        double scale = 1 / top;
        double ratio = bottom * scale;
        double form = c * ratio + k * (dBottom - ratio * dTop) * scale;
        if (Math.abs(form - last) <= tol * Math.abs(form)) {
          return form;
        }
        last = form;
        top = 1;
        dTop *= scale;
        bottom = ratio;
        dBottom *= scale;
        topBefore *= scale;
        dTopBefore *= scale;
        bottomBefore *= scale;
        dBottomBefore *= scale;
      }
    }
    return last;
  }
}
