/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks of parameters: conditions on values, one dtype, one batch shape. */
final class Parameters {
  private Parameters() {}

  /** Finite everywhere. */
  static Tensor finite(String where, String name, Tensor parameter) {
    return require(where, name, parameter, Condition.FINITE, null);
  }

  /** Greater than 0 and finite everywhere. */
  static Tensor positive(String where, String name, Tensor parameter) {
    String hint = "pass a log-" + name + " through exp or softplus";
    return require(where, name, parameter, Condition.FINITE_POSITIVE, hint);
  }

  /** In [0, 1] everywhere. */
  static Tensor probability(String where, String name, Tensor parameter) {
    return require(
        where, name, parameter, Condition.PROBABILITY, "logits are passed to fromLogits");
  }

  /** Any value except NaN. */
  static Tensor logits(String where, String name, Tensor parameter) {
    return require(where, name, parameter, Condition.NUMBER, null);
  }

  /** A non-negative integer. */
  static Tensor count(String where, String name, Tensor parameter) {
    return require(where, name, parameter, Condition.COUNT, null);
  }

  /** Any condition. A scalar parameter (a fill) is checked now, others when a program runs. */
  static Tensor require(
      String where, String name, Tensor parameter, Condition condition, String hint) {
    Errors.given(where, name, parameter);
    boolean isMarked = parameter.op() instanceof Marker.CustomGradient;
    Tensor value = isMarked ? parameter.inputs().get(0) : parameter;
    if (value.op() instanceof Leaf.Full f) {
      if (!condition.holds(f.value())) {
        boolean isFloat = f.dtype() == DType.FLOAT;
        String got = isFloat ? Float.toString((float) f.value()) : Double.toString(f.value());
        throw Errors.argument(where, name + " must be " + condition.text(f.value()), got, hint);
      }
      return parameter;
    }
    return parameter.require(condition, where, name, hint);
  }

  /**
   * The difference a - b of two parameters, to be checked as one parameter. If both are scalar
   * fills, the value is one too, with the derivatives by a and b.
   */
  static Tensor difference(String where, Tensor a, Tensor b) {
    requireOneType(where, a, b);
    if (a.op() instanceof Leaf.Full p && b.op() instanceof Leaf.Full q) {
      long[] shape = a.shape().broadcast(where, b.shape()).toLongs();
      double exact = p.value() - q.value();
      Tensor value = Tensor.fill(a.dtype(), exact, shape);
      return Tensor.withGradient(value, (input, y, g) -> input == 0 ? g : g.neg(), a, b);
    }
    return a.sub(b);
  }

  /** The width high - low of an interval, finite and greater than 0, which implies finite ends. */
  static Tensor width(String where, Tensor low, Tensor high) {
    Errors.given(where, "low", low);
    Errors.given(where, "high", high);
    requireOneType(where, low, high);
    Tensor width = difference(where, high, low);
    String name = "high - low";
    return require(where, name, finite(where, name, width), Condition.POSITIVE, null);
  }

  /**
   * The shape to which parameters of scalar events broadcast.
   *
   * @throws IllegalArgumentException if they do not, or differ in dtype
   */
  static Shape batchShape(String where, Tensor... parameters) {
    requireOneType(where, parameters);
    Shape shape = Shape.scalar();
    for (Tensor p : parameters) {
      shape = p == null ? shape : shape.broadcast(where, p.shape());
    }
    return shape;
  }

  /** A parameter that is null is left to the check that knows its name. */
  static void requireOneType(String where, Tensor... parameters) {
    List<Tensor> given = Stream.of(parameters).filter(Objects::nonNull).toList();
    List<DType> types = given.stream().map(Tensor::dtype).toList();
    if (Set.copyOf(types).size() > 1) {
      String names = given.stream().map(Parameters::shown).collect(Collectors.joining(", "));
      throw Errors.argument(where, "parameters must have one dtype", types + " of " + names, null);
    }
  }

  /** The name of a checked parameter, or the expression. */
  private static String shown(Tensor parameter) {
    return parameter.op() instanceof Marker.Require r ? r.name() : parameter.toString();
  }

  /** p where it lies in [0, 1], else NaN. */
  static Tensor probabilityOrNan(Tensor p) {
    Tensor x = p.stopGradient();
    return Tensor.where(x.ge(0).mul(x.le(1)), p, Tensor.fill(p.dtype(), Double.NaN));
  }

  /** The shape of samples: sample + batch + event. */
  static Shape sampleShape(Distribution d, long... sampleShape) {
    return Shape.of(sampleShape).append(d.batchShape()).append(d.eventShape());
  }
}
