/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every distribution of counts. All sums run over {@link #greatest} + 1 values. */
abstract class DiscreteContract extends DistributionContract {
  private static final int SAMPLES = 100_000;

  /** Right samples fail a chi-square test with this probability. */
  private static final double FAILURE = 1e-9;

  /** The greatest value that counts: beyond it the mass is below 1e-13. */
  abstract int greatest(DistributionCase c);

  @Override
  final double[] points(DistributionCase c) {
    int n = greatest(c) + 1;
    return IntStream.range(0, 30).mapToDouble(i -> i % n).toArray();
  }

  private double[] all(DistributionCase c) {
    return IntStream.rangeClosed(0, greatest(c)).asDoubleStream().toArray();
  }

  private double[] probabilities(DistributionCase c) {
    return values(c.distribution().logProb(Tensor.vector(all(c))).exp());
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void probabilitiesSumToOne(DistributionCase c) {
    assertThat(sum(probabilities(c))).isCloseTo(1, within(1e-11));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void momentsAndEntropyMatchSums(DistributionCase c) {
    Distribution d = c.distribution();
    double[] p = probabilities(c);
    double mean = IntStream.range(0, p.length).mapToDouble(k -> k * p[k]).sum();
    if (c.has(Has.MEAN)) {
      assertThat(d.mean().evalScalar()).isCloseTo(mean, within(1e-10 * (1 + mean)));
    }
    if (c.has(Has.VARIANCE)) {
      double variance =
          IntStream.range(0, p.length).mapToDouble(k -> (k - mean) * (k - mean) * p[k]).sum();
      assertThat(d.variance().evalScalar()).isCloseTo(variance, within(1e-9 * (1 + variance)));
    }
    if (c.has(Has.ENTROPY)) {
      double entropy = -Arrays.stream(p).filter(x -> x > 0).map(x -> x * Math.log(x)).sum();
      assertThat(d.entropy().evalScalar()).isCloseTo(entropy, within(1e-9));
    }
    if (c.has(Has.MODE)) {
      double greatest = Arrays.stream(p).max().orElseThrow();
      assertThat(p[(int) d.mode().evalScalar()]).isCloseTo(greatest, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void cdfIsTheSumOfProbabilities(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    Distribution d = c.distribution();
    double[] sums = probabilities(c);
    Arrays.parallelPrefix(sums, Double::sum);
    Tensor k = Tensor.vector(all(c));
    assertClose(values(d.cdf(k)), sums, 1e-10, "cdf");
    assertClose(values(d.cdf(k.add(0.5))), sums, 1e-10, "cdf between counts");
    assertThat(values(d.cdf(Tensor.vector(-1, -1e-9, Double.NEGATIVE_INFINITY)))).containsOnly(0.0);
    assertThat(d.cdf(Tensor.scalar(Double.POSITIVE_INFINITY)).evalScalar()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void icdfIsTheLeastCount(DistributionCase c) {
    assumeTrue(c.has(Has.ICDF));
    Distribution d = c.distribution();
    double[] p = probabilities(c);
    double below = 0;
    for (int k = 0; k < p.length; k++) {
      if (p[k] > 1e-9) {
        double middle = below + p[k] / 2;
        if (middle < 1 - 1e-9) {
          assertThat(d.icdf(Tensor.scalar(middle)).evalScalar()).isEqualTo(k);
        }
      }
      below += p[k];
    }
  }

  /** Counts with an expectation below 10 are put together; a right sampler fails once in 1e9. */
  @ParameterizedTest
  @MethodSource("cases")
  final void samplesFollowTheProbabilities(DistributionCase c) {
    double[] p = probabilities(c);
    double[] seen = new double[p.length];
    for (double x : Grid.values(c.distribution().sample(SAMPLES).eval(RandomKey.of(5)))) {
      seen[(int) Math.min(x, p.length - 1)]++;
    }
    double statistic = 0;
    int cells = 0;
    double expected = 0;
    double found = 0;
    double left = SAMPLES;
    for (int k = 0; k < p.length; k++) {
      expected += SAMPLES * p[k];
      found += seen[k];
      left -= SAMPLES * p[k];
      if (expected >= 10 && left >= 10 || k == p.length - 1 && expected > 1e-6) {
        statistic += (found - expected) * (found - expected) / expected;
        cells++;
        expected = 0;
        found = 0;
      }
    }
    assumeTrue(cells > 1);
    double bound = ChiSquaredDistribution.of(cells - 1).inverseSurvivalProbability(FAILURE);
    assertThat(statistic).isLessThan(bound);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void onlyCountsHaveProbability(DistributionCase c) {
    double[] log =
        values(
            c.distribution()
                .logProb(
                    Tensor.vector(
                        -1, 0.5, 1e-30, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)));
    assertThat(log).containsOnly(Double.NEGATIVE_INFINITY);
  }
}
