/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import java.util.Arrays;

/**
 * Renders glyphs with random deformations: an image is a pure function of the digit and of some
 * uniform and normal variates.
 *
 * <p>Pixels are computed from their distance to the curve, not by a graphics library, so that the
 * images are the same on every machine. Not thread-safe.
 */
final class GlyphRenderer {
  /** Width and height of an image. */
  static final int SIDE = 28;

  /** Number of uniform variates reserved for an image; the first of them chooses the digit. */
  static final int UNIFORMS = 4;

  /** Number of normal variates reserved for an image. */
  static final int NORMALS = 16 + 2 * Glyph.MAX_POINTS;

  private static final int STEPS = 5;
  private static final double BOX = 20;
  private static final double BLUR = 1.25;

  /** Above the largest radius plus half the blur, so that no ink reaches the edge. */
  private static final double MARGIN = 3.1;

  private final double[] px = new double[Glyph.MAX_POINTS];
  private final double[] py = new double[Glyph.MAX_POINTS];

  /** The curve as points. */
  private final double[] cx = new double[STEPS * Glyph.MAX_POINTS + 1];

  private final double[] cy = new double[STEPS * Glyph.MAX_POINTS + 1];

  /** Whether a stroke ends at a point. */
  private final boolean[] cut = new boolean[STEPS * Glyph.MAX_POINTS + 1];

  private int points;

  /**
   * Draws a digit.
   *
   * @param digit 0 to 9
   * @param u holds the image's uniform variates
   * @param uFrom index of the first
   * @param z holds its normal variates
   * @param zFrom index of the first
   * @param out receives the pixels, 0 (paper) to 1 (ink), row by row
   * @param outFrom index of the first
   */
  void draw(int digit, double[] u, int uFrom, double[] z, int zFrom, double[] out, int outFrom) {
    Glyph glyph = Glyph.of(digit, u[uFrom]);
    deform(glyph, z, zFrom);
    trace(glyph);
    double radius = clamp(1.22 * StrictMath.exp(0.24 * z[zFrom]), 0.7, 2.1);
    fit(BOX - 2 * radius);
    Arrays.fill(out, outFrom, outFrom + SIDE * SIDE, 0);
    double phase = 2 * Math.PI * u[uFrom + 1];
    double swell = 0.1 * z[zFrom + 1];
    for (int i = 0; i + 1 < points; i++) {
      if (!cut[i]) {
        double pressure = 1 + swell * StrictMath.sin(phase + 4.0 * i / points);
        segment(i, clamp(radius * pressure, 0.6, 2.4), out, outFrom);
      }
    }
  }

  /** Moves each point by noise, then all points by a bend, a slant, a rotation and a stretch. */
  private void deform(Glyph glyph, double[] z, int from) {
    double width = 0.74 * StrictMath.exp(0.17 * z[from + 2]);
    double slant = 0.14 + 0.2 * clamp(z[from + 3], -2, 2);
    double turn = 0.09 * clamp(z[from + 4], -2.5, 2.5);
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double bendX = 0.05 * z[from + 5];
    double bendY = 0.04 * z[from + 6];
    double phaseX = 3 * z[from + 7];
    double phaseY = 3 * z[from + 8];
    double squeezeX = 0.12 * clamp(z[from + 9], -2, 2);
    double squeezeY = 0.12 * clamp(z[from + 10], -2, 2);
    for (int i = 0; i < glyph.x.length; i++) {
      double x = glyph.x[i] - 0.5 + 0.026 * z[from + 16 + 2 * i];
      double y = glyph.y[i] - 0.5 + 0.022 * z[from + 17 + 2 * i];
      double bentX = x + bendX * StrictMath.sin(4 * y + phaseX) + squeezeX * x * y;
      double bentY = y + bendY * StrictMath.sin(4 * x + phaseY) + squeezeY * (y * y - 0.25);
      double leaning = width * bentX - slant * bentY;
      px[i] = cos * leaning - sin * bentY;
      py[i] = sin * leaning + cos * bentY;
    }
  }

