/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Shape;
import java.util.Arrays;

/**
 * The locations of a tensor's elements in a buffer: element (i, j, ...) is at offset + i strides[0]
 * + j strides[1] + ..., counted in elements. A stride of 0 repeats an axis.
 */
public record View(Buffer buffer, long offset, int[] dims, long[] strides) {

  /** All of a buffer in row-major order. */
  public static View contiguous(Buffer buffer, Shape shape) {
    int[] dims = shape.dims();
    return new View(buffer, 0, dims, rowMajor(dims));
  }

  public static long[] rowMajor(int[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  public Shape shape() {
    return Shape.of(Arrays.stream(dims).asLongStream().toArray());
  }

  public long size() {
    long size = 1;
    for (int d : dims) {
      size *= d;
    }
    return size;
  }

  /** Bytes of the buffer that this view covers; a repeated element counts once. */
  public long bytes() {
    long elements = 1;
    for (int i = 0; i < dims.length; i++) {
      elements *= strides[i] == 0 ? Math.min(1, dims[i]) : dims[i];
    }
    return elements * buffer.dtype().bytes();
  }

  /** Whether the elements are the whole range [offset, offset + size) in row-major order. */
  public boolean isContiguous() {
    long expected = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] != 1 && strides[i] != expected) {
        return size() == 0;
      }
      expected *= dims[i];
    }
    return true;
  }

  /** Whether the elements are all those of the buffer, in row-major order. */
  public boolean isWhole() {
    return isContiguous() && offset == 0 && size() == buffer.size();
  }

  /**
   * The number of elements after which those of a collapsed view repeat themselves from the first
   * to the last, or 0 if they do not.
   */
  public long broadcastPeriod() {
    int rank = dims.length;
    if (rank == 0 || rank == 1 && strides[0] == 0) {
      return 1;
    }
    return rank == 2 && strides[0] == 0 ? dims[1] : 0;
  }

  /** This view after a layout operation, or null if the operation needs a copy. */
  public View rearranged(Layout layout, Shape to) {
    if (layout instanceof Layout.Permute p) {
      return permute(p.order().stream().mapToInt(i -> i).toArray());
    } else if (layout instanceof Layout.BroadcastTo) {
      return broadcastTo(to);
    } else if (layout instanceof Layout.Slice s) {
      return slice(s);
    }
    return reshape(to);
  }

  public View permute(int... order) {
    int[] d = new int[order.length];
    long[] s = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      d[i] = dims[order[i]];
      s[i] = strides[order[i]];
    }
    return new View(buffer, offset, d, s);
  }

  public View slice(Layout.Slice slice) {
    int[] d = new int[dims.length];
    long[] s = new long[dims.length];
    long start = offset;
    for (int i = 0; i < dims.length; i++) {
      d[i] = slice.sizes().get(i);
      s[i] =
          d[i] > 1 ? Math.multiplyExact(strides[i], slice.steps().get(i).longValue()) : strides[i];
      start += strides[i] * slice.starts().get(i);
    }
    return new View(buffer, start, d, s);
  }

  public View broadcastTo(Shape to) {
    int[] d = to.dims();
    long[] s = new long[d.length];
    int extra = d.length - dims.length;
    for (int i = extra; i < d.length; i++) {
      s[i] = dims[i - extra] == 1 ? 0 : strides[i - extra];
    }
    return new View(buffer, offset, d, s);
  }

  /** This view in another shape, or null if reshaping needs a copy. */
  View reshape(Shape to) {
    int[] d = to.dims();
    if (size() == 0 || isContiguous()) {
      return new View(buffer, offset, d, rowMajor(d));
    }
    View from = collapsed();
    long[] s = new long[d.length];
    int axis = from.dims.length - 1;
    long left = axis < 0 ? 1 : from.dims[axis];
    for (int i = d.length - 1; i >= 0; i--) {
      if (d[i] == 1) {
        continue;
      }
      while (left == 1 && axis > 0) {
        left = from.dims[--axis];
      }
      if (left % d[i] != 0) {
        return null;
      }
      s[i] = from.strides[axis] * (from.dims[axis] / left);
      left /= d[i];
    }
    return new View(buffer, offset, d, s);
  }

  /** The same elements in the same order with as few axes as possible, none of length 1. */
  public View collapsed() {
    int[] d = new int[dims.length];
    long[] s = new long[dims.length];
    int n = 0;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        continue;
      }
      if (n > 0
          && s[n - 1] == strides[i] * dims[i]
          && (long) d[n - 1] * dims[i] <= Integer.MAX_VALUE) {
        d[n - 1] *= dims[i];
        s[n - 1] = strides[i];
      } else {
        d[n] = dims[i];
        s[n++] = strides[i];
      }
    }
    return new View(buffer, offset, Arrays.copyOf(d, n), Arrays.copyOf(s, n));
  }

  /**
   * Offset of the matrix at a row-major index of a batch, with which the leading axes broadcast.
   */
  public long batchOffset(Shape batch, long index) {
    long at = offset;
    long rest = index;
    for (int i = batch.rank() - 1; i >= 0; i--) {
      int length = batch.dim(i);
      int axis = i - (batch.rank() - (dims.length - 2));
      if (axis >= 0 && dims[axis] != 1) {
        at += rest % length * strides[axis];
      }
      rest /= length;
    }
    return at;
  }

  /** Dimensions, strides and offset, for people who read a plan. */
  public String describe() {
    return "dims %s strides %s offset %d"
        .formatted(Arrays.toString(dims), Arrays.toString(strides), offset);
  }
}
