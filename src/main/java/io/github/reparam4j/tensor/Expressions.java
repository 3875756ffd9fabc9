/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.internal.Internal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies operations and traverses expressions. No method is recursive, because expressions may be
 * chains of any length.
 *
 * @hidden
 */
@Internal
public final class Expressions {
  /**
   * Selects the inputs of an expression to follow.
   *
   * @hidden
   */
  @FunctionalInterface
  public interface Filter {
    /**
     * Whether to follow an input.
     *
     * @param tensor the expression
     * @param input index of the input
     * @return true to follow it
     */
    boolean follows(Tensor tensor, int input);
  }

  private Expressions() {}

  /**
   * An operation on expressions.
   *
   * @param op the operation
   * @param inputs the inputs of the operation
   * @return the expression
   * @throws IllegalArgumentException if the operation does not accept these inputs
   */
  public static Tensor apply(Op op, List<Tensor> inputs) {
    return Tensor.apply(op, inputs.toArray(Tensor[]::new));
  }

  /**
   * An operation on expressions; as {@link #apply(Op, List)}.
   *
   * @param op the operation
   * @param inputs what it is applied to
   * @return the expression
   * @throws IllegalArgumentException if it can't be applied to these
   */
  public static Tensor apply(Op op, Tensor... inputs) {
    return Tensor.apply(op, inputs);
  }

  /**
   * The library's method that the user's code called to make an expression, for messages of runs.
   *
   * @param expression the expression
   * @param otherwise the name if there is no code of the user
   * @return the method as the user wrote it: {@code cholesky}, {@code MultivariateNormal.of}
   */
  public static String calledMethod(Tensor expression, String otherwise) {
    return expression.madeAt().method(otherwise);
  }

  /**
   * The updates of variables that expressions carry, see {@link Tensor#updating}.
   *
   * @param roots the expressions
   * @return new values by variable
   * @throws IllegalArgumentException if a variable has two new values
   */
  public static Map<Variable, Tensor> carriedUpdates(Collection<? extends Tensor> roots) {
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    for (Tensor t : topologicalOrder(roots, (tensor, input) -> true)) {
      if (t.op() instanceof Marker.Updating u) {
        Tensor next = t.inputs().get(1);
        Tensor other = updates.putIfAbsent(u.variable(), next);
        if (other != null && other != next) {
          throw Errors.argument(
              "updating",
              "every variable must have one new value in a step",
              "two for " + u.variable() + ", made at " + other.origin() + " and " + next.origin(),
              "use a variable of its own for each, or update it in one place");
        }
      }
    }
    return Collections.unmodifiableMap(updates);
  }

  /**
   * All expressions reachable from some roots in topological order: inputs first, each once.
   *
   * @param roots where to start
   * @param filter which inputs are followed
   * @return the expressions in order
   */
  public static List<Tensor> topologicalOrder(Collection<? extends Tensor> roots, Filter filter) {
    List<Tensor> order = new ArrayList<>();
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Tensor> stack = new ArrayDeque<>();
    Deque<Integer> next = new ArrayDeque<>();
    for (Tensor root : roots) {
      if (!seen.add(root)) {
        continue;
      }
      stack.push(root);
      next.push(0);
      while (!stack.isEmpty()) {
        Tensor t = stack.peek();
        int i = next.pop();
        if (i == t.inputs().size()) {
          order.add(stack.pop());
          continue;
        }
        next.push(i + 1);
        Tensor input = t.inputs().get(i);
        if (filter.follows(t, i) && seen.add(input)) {
          stack.push(input);
          next.push(0);
        }
      }
    }
    return order;
  }
}
