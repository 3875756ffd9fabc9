/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.concurrent.atomic.AtomicLong;

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
    return leaf(distribution, dtype, shape, false);
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
