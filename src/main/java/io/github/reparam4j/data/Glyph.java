/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a digit: strokes, each a curve through points of the unit square, x to the right and
 * y down. The curve is smooth except at points that are corners.
 */
final class Glyph {
  /** Largest number of points of a glyph. */
  static final int MAX_POINTS = 24;

  /**
   * The styles of each digit. Coordinates are percents. Commas separate points, semicolons separate
   * strokes, and an exclamation mark makes a point a corner.
   */
  private static final String[][] SHAPES = {
    {
      "62 4, 34 3, 12 24, 5 55, 18 88, 48 99, 80 84, 95 50, 84 18, 60 3, 46 5",
      "50 0, 18 14, 4 50, 20 88, 52 100, 84 86, 96 48, 80 12, 48 1",
      "72 8, 40 1, 12 22, 4 58, 22 92, 56 97, 86 72, 96 36, 78 8, 52 2, 40 12"
    },
    {
      "50 0, 50 34, 50 68, 50 100",
      "52 0, 49 50, 50 100",
      "50 0, 51 50, 48 100",
      "32 20, 44 12, 53 0!, 52 50, 51 100",
      "28 22, 42 14, 52 0!, 52 50, 51 98; 26 99, 52 98, 78 98"
    },
    {
      "8 26, 24 6, 54 0, 82 14, 82 38, 58 64, 30 84, 4 98!, 36 95, 66 96, 97 97",
      "10 22, 34 2, 66 4, 80 26, 68 54, 42 82, 16 98, 3 90, 14 78, 38 84, 66 96, 98 90",
      "6 14, 40 0, 76 8, 84 30, 60 60, 32 80, 6 97!, 50 96, 96 99"
    },
    {
      "10 14, 34 1, 68 3, 84 20, 70 40, 40 48!, 74 54, 92 74, 74 95, 40 100, 6 90",
      "6 8, 46 0, 82 12, 76 34, 36 46!, 80 54, 92 80, 60 99, 22 98, 4 88",
      "8 4, 48 3, 86 3!, 62 24, 42 40!, 76 48, 92 70, 76 94, 40 100, 6 90"
    },
    {
      "16 2, 10 26, 8 50!, 36 54, 64 51, 92 46; 80 0, 74 34, 70 66, 66 100",
      "66 0, 38 30, 4 64!, 50 65, 98 62; 72 30, 68 64, 66 100",
      "20 4, 12 28, 20 50, 48 54, 74 40, 84 4!, 78 50, 72 100",
      "74 0, 40 30, 8 60!, 52 60, 96 58; 76 2, 72 50, 68 100"
    },
    {
      "88 3, 56 2, 24 4!, 20 24, 16 46!, 44 38, 76 48, 88 70, 70 92, 36 100, 6 88",
      "28 4, 24 24, 20 44!, 48 40, 78 52, 84 76, 60 96, 30 99, 6 88; 28 5, 58 4, 92 2",
      "94 1, 60 6, 30 6!, 26 26, 20 42, 48 44, 76 60, 72 86, 44 99, 8 94"
    },
    {
      "74 0, 46 14, 22 42, 10 72, 26 96, 60 98, 84 80, 78 60, 50 54, 24 66, 14 82",
      "56 0, 32 22, 14 52, 10 80, 34 99, 68 96, 86 76, 70 58, 40 60, 16 78",
      "86 4, 52 8, 22 32, 8 64, 20 92, 52 99, 80 84, 76 62, 46 56, 18 72"
    },
    {
      "5 12, 34 5, 64 5, 92 4!, 74 34, 54 66, 40 100",
      "6 26, 8 6!, 48 6, 90 3!, 72 40, 58 70, 50 100",
      "4 10, 48 7, 90 6!, 68 48, 46 99; 28 52, 54 49, 82 47",
      "8 4, 46 10, 88 2, 82 28, 64 60, 52 100"
    },
    {
      "78 12, 50 0, 22 12, 24 34, 50 48, 78 66, 80 88, 50 100, 20 88, 24 66, 52 48, 76 32, 80 12",
      "88 8, 58 0, 28 14, 34 38, 62 56, 74 80, 50 99, 20 88, 28 62, 60 40, 84 18, 82 4",
      "50 47, 22 36, 24 10, 52 0, 78 12, 74 36, 50 47, 22 66, 18 88, 50 100, 82 88, 78 62, 52 48"
    },
    {
      "82 18, 56 1, 24 8, 10 32, 30 52, 62 44, 82 20!, 80 50, 74 76, 66 100",
      "84 10, 48 0, 14 18, 16 44, 48 50, 80 30, 84 8!, 86 42, 78 76, 52 98, 18 94",
      "74 8, 42 2, 14 22, 18 46, 50 48, 76 26, 80 6, 80 36, 70 70, 56 100"
    }
  };

  private static final Glyph[][] GLYPHS = parseAll();

  /** Coordinates of the points, stroke after stroke. */
  final double[] x;

  final double[] y;
  final boolean[] corner;

  /** Whether a point is the last one of its stroke. */
  final boolean[] last;

  private Glyph(double[] x, double[] y, boolean[] corner, boolean[] last) {
    this.x = x;
    this.y = y;
    this.corner = corner;
    this.last = last;
  }

  /** The style of a digit that is chosen by a value in (0, 1). */
  static Glyph of(int digit, double choice) {
    Glyph[] styles = GLYPHS[digit];
    return styles[(int) (choice * styles.length)];
  }

  private static Glyph[][] parseAll() {
    Glyph[][] glyphs = new Glyph[SHAPES.length][];
    for (int digit = 0; digit < SHAPES.length; digit++) {
      List<Glyph> styles = new ArrayList<>();
      for (String shape : SHAPES[digit]) {
        styles.add(parse(shape));
      }
      glyphs[digit] = styles.toArray(Glyph[]::new);
    }
    return glyphs;
  }

  private static Glyph parse(String shape) {
    int n = shape.split("[,;]").length;
    Glyph glyph = new Glyph(new double[n], new double[n], new boolean[n], new boolean[n]);
    int i = 0;
    for (String stroke : shape.split(";")) {
      for (String point : stroke.split(",")) {
        String[] coordinates = point.replace("!", "").strip().split(" ");
        glyph.x[i] = Integer.parseInt(coordinates[0]) / 100.0;
        glyph.y[i] = Integer.parseInt(coordinates[1]) / 100.0;
        glyph.corner[i] = point.endsWith("!");
        i++;
      }
      glyph.last[i - 1] = true;
    }
    return glyph;
  }
}
