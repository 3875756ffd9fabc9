/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.Shape;
import java.util.Arrays;

/** Formats positions for messages. */
public final class Indices {
  private Indices() {}

  /** The index, axis by axis, of a position in row-major order: {@code [3, 1]}. */
  public static String of(Shape shape, long position) {
    long[] index = new long[shape.rank()];
    long rest = position;
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = rest % shape.dim(i);
      rest /= shape.dim(i);
    }
    return Arrays.toString(index);
  }
}
