/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Tensor;

/**
 * Weights of a mixture's components. The logarithm of a weight of 0 has no finite derivative, but
 * what a mixture computes has: the functions here add it.
 *
 * @param logs ln w, normalised
 * @param values w, normalised
 */
record MixtureWeights(Tensor logs, Tensor values) {
  /** Of weights that are not negative. */
  static MixtureWeights of(Tensor weights) {
    Tensor w =
        Parameters.require("Mixture.of", "weights", weights, Condition.FINITE_NON_NEGATIVE, null);
    Tensor logs = w.log().logSoftmax(-1);
    Tensor share = w.div(w.sumKeepDims(-1).stopGradient());
    Tensor exp = logs.exp();
    Tensor values =
        Tensor.withGradient(
            exp,
            (input, y, g) ->
                input == 0
                    ? whereNotZero(logs, g) // else an infinite g meets the derivative 0
                    : whereZero(logs, g.sub(y.multiplyNoNan(g).sumKeepDims(-1))),
            exp,
            share);
    return new MixtureWeights(logs, values);
  }

  /** Of logarithms up to a constant. */
  static MixtureWeights ofLogits(Tensor logits) {
    Tensor logs = Parameters.logits("Mixture.fromLogits", "logits", logits).logSoftmax(-1);
    return new MixtureWeights(logs, logs.exp());
  }

  MixtureWeights expand(long... batch) {
    return new MixtureWeights(logs.broadcastTo(batch), values.broadcastTo(batch));
  }

  private static Tensor whereNotZero(Tensor logs, Tensor g) {
    Tensor isZero = logs.stopGradient().eq(Double.NEGATIVE_INFINITY);
    return Tensor.where(isZero, Tensor.zeros(g.dtype()), g);
  }

  private static Tensor whereZero(Tensor logs, Tensor g) {
    Tensor isZero = logs.stopGradient().eq(Double.NEGATIVE_INFINITY);
    return Tensor.where(isZero, g, Tensor.zeros(g.dtype()));
  }

  /**
   * ln of the sum of w f, whose derivative by a weight of 0 is f over the sum, less 1.
   *
   * @param each ln f of each component
   * @param sum the logarithm of the sum
   */
  static Tensor logSum(Mixture m, Tensor each, Tensor sum) {
    Tensor column = sum.expandDims(-1);
    return Tensor.withGradient(
            column,
            (input, y, g) ->
                input == 0 ? g : whereZero(m.logWeights(), g.multiplyNoNan(each.sub(y).expm1())),
            column,
            m.weights())
        .squeeze(-1);
  }

  /**
   * ln of the sum over k of w[i,k] F[k], with the weights given the elements before i of a vector.
   *
   * @param logGiven ln w[i,k], [..., k, d]
   * @param each ln F of each component
   * @param logRatio ln of the density of the elements before i by each component, minus that by all
   * @return the logarithms, [..., d]
   */
  static Tensor logConditional(Mixture m, Tensor logGiven, Tensor each, Tensor logRatio) {
    Tensor row = logGiven.add(each).logSumExp(-2).expandDims(-2);
    return Tensor.withGradient(
            row,
            (input, y, g) -> {
              Tensor change = g.multiplyNoNan(each.sub(y).expm1()).multiplyNoNan(logRatio.exp());
              return input == 0 ? g : whereZero(m.logWeights().expandDims(-1), change);
            },
            row,
            m.weights().expandDims(-1))
        .squeeze(-2);
  }
}
