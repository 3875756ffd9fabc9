/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

/**
 * The operations of {@link PackedGemm} on arrays of one element type.
 *
 * @param <T> float[] or double[]
 */
public interface GemmMicrokernel<T> {
  /**
   * Columns of the next panel if this many are left: at least as many, or the maximum. A power of
   * two, at least {@link PackedGemm#ROWS}; only the last panel may be narrower.
   */
  int panelWidth(int columns);

  /**
   * Maximum number of terms in a block. Its rows are {@link PackedGemm#stride} of this number
   * apart.
   */
  int maxDepth();

  /** A new array. */
  T newArray(int length);

  /** Loads n elements of memory. */
  void load(Memory from, long offset, T to, int at, int n);

  /** Stores n elements to memory. */
  void store(T from, int at, Memory to, long offset, int n);

  /** Copies n elements to part of a register of a tile of this element type. */
  void copy(T from, int fromAt, Tile to, int register, int at, int n);

  /**
   * Copies rows to the panels of a block, from their row p on.
   *
   * @param distance distance between the starts of rows
   * @param height number of rows
   * @param depth rows of the block's panels
   */
  void packRows(T rows, int distance, int height, T panels, int p, int depth, int columns);

  /**
   * Transposes 8 rows.
   *
   * @param distance distance between the starts of rows
   * @param count columns of the source, which become rows that are {@code step} apart
   */
  void transpose(T from, int distance, T to, int at, int step, int count);

  /**
   * The micro-kernel: computes 8 rows of a panel of the product, each element in the order of the
   * sum by fused multiply-add.
   *
   * @param first whether the sums start at 0 instead of the values in the product
   * @param width columns of the panel
   * @param depth terms of the sum
   * @param left 8 rows of the left factor, a stride apart
   * @param right a panel of the right factor, row by row
   * @param product 8 rows, a stride apart
   */
  void multiply(
      boolean first,
      int width,
      int depth,
      T left,
      int leftAt,
      T right,
      int rightAt,
      T product,
      int productAt);
}
