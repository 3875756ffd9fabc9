/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Counts of samples in the tails, of 10^8 with a fixed key.
 *
 * <p>The bounds are exact quantiles of the binomial distribution (scipy.stats.binom), chosen so
 * that each side is exceeded with probability at most 5e-10; the whole class fails for less than
 * 5e-8 of all keys. Almost certainly detected are errors of tail probabilities of 4 % at 3 sigma
 * and of 22 % at 4 sigma, and a normal distribution with nothing beyond 5 sigma.
 */
final class NoiseTailTest {
  private static final int COUNT = 100_000_000;

  /** Bounds of the count of samples on one side of a threshold. */
  private record Tail(boolean isAbove, double threshold, int least, int most) {}

  private static Tail above(double threshold, int least, int most) {
    return new Tail(true, threshold, least, most);
  }

  private static Tail below(double threshold, int least, int most) {
    return new Tail(false, threshold, least, most);
  }

  private static final Tail[] NORMAL = {
    above(3, 132_753, 137_239),
    above(4, 2829, 3517),
    above(5, 3, 67),
    below(-3, 132_753, 137_239),
    below(-4, 2829, 3517),
    below(-5, 3, 67)
  };

  private static final Tail[] UNIFORM = {
    below(Double.MIN_VALUE, 0, 0), // the interval is open
    above(Math.nextDown(1.0), 0, 0),
    below(1e-4, 9395, 10_617),
    below(1e-5, 813, 1199),
    below(1e-6, 45, 167),
    above(1 - 1e-4, 9395, 10_617),
    above(1 - 1e-5, 813, 1199),
    above(1 - 1e-6, 45, 167)
  };

  private static final Tail[] EXPONENTIAL = {
    above(8, 32_434, 34_671),
    above(12, 469, 772),
    above(15, 4, 70),
    below(1e-4, 9395, 10_616),
    below(1e-5, 813, 1199),
    below(1e-6, 45, 167)
  };

  private static final Tail[] GUMBEL = {
    above(8, 32_428, 34_665),
    above(12, 469, 772),
    above(15, 4, 70),
    below(-2, 60_286, 63_322),
    below(-2.5, 380, 656)
  };

  static Stream<Arguments> distributionsAndTails() {
    return Stream.of(true, false)
        .flatMap(
            isFloat ->
                Stream.of(
                    Arguments.of(NoiseDistribution.STANDARD_NORMAL, isFloat, NORMAL),
                    Arguments.of(NoiseDistribution.UNIFORM, isFloat, UNIFORM),
                    Arguments.of(NoiseDistribution.EXPONENTIAL, isFloat, EXPONENTIAL),
                    Arguments.of(NoiseDistribution.GUMBEL, isFloat, GUMBEL)));
  }

  @ParameterizedTest(name = "{0}, float: {1}")
  @MethodSource("distributionsAndTails")
  void tailsHaveTheirShare(NoiseDistribution distribution, boolean isFloat, Tail[] tails) {
    NoiseSource source = new NoiseSource(distribution, isFloat);
    double[] x = new double[NoiseSource.CHUNK];
    int[] counts = new int[tails.length];
    for (int chunk = 0; chunk < COUNT / NoiseSource.CHUNK; chunk++) {
      source.chunk(chunk, x);
      for (int t = 0; t < tails.length; t++) {
        counts[t] +=
            tails[t].isAbove
                ? countAbove(x, tails[t].threshold)
                : countBelow(x, tails[t].threshold);
      }
    }
    for (int t = 0; t < tails.length; t++) {
      assertThat(counts[t]).as("%s", tails[t]).isBetween(tails[t].least, tails[t].most);
    }
  }

  private static int countAbove(double[] x, double threshold) {
    int count = 0;
    for (double value : x) {
      count += value > threshold ? 1 : 0;
    }
    return count;
  }

  private static int countBelow(double[] x, double threshold) {
    int count = 0;
    for (double value : x) {
      count += value < threshold ? 1 : 0;
    }
    return count;
  }
}
