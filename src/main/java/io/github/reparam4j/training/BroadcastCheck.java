/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the rows of one array of a batch are broadcast against the rows of another: [n, 1]
 * against [n] gives n x n numbers, of which only n are meant.
 */
final class BroadcastCheck {
  private final List<Input> inputs;
  private final int rows;

  private BroadcastCheck(List<Input> inputs, int rows) {
    this.inputs = inputs;
    this.rows = rows;
  }

  static BroadcastCheck of(List<Input> inputs) {
    return new BroadcastCheck(inputs, inputs.isEmpty() ? 1 : inputs.get(0).shape().dim(0));
  }

  /**
   * Refuses such an operation.
   *
   * @param all expressions in topological order
   */
  void requireNone(List<Tensor> all) {
    if (inputs.size() < 2 || rows < 2) {
      return;
    }
    Map<Tensor, BitSet> arrays = new IdentityHashMap<>();
    for (Tensor t : all) {
      BitSet own = new BitSet();
      if (t instanceof Input) {
        own.set(inputs.indexOf(t));
      }
      t.inputs().forEach(input -> own.or(arrays.get(input)));
      arrays.put(t, own);
      if (t.op() instanceof Elementwise) {
        requireNone(t, arrays);
      }
    }
  }

  private void requireNone(Tensor t, Map<Tensor, BitSet> arrays) {
    for (int i = 0; i < t.inputs().size(); i++) {
      for (int j = i + 1; j < t.inputs().size(); j++) {
        Tensor a = t.inputs().get(i);
        Tensor b = t.inputs().get(j);
        BitSet ofA = arrays.get(a);
        BitSet ofB = arrays.get(b);
        if (!ofA.isEmpty()
            && !ofB.isEmpty()
            && !ofA.equals(ofB)
            && growsByRows(a.shape(), b.shape())
            && growsByRows(b.shape(), a.shape())) {
          throw Errors.argument(
              "Training.minimize",
              "rows of arrays of a batch must not be broadcast against each other",
              a.shape()
                  + " (of array "
                  + names(ofA)
                  + ") and "
                  + b.shape()
                  + " (of array "
                  + names(ofB)
                  + ") to "
                  + t.shape()
                  + " in "
                  + Expressions.calledMethod(t, t.op().label())
                  + " at "
                  + t.origin(),
              "take column(0) of [n, 1]; call allowingBroadcast() if all pairs are meant");
        }
      }
    }
  }

  /** Whether an axis of the batch's length in b is 1 or absent in a. */
  private boolean growsByRows(Shape a, Shape b) {
    for (int axis = 1; axis <= b.rank(); axis++) {
      if (b.dim(-axis) == rows && (axis > a.rank() || a.dim(-axis) == 1)) {
        return true;
      }
    }
    return false;
  }

  private static String names(BitSet arrays) {
    return arrays.stream().mapToObj(Integer::toString).reduce((a, b) -> a + " and " + b).get();
  }
}
