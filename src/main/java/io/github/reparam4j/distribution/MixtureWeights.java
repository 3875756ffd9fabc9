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
                input == 0 ? g : whereZero(logs, g.sub(g.multiplyNoNan(y).sumKeepDims(-1))),
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
   * The weights of components given some elements of a vector, w f over the sum of all w f.
   *
   * @param logRatio ln f of each component minus ln of the sum, [..., k, d]
   * @param logGiven the logarithm of the result
   */
  static Tensor given(Mixture m, Tensor logRatio, Tensor logGiven) {
    Tensor given = logGiven.exp();
    return Tensor.withGradient(
        given,
        (input, y, g) -> {
          Tensor change = g.sub(g.mul(y).sumKeepDims(-2)).mul(logRatio.exp());
          return input == 0 ? g : whereZero(m.logWeights().expandDims(-1), change);
        },
        given,
        m.weights().expandDims(-1));
  }
}
