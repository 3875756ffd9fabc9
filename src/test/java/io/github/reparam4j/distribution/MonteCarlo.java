/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;

/**
 * Comparison of averages over independent samples with exact expectations, at one fixed key.
 *
 * <p>If the samples are right, a comparison fails for less than one key in 10^8: a normal variable
 * is further out than 6.5 standard errors with probability 8e-11, and the skewness of the samples
 * here, below 25 in 10^6 of them, makes that less than 10^-9 (Edgeworth, also for standard errors
 * that are themselves estimated). A bias of twice that, 13 standard errors, is found with the same
 * certainty; each comparison says how large that may be at most, and this is checked too.
 */
final class MonteCarlo {
  static final int COUNT = 1_000_000;
  static final RandomKey KEY = RandomKey.of(20131220);

  private static final double FAR = 6.5;

  private MonteCarlo() {}

  /** The mean; the standard error is that of the sample. */
  static void assertMean(String what, double[] samples, double exact, double detectedBias) {
    double mean = Arrays.stream(samples).sum() / samples.length;
    double squares = Arrays.stream(samples).map(x -> (x - mean) * (x - mean)).sum();
    double standardError = Math.sqrt(squares / (samples.length - 1.0) / samples.length);
    assertMean(what, mean, exact, standardError, detectedBias);
  }

  /** The mean where its standard error is known. */
  static void assertMean(
      String what, double mean, double exact, double standardError, double detectedBias) {
    assertThat(2 * FAR * standardError)
        .as("bias that is found in %s", what)
        .isLessThan(detectedBias);
    assertThat(mean).as(what).isCloseTo(exact, within(FAR * standardError));
  }

  /** The variance about the exact mean. */
  static void assertVariance(
      String what, double[] samples, double exactMean, double exact, double detectedBias) {
    double[] squares = Arrays.stream(samples).map(x -> (x - exactMean) * (x - exactMean)).toArray();
    assertMean("variance of " + what, squares, exact, detectedBias);
  }
}
