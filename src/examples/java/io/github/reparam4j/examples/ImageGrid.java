/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Square grey images side by side under a title. */
final class ImageGrid {
  private static final int ZOOM = 3;
  private static final int GAP = 6;
  private static final int GROUP_GAP = 18;
  private static final int MARGIN = 28;
  private static final int TITLE_HEIGHT = 62;
  private static final Color PAPER = Color.WHITE;
  private static final Color TEXT = new Color(0x22, 0x22, 0x22);

  private final int rowsPerGroup;
  private final int side;
  private final BufferedImage picture;

  private ImageGrid(String title, int columns, int rows, int rowsPerGroup, int side) {
    this.rowsPerGroup = rowsPerGroup;
    this.side = side;
    int width = MARGIN + left(columns) - GAP;
    int height = top(rows - 1) + side * ZOOM + MARGIN;
    this.picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(PAPER);
    g.fillRect(0, 0, width, height);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(TEXT);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
    int textWidth = g.getFontMetrics().stringWidth(title);
    g.drawString(title, (width - textWidth) / 2, 40);
    g.dispose();
  }

  /**
   * Images in reading order.
   *
   * @param images [n, side * side], n a multiple of the columns, values in [0, 1], 0 for black
   */
  static BufferedImage of(String title, int columns, INDArray images) {
    int rows = (int) images.size(0) / columns;
    ImageGrid grid = new ImageGrid(title, columns, rows, rows, side(images));
    for (int i = 0; i < rows * columns; i++) {
      grid.draw(images, i, i / columns, i % columns);
    }
    return grid.picture;
  }

  /**
   * Rows of images, each above a row of others.
   *
   * @param upper [n, side * side], n a multiple of the columns, values in [0, 1]
   * @param lower of the same shape
   */
  static BufferedImage ofPairs(String title, int columns, INDArray upper, INDArray lower) {
    int pairs = (int) upper.size(0) / columns;
    ImageGrid grid = new ImageGrid(title, columns, 2 * pairs, 2, side(upper));
    for (int i = 0; i < pairs * columns; i++) {
      grid.draw(upper, i, 2 * (i / columns), i % columns);
      grid.draw(lower, i, 2 * (i / columns) + 1, i % columns);
    }
    return grid.picture;
  }

  private static int side(INDArray images) {
    return (int) Math.round(Math.sqrt(images.size(1)));
  }

  private int left(int column) {
    return MARGIN + column * (side * ZOOM + GAP);
  }

  private int top(int row) {
    return TITLE_HEIGHT + row * (side * ZOOM + GAP) + row / rowsPerGroup * (GROUP_GAP - GAP);
  }

  private void draw(INDArray images, int index, int row, int column) {
    for (int y = 0; y < side * ZOOM; y++) {
      for (int x = 0; x < side * ZOOM; x++) {
        double value = images.getDouble(index, (y / ZOOM) * side + x / ZOOM);
        int grey = (int) Math.round(255 * Math.max(0, Math.min(1, value)));
        picture.setRGB(left(column) + x, top(row) + y, grey << 16 | grey << 8 | grey);
      }
    }
  }
}
