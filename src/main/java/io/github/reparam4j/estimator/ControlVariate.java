/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** The score function with a control variate of the continuous variable, see {@link Relax}. */
final class ControlVariate {
  private ControlVariate() {}

  /**
   * The estimate of E f(b).
   *
   * @param where the estimator's method
   * @param q the distribution of b
   * @param variable b as a function of z
   * @param cost f
   * @param control c, of z
   * @param learned the parameters by which c is to make the variance small
   */
  static Tensor expectation(
      String where,
      Distribution q,
      LogitVariable variable,
      UnaryOperator<Tensor> cost,
      UnaryOperator<Tensor> control,
      List<Parameter> learned) {
    Tensor z = variable.continuous();
    Tensor b = variable.discrete(z);
    Tensor f = SampleCost.of(where, q, variable.ofCost(b), cost);
    Tensor gradient = gradient(where, q, variable, z, b, f, control);
    int count = z.shape().dim(0);
    Tensor value = f.mean(0).sharingNoiseOf(gradient);
    Tensor score =
        SurrogateTerm.of(
            where,
            value,
            (input, y, g) ->
                gradient.mul(SampleCost.alignTo(gradient.shape(), g.expandDims(0)).div(count)),
            variable.logits());
    Tensor sum = value.add(score);
    if (learned.isEmpty()) {
      return sum;
    }
    Tensor squares = SampleCost.sumToRowsOf(f, gradient.square()).mean(0);
    Tensor[] by = learned.toArray(Tensor[]::new);
    return sum.add(SurrogateTerm.of(where, value, decreasing(squares, by), by));
  }

  /**
   * For each sample the gradient of its estimate by the logits, as a function of c's parameters.
   */
  private static Tensor gradient(
      String where,
      Distribution q,
      LogitVariable variable,
      Tensor z,
      Tensor b,
      Tensor f,
      UnaryOperator<Tensor> control) {
    Tensor conditional = variable.givenDiscrete(z, b);
    Tensor free = control(where, q, z, f, control);
    Tensor bound = control(where, q, conditional, f, control);
    Tensor logits = variable.logits();
    Tensor logProb = SampleCost.sumToRowsOf(f, variable.logProb(b));
    Tensor advantage = f.stopGradient().sub(bound);
    Tensor score = Gradients.vjp(logProb, advantage, logits).of(logits);
    return score.add(Gradients.orZero(free.sub(bound).sum(), logits).of(logits));
  }

  private static Tensor control(
      String where, Distribution q, Tensor z, Tensor f, UnaryOperator<Tensor> control) {
    Tensor c = SampleCost.of(where, q, z, control);
    if (!c.shape().equals(f.shape())) {
      throw Errors.argument(
          where, "control variate must have the shape of the costs, " + f.shape(), c.shape(), null);
    }
    return c;
  }

  /**
   * The gradient of the squares of each row, with the size of the row's cotangent as its weight.
   */
  private static GradientRule decreasing(Tensor squares, Tensor[] by) {
    return (input, y, g) -> {
      Tensor weighted = squares.mul(g.abs().stopGradient()).sum();
      return Gradients.orZero(weighted, by[input]).of(by[input]);
    };
  }
}
