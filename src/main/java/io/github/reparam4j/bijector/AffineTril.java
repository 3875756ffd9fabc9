/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * y = shift + L x for vectors, with a lower-triangular L whose diagonal is positive. The
 * log-determinant is the sum of ln L[i,i].
 */
public final class AffineTril implements Bijector {
  private final Tensor shift;
  private final Tensor scaleTril;
  private final Tensor diagonal;

  private AffineTril(Tensor shift, Tensor scaleTril, Tensor diagonal) {
    this.shift = shift;
    this.scaleTril = scaleTril;
    this.diagonal = diagonal;
  }

  /**
   * The affine map.
   *
   * @param shift [..., d]
   * @param scaleTril L, [..., d, d]; elements above the diagonal are ignored; the diagonal must be
   *     &gt; 0, which is checked at run time
   * @return the map
   * @throws IllegalArgumentException if the shapes do not match or the dtypes differ
   */
  public static AffineTril of(Tensor shift, Tensor scaleTril) {
    Shape m = shift.shape();
    Shape l = scaleTril.shape();
    if (m.rank() < 1 || l.rank() < 2 || l.dim(-1) != l.dim(-2) || m.dim(-1) != l.dim(-1)) {
      throw Errors.argument(
          "AffineTril.of",
          "shift must be [..., d] and scaleTril [..., d, d]",
          m + " and " + l,
          null);
    }
    if (shift.dtype() != scaleTril.dtype()) {
      throw Errors.argument(
          "AffineTril.of",
          "shift and scaleTril must have one dtype",
          shift.dtype() + " and " + scaleTril.dtype(),
          null);
    }
    Tensor diagonal =
        scaleTril
            .diagonal()
            .require(
                Condition.POSITIVE,
                "AffineTril.of",
                "diagonal of scaleTril",
                "pass the diagonal through exp or softplus");
    Tensor identity = Tensor.eye(scaleTril.dtype(), l.dim(-1));
    Tensor checked = Tensor.where(identity, diagonal.expandDims(-1), scaleTril.tril());
    return new AffineTril(shift, checked, diagonal);
  }

  @Override
  public Tensor forward(Tensor x) {
    EventShapes.requireRank("AffineTril.forward", x, 1);
    return scaleTril.matmul(x.expandDims(-1)).squeeze(-1).add(shift);
  }

  @Override
  public Tensor inverse(Tensor y) {
    EventShapes.requireRank("AffineTril.inverse", y, 1);
    return scaleTril.triangularSolve(y.sub(shift).expandDims(-1)).squeeze(-1);
  }

  @Override
  public Tensor logDet(Tensor x) {
    EventShapes.requireRank("AffineTril.logDet", x, 1);
    Shape batch =
        EventShapes.batch(x, 1)
            .broadcast("AffineTril", EventShapes.batch(shift, 1))
            .broadcast("AffineTril", EventShapes.batch(diagonal, 1));
    return diagonal.log().sum(-1).broadcastTo(batch);
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
    return "AffineTril " + scaleTril.shape();
  }

  /** Maps whose parameters have equal values by construction are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AffineTril b
        && SameExpression.of(shift, b.shift)
        && SameExpression.of(scaleTril, b.scaleTril);
  }

  @Override
  public int hashCode() {
    return SameExpression.hash(shift, scaleTril);
  }
}
