package io.github.reparam4j.program;

/**
 * What {@link PanelProduct} does to arrays of one element type.
 *
 * @param <T> float[] or double[]
 */
interface PanelKernels<T> {
  /**
   * Columns of a panel where this many are left: as many or more, or else the most there are. It is
   * a power of two, at least {@link PanelProduct#ROWS}; only the last panel may be a narrower one.
   */
  int width(int columns);

  /** Most terms of the sums in a block. Rows are {@link PanelProduct#stride} of it apart. */
  int longest();

  /** A new array. */
  T array(int length);

  /** Loads n elements of memory. */
  void load(Memory from, long offset, T to, int at, int n);

  /** Stores n elements to memory. */
  void store(T from, int at, Memory to, long offset, int n);

  /** Sets n elements to 0. */
  void clear(T to, int at, int n);

  /** Copies a row to row p of the panels of a block whose panels have {@code depth} rows. */
  void spread(T row, T panels, int p, int depth, int columns);

  /**
   * Transposes 8 rows, a stride apart in the source.
   *
   * @param count columns of the source, which become rows that are {@code step} apart
   */
  void transpose(T from, T to, int at, int step, int count);

  /**
   * Adds to 8 rows of a panel of the product: each element, in the order of the sum, by fused
   * multiply-add.
   *
   * @param width columns of the panel
   * @param depth terms of the sum
   * @param left 8 rows of the left factor, a stride apart
   * @param right a panel of the right factor, row by row
   * @param product 8 rows, a stride apart
   */
  void multiply(
      int width, int depth, T left, int leftAt, T right, int rightAt, T product, int productAt);
}
