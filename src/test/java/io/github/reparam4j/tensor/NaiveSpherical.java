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

  /** The integral of (t - A) e^(k t) (1 - t^2)^((d-3)/2) from tanh(y / 2) to 1. */
  private static double byConcentration(int d, double k, double y) {
    double ratio = ratio(0.5 * d - 1, k);
    double from = StrictMath.tanh(y / 2);
    double power = 0.5 * (d - 3);
    double sum = 0;
    for (double[] node : NaiveFunctions.UNIT_INTERVAL) {
      double gap = (1 - from) * node[1];
      double t = 1 - gap;
      double relative = gap * (1 + t) / (1 - from * from);
      sum +=
          node[2] * (t - ratio) * StrictMath.exp(k * (t - from)) * StrictMath.pow(relative, power);
    }
    return 2 * (1 - from) * sum / (1 - from * from);
  }
}
