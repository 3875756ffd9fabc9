/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * The tails of a mixture of scalars, weighted sums of those of its components.
 *
 * @param mixture the mixture
 * @param x values with an axis of length 1 for the components
 */
record MixtureTails(Mixture mixture, Tensor x) {
  /** The tails at a value, for a method of the mixture. */
  static MixtureTails of(Mixture mixture, String method, Tensor value) {
    requireScalars(mixture, method);
    return new MixtureTails(mixture, value.expandDims(-1));
  }

  private static void requireScalars(Mixture mixture, String method) {
    if (!mixture.eventShape().isScalar()) {
      throw Errors.unsupported(
          "Mixture." + method, "events must be scalars", "shape " + mixture.eventShape(), null);
    }
  }

  Tensor cdf() {
    return tail(each().cdf(x), each().survival(x));
  }

  Tensor survival() {
    return tail(each().survival(x), each().cdf(x));
  }

  Tensor logCdf() {
    return logTail(each().logCdf(x), each().logSurvival(x));
  }

  Tensor logSurvival() {
    return logTail(each().logSurvival(x), each().logCdf(x));
  }

  private Distribution each() {
    return mixture.components();
  }

  /**
   * A tail; near 1 computed from the other one, whose slopes do not cancel there.
   *
   * @param each the tail of each component
   * @param rest the other tail of each
   */
  private Tensor tail(Tensor each, Tensor rest) {
    Tensor sum = mixture.weights().mul(each).sum(-1);
    Tensor other = mixture.weights().mul(rest).sum(-1);
    return LogProbability.fromSmaller(sum, other);
  }

  /**
   * The logarithm of a tail; near 0 computed from the other tail.
   *
   * @param log its logarithm for each component
   * @param logRest that of the other tail
   */
  private Tensor logTail(Tensor log, Tensor logRest) {
    return LogProbability.ofLogs(logSum(log), logSum(logRest));
  }

  /** The logarithm of the weighted sum of a probability of each component; at most 0. */
  private Tensor logSum(Tensor each) {
    Tensor terms = each.add(mixture.logWeights()).logSumExp(-1);
    Tensor sum = MixtureWeights.logSum(mixture, each, terms);
    return Tensor.withGradient(sum.stopGradient().minimum(0), (input, y, g) -> g, sum);
  }

  static Tensor icdf(Mixture mixture, Tensor probability) {
    requireScalars(mixture, "icdf");
    return mixture.support().isDiscrete()
        ? SmallestInteger.quantile(mixture, Parameters.probabilityOrNan(probability))
        : ImplicitReparameterization.quantile(mixture, probability);
  }

  static Tensor inverseSurvival(Mixture mixture, Tensor probability) {
    requireScalars(mixture, "inverseSurvival");
    return mixture.support().isDiscrete()
        ? SmallestInteger.exceeded(mixture, Parameters.probabilityOrNan(probability))
        : ImplicitReparameterization.inverseSurvival(mixture, probability);
  }
}
