/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A permutation of the elements of a vector: y[i] = x[order[i]]. The log-determinant is 0. */
public final class Permute implements Bijector {
  private final int[] order;
  private final int[] inverse;

  private Permute(int[] order, int[] inverse) {
    this.order = order;
    this.inverse = inverse;
  }

  /**
   * The map of a permutation.
   *
   * @param order order[i] is the index in x of element i of y: each of 0, 1, ..., n - 1 once
   * @return the map
   * @throws IllegalArgumentException if {@code order} is empty or not a permutation
   */
  public static Permute of(int... order) {
    int n = order.length;
    if (n == 0 || !Arrays.equals(Arrays.stream(order).sorted().toArray(), range(n))) {
      throw Errors.argument(
          "Permute.of",
          "order must hold each of 0, 1, ..., n - 1 once",
          Arrays.toString(order),
          null);
    }
    int[] inverse = new int[n];
    for (int i = 0; i < n; i++) {
      inverse[order[i]] = i;
    }
    return new Permute(order.clone(), inverse);
  }

  /**
   * The reversed order.
   *
   * @param n the length of the vectors
   * @return the map
   */
  public static Permute reversed(int n) {
    return of(reversedOrder(n));
  }

  static int[] reversedOrder(int n) {
    return IntStream.range(0, n).map(i -> n - 1 - i).toArray();
  }

  private static int[] range(int n) {
    return IntStream.range(0, n).toArray();
  }

  @Override
  public Tensor forward(Tensor x) {
    return gather("Permute.forward", x, order);
  }

  @Override
  public Tensor inverse(Tensor y) {
    return gather("Permute.inverse", y, inverse);
  }

  private static Tensor gather(String where, Tensor x, int[] order) {
    EventShapes.requireRank(where, x, 1);
    if (x.shape().dim(-1) != order.length) {
      throw Errors.argument(
          where, "the last axis must have length " + order.length, "shape " + x.shape(), null);
    }
    return x.gather(-1, order);
  }

  @Override
  public Tensor logDet(Tensor x) {
    EventShapes.requireRank("Permute.logDet", x, 1);
    return Tensor.zeros(x.dtype(), EventShapes.batch(x, 1).toLongs());
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public String toString() {
    return "Permute" + Arrays.toString(order);
  }

  /** Permutations of equal order are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Permute p && Arrays.equals(order, p.order);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(order);
  }
}
