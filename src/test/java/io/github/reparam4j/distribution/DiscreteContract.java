/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
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

  @ParameterizedTest
  @MethodSource("cases")
  final void tailsAreSumsOfProbabilities(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    Distribution d = c.distribution();
    double[] p = probabilities(c);
    int n = p.length;
    double[] lower = p.clone();
    Arrays.parallelPrefix(lower, Double::sum);
    double[] upper = new double[n]; // P(K > k), summed from the small end
    for (int k = n - 2; k >= 0; k--) {
      upper[k] = upper[k + 1] + p[k + 1];
    }
    Tensor all = Tensor.vector(all(c));
    double[] survival = values(d.survival(all));
    double[] logSurvival = values(d.logSurvival(all));
    double[] logCdf = values(d.logCdf(all));
    for (int k = 0; k < n; k++) {
      if (upper[k] > 1e-9) { // what lies beyond the greatest count is below 1e-13
        assertThat(survival[k] / upper[k]).as("survival at %d", k).isCloseTo(1, within(2e-4));
        assertThat(survival[k]).isCloseTo(upper[k], within(1e-12));
      }
      assertThat(logSurvival[k])
          .as("logSurvival at %d", k)
          .isCloseTo(Math.log(survival[k]), within(1e-11 * (1 + Math.abs(logSurvival[k]))));
      if (lower[k] > 1e-300) {
        assertThat(logCdf[k])
            .as("logCdf at %d", k)
            .isCloseTo(Math.log(lower[k]), within(1e-11 * (1 + Math.abs(logCdf[k]))));
      }
    }
    Tensor outside = Tensor.vector(-1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(values(d.survival(outside))).containsExactly(1, 1, 0);
    assertThat(values(d.logSurvival(outside))).containsExactly(0, 0, Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void tailsHaveTheGradientsOfTheDistributionFunction(DistributionCase c) {
    assumeTrue(c.has(Has.CDF));
    double[] all = all(c);
    double[] f = values(c.distribution().cdf(Tensor.vector(all)));
    double[] s = values(c.distribution().survival(Tensor.vector(all)));
    Parameter[] by = c.variables(all.length);
    Distribution d = c.family().apply(by);
    Tensor at = Tensor.vector(all);
    Gradients cdf = Gradients.orZero(d.cdf(at).sum(), by);
    Gradients logCdf = Gradients.orZero(d.logCdf(at).sum(), by);
    Gradients survival = Gradients.orZero(d.survival(at).sum(), by);
    Gradients logSurvival = Gradients.orZero(d.logSurvival(at).sum(), by);
    for (Parameter p : by) {
      double[] slope = values(cdf.of(p));
      double[] log = values(logCdf.of(p));
      double[] upper = values(survival.of(p));
      double[] logUpper = values(logSurvival.of(p));
      for (int k = 0; k < all.length; k++) {
        double rounding = 1e-12 + 1e-9 * Math.abs(slope[k]);
        assertThat(upper[k]).as("survival by %s", p).isCloseTo(-slope[k], within(rounding));
        if (f[k] > 1e-6) {
          assertThat(log[k]).isCloseTo(slope[k] / f[k], within(rounding / f[k]));
        }
        if (s[k] > 1e-6) {
          assertThat(logUpper[k]).isCloseTo(-slope[k] / s[k], within(rounding / s[k]));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inverseSurvivalIsTheLeastCount(DistributionCase c) {
    assumeTrue(c.has(Has.CDF) && c.has(Has.ICDF));
    Distribution d = c.distribution();
    for (double p : new double[] {1e-100, 1e-30, 1e-12, 1e-3, 0.2, 0.7, 0.99}) {
      double k = d.inverseSurvival(Tensor.scalar(p)).evalScalar();
      double exceeded = d.survival(Tensor.scalar(k)).evalScalar();
      assertThat(exceeded).as("survival of %s at %s", d, k).isLessThanOrEqualTo(p * (1 + 1e-12));
      if (k > 0) {
        assertThat(d.survival(Tensor.scalar(k - 1)).evalScalar())
            .as("survival of %s at %s - 1", d, k)
            .isGreaterThan(p * (1 - 1e-12));
      }
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
