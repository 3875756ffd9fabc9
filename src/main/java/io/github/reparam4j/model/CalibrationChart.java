/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.SvgPicture;
import java.util.Arrays;
import java.util.Locale;

/** The chart of a {@link Calibration}: coverage by level, and the histogram beside it. */
final class CalibrationChart {
  private static final double SIDE = 300;
  private static final double LEFT = 60;
  private static final double TOP = 44;
  private static final double GAP = 90;
  private static final double FOOT = 56;
  private static final int TICKS = 5;

  private final Calibration of;
  private final SvgPicture picture = new SvgPicture(LEFT + 2 * SIDE + GAP + 30, TOP + SIDE + FOOT);

  CalibrationChart(Calibration of) {
    this.of = of;
  }

  @Override
  public String toString() {
    coverage();
    histogram();
    return picture.toString();
  }

  private static double y(double share) {
    return TOP + SIDE * (1 - share);
  }

  /** A panel from 0 to 1 across, and from 0 to a number upwards. */
  private void panel(double left, String title, String across, double most) {
    picture.text(left, TOP - 16, "start", true, title);
    picture.text(left + SIDE / 2, TOP + SIDE + 40, "middle", false, across);
    for (int i = 0; i <= TICKS; i++) {
      double share = (double) i / TICKS;
      double x = left + SIDE * share;
      double y = y(share);
      double[] whole = {left, left + SIDE};
      picture.line(whole, new double[] {y, y}, SvgPicture.GREY, false);
      picture.text(x, TOP + SIDE + 18, "middle", false, number(share));
      picture.text(left - 8, y + 4, "end", false, number(share * most));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void coverage() {
    panel(LEFT, "coverage of central intervals", "level", 1);
    picture.line(
        new double[] {LEFT, LEFT + SIDE}, new double[] {y(0), y(1)}, SvgPicture.ORANGE, true);
    double[] xs = Arrays.stream(of.levels()).map(level -> LEFT + SIDE * level).toArray();
    double[] ys = Arrays.stream(of.coverage()).map(CalibrationChart::y).toArray();
    picture.line(xs, ys, SvgPicture.BLUE, false);
    for (int i = 0; i < xs.length; i++) {
      picture.dot(xs[i], ys[i], SvgPicture.BLUE);
    }
  }

  /** As a density, which is 1 for uniform numbers. */
  private void histogram() {
    double left = LEFT + SIDE + GAP;
    int bins = of.histogram().length;
    double[] density =
        Arrays.stream(of.histogram()).mapToDouble(n -> (double) n * bins / of.targets()).toArray();
    double most = Math.ceil(2 * Math.max(1.25, Arrays.stream(density).max().orElseThrow())) / 2;
    panel(left, "density of the integral transform", "F(y | x)", most);
    double width = SIDE / bins;
    for (int i = 0; i < bins; i++) {
      double top = y(density[i] / most);
      picture.rectangle(left + i * width + 1, top, width - 2, TOP + SIDE - top, SvgPicture.BLUE);
    }
    double y = y(1 / most);
    picture.line(new double[] {left, left + SIDE}, new double[] {y, y}, SvgPicture.ORANGE, true);
  }
}
