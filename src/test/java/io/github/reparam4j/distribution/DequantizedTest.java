/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@link Dequantized} counts of several families. */
class DequantizedTest extends ContinuousContract {
  private static DistributionCase stepped(DistributionCase c) {
    return c.kinks(IntStream.rangeClosed(0, 200).asDoubleStream().toArray());
  }

  private static DistributionCase poisson(double rate) {
    return stepped(DistributionCase.of(x -> Dequantized.of(Poisson.of(x[0])), rate));
  }

  private static DistributionCase geometric(double p) {
    return stepped(DistributionCase.of(x -> Dequantized.of(Geometric.of(x[0])), p));
  }

  private static DistributionCase binomial(double p) {
    return stepped(DistributionCase.of(x -> Dequantized.of(Binomial.of(6, x[0])), p));
  }

  private static DistributionCase negativeBinomial(double mean, double dispersion) {
    return stepped(
        DistributionCase.of(
            x -> Dequantized.of(NegativeBinomial.fromMean(x[0], x[1])), mean, dispersion));
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(poisson(3.3), geometric(0.4), negativeBinomial(2.5, 0.4));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(poisson(1e-30), poisson(1e4), binomial(1e-30), negativeBinomial(3, 1e-9));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of();
  }
}
