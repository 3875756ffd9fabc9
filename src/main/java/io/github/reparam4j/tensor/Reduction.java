/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Operations that combine the elements along some axes, which stay with length 1.
 *
 * @param kind how they are combined
 * @param axes the axes, ascending
 */
public record Reduction(Kind kind, List<Integer> axes) implements Op {
  /** How elements are combined. */
  public enum Kind {
    /**
     * Sum, 0 for no elements; added up in blocks, in an order that depends on the shape only.
     * Derivative 1.
     */
    SUM,
    /** Greatest, NaN if one is NaN. Derivative 1, shared equally among ties. */
    MAX,
    /** Least, NaN if one is NaN. Derivative 1, shared equally among ties. */
    MIN,
    /**
     * Position of the first greatest along a single axis; of the first NaN if there is one. No
     * gradient: it is 0 almost everywhere.
     */
    ARG_MAX
  }

  static Reduction over(Kind kind, int... axes) {
    return new Reduction(kind, Arrays.stream(axes).boxed().toList());
  }

  @Override
  public String label() {
    return kind == Kind.ARG_MAX ? "argMax" : kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Shape shape(List<Tensor> inputs) {
    Shape from = inputs.get(0).shape();
    int[] reduced = axes.stream().mapToInt(i -> i).toArray();
    if (kind != Kind.SUM && Arrays.stream(reduced).anyMatch(a -> from.dim(a) == 0)) {
      throw Arguments.refused(
          label(),
          "the reduced axes must not be empty",
          "axes " + axes + " of shape " + from,
          null);
    }
    if (kind == Kind.ARG_MAX && from.dim(reduced[0]) > inputs.get(0).dtype().maxExactInteger()) {
      throw Arguments.refused(
          "argMax",
          "positions must be exact in " + inputs.get(0).dtype(),
          "axis of length " + from.dim(reduced[0]),
          "cast to DOUBLE first");
    }
    return from.withOnes(reduced);
  }

  @Override
  public Path path(int input) {
    return kind == Kind.ARG_MAX ? Path.UNDEFINED : Path.PASS;
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    Tensor x = y.inputs().get(0);
    if (kind == Kind.SUM) {
      return g.broadcastTo(x.shape());
    }
    Tensor ties = x.stopGradient().eq(y.stopGradient());
    Tensor share =
        ties.div(Tensor.apply(over(Kind.SUM, axes.stream().mapToInt(i -> i).toArray()), ties));
    return Tensor.where(ties, g.mul(share), Tensor.fill(g.dtype(), 0));
  }
}
