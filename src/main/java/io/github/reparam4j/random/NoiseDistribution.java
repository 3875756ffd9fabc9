/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.kernel.Philox;

/**
 * The distributions of noise: parameter-free distributions from which reparameterized samples are
 * computed, such as z in y = mu + sigma z.
 *
 * <p>Sample i of a stream is a pure function of key, stream, distribution, type (float or double)
 * and i. Fill any range of i, in any order, from any thread: the bits are the same, on every JVM.
 *
 * <pre>{@code
 * float[] z = new float[1000];
 * NoiseDistribution.STANDARD_NORMAL.fill(RandomKey.of(42), 0, 0, z, 0, z.length);
 * }</pre>
 *
 * <p>A stream should serve one leaf, that is, one distribution and one type: samples of two
 * distributions from one stream use the same random words and are not independent.
 *
 * <p>Words and samples: the Philox4x32-10 key is the seed, the counter is (n, stream, low half of
 * step, high half of step). Float sample {@code 64 b + 16 w + j} comes from output word w (0 to 3)
 * of n = 16 b + j, double sample {@code 32 b + 16 h + j} from the words 2 h (low half) and 2 h + 1
 * (high half), j from 0 to 15. So any vector of 4, 8 or 16 lanes finds its samples in order.
 */
public enum NoiseDistribution {
  /**
   * Mean 0, variance 1, density exp(-x^2/2) / sqrt(2 pi); by the transformation of G. E. P. Box and
   * M. E. Muller, "A note on the generation of random normal deviates", Annals of Mathematical
   * Statistics 29 (1958). Samples reach 6.76 as float, 9.49 as double: the probability beyond these
   * is 1.4e-11 and 2.3e-21. They are never 0.
   */
  STANDARD_NORMAL(0, 1, true),

  /**
   * Uniform on the open interval (0, 1): the midpoints of 2^23 (float) or 2^52 (double) equal
   * parts, so never 0 or 1.
   */
  UNIFORM(0.5, 1.0 / 12, true),

  /** 1 or -1, each with probability 1/2: mean 0, variance 1. */
  RADEMACHER(0, 1, true),

  /**
   * Standard Gumbel (maximum), distribution function exp(-exp(-x)): mean 0.5772 (Euler), variance
   * pi^2/6; -ln E with E exponential. Samples lie in [-3.14, 22.9] as float, [-3.82, 45.1] as
   * double.
   */
  GUMBEL(0.5772156649015329, Math.PI * Math.PI / 6, false),

  /**
   * Exponential with rate 1, density exp(-x) for x &gt; 0: mean 1, variance 1; -ln u with u
   * uniform. Samples lie in [1.16e-10, 22.9] as float, [2.7e-20, 45.1] as double, and are never 0.
   */
  EXPONENTIAL(1, 1, false);

  private final double mean;
  private final double variance;
  private final boolean antithetic;

  NoiseDistribution(double mean, double variance, boolean antithetic) {
    this.mean = mean;
    this.variance = variance;
    this.antithetic = antithetic;
  }

  /**
   * Mean of one sample.
   *
   * @return the expectation
   */
  public double mean() {
    return mean;
  }

  /**
   * Variance of one sample.
   *
   * @return the variance, not the standard deviation
   */
  public double variance() {
    return variance;
  }

  /**
   * Writes the samples {@code from} to {@code from + count - 1} of a stream.
   *
   * @param key seed and step
   * @param stream number of the noise leaf, unsigned, below 4294901760
   * @param from index of the first sample, at least 0
   * @param out receives the samples
   * @param offset where in {@code out} the first sample goes
   * @param count how many samples, at least 0; from + count at most 2^34
   * @throws IllegalArgumentException if an argument is outside these bounds
   */
  public void fill(RandomKey key, int stream, long from, float[] out, int offset, int count) {
    Errors.given("NoiseDistribution.fill", "key", key);
    Errors.given("NoiseDistribution.fill", "out", out);
    checkFill(stream, from, offset, count, out.length, FloatNoise.SAMPLES_PER_STREAM);
    if (count > 0) {
      FloatNoise.forCall(from, count).fill(this, key, stream, from, out, offset, count);
    }
  }

  /**
   * As {@link #fill(RandomKey, int, long, float[], int, int)}, without allocation.
   *
   * @param key seed and step
   * @param stream number of the noise leaf, unsigned, below 4294901760
   * @param from index of the first sample, at least 0
   * @param out receives the samples
   * @param offset where in {@code out} the first sample goes
   * @param count how many samples, at least 0; from + count at most 2^34
   * @param scratch memory to work in; no other thread may use it meanwhile
   * @throws IllegalArgumentException if an argument is outside these bounds
   */
  public void fill(
      RandomKey key,
      int stream,
      long from,
      float[] out,
      int offset,
      int count,
      NoiseScratch scratch) {
    Errors.given("NoiseDistribution.fill", "key", key);
    Errors.given("NoiseDistribution.fill", "out", out);
    Errors.given("NoiseDistribution.fill", "scratch", scratch);
    checkFill(stream, from, offset, count, out.length, FloatNoise.SAMPLES_PER_STREAM);
    scratch.floats().fill(this, key, stream, from, out, offset, count);
  }

