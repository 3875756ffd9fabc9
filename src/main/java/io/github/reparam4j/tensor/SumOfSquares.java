/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Recognises sums of squares, whose square root is a norm: the slope of the root is infinite at 0
 * and that of the squares is 0, but the norm has the subgradient 0 there.
 */
final class SumOfSquares {
  private static final int MAX_EXPRESSIONS = 200;

  private SumOfSquares() {}

  /**
   * The derivative of the root of a sum of squares, or of any other expression, where it is y.
   *
   * @param x what the root is taken of
   * @param y the root
   */
  static Tensor rootDerivative(Tensor x, Tensor y) {
    Tensor slope = y.reciprocal().mul(0.5);
    return isSquare(x) || !is(x)
        ? slope
        : Tensor.where(y.stopGradient().ne(0), slope, Tensor.fill(y.dtype(), 0));
  }

  /** Whether an expression consists of squares, added, averaged, scaled or rearranged. */
  private static boolean is(Tensor x) {
    Deque<Tensor> open = new ArrayDeque<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    open.push(x);
    while (!open.isEmpty()) {
      Tensor t = open.pop();
      if (!seen.add(t) || isSquare(t)) {
        continue;
      }
      if (seen.size() > MAX_EXPRESSIONS) {
        return false;
      }
      Op op = t.op();
      boolean sum = op instanceof Reduction r && r.kind() == Reduction.Kind.SUM;
      if (sum || op instanceof Layout || op instanceof Cast || op instanceof Marker.Require) {
        open.push(t.inputs().get(0));
      } else if (op == Arithmetic.ADD) {
        t.inputs().forEach(open::push);
      } else if (op == Arithmetic.MUL && isPositive(t.inputs().get(0))) {
        open.push(t.inputs().get(1));
      } else if ((op == Arithmetic.MUL || op == Arithmetic.DIV) && isPositive(t.inputs().get(1))) {
        open.push(t.inputs().get(0));
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isSquare(Tensor t) {
    return t.op() == Arithmetic.SQUARE
        || t.op() == Arithmetic.MUL && t.inputs().get(0) == t.inputs().get(1);
  }

  private static boolean isPositive(Tensor t) {
    return t.op() instanceof Leaf.Full f && f.value() > 0 && f.value() <= Double.MAX_VALUE;
  }
}
