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
  int panelWidth(int columns);

  /** Most terms of the sums in a block. Rows are {@link PanelProduct#stride} of it apart. */
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
   * @param distance how far a row is from the one before
   * @param height number of rows
   * @param depth rows of the block's panels
   */
  void packRows(T rows, int distance, int height, T panels, int p, int depth, int columns);

  /**
   * Transposes 8 rows.
   *
   * @param distance how far a row is from the one before
   * @param count columns of the source, which become rows that are {@code step} apart
   */
  void transpose(T from, int distance, T to, int at, int step, int count);

  /**
   * Computes 8 rows of a panel of the product: each element, in the order of the sum, by fused
   * multiply-add.
   *
   * @param first whether the sums begin at 0, not at what the product has
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
