/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.Stream;

/** {@link LogitRelaxedBernoulli}, by probabilities and by logits. */
class LogitRelaxedBernoulliTest extends ContinuousContract {
  private static DistributionCase probs(double temperature, double p) {
    return DistributionCase.of(x -> LogitRelaxedBernoulli.of(x[0], x[1]), temperature, p);
  }

  private static DistributionCase logits(double temperature, double logits) {
    return DistributionCase.of(
        x -> LogitRelaxedBernoulli.fromLogits(x[0], x[1]), temperature, logits);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(1, 0.3), probs(0.1, 0.8), logits(0.5, 2), logits(3, -7));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(1, 0),
        probs(0.1, 1),
        logits(1e-15, 0.3),
        logits(0.1, 1e38),
        logits(0.1, -1e38),
        logits(1e30, 1),
        logits(2, 1 / 0.0),
        logits(2, -1 / 0.0));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "LogitRelaxedBernoulli.";
    String hint = "; pass a log-temperature through exp or softplus";
    return Stream.of(
        new Invalid(probs(0, 0.5), where + "of: temperature must be > 0, got 0.0" + hint),
        new Invalid(
            probs(1, 1.5),
            where + "of: probs must be in [0, 1], got 1.5; logits are passed to fromLogits"),
        new Invalid(logits(1, Double.NaN), where + "fromLogits: logits must be a number, got NaN"));
  }
}
