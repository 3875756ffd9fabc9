/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.internal;

import java.util.Locale;

/**
 * A picture in the format SVG 1.1, as text that browsers and documentation sites show. Coordinates
 * are pixels from the upper left corner. The same calls give the same text.
 */
public final class SvgPicture {
  /** Colour of what was measured. */
  public static final String BLUE = "#1f5fa8";

  /** Colour of what it is compared with. */
  public static final String ORANGE = "#d96b0b";

  /** Colour of grids. */
  public static final String GREY = "#dddddd";

  private static final int FONT = 12;

  private final StringBuilder text = new StringBuilder();

  /**
   * A white picture.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public SvgPicture(double width, double height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
            + " height=\"%.0f\" font-family=\"sans-serif\" font-size=\"%d\">",
        width, height, width, height, FONT);
    rectangle(0, 0, width, height, "white");
  }

  private void add(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  /**
   * Adds a filled rectangle.
   *
   * @param x left edge
   * @param y upper edge
   * @param width its width
   * @param height its height
   * @param fill colour
   */
  public void rectangle(double x, double y, double width, double height, String fill) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
        x, y, width, height, fill);
  }

  /**
   * Adds a line through points.
   *
   * @param xs from left to right
   * @param ys from top to bottom, as many
   * @param colour its colour
   * @param isDashed whether it is dashed
   */
  public void line(double[] xs, double[] ys, String colour, boolean isDashed) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      points.append(String.format(Locale.ROOT, i == 0 ? "%.1f,%.1f" : " %.1f,%.1f", xs[i], ys[i]));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"%s/>",
        points, colour, isDashed ? " stroke-dasharray=\"5 4\"" : "");
  }

  /**
   * Adds a dot.
   *
   * @param x centre
   * @param y centre
   * @param colour its colour
   */
  public void dot(double x, double y, String colour) {
    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, colour);
  }

  /**
   * Adds a line of text.
   *
   * @param x where the anchor is
   * @param y baseline
   * @param anchor {@code start}, {@code middle} or {@code end}
   * @param isBold whether it is bold
   * @param line any text
   */
  public void text(double x, double y, String anchor, boolean isBold, String line) {
    String escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>",
        x, y, anchor, isBold ? " font-weight=\"bold\"" : "", escaped);
  }

  /** {@return the document} */
  @Override
  public String toString() {
    return text + "</svg>\n";
  }
}
