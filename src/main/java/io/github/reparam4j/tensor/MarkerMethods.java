/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;
import java.util.Map;

/** Methods of {@link Tensor} that give the same value and say something about it. */
public sealed interface MarkerMethods permits Tensor {
  /**
   * The same value with a blocked gradient: the declaration that a dependence is not to be
   * differentiated.
   *
   * @return this as a constant for reverse mode
   */
  default Tensor stopGradient() {
    return Tensor.apply(new Marker.StopGradient(), (Tensor) this);
  }

  /**
   * The same value, computed with the noise streams of another expression: both see the same noise
   * for the same key. Gradients share the noise of their loss without this call.
   *
   * <p>A run numbers the streams of the noise leaves that it reaches in the order in which they
   * were made. Two expressions that reach different leaves may thus see different noise; with this
   * method a run of one also numbers the leaves of the other.
   *
   * @param context the other expression; it is not computed
   * @return this value with that numbering
   */
  default Tensor sharingNoiseOf(Tensor context) {
    return Tensor.apply(
        new Marker.SharedNoise(), (Tensor) this, Arguments.given(context, "context"));
  }

  /**
   * The same value and gradient, with an update of a variable: a step of training on a loss that is
   * made from this also sets the variable. This is for state that is kept beside the trained
   * parameters, such as a moving average of costs:
   *
   * <pre>{@code
   * Tensor next = average.mul(0.9).add(loss.mul(0.1));
   * Tensor carrying = loss.updating(average, next);
   * }</pre>
   *
   * <p>{@code OptimizerState.updates}, and with it {@code Training}, include the update; other
   * programs do so by {@code Program.updating(loss.carriedUpdates())}. Where a loss is only
   * evaluated, as in validation and by {@link Tensor#eval(Binding...)}, the variable keeps its
   * value.
   *
   * @param variable the variable, made once and not anew with each expression
   * @param next its new value, computed from the variables as they were before the step; no
   *     gradient flows through it
   * @return this value
   * @throws IllegalArgumentException if the new value has another shape or dtype than the variable
   */
  default Tensor updating(Variable variable, Tensor next) {
    Arguments.given(variable, "variable");
    Arguments.given(next, "next");
    if (!next.shape().equals(variable.shape()) || next.dtype() != variable.dtype()) {
      throw Arguments.refused(
          "updating",
          "a new value must have the shape and dtype of its variable, " + variable,
          next,
          null);
    }
    return Tensor.apply(new Marker.Updating(variable), (Tensor) this, next);
  }

  /**
   * The updates of variables that this carries, see {@link #updating}: those of every expression
   * that it is made from, the loss included if this is a gradient.
   *
   * @return new values by variable; empty if there is none
   * @throws IllegalArgumentException if a variable has two new values
   */
  default Map<Variable, Tensor> carriedUpdates() {
    return Expressions.carriedUpdates(List.of((Tensor) this));
  }

  /**
   * The same value, with every element checked as the program runs. A violation stops the run with
   * an {@link ArithmeticException} that names the array, the index and the value, unless the
   * program was told not to check.
   *
   * @param condition what must hold
   * @param where the operation that requires it, as the user wrote it: {@code Normal.of}
   * @param name the name of the tensor there: {@code scale}
   * @param hint how to correct a violation
   * @return the checked value
   */
  default Tensor require(Marker.Condition condition, String where, String name, String hint) {
    Arguments.given(condition, "condition");
    Arguments.given(where, "where");
    Arguments.given(name, "name");
    return Tensor.apply(new Marker.Require(condition, where, name, hint), (Tensor) this);
  }
}
