/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation, from expressions to expressions: gradients can be used in further
 * expressions, compiled and differentiated again.
 *
 * <pre>{@code
 * Gradients g = Gradients.of(loss, loc, logScale);
 * INDArray dLoc = g.of(loc).eval(RandomKey.of(42));
 * }</pre>
 *
 * <p>Every path from the variables of differentiation to the loss must be differentiable. A path
 * through an operation whose gradient is zero almost everywhere (a comparison, floor, sign, argMax)
 * or absent is an error that names the operation and the line that made it, unless the path is
 * declared with {@link Tensor#stopGradient} or {@link Tensor#withGradient}. The same holds for a
 * second derivative of a sample whose gradient is of first order only, such as one of a mixture,
 * and for a third derivative of one whose implicit gradient can be differentiated once, such as a
 * gamma variate.
 *
 * <p>A gradient draws the same noise as its loss for the same key.
 */
public final class Gradients {
  private final Map<Tensor, Tensor> cotangents;

  private Gradients(Map<Tensor, Tensor> cotangents) {
    this.cotangents = cotangents;
  }

  /**
   * Gradients of a scalar.
   *
   * @param loss the scalar
   * @param by the variables of differentiation: parameters, or any expressions that the loss is
   *     made from
   * @return the gradients, each of the shape of its variable
   * @throws IllegalArgumentException if the loss is not a scalar, does not depend on one of {@code
   *     by}, or depends on it through an operation without gradient
   */
  public static Gradients of(Tensor loss, Tensor... by) {
    Arguments.allGiven(by, "by");
    return of(requireScalar(loss), Tensor.fill(loss.dtype(), 1), List.of(by), false);
  }

  /**
   * As {@link #of}, with a gradient of zeros for variables that the loss does not depend on.
   *
   * @param loss the scalar
   * @param by the variables of differentiation
   * @return the gradients
   */
  public static Gradients orZero(Tensor loss, Tensor... by) {
    Arguments.allGiven(by, "by");
    return of(requireScalar(loss), Tensor.fill(loss.dtype(), 1), List.of(by), true);
  }

  /**
   * Vector-Jacobian product: the gradients of sum(cotangent * output).
   *
   * @param output any expression
   * @param cotangent of the output's shape
   * @param by the variables of differentiation
   * @return the products, each of the shape of its variable
   */
  public static Gradients vjp(Tensor output, Tensor cotangent, Tensor... by) {
    Arguments.given(output, "output");
    Arguments.given(cotangent, "cotangent");
    Arguments.allGiven(by, "by");
    if (cotangent.dtype() != output.dtype()) {
      throw Errors.argument(
          "Gradients.vjp",
          "cotangent must have the output's dtype " + output.dtype(),
          cotangent.dtype(),
          null);
    }
    if (!output.shape().equals(cotangent.shape())) {
      throw Errors.argument(
          "Gradients.vjp",
          "cotangent must have the output's shape " + output.shape(),
          cotangent.shape(),
          null);
    }
    return of(output, cotangent, List.of(by), false);
  }

  /**
   * Hessian-vector products: the gradients of sum(vector * gradient of the loss), by a second pass.
   *
   * @param loss a scalar
   * @param by the variables of differentiation, of both passes
   * @param vectors one for each of {@code by}, of its shape
   * @return for each of {@code by} its block of H v
   */
  public static Gradients hessianVectorProduct(
      Tensor loss, List<? extends Tensor> by, List<? extends Tensor> vectors) {
    Arguments.given(by, "by");
    Arguments.given(vectors, "vectors");
    if (by.isEmpty() || by.size() != vectors.size()) {
      throw Errors.argument(
          "Gradients.hessianVectorProduct",
          "there must be one vector for each expression",
          vectors.size() + " for " + by.size(),
          null);
    }
    Tensor[] array = Arguments.allGiven(by.toArray(Tensor[]::new), "by");
    Gradients first = of(loss, array);
    Arguments.allGiven(vectors.toArray(Tensor[]::new), "vectors");
    Tensor along = first.of(array[0]).dot(vectors.get(0));
    for (int i = 1; i < array.length; i++) {
      along = along.add(first.of(array[i]).dot(vectors.get(i)));
    }
    return orZero(along, array);
  }

  /**
   * One gradient.
   *
   * @param by one of the variables of differentiation
   * @return the gradient by it, of its shape
   */
  public Tensor of(Tensor by) {
    Tensor gradient = cotangents.get(Arguments.given(by, "by"));
    if (gradient == null) {
      throw Errors.argument(
          "Gradients.of", "expression must be one of those differentiated by", by, null);
    }
    return gradient;
  }

  /**
   * The Euclidean norm of all gradients, taken as one vector, for clipping. Its derivative at 0 is
   * 0.
   *
   * @return a scalar
   */
  public Tensor norm() {
    if (cotangents.isEmpty()) {
      throw Errors.state("Gradients.norm", "there must be at least one gradient", "none", null);
    }
    Tensor squares = null;
    for (Tensor g : cotangents.values()) {
      Tensor s = g.square().sum();
      squares = squares == null ? s : squares.add(s);
    }
    Tensor root = squares.sqrt();
    return Tensor.withGradient(
        root,
        (input, y, g) -> {
          Tensor slope = g.multiplyNoNan(y.reciprocal().mul(0.5));
          return Tensor.where(y.stopGradient().eq(0), Tensor.zeros(g.dtype()), slope);
        },
        squares);
  }

  /** {@return the variables of differentiation, in the order given} */
  public List<Tensor> by() {
    return List.copyOf(cotangents.keySet());
  }

  // ---- the reverse pass

  private static Gradients of(Tensor loss, Tensor seed, List<Tensor> by, boolean zeroIfUnused) {
    List<Tensor> order =
        Expressions.topologicalOrder(
            List.of(loss), (t, input) -> !(t.op() instanceof Marker.SharedNoise) || input == 0);
    Set<Tensor> active = active(order, by);
    Map<Tensor, List<Tensor>> contributions = new IdentityHashMap<>();
    contributions.computeIfAbsent(loss, t -> new ArrayList<>()).add(seed);
    Map<Tensor, Tensor> total = new IdentityHashMap<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Tensor y = order.get(i);
      List<Tensor> parts = contributions.remove(y);
      if (parts != null && active.contains(y)) {
        y.madeAt().during(() -> total.put(y, propagate(y, parts, active, contributions)));
      }
    }
    Map<Tensor, Tensor> result = new LinkedHashMap<>();
    for (Tensor t : by) {
      Tensor g = total.get(t);
      if (g == null) {
        if (!zeroIfUnused) {
          throw unused(loss, t);
        }
        g = Tensor.zeros(t.dtype(), t.shape().toLongs());
      }
      result.put(t, g.sharingNoiseOf(loss));
    }
    return new Gradients(result);
  }

  /** Sums the contributions to y's cotangent and passes it on to y's active inputs. */
  private static Tensor propagate(
      Tensor y, List<Tensor> parts, Set<Tensor> active, Map<Tensor, List<Tensor>> contributions) {
    Tensor g = parts.get(0);
    for (Tensor part : parts.subList(1, parts.size())) {
      g = g.add(part);
    }
    for (int i = 0; i < y.inputs().size(); i++) {
      Tensor x = y.inputs().get(i);
      Op.Path path = active.contains(x) ? y.op().path(i) : Op.Path.BLOCK;
      if (path == Op.Path.UNDEFINED) {
        throw undefined(y);
      }
      if (path == Op.Path.PASS) {
        Tensor cotangent = sumTo(y.op().gradient(i, y, g), x.shape());
        contributions.computeIfAbsent(x, t -> new ArrayList<>()).add(cotangent);
      }
    }
    return g;
  }

  /** Sums over the axes along which a tensor of the target shape was broadcast. */
  private static Tensor sumTo(Tensor g, Shape target) {
    if (g.shape().equals(target)) {
      return g;
    }
    Shape full = g.shape().broadcast(target);
    int extra = full.rank() - target.rank();
    List<Integer> axes = new ArrayList<>();
    for (int a = 0; a < full.rank(); a++) {
      if (a < extra || target.dim(a - extra) == 1 && full.dim(a) != 1) {
        axes.add(a);
      }
    }
    Tensor wide = g.broadcastTo(full);
    return axes.isEmpty()
        ? wide.reshape(target)
        : wide.sumKeepDims(axes.stream().mapToInt(i -> i).toArray()).reshape(target);
  }

  /** The expressions on an unblocked path from one of {@code by} to the loss. */
  private static Set<Tensor> active(List<Tensor> order, List<Tensor> by) {
    Set<Tensor> active = Collections.newSetFromMap(new IdentityHashMap<>());
    active.addAll(by);
    for (Tensor t : order) {
      for (int i = 0; i < t.inputs().size(); i++) {
        if (active.contains(t.inputs().get(i)) && t.op().path(i) != Op.Path.BLOCK) {
          active.add(t);
        }
      }
    }
    return active;
  }

  private static Tensor requireScalar(Tensor loss) {
    if (!Arguments.given(loss, "loss").shape().isScalar()) {
      throw Errors.argument(
          "gradients", "loss must be a scalar", "shape " + loss.shape(), "call sum() or mean()");
    }
    return loss;
  }

  private static IllegalArgumentException undefined(Tensor y) {
    if (y.op() instanceof Marker.FirstDerivative first) {
      return Errors.argument(
          "gradients",
          "an operation that is differentiable once must not be differentiated twice",
          "a second derivative of " + first.operation() + ", made at " + y.origin(),
          "only its first derivative is known: stopGradient() on the value declares the dependence"
              + " as not to be differentiated");
    }
    String method = y.madeAt().method(y.op().label());
    boolean isSample = isSample(method);
    String what =
        y.op() == Selection.WHERE
            ? "the condition of where"
            : isSample ? method + "()" : y.op().label();
    return Errors.argument(
        "gradients",
        "every operation between the loss and what it is differentiated by must have a gradient",
        what + ", made at " + y.origin(),
        isSample
            ? "take rsample() or an Estimator"
            : "it has none, or none that is known: declare that with stopGradient() on its input,"
                + " or give a rule with Tensor.withGradient");
  }

  private static IllegalArgumentException unused(Tensor loss, Tensor t) {
    return Errors.argument(
        "gradients",
        "the loss must depend on everything it is differentiated by",
        "no dependence of " + loss + " on " + t + blockedAt(loss, t),
        "leave it out, or use Gradients.orZero");
  }

  /** Whether the user called {@code sample} of a distribution. */
  private static boolean isSample(String method) {
    return method.equals("sample") || method.endsWith(".sample");
  }

  /** Says which operation blocks the dependence, if there is one. */
  private static String blockedAt(Tensor loss, Tensor t) {
    Set<Tensor> dependent = Collections.newSetFromMap(new IdentityHashMap<>());
    dependent.add(t);
    for (Tensor y : Expressions.topologicalOrder(List.of(loss), (e, input) -> true)) {
      for (int i = 0; i < y.inputs().size(); i++) {
        if (dependent.contains(y.inputs().get(i)) && dependent.add(y)) {
          if (y.op().path(i) == Op.Path.BLOCK) {
            String method = y.madeAt().method(y.op().label());
            return " but through "
                + (isSample(method) ? method + "()" : method)
                + ", made at "
                + y.origin()
                + ", which stops gradients"
                + (isSample(method) ? "; take rsample() or an Estimator" : "");
          }
        }
      }
    }
    return "";
  }
}
