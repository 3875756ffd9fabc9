/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A composition of bijectors. An event of the chain has as many axes as its bijectors together
 * need. The log-determinant is the sum of theirs; that of a bijector whose events have fewer axes
 * is first summed over the remaining axes of the chain's event.
 */
public final class Chain implements Bijector {
  private final List<Bijector> parts;
  private final int domainRank;

  private Chain(List<Bijector> parts) {
    this.parts = parts;
    int rank = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      Bijector b = parts.get(i);
      rank = b.domain().eventRank() + Math.max(0, rank - b.codomain().eventRank());
    }
    this.domainRank = rank;
  }

  /**
   * A composition.
   *
   * @param parts the bijectors in the order in which they are applied; chains among them are
   *     flattened
   * @return the composition
   * @throws IllegalArgumentException if there are none or one is null
   */
  public static Chain of(Bijector... parts) {
    List<Bijector> flat = new ArrayList<>();
    for (Bijector b : Errors.given("Chain.of", "parts", parts)) {
      Errors.given("Chain.of", "each part", b);
      if (b instanceof Chain c) {
        flat.addAll(c.parts);
      } else {
        flat.add(b);
      }
    }
    if (flat.isEmpty()) {
      throw Errors.argument("Chain.of", "there must be at least one bijector", "none", null);
    }
    return new Chain(List.copyOf(flat));
  }

  /** {@return the bijectors in the order in which they are applied} */
  public List<Bijector> parts() {
    return parts;
  }

  @Override
  public Tensor forward(Tensor x) {
    EventShapes.requireRank("Chain.forward", x, domainRank);
    Tensor y = x;
    for (Bijector b : parts) {
      y = b.forward(y);
    }
    return y;
  }

  @Override
  public Tensor inverse(Tensor y) {
    EventShapes.requireRank("Chain.inverse", y, codomainRank());
    Tensor x = y;
    for (int i = parts.size() - 1; i >= 0; i--) {
      x = parts.get(i).inverse(x);
    }
    return x;
  }

  @Override
  public Tensor logDet(Tensor x) {
    return forwardAndLogDet("Chain.logDet", x).logDet();
  }

  @Override
  public ValueWithLogDet forwardAndLogDet(Tensor x) {
    return forwardAndLogDet("Chain.forwardAndLogDet", x);
  }

  private ValueWithLogDet forwardAndLogDet(String where, Tensor x) {
    EventShapes.requireRank(where, x, domainRank);
    Tensor y = x;
    Tensor sum = null;
    int rank = domainRank;
    for (Bijector b : parts) {
      ValueWithLogDet step = b.forwardAndLogDet(y);
      int extraAxes = rank - b.domain().eventRank();
      sum = add(sum, EventShapes.sumLast(step.logDet(), extraAxes));
      y = step.value();
      rank = b.codomain().eventRank() + extraAxes;
    }
    return new ValueWithLogDet(y, sum);
  }

  @Override
  public ValueWithLogDet inverseAndLogDet(Tensor y) {
    EventShapes.requireRank("Chain.inverseAndLogDet", y, codomainRank());
    Tensor x = y;
    Tensor sum = null;
    int rank = codomainRank();
    for (int i = parts.size() - 1; i >= 0; i--) {
      Bijector b = parts.get(i);
      ValueWithLogDet step = b.inverseAndLogDet(x);
      int extraAxes = rank - b.codomain().eventRank();
      sum = add(sum, EventShapes.sumLast(step.logDet(), extraAxes));
      x = step.value();
      rank = b.domain().eventRank() + extraAxes;
    }
    return new ValueWithLogDet(x, sum);
  }

  private static Tensor add(Tensor sum, Tensor term) {
    return sum == null ? term : sum.add(term);
  }

  private int codomainRank() {
    int rank = domainRank;
    for (Bijector b : parts) {
      rank += b.codomain().eventRank() - b.domain().eventRank();
    }
    return rank;
  }

  @Override
  public Constraint domain() {
    Constraint first = parts.get(0).domain();
    return Constraint.Each.of(first, domainRank - first.eventRank());
  }

  /**
   * {@return the codomain of the last bijector; the chain may reach only a subset of it, as {@code
   * Exp} followed by {@code Tanh} reaches only positive values}
   */
  @Override
  public Constraint codomain() {
    Constraint last = parts.get(parts.size() - 1).codomain();
    return Constraint.Each.of(last, codomainRank() - last.eventRank());
  }

  @Override
  public Optional<Tensor> direction() {
    Tensor product = Tensor.ones(DType.DOUBLE);
    for (Bijector b : parts) {
      Optional<Tensor> factor = b.direction();
      if (factor.isEmpty()) {
        return factor;
      }
      product = Direction.product(product, factor.get());
    }
    return Optional.of(product);
  }

  @Override
  public String toString() {
    return "Chain" + parts;
  }

  /** Chains of equal parts are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Chain c && parts.equals(c.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }
}
