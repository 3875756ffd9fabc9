/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the expression x for which an expression y is f(x), by matching y against the pattern f of
 * a placeholder. The density of a sample then needs no inverse. Only bijectors defined on all reals
 * are matched: the formula of another one may map a point outside of its domain to the same y. The
 * expression y may be wrapped in {@code stopGradient} or {@code sharingNoiseOf}.
 */
final class PreimageMatcher {
  /** A pattern and an expression that have been compared. */
  private record Pair(Tensor pattern, Tensor value) {}

  private final Tensor placeholder;
  private final Map<Pair, Boolean> compared = new HashMap<>();
  private Tensor found;

  private PreimageMatcher(Tensor placeholder) {
    this.placeholder = placeholder;
  }

  /**
   * The x with y = f(x). The formula of f may depend on the shape of x, which is therefore given.
   */
  static Optional<Tensor> of(Bijector f, Tensor y, Shape shape) {
    if (!isUnbounded(f.domain())) {
      return Optional.empty();
    }
    if (y.op() instanceof Marker.StopGradient) {
      return of(f, y.inputs().get(0), shape).map(Tensor::stopGradient);
    }
    if (y.op() instanceof Marker.SharedNoise) {
      return of(f, y.inputs().get(0), shape).map(x -> x.sharingNoiseOf(y.inputs().get(1)));
    }
    Input placeholder = Input.of("x", y.dtype(), shape.toLongs());
    PreimageMatcher matcher = new PreimageMatcher(placeholder);
    boolean matches = matcher.matches(f.forward(placeholder), y);
    return matches ? Optional.ofNullable(matcher.found) : Optional.empty();
  }

  private static boolean isUnbounded(Constraint domain) {
    return domain instanceof Constraint.Reals
        || domain instanceof Constraint.Each e && isUnbounded(e.element());
  }

  private boolean matches(Tensor pattern, Tensor value) {
    if (pattern == placeholder) {
      boolean first = found == null;
      found = first ? value : found;
      return found == value;
    }
    if (pattern == value) {
      return true;
    }
    Pair pair = new Pair(pattern, value);
    Boolean result = compared.get(pair);
    if (result == null) {
      result = sameOperation(pattern, value) && inputsMatch(pattern.inputs(), value.inputs());
      compared.put(pair, result);
    }
    return result;
  }

  private boolean inputsMatch(List<Tensor> patterns, List<Tensor> values) {
    boolean all = patterns.size() == values.size();
    for (int i = 0; all && i < patterns.size(); i++) {
      all = matches(patterns.get(i), values.get(i));
    }
    return all;
  }

  /**
   * Whether two operations are the same. Gradient rules are compared by their class, because two
   * evaluations of one lambda expression give unequal objects of one class.
   */
  private static boolean sameOperation(Tensor pattern, Tensor value) {
    if (pattern.op() instanceof Marker.CustomGradient p
        && value.op() instanceof Marker.CustomGradient v) {
      return p.rule().getClass() == v.rule().getClass();
    }
    if (pattern.op() instanceof Leaf.Constant p && value.op() instanceof Leaf.Constant v) {
      return p.holdsSameValuesAs(v);
    }
    return !(pattern instanceof Input) && pattern.op().equals(value.op());
  }
}