  /**
   * Makes the curve through the points: cubic pieces by E. Catmull and R. Rom, "A class of local
   * interpolating splines", 1974.
   */
  private void trace(Glyph glyph) {
    points = 0;
    int n = glyph.x.length;
    for (int i = 0; i < n; i++) {
      if (glyph.last[i]) {
        add(px[i], py[i], true);
        continue;
      }
      boolean first = i == 0 || glyph.last[i - 1] || glyph.corner[i];
      boolean end = glyph.last[i + 1] || glyph.corner[i + 1];
      int before = first ? i : i - 1;
      int after = end ? i + 1 : i + 2;
      for (int step = 0; step < STEPS; step++) {
        double t = (double) step / STEPS;
        add(
            spline(px[before], px[i], px[i + 1], px[after], t),
            spline(py[before], py[i], py[i + 1], py[after], t),
            false);
      }
    }
  }

  private void add(double x, double y, boolean isEnd) {
    cx[points] = x;
    cy[points] = y;
    cut[points] = isEnd;
    points++;
  }

  private static double spline(double a, double b, double c, double d, double t) {
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  /**
   * Scales the curve so that its longer side has the given length, and moves its centre of mass to
   * the middle of the image, as was done for MNIST, as far as the margins allow.
   */
  private void fit(double length) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    double massX = 0;
    double massY = 0;
    double mass = 0;
    for (int i = 0; i < points; i++) {
      left = Math.min(left, cx[i]);
      right = Math.max(right, cx[i]);
      top = Math.min(top, cy[i]);
      bottom = Math.max(bottom, cy[i]);
      if (!cut[i]) {
        double dx = cx[i + 1] - cx[i];
        double dy = cy[i + 1] - cy[i];
        double weight = Math.sqrt(dx * dx + dy * dy);
        massX += weight * (cx[i] + 0.5 * dx);
        massY += weight * (cy[i] + 0.5 * dy);
        mass += weight;
      }
    }
    double scale = length / Math.max(right - left, bottom - top);
    double shiftX = shift(scale * massX / mass, scale * left, scale * right);
    double shiftY = shift(scale * massY / mass, scale * top, scale * bottom);
    for (int i = 0; i < points; i++) {
      cx[i] = scale * cx[i] + shiftX;
      cy[i] = scale * cy[i] + shiftY;
    }
  }

  /** The shift of a centre to the middle that leaves [low, high] within the margins. */
  private static double shift(double centre, double low, double high) {
    double wanted = 0.5 * (SIDE - 1) - centre;
    return clamp(wanted, MARGIN - low, SIDE - 1 - MARGIN - high);
  }

  /** Inks the pixels near the line from point i to point i + 1. */
  private void segment(int i, double radius, double[] out, int outFrom) {
    double x0 = cx[i];
    double y0 = cy[i];
    double dx = cx[i + 1] - x0;
    double dy = cy[i + 1] - y0;
    double inverse = 1 / Math.max(dx * dx + dy * dy, 1e-12);
    double reach = radius + 0.5 * BLUR;
    int left = (int) Math.max(0, Math.ceil(Math.min(x0, x0 + dx) - reach));
    int right = (int) Math.min(SIDE - 1, Math.floor(Math.max(x0, x0 + dx) + reach));
    int top = (int) Math.max(0, Math.ceil(Math.min(y0, y0 + dy) - reach));
    int bottom = (int) Math.min(SIDE - 1, Math.floor(Math.max(y0, y0 + dy) + reach));
    double reach2 = reach * reach;
    for (int row = top; row <= bottom; row++) {
      double y = row - y0;
      for (int column = left; column <= right; column++) {
        double x = column - x0;
        double t = clamp((x * dx + y * dy) * inverse, 0, 1);
        double ex = x - t * dx;
        double ey = y - t * dy;
        double distance2 = ex * ex + ey * ey;
        if (distance2 < reach2) {
          double ink = Math.min(1, (reach - Math.sqrt(distance2)) / BLUR);
          int at = outFrom + row * SIDE + column;
          out[at] = Math.max(out[at], ink);
        }
      }
    }
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
