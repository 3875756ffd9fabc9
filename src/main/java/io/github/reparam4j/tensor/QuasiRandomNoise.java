/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.special.OwenScrambling;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Quasi-random noise for samples: quantiles at the points of I. M. Sobol', scrambled by the key.
 * Axis 0 of a sample numbers the points. Every row of the batch has a set of points of its own,
 * scrambled and ordered independently of the others, and every further element of a sample, those
 * of its event, is a coordinate of the row's points.
 *
 * <pre>{@code
 * Tensor z =
 *     Noise.drawnFrom(QuasiRandomNoise.ofRows(normal.batchShape()), () -> normal.rsample(16));
 * }</pre>
 *
 * <p>Each element has exactly the distribution asked for, so means are unbiased; those over K
 * points of a smooth function have a variance of about K^-3 where K independent samples have K^-1
 * (A. B. Owen, "Scrambled net variance for integrals of smooth functions", Annals of Statistics 25,
 * 1997). Elements of different rows are spread like those of a Latin hypercube. The direction
 * numbers are those of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
 * two-dimensional projections", SIAM Journal on Scientific Computing 30, 2008.
 *
 * <p>An object serves one sample, whose leaves take coordinates one after another.
 */
public final class QuasiRandomNoise implements NoiseSource {
  private static final String WHERE = "QuasiRandomNoise";

  private final Shape rows;
  private int points;
  private int coordinates;
  private Tensor ofRows;

  private QuasiRandomNoise(Shape rows) {
    this.rows = rows;
  }

  /**
   * A source of noise for one sample of a batch.
   *
   * @param rows the batch shape: the axes after axis 0, each element of which has its own points
   * @return the source
   */
  public static QuasiRandomNoise ofRows(Shape rows) {
    return new QuasiRandomNoise(Arguments.given(rows, "rows"));
  }

  /**
   * Noise at the points.
   *
   * @param distribution the distribution of each element
   * @param dtype element type
   * @param shape the number of points, a power of two up to 2^20, then the rows, then the
   *     coordinates
   * @return the noise
   * @throws IllegalArgumentException if the shape is another, or a sample has more than 1,024
   *     coordinates
   */
  @Override
  public Tensor draw(NoiseDistribution distribution, DType dtype, Shape shape) {
    int first = requireRows(shape);
    int count = Math.toIntExact(shape.slice(first, shape.rank()).size());
    if (coordinates + count > OwenScrambling.MAX_DIMENSION) {
      throw Arguments.refused(
          WHERE,
          "a sample of a row must have at most " + OwenScrambling.MAX_DIMENSION + " elements",
          coordinates + count,
          "make elements rows of the batch, or draw independent samples");
    }
    int rank = shape.rank();
    Tensor index = Tensor.range(dtype, points).reshape(axes(shape, 0, 1));
    int[] numbers = IntStream.range(coordinates, coordinates + count).toArray();
    coordinates += count;
    Tensor coordinate =
        Tensor.vector(Arrays.stream(numbers).asDoubleStream().toArray())
            .cast(dtype)
            .reshape(axes(shape, first, rank));
    if (ofRows == null) {
      ofRows = Noise.uniform(dtype, axes(shape, 1, first));
    }
    Tensor ofElements = Noise.uniform(dtype, axes(shape, 1, rank));
    int logPoints = Integer.numberOfTrailingZeros(points);
    return Tensor.apply(
        new QuasiRandom(distribution, logPoints, dtype),
        index,
        coordinate,
        ofRows.reshape(axes(shape, 1, first)),
        ofElements);
  }

  /** The first axis after those of the rows. */
  private int requireRows(Shape shape) {
    int first = rows.rank() + 1;
    boolean fits = shape.rank() >= first && shape.slice(1, first).equals(rows);
    if (!fits || points != 0 && shape.dim(0) != points) {
      throw Arguments.refused(
          WHERE, "noise must have one sample axis, then the rows " + rows, "shape " + shape, null);
    }
    points = shape.dim(0);
    if (Integer.bitCount(points) != 1 || points > 1 << OwenScrambling.MAX_LOG_POINTS) {
      throw Arguments.refused(
          WHERE, "the number of samples must be a power of two, at most 2^20", points, null);
    }
    return first;
  }

  /** A shape with the lengths of some axes, and 1 for the others. */
  private static long[] axes(Shape shape, int from, int to) {
    long[] dims = new long[shape.rank()];
    for (int a = 0; a < dims.length; a++) {
      dims[a] = a >= from && a < to ? shape.dim(a) : 1;
    }
    return dims;
  }
}
