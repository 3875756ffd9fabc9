/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Noise leaves: random values without parameters, from which samples are made by differentiable
 * functions. Element i of a leaf is a pure function of the run's key, the leaf's stream and i. The
 * same key gives the same bits on any machine and with any number of threads.
 *
 * <p>In a run every leaf has its own stream, numbered by the order in which the leaves were made.
 * Different leaves are independent, and a leaf used twice is the same noise twice.
 */
public final class Noise {
  /** A stream has 2^34 samples of 4 bytes, or 2^33 of 8. */
  private static final long MAX_BYTES = 1L << 36;

  private static final AtomicLong SERIALS = new AtomicLong();

  /** The source of the noise that this thread makes now; none but within {@link #drawnFrom}. */
  private static final ThreadLocal<NoiseSource> SOURCE = new ThreadLocal<>();

  private Noise() {}

  /**
   * Independent elements of a distribution.
   *
   * @param distribution the distribution of each element
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor of(NoiseDistribution distribution, DType dtype, Shape shape) {
    Arguments.given(distribution, "distribution");
    NoiseSource source = SOURCE.get();
    if (source == null) {
      return leaf(distribution, dtype, shape, false);
    }
    return with(
        null,
        () ->
            source.draw(
                distribution, Arguments.given(dtype, "dtype"), Arguments.given(shape, "shape")));
  }

  /**
   * As {@link #of}, for an algorithm that accepts or rejects proposals: its samples are not a
   * smooth function of this noise, so antithetic noise gives samples that are not negatively
   * correlated, and quasi-random noise gives samples that are not evenly spread.
   *
   * @param distribution the distribution of each element
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   * @throws IllegalArgumentException within {@link #drawnFrom}
   */
  public static Tensor forRejection(NoiseDistribution distribution, DType dtype, Shape shape) {
    if (SOURCE.get() != null) {
      throw Arguments.refused(
          "Noise.forRejection",
          "antithetic and quasi-random samples must be smooth functions of their noise",
          "samples drawn by rejection",
          "draw independent samples");
    }
    return of(distribution, dtype, shape);
  }

  /**
   * Makes expressions whose noise comes from a source: the methods of this class that make
   * independent elements ask the source instead, in this thread, until the supplier returns.
   *
   * <pre>{@code
   * Tensor z = Noise.drawnFrom(Noise::antithetic, () -> normal.rsample(16));
   * }</pre>
   *
   * @param source makes the noise
   * @param expressions makes the expressions
   * @param <T> their type
   * @return what the supplier returns
   */
  public static <T> T drawnFrom(NoiseSource source, Supplier<T> expressions) {
    Arguments.given(source, "source");
    return with(source, Arguments.given(expressions, "expressions"));
  }

  private static <T> T with(NoiseSource source, Supplier<T> expressions) {
    NoiseSource outer = SOURCE.get();
    SOURCE.set(source);
    try {
      return expressions.get();
    } finally {
      if (outer == null) {
        SOURCE.remove();
      } else {
        SOURCE.set(outer);
      }
    }
  }

  /**
   * Antithetic pairs: in the second half of axis 0 each element is the reflection of its partner in
   * the first half (-x for distributions symmetric about 0, 1 - x for the uniform one).
   *
   * @param distribution a distribution that is symmetric
   * @param dtype element type
   * @param shape the shape; axis 0, the sample axis, of even length
   * @return a new leaf
   * @throws IllegalArgumentException if the distribution is not symmetric or axis 0 not of even
   *     length
   */
  public static Tensor antithetic(NoiseDistribution distribution, DType dtype, Shape shape) {
    if (!Arguments.given(distribution, "distribution").hasAntithetic()) {
      throw Arguments.refused(
          "Noise.antithetic", "distribution must be symmetric", distribution, null);
    }
    if (Arguments.given(shape, "shape").rank() == 0 || shape.dim(0) % 2 != 0) {
      throw Arguments.refused(
          "Noise.antithetic",
          "the sample axis (axis 0) must have even length",
          "shape " + shape,
          null);
    }
    return leaf(distribution, dtype, shape, true);
  }

  /**
   * Standard normal noise, z ~ N(0, 1).
   *
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor standardNormal(DType dtype, long... shape) {
    return of(NoiseDistribution.STANDARD_NORMAL, dtype, Shape.of(Arguments.given(shape, "shape")));
  }

  /**
   * Uniform noise on the open interval (0, 1).
   *
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor uniform(DType dtype, long... shape) {
    return of(NoiseDistribution.UNIFORM, dtype, Shape.of(Arguments.given(shape, "shape")));
  }

  /**
   * Rademacher noise: -1 or 1, each with probability 1/2.
   *
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor rademacher(DType dtype, long... shape) {
    return of(NoiseDistribution.RADEMACHER, dtype, Shape.of(Arguments.given(shape, "shape")));
  }

  /**
   * Standard Gumbel noise, -ln(-ln u).
   *
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor gumbel(DType dtype, long... shape) {
    return of(NoiseDistribution.GUMBEL, dtype, Shape.of(Arguments.given(shape, "shape")));
  }

  /**
   * Standard exponential noise, -ln u.
   *
   * @param dtype element type
   * @param shape the shape
   * @return a new leaf
   */
  public static Tensor exponential(DType dtype, long... shape) {
    return of(NoiseDistribution.EXPONENTIAL, dtype, Shape.of(Arguments.given(shape, "shape")));
  }

  private static Tensor leaf(
      NoiseDistribution distribution, DType dtype, Shape shape, boolean antithetic) {
    long most = MAX_BYTES / Arguments.given(dtype, "dtype").bytes();
    if (Arguments.given(shape, "shape").size() > most) {
      throw Arguments.refused(
          "Noise.of",
          "a leaf of " + dtype + " noise must have at most " + most + " elements",
          "shape " + shape,
          "make several leaves");
    }
    return Tensor.apply(
        new Leaf.RandomDraw(distribution, shape, dtype, antithetic, SERIALS.getAndIncrement()));
  }
}
