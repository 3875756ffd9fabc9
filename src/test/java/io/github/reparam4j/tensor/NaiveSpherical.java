/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

/** The part of {@link NaiveFunctions} for the von Mises-Fisher distribution, by the formulas. */
final class NaiveSpherical {
  private NaiveSpherical() {}

  static double apply(SphericalBessel op, double x) {
    double order = op.order();
    double ratio = ratio(order, x);
    double term = 1;
    double sum = 0;
    for (int i = 1; i < 200; i++) {
      term *= x * x / 4 / i / (order + i);
      sum += term;
    }
    double log = StrictMath.log1p(sum);
    return switch (op.kind()) {
      case LOG_NORMALIZER -> log;
      case LOG_NORMALIZER_GAP -> log - x;
      case RATIO -> ratio;
      case RATIO_GAP -> 1 - ratio;
      case RATIO_SLOPE -> 1 - ratio * ratio - (2 * order + 1) / x * ratio;
    };
  }

  private static double ratio(double order, double x) {
    return NaiveFunctions.besselSeries(order + 1, x) / NaiveFunctions.besselSeries(order, x);
  }

  static double apply(SphericalVariate op, double... x) {
    int d = op.dimension();
    return op.kind() == SphericalVariate.Kind.DRAW
        ? draw(d, x[0], x[1], x[2])
        : byConcentration(d, x[0], x[1]);
  }

  /** The first proposal of Wood's algorithm. */
  private static double draw(int d, double k, double logit, double u) {
    double b = (-2 * k + Math.sqrt(4 * k * k + (d - 1) * (d - 1))) / (d - 1);
    double x0 = (1 - b) / (1 + b);
    double z = 1 / (1 + StrictMath.exp(logit));
    double t = (1 - (1 + b) * z) / (1 - (1 - b) * z);
    double bound = k * x0 + (d - 1) * Math.log(1 - x0 * x0);
    if (k * t + (d - 1) * Math.log(1 - x0 * t) - bound < Math.log(u)) {
      throw new AssertionError("rejected: " + k + ", " + logit + ", " + u);
    }
    return Math.log((1 + t) / (1 - t));
  }

  /**
   * The integral of (t - A) times the density of the logit from y, by the trapezoidal rule in ln(s
   * - y).
   */
  private static double byConcentration(int d, double k, double y) {
    double ratio = ratio(0.5 * d - 1, k);
    double at = logDensity(d, k, y);
    double h = 1.0 / 16;
    double sum = 0;
    for (double w = -37; w < 5; w += h) {
      double s = y + StrictMath.exp(w);
      double value = StrictMath.exp(w + logDensity(d, k, s) - at);
      sum += h * value * (StrictMath.tanh(s / 2) - ratio);
    }
    return sum;
  }

  private static double logDensity(int d, double k, double y) {
    return k * StrictMath.tanh(y / 2)
        - (d - 1) * (Math.abs(y) / 2 + StrictMath.log1p(StrictMath.exp(-Math.abs(y))));
  }
}
