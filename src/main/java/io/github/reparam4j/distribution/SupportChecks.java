/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds values outside of the support of a distribution, whose log-density is minus infinity, to
 * explain a loss that is not finite.
 *
 * @hidden
 */
@Internal
public final class SupportChecks {
  private SupportChecks() {}

  /**
   * A value outside of a support.
   *
   * @param where the method that the user called: {@code Bernoulli.logProb}
   * @param got the value with its index
   * @hidden
   */
  public record Outside(String where, String got) {}

  /**
   * Evaluates what {@link Constraint#restrict} tests in an expression.
   *
   * @param loss the expression
   * @param key key of its noise
   * @param bindings its inputs
   * @return the first value outside, if there is one
   */
  public static Optional<Outside> find(Tensor loss, RandomKey key, Binding... bindings) {
    for (Tensor t : Expressions.topologicalOrder(List.of(loss), (e, input) -> true)) {
      if (isRestriction(t)) {
        Tensor contains = t.inputs().get(0);
        Tensor value = value(t);
        Tensor shown =
            value.shape().broadcastsTo(contains.shape())
                ? value.broadcastTo(contains.shape())
                : contains;
        List<INDArray> arrays =
            Tensor.evalAll(
                key, List.of(contains.sharingNoiseOf(loss), shown.sharingNoiseOf(loss)), bindings);
        for (long i = 0; i < arrays.get(0).length(); i++) {
          if (arrays.get(0).data().getDouble(i) == 0) {
            String number = shown == contains ? "an event" : number(arrays.get(1), i);
            String got =
                number + " at " + index(contains.shape(), i) + " of shape " + contains.shape();
            return Optional.of(new Outside(Expressions.calledMethod(t, "logProb"), got));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String number(INDArray array, long i) {
    double value = array.data().getDouble(i);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String index(Shape shape, long position) {
    long[] index = new long[shape.rank()];
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = position % shape.dim(axis);
      position /= shape.dim(axis);
    }
    return Arrays.toString(index);
  }

  /** Whether it has the form that {@link Constraint#restrict} makes. */
  private static boolean isRestriction(Tensor t) {
    return t.op() == Selection.WHERE
        && t.inputs().get(2).op() == Selection.WHERE
        && isFull(t.inputs().get(2).inputs().get(1), Double.NEGATIVE_INFINITY)
        && isFull(t.inputs().get(2).inputs().get(2), Double.NaN);
  }

  private static boolean isFull(Tensor t, double value) {
    return t.op() instanceof Leaf.Full full && Double.compare(full.value(), value) == 0;
  }

  /** The value that is tested: the operand of x = x, whose minimum is taken over an event. */
  private static Tensor value(Tensor restriction) {
    Tensor isNumber = restriction.inputs().get(2).inputs().get(0);
    while (isNumber.op() != Selection.EQ) {
      isNumber = isNumber.inputs().get(0);
    }
    return isNumber.inputs().get(0);
  }
}
