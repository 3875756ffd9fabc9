/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** {@link Binomial}, by probabilities and by logits. */
class BinomialTest extends DiscreteContract {
  private static DistributionCase probs(int n, double p) {
    return DistributionCase.of(x -> Binomial.of(n, x[0]), p);
  }

  private static DistributionCase logits(double n, double p) {
    return DistributionCase.of(x -> Binomial.fromLogits(Tensor.fill(x[0].dtype(), n), x[0]), p);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(probs(1, 0.3), probs(7, 0.5), probs(60, 0.8), logits(25, 0.7), logits(60, -4));
  }

  @Override
  int greatest(DistributionCase c) {
    return (int) ((Binomial) c.distribution()).totalCount().evalScalar();
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(0, 0.5),
        probs(0, 0),
        probs(3, 0),
        probs(3, 1),
        probs(1_000_000_000, 0.3),
        probs(1_000_000_000, 1e-30),
        logits(3, 1e38),
        logits(3, -1e38),
        logits(1e30, 0.5),
        logits(1e9, 1 / 0.0),
        logits(1e9, -1 / 0.0));
  }

  @Override
  Stream<Invalid> invalid() {
    String hint = "; logits are passed to fromLogits";
    return Stream.of(
        new Invalid(probs(3, -0.1), "Binomial.of: probs must be in [0, 1], got -0.1" + hint),
        new Invalid(logits(3, Double.NaN), "Binomial.fromLogits: logits must be a number, got NaN"),
        new Invalid(
            DistributionCase.of(x -> Binomial.of(x[0], Tensor.fill(x[0].dtype(), 0.5)), 2.5),
            "Binomial.of: totalCount must be an integer >= 0, got 2.5"));
  }
}
