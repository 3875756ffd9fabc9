/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final Set<Tensor> parameters;
  private final Map<Pair, Boolean> compared = new HashMap<>();
  private final Map<Tensor, Tensor> otherConstants = new IdentityHashMap<>();
  private Tensor found;

  private PreimageMatcher(Tensor placeholder, Set<Tensor> parameters) {
    this.placeholder = placeholder;
    this.parameters = parameters;
  }

  /**
   * The x with y = f(x). The formula of f may depend on the shape of x, which is therefore given.
   * Its derivative is that of f^-1(y): if y is an expression f(x) itself, the path through x; if y
   * is wrapped, that of a y that does not change with the parameters of f.
   */
  static Optional<Tensor> of(Bijector f, Tensor y, Shape shape) {
    if (!isUnbounded(f.domain())) {
      return Optional.empty();
    }
    Input placeholder = Input.of("x", y.dtype(), shape.toLongs());
    Set<Tensor> parameters = Preimage.parameters(f, placeholder);
    Tensor pattern = f.forward(placeholder);
    boolean isHeld = false;
    List<Tensor> noise = new ArrayList<>();
    Tensor value = y;
    while (true) {
      PreimageMatcher matcher = new PreimageMatcher(placeholder, parameters);
      if (matcher.matches(pattern, value)) {
        Tensor x = matcher.found;
        for (int i = noise.size() - 1; x != null && i >= 0; i--) {
          x = x.sharingNoiseOf(noise.get(i));
        }
        return x == null
            ? Optional.empty()
            : Optional.of(isHeld ? Preimage.of(f, x, y) : matcher.withOwnConstants(f, x));
      }
      if (value.op() instanceof Marker.SharedNoise) {
        noise.add(value.inputs().get(1));
      } else if (value.op() instanceof Marker.StopGradient
          || value.op() instanceof Marker.CustomGradient) {
        isHeld = true;
      } else {
        return Optional.empty();
      }
      value = value.inputs().get(0);
    }
  }

  /**
   * The matched x. Where constants of f and of the value's expression are different objects with
   * equal values, x also has the derivative by both, which f(x) = y implies.
   */
  private Tensor withOwnConstants(Bijector f, Tensor x) {
    if (otherConstants.isEmpty()) {
      return x;
    }
    Tensor held = x.stopGradient();
    Map<Tensor, Tensor> image = new IdentityHashMap<>(otherConstants);
    Tensor y = f.forward(held);
    for (Tensor t : Expressions.topologicalOrder(List.of(y), (u, input) -> true)) {
      List<Tensor> inputs = t.inputs().stream().map(u -> image.getOrDefault(u, u)).toList();
      if (!inputs.equals(t.inputs())) {
        image.put(t, Expressions.apply(t.op(), inputs));
      }
    }
    Tensor other = Preimage.of(f, held, image.getOrDefault(y, y));
    return Tensor.withGradient(x, (input, preimage, g) -> g, x, other);
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
    if (pattern.op() instanceof Leaf
        && parameters.contains(pattern)
        && sameOperation(pattern, value)) {
      otherConstants.put(pattern, value);
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
