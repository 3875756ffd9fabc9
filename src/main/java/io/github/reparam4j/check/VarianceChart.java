/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.internal.SvgPicture;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The chart of a {@link VarianceReport}: a panel for each variable, a dot for each estimator. */
final class VarianceChart {
  private static final double PLOT = 420;
  private static final double ROW = 24;
  private static final double HEAD = 34;
  private static final double FOOT = 44;
  private static final double LETTER = 7.5;
  private static final int MAX_TICKS = 8;

  private final List<GradientStatistics> rows;
  private final double left;
  private final int low;
  private final int high;

  VarianceChart(List<GradientStatistics> rows) {
    this.rows = rows;
    this.left = 30 + LETTER * rows.stream().mapToInt(r -> r.estimator().length()).max().orElse(0);
    double[] decades =
        rows.stream()
            .mapToDouble(GradientStatistics::variance)
            .filter(v -> v > 0 && v <= Double.MAX_VALUE)
            .map(Math::log10)
            .toArray();
    this.low = (int) Math.floor(DoubleStream.of(decades).min().orElse(0));
    this.high = Math.max(low + 1, (int) Math.ceil(DoubleStream.of(decades).max().orElse(0)));
  }

  @Override
  public String toString() {
    List<String> variables = rows.stream().map(GradientStatistics::variable).distinct().toList();
    double height = variables.size() * (HEAD + FOOT) + rows.size() * ROW;
    SvgPicture picture = new SvgPicture(left + PLOT + 90, height);
    double y = 0;
    for (String variable : variables) {
      List<GradientStatistics> panel =
          rows.stream().filter(r -> r.variable().equals(variable)).toList();
      String of = variable.equals(GradientVariance.VALUE) ? "value" : "gradient by " + variable;
      picture.text(left, y + 20, "start", true, "variance of the " + of);
      grid(picture, y + HEAD, panel.size() * ROW);
      y += HEAD;
      for (GradientStatistics r : panel) {
        dot(picture, y + ROW / 2, r);
        y += ROW;
      }
      y += FOOT;
    }
    return picture.toString();
  }

  private double x(double decade) {
    return left + PLOT * (decade - low) / (high - low);
  }

  private void grid(SvgPicture picture, double top, double height) {
    int step = 1 + (high - low) / MAX_TICKS;
    for (int decade = low; decade <= high; decade += step) {
      double x = x(decade);
      picture.line(new double[] {x, x}, new double[] {top, top + height}, SvgPicture.GREY, false);
      picture.text(x, top + height + 16, "middle", false, "1e" + decade);
    }
  }

  /** A dot on a line from the left; at 0 only the number is written. */
  private void dot(SvgPicture picture, double y, GradientStatistics r) {
    double v = r.variance();
    double x = left;
    if (v > 0 && v <= Double.MAX_VALUE) {
      x = x(Math.log10(v));
      picture.line(new double[] {left, x}, new double[] {y, y}, SvgPicture.BLUE, true);
      picture.dot(x, y, SvgPicture.BLUE);
    }
    picture.text(left - 8, y + 4, "end", false, r.estimator());
    picture.text(x + 8, y + 4, "start", false, String.format(Locale.ROOT, "%.3g", v));
  }
}