  /**
   * Writes the samples {@code from} to {@code from + count - 1} of a stream. The double samples of
   * a stream are not its float samples converted.
   *
   * @param key seed and step
   * @param stream number of the noise leaf, unsigned, below 4294901760
   * @param from index of the first sample, at least 0
   * @param out receives the samples
   * @param offset where in {@code out} the first sample goes
   * @param count how many samples, at least 0; from + count at most 2^33
   * @throws IllegalArgumentException if an argument is outside these bounds
   */
  public void fill(RandomKey key, int stream, long from, double[] out, int offset, int count) {
    Errors.given("NoiseDistribution.fill", "key", key);
    Errors.given("NoiseDistribution.fill", "out", out);
    checkFill(stream, from, offset, count, out.length, DoubleNoise.SAMPLES_PER_STREAM);
    if (count > 0) {
      DoubleNoise.forCall(from, count).fill(this, key, stream, from, out, offset, count);
    }
  }

  /**
   * As {@link #fill(RandomKey, int, long, double[], int, int)}, without allocation.
   *
   * @param key seed and step
   * @param stream number of the noise leaf, unsigned, below 4294901760
   * @param from index of the first sample, at least 0
   * @param out receives the samples
   * @param offset where in {@code out} the first sample goes
   * @param count how many samples, at least 0; from + count at most 2^33
   * @param scratch memory to work in; no other thread may use it meanwhile
   * @throws IllegalArgumentException if an argument is outside these bounds
   */
  public void fill(
      RandomKey key,
      int stream,
      long from,
      double[] out,
      int offset,
      int count,
      NoiseScratch scratch) {
    Errors.given("NoiseDistribution.fill", "key", key);
    Errors.given("NoiseDistribution.fill", "out", out);
    Errors.given("NoiseDistribution.fill", "scratch", scratch);
    checkFill(stream, from, offset, count, out.length, DoubleNoise.SAMPLES_PER_STREAM);
    scratch.doubles().fill(this, key, stream, from, out, offset, count);
  }

  /**
   * Whether a sample has an antithetic partner: its mirror image, which has the same distribution
   * and a correlation of -1 with it.
   *
   * @return true for the symmetric distributions: normal, uniform and Rademacher
   */
  public boolean hasAntithetic() {
    return antithetic;
  }

  /**
   * Replaces samples by their antithetic partners: 1 - x for {@link #UNIFORM}, -x for the other
   * symmetric distributions. Exact: reflecting twice returns the original bits.
   *
   * @param values samples of this distribution
   * @param offset where the first one is
   * @param count how many, at least 0
   * @throws UnsupportedOperationException if the distribution has no antithetic partner
   * @throws IllegalArgumentException if offset and count do not lie within the array
   */
  public void reflect(float[] values, int offset, int count) {
    Errors.given("NoiseDistribution.reflect", "values", values);
    checkReflect(offset, count, values.length);
    if (this == UNIFORM) {
      for (int i = offset; i < offset + count; i++) {
        values[i] = 1f - values[i];
      }
    } else {
      for (int i = offset; i < offset + count; i++) {
        values[i] = -values[i];
      }
    }
  }

  /**
   * Replaces samples by their antithetic partners: 1 - x for {@link #UNIFORM}, -x for the other
   * symmetric distributions. Exact: reflecting twice returns the original bits.
   *
   * @param values samples of this distribution
   * @param offset where the first one is
   * @param count how many, at least 0
   * @throws UnsupportedOperationException if the distribution has no antithetic partner
   * @throws IllegalArgumentException if offset and count do not lie within the array
   */
  public void reflect(double[] values, int offset, int count) {
    Errors.given("NoiseDistribution.reflect", "values", values);
    checkReflect(offset, count, values.length);
    if (this == UNIFORM) {
      for (int i = offset; i < offset + count; i++) {
        values[i] = 1.0 - values[i];
      }
    } else {
      for (int i = offset; i < offset + count; i++) {
        values[i] = -values[i];
      }
    }
  }

  private void checkFill(int stream, long from, int offset, int count, int length, long limit) {
    if (Integer.compareUnsigned(stream, Philox.FIRST_RESERVED_STREAM) >= 0) {
      throw new IllegalArgumentException(
          "%s.fill: stream must be below %s (unsigned), got %s; the rest belongs to RandomKey.split"
              .formatted(
                  this,
                  Integer.toUnsignedString(Philox.FIRST_RESERVED_STREAM),
                  Integer.toUnsignedString(stream)));
    }
    checkRange("fill", offset, count, length);
    if (!(from >= 0 && from <= limit - count)) {
      throw new IllegalArgumentException(
          "%s.fill: samples must lie in [0, %d), got from %d, count %d; take another stream or step"
              .formatted(this, limit, from, count));
    }
  }

  private void checkReflect(int offset, int count, int length) {
    if (!antithetic) {
      throw new UnsupportedOperationException(
          ("%s.reflect: distribution must be symmetric;"
                  + " check hasAntithetic() and draw new samples if false")
              .formatted(this));
    }
    checkRange("reflect", offset, count, length);
  }

  private void checkRange(String method, int offset, int count, int length) {
    if (!(offset >= 0 && count >= 0 && offset <= length - count)) {
      throw new IllegalArgumentException(
          "%s.%s: range must lie within the array, got offset %d, count %d of length %d"
              .formatted(this, method, offset, count, length));
    }
  }
}
