/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.internal.Errors;
import java.util.List;

/**
 * Operations whose value is that of their first input. A marker carries information about that
 * value for reverse mode or for the run.
 */
public sealed interface Marker extends Op {

  @Override
  default Shape shape(List<Tensor> inputs) {
    return inputs.get(0).shape();
  }

  @Override
  default DType dtype(List<Tensor> inputs) {
    return inputs.get(0).dtype();
  }

  @Override
  default Path path(int input) {
    return input == 0 ? Path.PASS : Path.BLOCK;
  }

  @Override
  default Tensor gradient(int input, Tensor y, Tensor g) {
    return g;
  }

  /** See {@link Tensor#stopGradient}. */
  record StopGradient() implements Marker {
    @Override
    public String label() {
      return "stopGradient";
    }

    @Override
    public Path path(int input) {
      return Path.BLOCK;
    }
  }

  /**
   * See {@link Tensor#sharingNoiseOf}: the second input only determines the order of noise streams.
   */
  record SharedNoise() implements Marker {
    @Override
    public String label() {
      return "sharedNoise";
    }
  }

  /**
   * See {@link Tensor#updating}: the second input is the new value of the variable.
   *
   * @param variable the variable
   */
  record Updating(Variable variable) implements Marker {
    @Override
    public String label() {
      return "updating(" + variable.name() + ")";
    }
  }

  /**
   * A requirement on every element, checked as the program runs.
   *
   * @param condition what must hold
   * @param where the operation that requires the condition, as the user wrote it
   * @param name the name of the checked tensor there
   * @param hint how to correct a violation
   */
  record Require(Condition condition, String where, String name, String hint) implements Marker {
    @Override
    public String label() {
      return "require(" + name + " " + condition.text() + ")";
    }
  }

  /** Conditions of {@link Require}. All but {@link #IN_SUPPORT} are false for NaN. */
  enum Condition {
    /** x &gt; 0, infinity included. */
    POSITIVE("> 0"),
    /** x &gt;= 0, infinity included. */
    NON_NEGATIVE(">= 0"),
    /** 0 &lt; x &lt; infinity. */
    FINITE_POSITIVE("> 0"),
    /** 0 &lt;= x &lt; infinity. */
    FINITE_NON_NEGATIVE(">= 0"),
    /** Neither NaN nor infinite. */
    FINITE("finite"),
    /** Not NaN; infinity included. */
    NUMBER("a number"),
    /** 0 &lt;= x &lt;= 1. */
    PROBABILITY("in [0, 1]"),
    /** 0, 1, 2, ...; not infinite. */
    COUNT("an integer >= 0"),
    /** Of values that lie outside of a set, with NaN for those inside: there is none outside. */
    IN_SUPPORT("in the support");

    private final String text;

    Condition(String text) {
      this.text = text;
    }

    /** {@return the condition as in an error message} */
    public String text() {
      return text;
    }

    /**
     * The part of the condition that a value breaks.
     *
     * @param x a value that does not meet it
     * @return as {@link #text}, but {@code finite} for infinity where that is refused
     */
    public String text(double x) {
      boolean isTooLarge = x == Double.POSITIVE_INFINITY;
      return isTooLarge && (this == FINITE_POSITIVE || this == FINITE_NON_NEGATIVE)
          ? FINITE.text
          : text;
    }

    /**
     * Whether a value meets the condition.
     *
     * @param x the value
     * @return true if it does
     */
    public boolean holds(double x) {
      return switch (this) {
        case POSITIVE -> x > 0;
        case NON_NEGATIVE -> x >= 0;
        case FINITE_POSITIVE -> x > 0 && x <= Double.MAX_VALUE;
        case FINITE_NON_NEGATIVE -> x >= 0 && x <= Double.MAX_VALUE;
        case FINITE -> Math.abs(x) <= Double.MAX_VALUE;
        case NUMBER -> !Double.isNaN(x);
        case PROBABILITY -> x >= 0 && x <= 1;
        case COUNT -> x >= 0 && x <= Double.MAX_VALUE && x == Math.rint(x);
        case IN_SUPPORT -> Double.isNaN(x);
      };
    }
  }

  /**
   * A value with a gradient rule of its own: input 0 is the value, through which no gradient flows;
   * the others are the expressions that the rule differentiates with respect to.
   */
  sealed interface CustomGradient extends Marker {
    /** {@return the cotangents of inputs 1, 2, ..., numbered from 0} */
    GradientRule rule();

    @Override
    default Path path(int input) {
      return input == 0 ? Path.BLOCK : Path.PASS;
    }

    @Override
    default Tensor gradient(int input, Tensor y, Tensor g) {
      Tensor x = y.inputs().get(input);
      Tensor cotangent = rule().gradient(input - 1, y, g);
      if (cotangent == null) {
        throw Errors.argument(
            "withGradient",
            "the rule must return a cotangent for every input",
            "null for input " + (input - 1),
            "made at " + y.origin());
      }
      if (cotangent.dtype() != x.dtype()) {
        throw Errors.argument(
            "withGradient",
            "the rule's cotangent must have the dtype of the input",
            cotangent.dtype() + " for input " + (input - 1) + " of " + x.dtype(),
            "convert it with cast; made at " + y.origin());
      }
      if (!cotangent.shape().equals(x.shape())
          && !cotangent.shape().broadcastsTo(y.shape().broadcast(x.shape()))) {
        throw Errors.argument(
            "withGradient",
            "the rule's cotangent must have the shape of the input or of the value",
            cotangent.shape() + " for input " + x.shape() + " and value " + y.shape(),
            null);
      }
      return cotangent;
    }
  }

  /**
   * A value with a gradient rule of the user's, see {@link Tensor#withGradient}.
   *
   * @param rule the rule
   */
  record Custom(GradientRule rule) implements CustomGradient {
    @Override
    public String label() {
      return "customGradient";
    }
  }

  /**
   * A value with a gradient rule that is right to first order only, such as a sample with an
   * implicit gradient: reverse mode refuses to differentiate the rule's result with respect to
   * anything that the value depends on.
   *
   * @param operation what made the value, as an error message calls it
   * @param rule the rule
   */
  record OnceDifferentiable(String operation, GradientRule rule) implements CustomGradient {
    @Override
    public String label() {
      return "onceDifferentiable";
    }

    @Override
    public Tensor gradient(int input, Tensor y, Tensor g) {
      Tensor cotangent = CustomGradient.super.gradient(input, y, g);
      return Tensor.apply(new FirstDerivative(operation), cotangent, y);
    }
  }

  /**
   * A cotangent, input 0, that is made from a {@link OnceDifferentiable} value, input 1. It is
   * linear in the cotangent of that value, and differentiable with respect to it; its derivative
   * with respect to the value is unknown.
   *
   * @param operation what made the value, as an error message calls it
   */
  record FirstDerivative(String operation) implements Marker {
    @Override
    public String label() {
      return "firstDerivative";
    }

    @Override
    public Path path(int input) {
      return input == 0 ? Path.PASS : Path.UNDEFINED;
    }
  }

  /**
   * A new value of a variable, input 0, that an optimiser computes from a gradient, input 1, of the
   * loss. A run sets no variable if such a value is not finite.
   */
  record FiniteUpdate() implements Marker {
    @Override
    public String label() {
      return "finiteUpdate";
    }
  }
}
