package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the x of which an expression y is f(x), by comparing y with f of a placeholder: so the
 * density of a sample needs no inverse. It is looked for only where f is defined on all reals, for
 * elsewhere a formula may take two x to one y. That y may also be a sample whose gradient was
 * stopped.
 */
final class PreimageMatcher {
  /** Two expressions that were found equal but for the placeholder. */
  private record Pair(Tensor pattern, Tensor value) {}

  private final Tensor placeholder;
  private final Map<Pair, Boolean> seen = new HashMap<>();
  private Tensor found;

  private PreimageMatcher(Tensor placeholder) {
    this.placeholder = placeholder;
  }

  /** The x of y = f(x), of a shape that is asked for where the formula of f depends on it. */
  static Optional<Tensor> of(Bijector f, Tensor y, Shape shape) {
    if (!isUnbounded(f.domain())) {
      return Optional.empty();
    }
    if (y.op() instanceof Annotation.StopGradient) {
      return of(f, y.inputs().get(0), shape).map(Tensor::stopGradient);
    }
    if (y.op() instanceof Annotation.SharedNoise) {
      return of(f, y.inputs().get(0), shape).map(x -> x.sharingNoiseOf(y.inputs().get(1)));
    }
    Input placeholder = Input.of("x", y.dtype(), shape.toLongs());
    PreimageMatcher search = new PreimageMatcher(placeholder);
    boolean matches = search.matches(f.forward(placeholder), y);
    return matches ? Optional.ofNullable(search.found) : Optional.empty();
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
    Boolean known = seen.get(pair);
    if (known == null) {
      known = sameOperation(pattern, value) && inputsMatch(pattern.inputs(), value.inputs());
      seen.put(pair, known);
    }
    return known;
  }

  private boolean inputsMatch(List<Tensor> patterns, List<Tensor> values) {
    boolean all = patterns.size() == values.size();
    for (int i = 0; all && i < patterns.size(); i++) {
      all = matches(patterns.get(i), values.get(i));
    }
    return all;
  }

  /** Rules of gradients are the same if one line of code made them. */
  private static boolean sameOperation(Tensor pattern, Tensor value) {
    if (pattern.op() instanceof Annotation.Custom p && value.op() instanceof Annotation.Custom v) {
      return p.rule().getClass() == v.rule().getClass();
    }
    if (pattern.op() instanceof Leaf.Constant p && value.op() instanceof Leaf.Constant v) {
      return p.holdsSameValuesAs(v);
    }
    return !(pattern instanceof Input) && pattern.op().equals(value.op());
  }
}
