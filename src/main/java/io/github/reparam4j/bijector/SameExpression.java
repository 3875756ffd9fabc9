/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whether two expressions have equal values because they are made by equal operations from the same
 * variables, inputs and noise and from constants of equal values. Parameters of bijectors are
 * compared so.
 */
final class SameExpression {
  private record Pair(Tensor a, Tensor b) {}

  private SameExpression() {}

  static boolean of(Tensor a, Tensor b) {
    Deque<Pair> open = new ArrayDeque<>();
    Set<Pair> seen = new HashSet<>();
    open.push(new Pair(a, b));
    while (!open.isEmpty()) {
      Pair pair = open.pop();
      if (pair.a == pair.b || !seen.add(pair)) {
        continue;
      }
      if (!isSameOperation(pair.a, pair.b)) {
        return false;
      }
      List<Tensor> inputs = pair.a.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        open.push(new Pair(inputs.get(i), pair.b.inputs().get(i)));
      }
    }
    return true;
  }

  /** A hash that is the same for all that {@link #of} calls the same. */
  static int hash(Tensor... expressions) {
    int hash = 1;
    for (Tensor t : expressions) {
      hash = 31 * hash + Objects.hash(t.shape(), t.dtype());
    }
    return hash;
  }

  private static boolean isSameOperation(Tensor a, Tensor b) {
    if (a.inputs().size() != b.inputs().size()
        || !a.shape().equals(b.shape())
        || a.dtype() != b.dtype()) {
      return false;
    }
    if (a.op() instanceof Leaf.Constant p && b.op() instanceof Leaf.Constant q) {
      return p.holdsSameValuesAs(q);
    }
    // A rule of a gradient does not change the value, which is that of the first input.
    boolean isRule =
        a.op() instanceof Marker.CustomGradient && b.op() instanceof Marker.CustomGradient;
    return isRule || a.op().equals(b.op());
  }
}
