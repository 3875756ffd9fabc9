/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.program.ir.View;
import java.util.Arrays;

/** Moves ranges of a view, counted in row-major order, between memory and registers. */
public final class Cursor {
  /**
   * Maximum length of rows that are copied element by element, because a call for each row takes
   * longer.
   */
  private static final int SHORT_ROW = 16;

  private int[] at = new int[8];

  /** Loads elements [from, from + n) of a collapsed view into a register. */
  public void load(Tile tile, int register, View view, Memory memory, long from, int n) {
    walk(tile, register, view, memory, from, n, true);
  }

  /** Stores a register to elements [from, from + n) of a collapsed view. */
  public void store(Tile tile, int register, View view, Memory memory, long from, int n) {
    walk(tile, register, view, memory, from, n, false);
  }

  private void walk(
      Tile tile, int register, View view, Memory memory, long from, int n, boolean load) {
    int[] dims = view.dims();
    long[] strides = view.strides();
    int inner = dims.length - 1;
    if (inner <= 0) {
      long stride = inner < 0 ? 0 : strides[0];
      move(tile, register, 0, memory, view.offset() + from * stride, stride, n, load);
      return;
    }
    if (inner == 1 && dims[1] <= SHORT_ROW) {
      int column = (int) (from % dims[1]);
      long row = view.offset() + from / dims[1] * strides[0];
      if (load) {
        tile.loadRows(register, memory, row, view, column, n);
      } else {
        tile.storeRows(register, memory, row, view, column, n);
      }
      return;
    }
    if (at.length < dims.length) {
      at = Arrays.copyOf(at, dims.length);
    }
    long offset = view.offset();
    long rest = from;
    for (int i = inner; i >= 0; i--) {
      at[i] = (int) (rest % dims[i]);
      rest /= dims[i];
      offset += at[i] * strides[i];
    }
    int done = 0;
    while (done < n) {
      int run = Math.min(n - done, dims[inner] - at[inner]);
      move(tile, register, done, memory, offset, strides[inner], run, load);
      done += run;
      at[inner] += run;
      offset += run * strides[inner];
      for (int i = inner; i > 0 && at[i] == dims[i]; i--) {
        at[i] = 0;
        offset += strides[i - 1] - dims[i] * strides[i];
        at[i - 1]++;
      }
    }
  }

  private static void move(
      Tile tile, int register, int at, Memory m, long offset, long stride, int n, boolean load) {
    if (load) {
      tile.load(register, at, m, offset, stride, n);
    } else {
      tile.store(register, at, m, offset, stride, n);
    }
  }
}
