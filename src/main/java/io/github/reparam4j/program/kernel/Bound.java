/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.DType;
import java.util.Arrays;

/**
 * A bound of |x| of many elements, which are added tile by tile. Without a vector kernel it is a
 * sum of |x| for each position in a tile: no sum is below an |x| that was added to it, and NaN and
 * infinity remain in it. C2 makes vectors of a loop of such sums, but not of a maximum.
 */
public final class Bound {
  private final Lanes sums;
  private final Lanes negative;
  private double greatest;
  private boolean summed;

  private record Lanes(float[] floats, double[] doubles) {
    static Lanes of(DType dtype) {
      return dtype == DType.FLOAT
          ? new Lanes(new float[Tile.LENGTH], null)
          : new Lanes(null, new double[Tile.LENGTH]);
    }

    void clear() {
      if (floats != null) {
        Arrays.fill(floats, 0);
      } else {
        Arrays.fill(doubles, 0);
      }
    }

    /** The greatest, NaN if there is one; by a tree, so that C2 makes vectors of it. */
    double greatest() {
      for (int half = Tile.LENGTH / 2; half > 0; half /= 2) {
        for (int i = 0; i < half && floats != null; i++) {
          floats[i] = Math.max(floats[i], floats[i + half]);
        }
        for (int i = 0; i < half && doubles != null; i++) {
          doubles[i] = Math.max(doubles[i], doubles[i + half]);
        }
      }
      return floats != null ? floats[0] : doubles[0];
    }
  }

  /**
   * A bound of no elements.
   *
   * @param signs whether to tell whether an element is negative
   */
  public Bound(DType dtype, boolean signs) {
    sums = Lanes.of(dtype);
    negative = signs ? Lanes.of(dtype) : null;
  }

  /** Starts anew. */
  public void clear() {
    greatest = 0;
    if (summed) {
      sums.clear();
      summed = false;
    }
    if (negative != null) {
      negative.clear();
    }
  }

  void add(float[] x, int n) {
    double bound = VectorKernels.installed().bound(x, n);
    if (bound < 0) {
      addTo(sums.floats, x, n);
      summed = true;
    } else {
      greatest = Math.max(greatest, bound); // NaN if either is
    }
    if (negative != null) {
      addNegative(negative.floats, x, n);
    }
  }

  void add(double[] x, int n) {
    double bound = VectorKernels.installed().bound(x, n);
    if (bound < 0) {
      addTo(sums.doubles, x, n);
      summed = true;
    } else {
      greatest = Math.max(greatest, bound);
    }
    if (negative != null) {
      addNegative(negative.doubles, x, n);
    }
  }

  private static void addTo(float[] sums, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.abs(x[i]);
    }
  }

  private static void addTo(double[] sums, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.abs(x[i]);
    }
  }

  private static void addNegative(float[] sums, float[] x, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.abs(x[i]) - x[i];
    }
  }

  private static void addNegative(double[] sums, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.abs(x[i]) - x[i];
    }
  }

  /**
   * A number that no |x| exceeds; NaN or infinity if an element is, or if a sum overflowed. Asked
   * for once until the next {@link #clear}.
   */
  public double value() {
    return summed ? Math.max(greatest, sums.greatest()) : greatest;
  }

  /** Whether no element was below 0. Asked for once until the next {@link #clear}. */
  public boolean isNonNegative() {
    return negative.greatest() == 0;
  }
}
