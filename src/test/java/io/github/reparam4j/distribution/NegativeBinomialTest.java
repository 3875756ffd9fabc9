/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionCase.Has.ENTROPY;
import static io.github.reparam4j.distribution.DistributionCase.Has.ICDF;

import java.util.stream.Stream;

/** {@link NegativeBinomial}, by probabilities and by logits. */
class NegativeBinomialTest extends DiscreteContract {
  private static DistributionCase probs(double r, double p) {
    return DistributionCase.of(x -> NegativeBinomial.of(x[0], x[1]), r, p).lacking(ENTROPY, ICDF);
  }

  private static DistributionCase logits(double r, double p) {
    return DistributionCase.of(x -> NegativeBinomial.fromLogits(x[0], x[1]), r, p)
        .lacking(ENTROPY, ICDF);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        probs(1, 0.3), probs(0.4, 0.5), probs(60, 0.8), logits(2.5, 0.7), logits(9, -4));
  }

  @Override
  int greatest(DistributionCase c) {
    NegativeBinomial d = (NegativeBinomial) c.distribution();
    double p = d.probs().evalScalar();
    return (int)
        (d.mean().evalScalar() + 10 * Math.sqrt(d.variance().evalScalar()) - 34 / Math.log(p));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        probs(1, 0),
        probs(3, 1),
        probs(1e-30, 0.5),
        probs(1e30, 0.5),
        probs(1e30, 1e-30),
        probs(1e9, 1e-9),
        logits(3, 1e38),
        logits(3, -1e38),
        logits(1e9, 1 / 0.0),
        logits(1e9, -1 / 0.0));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "NegativeBinomial.of: ";
    return Stream.of(
        new Invalid(
            probs(3, -0.1),
            where + "probs must be in [0, 1], got -0.1; logits are passed to fromLogits"),
        new Invalid(
            logits(3, Double.NaN), "NegativeBinomial.fromLogits: logits must be a number, got NaN"),
        new Invalid(
            probs(0, 0.5),
            where
                + "totalCount must be > 0, got 0.0; pass a log-totalCount through exp or softplus"));
  }
}
