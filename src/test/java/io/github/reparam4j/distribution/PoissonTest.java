/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** {@link Poisson}, by rates and by their logarithms. */
class PoissonTest extends DiscreteContract {
  private static DistributionCase rate(double rate) {
    return DistributionCase.of(x -> Poisson.of(x[0]), rate);
  }

  private static DistributionCase logRate(double logRate) {
    return DistributionCase.of(x -> Poisson.fromLogRate(x[0]), logRate);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(rate(0.3), rate(5.5), rate(300), logRate(-1), logRate(3));
  }

  @Override
  int greatest(DistributionCase c) {
    double mean = c.distribution().mean().evalScalar();
    return (int) (mean + 9 * Math.sqrt(mean) + 25);
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.concat(
        DoubleStream.of(0, 1e-30, 1e9, 1e30).mapToObj(PoissonTest::rate),
        DoubleStream.of(1e38, -1e38, 1 / 0.0, -1 / 0.0, 70).mapToObj(PoissonTest::logRate));
  }

  @Override
  Stream<Invalid> invalid() {
    String must = "Poisson.of: rate must be >= 0, got ";
    String hint = "; a log-rate is passed to fromLogRate";
    return Stream.of(
        new Invalid(rate(-0.1), must + "-0.1" + hint),
        new Invalid(rate(Double.NaN), must + "NaN" + hint),
        new Invalid(logRate(Double.NaN), "Poisson.fromLogRate: logRate must be a number, got NaN"));
  }
}
