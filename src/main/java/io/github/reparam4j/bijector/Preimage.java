/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A known x with the derivative of f^-1(y): dx = J^-1 (dy - df), where J is the Jacobian matrix of
 * f and df the change of f(x) by its parameters. The value of x is not computed from y, which near
 * the ends of a tanh would lose all digits.
 */
final class Preimage {
  private static final GradientRule PASS = (input, x, g) -> g;

  private Preimage() {}

  /**
   * The value x with the derivative of f^-1(y).
   *
   * @param f the bijector
   * @param x the value, through which no gradient flows
   * @param y an expression whose value is f(x)
   */
  static Tensor of(Bijector f, Tensor x, Tensor y) {
    if (f instanceof Chain c) {
      return ofChain(c.parts(), x, y);
    }
    if (f instanceof Block b) {
      return of(b.element(), x, y);
    }
    if (isSolved(f)) {
      return Tensor.withGradient(x, PASS, f.inverse(y));
    }
    if (f instanceof Bounded b) {
      Tensor unit = x.sigmoid();
      Tensor inner = new Affine(b.low(), b.high().sub(b.low())).inverse(y);
      return of(new Sigmoid(), x, Tensor.withGradient(unit, PASS, inner));
    }
    if (f instanceof LowerBounded b) {
      return of(new Exp(), x, Tensor.withGradient(x.exp(), PASS, y.sub(b.low())));
    }
    if (f instanceof UpperBounded b) {
      Tensor distance = Tensor.withGradient(x.neg().exp(), PASS, b.high().sub(y));
      return of(new Exp(), x.neg(), distance).neg();
    }
    return f.domain().eventRank() == 0 ? ofScalars(f, x, y) : byInverse(f, x, y);
  }

  /** Whether the expression of the inverse is linear in y or is that of a known map. */
  private static boolean isSolved(Bijector f) {
    return f instanceof Identity
        || f instanceof Shift
        || f instanceof Scale
        || f instanceof Affine
        || f instanceof AffineTril
        || f instanceof Permute
        || f instanceof Reshape
        || f instanceof Inverse;
  }

  private static Tensor ofChain(List<Bijector> parts, Tensor x, Tensor y) {
    List<Tensor> values = new ArrayList<>();
    Tensor value = x.stopGradient();
    for (Bijector part : parts) {
      values.add(value);
      value = part.forward(value).stopGradient();
    }
    Tensor preimage = y;
    for (int i = parts.size() - 1; i >= 0; i--) {
      preimage = of(parts.get(i), i == 0 ? x : values.get(i), preimage);
    }
    return preimage;
  }

  /** With J = exp(logDet), times the sign of the slope. */
  private static Tensor ofScalars(Bijector f, Tensor x, Tensor y) {
    Tensor held = x.stopGradient();
    Tensor image = f.forward(held);
    Tensor sign = f.direction().orElseGet(() -> slopeSign(f, held)).stopGradient();
    GradientRule rule =
        (input, preimage, g) -> {
          Tensor inverseSlope = sign.cast(g.dtype()).mul(f.logDet(preimage).neg().exp());
          return g.multiplyNoNan(inverseSlope);
        };
    if (parameters(f, x).isEmpty()) {
      return Tensor.withGradient(x, rule, y);
    }
    return Expressions.apply(
        new Marker.OnceDifferentiable("the argument of " + f, rule), x, y.sub(image));
  }

  private static Tensor slopeSign(Bijector f, Tensor x) {
    Tensor y = f.forward(x);
    Tensor ones = Tensor.ones(y.dtype(), y.shape().toLongs());
    return Gradients.vjp(y, ones, x).of(x).sign();
  }

  /** By the derivative of the inverse's expression. */
  private static Tensor byInverse(Bijector f, Tensor x, Tensor y) {
    try {
      return Tensor.withGradient(x, PASS, f.inverse(y));
    } catch (RuntimeException e) {
      return Tensor.withGradient(
          x,
          (input, preimage, g) -> {
            throw Errors.unsupported(
                "TransformedDistribution.logProb",
                "a gradient by the bijector's parameters, for a fixed value, needs its inverse",
                f,
                "use rsampleAndLogProb for the path's gradient");
          },
          y,
          f.forward(x.stopGradient()));
    }
  }

  /**
   * The expressions that the bijector holds: those of f(x) that are the same objects in two
   * evaluations.
   *
   * @param f the bijector
   * @param like an argument, for its shape and dtype
   */
  static Set<Tensor> parameters(Bijector f, Tensor like) {
    Set<Tensor> first = expressions(f, like);
    first.retainAll(expressions(f, like));
    return first;
  }

  private static Set<Tensor> expressions(Bijector f, Tensor like) {
    Set<Tensor> all = Collections.newSetFromMap(new IdentityHashMap<>());
    Tensor y = f.forward(Input.of("x", like.dtype(), like.shape().toLongs()));
    all.addAll(Expressions.topologicalOrder(List.of(y), (t, input) -> true));
    return all;
  }
}
