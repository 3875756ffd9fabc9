/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parts of {@link NaiveEvaluator} that move and combine elements of arrays. */
public final class NaiveArrays {
  private NaiveArrays() {}

  /** The elements of an array in row-major order. */
  public static double[] elements(INDArray array) {
    if (array.isEmpty()) {
      return new double[0];
    }
    return array.length() == 1
        ? new double[] {array.getDouble(0)}
        : array.dup('c').data().asDouble();
  }

  /** The index, axis by axis, of a position in row-major order. */
  static int[] index(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = rest % shape.dim(i);
      rest /= shape.dim(i);
    }
    return index;
  }

  /** The position of an index in row-major order. */
  static int position(Shape shape, int... index) {
    int position = 0;
    for (int i = 0; i < index.length; i++) {
      position = position * shape.dim(i) + index[i];
    }
    return position;
  }

  /** The position in a broadcast operand that belongs to an index of the result. */
  static int broadcastPosition(Shape operand, int... index) {
    int[] own = new int[operand.rank()];
    for (int i = 0; i < own.length; i++) {
      own[i] = operand.dim(i) == 1 ? 0 : index[index.length - own.length + i];
    }
    return position(operand, own);
  }

  static double[] layout(Layout layout, double[] x, Shape from, Shape to) {
    double[] out = new double[(int) to.size()];
    for (int p = 0; p < out.length; p++) {
      int[] at = index(to, p);
      if (layout instanceof Layout.Reshape) {
        out[p] = x[p];
      } else if (layout instanceof Layout.BroadcastTo) {
        out[p] = x[broadcastPosition(from, at)];
      } else if (layout instanceof Layout.Permute permute) {
        int[] source = new int[at.length];
        for (int i = 0; i < at.length; i++) {
          source[permute.order().get(i)] = at[i];
        }
        out[p] = x[position(from, source)];
      } else if (layout instanceof Layout.Slice slice) {
        out[p] = x[position(from, sliced(slice, at))];
      } else {
        throw new AssertionError("no case for " + layout);
      }
    }
    return out;
  }

  private static int[] sliced(Layout.Slice slice, int... at) {
    int[] source = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      source[i] = slice.starts().get(i) + at[i] * slice.steps().get(i);
    }
    return source;
  }

  static double[] reduce(Reduction op, double[] x, Shape from, Shape to) {
    double[] out = new double[(int) to.size()];
    double[] best = new double[out.length];
    boolean[] met = new boolean[out.length];
    for (int p = 0; p < x.length; p++) {
      int[] at = index(from, p);
      op.axes().forEach(a -> at[a] = 0);
      int o = position(to, at);
      int along = op.axes().size() == 1 ? index(from, p)[op.axes().get(0)] : 0;
      switch (op.kind()) {
        case SUM -> out[o] += x[p];
        case MAX -> out[o] = met[o] ? Math.max(out[o], x[p]) : x[p];
        case MIN -> out[o] = met[o] ? Math.min(out[o], x[p]) : x[p];
        case ARG_MAX -> {
          if (!met[o] || x[p] > best[o] || Double.isNaN(x[p]) && !Double.isNaN(best[o])) {
            best[o] = x[p];
            out[o] = along;
          }
        }
      }
      met[o] = true;
    }
    return out;
  }

  static double[] indexing(Indexing op, List<double[]> in, List<Shape> shapes, Shape to) {
    double[] out = new double[(int) to.size()];
    if (op instanceof Indexing.Concat concat) {
      int start = 0;
      for (int part = 0; part < in.size(); part++) {
        for (int p = 0; p < in.get(part).length; p++) {
          int[] at = index(shapes.get(part), p);
          at[concat.axis()] += start;
          out[position(to, at)] = in.get(part)[p];
        }
        start += shapes.get(part).dim(concat.axis());
      }
    } else if (op instanceof Indexing.Embed embed) {
      for (int p = 0; p < in.get(0).length; p++) {
        out[position(to, sliced(embed.slice(), index(shapes.get(0), p)))] = in.get(0)[p];
      }
    } else if (op instanceof Indexing.Gather gather) {
      for (int p = 0; p < out.length; p++) {
        int[] at = index(to, p);
        at[gather.axis()] = (int) in.get(1)[at[gather.axis()]];
        out[p] = in.get(0)[position(shapes.get(0), at)];
      }
    } else if (op instanceof Indexing.ScatterAdd scatter) {
      for (int p = 0; p < in.get(0).length; p++) {
        int[] at = index(shapes.get(0), p);
        at[scatter.axis()] = (int) in.get(1)[at[scatter.axis()]];
        out[position(to, at)] += in.get(0)[p];
      }
    } else {
      throw new AssertionError("no case for " + op);
    }
    return out;
  }

  static double[] scan(Scan scan, double[] x, Shape shape) {
    double[] out = new double[x.length];
    int length = shape.dim(scan.axis());
    for (int p = 0; p < x.length; p++) {
      int[] at = index(shape, p);
      int end = at[scan.axis()];
      int first = scan.reverse() ? end : 0;
      int last = scan.reverse() ? length - 1 : end;
      for (int i = first; i <= last; i++) {
        int[] source = Arrays.copyOf(at, at.length);
        source[scan.axis()] = i;
        out[p] += x[position(shape, source)];
      }
    }
    return out;
  }
}
