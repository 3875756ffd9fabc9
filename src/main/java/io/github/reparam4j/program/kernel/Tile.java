/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Marker;

/**
 * A register file of small heap arrays, in which element-wise operations are computed: elements are
 * loaded from off-heap memory, processed while they are in the first-level cache, and stored back.
 * One implementation for each element type, one instance for each worker.
 */
public interface Tile {
  /** Elements of a register. */
  int LENGTH = 1024;

  /** Elements that most steps process at a time. */
  int SHORT = 512;

  /**
   * Allocates registers, unless there are as many already.
   *
   * @param count number of registers needed
   */
  void reserve(int count);

  /** Loads {@code n} elements from an offset with a stride into part of a register. */
  void load(int register, int at, Memory from, long offset, long stride, int n);

  /** Stores part of a register to an offset with a stride. */
  void store(int register, int at, Memory to, long offset, long stride, int n);

  /** Copies {@code n} elements of an array into part of a register of a tile of floats. */
  default void copy(int register, int at, float[] from, int fromAt, int n) {
    throw new UnsupportedOperationException("not a tile of floats");
  }

  /** Copies {@code n} elements of an array into part of a register of a tile of doubles. */
  default void copy(int register, int at, double[] from, int fromAt, int n) {
    throw new UnsupportedOperationException("not a tile of doubles");
  }

  /**
   * Loads {@code n} elements of a view of two axes, element by element.
   *
   * @param start offset of the first row
   * @param column the first column in it
   */
  void loadRows(int register, Memory from, long start, View view, int column, int n);

  /** Stores the first {@code n} elements to a view of two axes, element by element. */
  void storeRows(int register, Memory to, long start, View view, int column, int n);

  /** Sets the first {@code n} elements of a register. */
  void fill(int register, double value, int n);

  /**
   * Writes samples of noise to part of a register; reflected for the second half of antithetic
   * pairs.
   */
  void draw(
      int register,
      int at,
      NoiseDistribution distribution,
      RandomKey key,
      int stream,
      long from,
      int n,
      boolean reflected,
      NoiseScratch scratch);

  /** Computes a kernel on the first {@code n} elements of registers. */
  void apply(Kernel kernel, int[] inputs, int output, int n);

  /** Computes a loop body on the first {@code n} elements of registers. */
  void compute(LoopBody.Loop loop, int[] operands, int n);

  /** Index in [0, n) of the first element that does not meet a condition, or -1. */
  int firstBreach(int register, Marker.Condition condition, int n);

  /** Includes the first {@code n} elements of a register in a bound of their type. */
  void bound(Bound bound, int register, int n);

  /** One element. */
  double get(int register, int at);

  /** Sum of part of a register. */
  double sum(int register, int at, int n);

  /** Sums each row of a length, over the first {@code n} elements of a register. */
  void sumRows(int register, int length, int n, Memory to, long row);

  /** Adds the first {@code n} elements of a register, in rows of a width, to part of an array. */
  void addRows(double[] sums, int sumsAt, int register, int width, int n);
}
