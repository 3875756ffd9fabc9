/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Finds the log-densities in an expression that are minus infinity outside of a support, to explain
 * a loss that is not finite.
 *
 * @hidden
 */
@Internal
public final class SupportChecks {
  private SupportChecks() {}

  /**
   * A test of values made by {@link Constraint#restrict}.
   *
   * @param where the method that the user called: {@code Bernoulli.logProb}
   * @param value the values
   * @param contains 1 for each event that lies in the support, else 0
   * @hidden
   */
  public record Check(String where, Tensor value, Tensor contains) {}

  /**
   * The tests in an expression.
   *
   * @param loss the expression
   * @return the tests, inner ones first
   */
  public static List<Check> in(Tensor loss) {
    Errors.given("SupportChecks.in", "loss", loss);
    return Expressions.topologicalOrder(List.of(loss), (t, input) -> true).stream()
        .filter(SupportChecks::isRestriction)
        .map(t -> new Check(Expressions.calledMethod(t, "logProb"), value(t), t.inputs().get(0)))
        .toList();
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
