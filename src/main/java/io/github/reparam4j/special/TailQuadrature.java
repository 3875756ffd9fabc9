/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import java.util.TreeSet;

/**
 * Integrals over a tail of a log-concave density relative to its value at the border, of v from 0
 * on: weight(v) e^exponent(v), where the exponent is 0 at 0, concave, and falls without limit. By
 * adaptive Gauss-Legendre quadrature to about 1e-12 of the integral of the absolute value.
 *
 * <p>The derivative of a variate along a constant distribution function is such an integral: for a
 * density proportional to e^(phi(u; theta)), dt/dtheta is the integral from t on of (s - E s)
 * e^(phi(u) - phi(t)), s = dphi/dtheta. Its own derivatives are those of the integrand.
 */
final class TailQuadrature {
  /** A function of the distance v from the border. */
  @FunctionalInterface
  interface Of {
    double at(double v);
  }

  private static final int NODES = 20;
  private static final double[][] LEGENDRE = VonMisesIntegrals.legendre(NODES);

  /** The tail ends where the integrand has fallen by at least this factor's logarithm. */
  private static final double END = -60;

  private static final double LOCAL_TOLERANCE = 1e-13;
  private static final double GLOBAL_TOLERANCE = 1e-14;
  private static final int PANELS = 4;
  private static final double LONG = 20;
  private static final double FIRST_STEP = 6;
  private static final int MAX_DEPTH = 40;

  /**
   * No panel is cut after so many: where rounding errors of a steep exponent exceed the tolerance.
   */
  private static final int MAX_PANELS = 1000;

  private final Of exponent;
  private final Of weight;

  /** The integral of the absolute value over the panel that {@link #panel} saw last. */
  private double size;

  private double allowed;
  private int panels;

  private TailQuadrature(Of exponent, Of weight) {
    this.exponent = exponent;
    this.weight = weight;
  }

  /**
   * The integral.
   *
   * @param exponent the logarithm of the relative density
   * @param weight what it is multiplied by, of at most polynomial growth
   * @param scale about the distance at which the exponent is -1, to within a large factor
   * @param bend a distance around which the functions bend within a few units; if below 0, they do
   *     so from 0 on
   */
  static double integral(Of exponent, Of weight, double scale, double bend) {
    double end = scale;
    while (exponent.at(end) > END && end < 1e300) {
      end *= 2;
    }
    while (exponent.at(0.5 * end) < END && end > 1e-300) {
      end *= 0.5;
    }
    return new TailQuadrature(exponent, weight).over(borders(end, bend));
  }

  /** The borders of the first panels: equal, or from the bend outwards each thrice as long. */
  private static double[] borders(double end, double bend) {
    TreeSet<Double> borders = new TreeSet<>();
    for (int i = 0; i <= PANELS; i++) {
      borders.add(end * i / PANELS);
    }
    double from = Math.max(bend, 0);
    if (from < end && end > LONG) {
      for (double step = FIRST_STEP; step < end; step *= 3) {
        borders.add(Math.max(0, from - step));
        borders.add(Math.min(end, from + step));
      }
    }
    return borders.stream().mapToDouble(v -> v).toArray();
  }

  private double over(double[] borders) {
    double[] wholes = new double[borders.length - 1];
    double total = 0;
    for (int i = 0; i < wholes.length; i++) {
      wholes[i] = panel(borders[i], borders[i + 1]);
      total += size;
    }
    allowed = GLOBAL_TOLERANCE * total;
    double sum = 0;
    for (int i = wholes.length - 1; i >= 0; i--) {
      sum += refined(borders[i], borders[i + 1], wholes[i], MAX_DEPTH);
    }
    return sum;
  }

  private double refined(double low, double high, double whole, int depth) {
    double middle = 0.5 * (low + high);
    double left = panel(low, middle);
    double leftSize = size;
    double right = panel(middle, high);
    double error = Math.abs(left + right - whole);
    if (!(error > Math.max(allowed, LOCAL_TOLERANCE * (leftSize + size)))
        || depth == 0
        || panels > MAX_PANELS) {
      return left + right;
    }
    return refined(middle, high, right, depth - 1) + refined(low, middle, left, depth - 1);
  }

  private double panel(double low, double high) {
    panels++;
    double length = high - low;
    double sum = 0;
    double absolute = 0;
    for (int i = 0; i < NODES; i++) {
      double v = low + length * LEGENDRE[0][i];
      double value = LEGENDRE[1][i] * weight.at(v) * Math.exp(exponent.at(v));
      sum += value;
      absolute += Math.abs(value);
    }
    size = length * absolute;
    return length * sum;
  }
}
