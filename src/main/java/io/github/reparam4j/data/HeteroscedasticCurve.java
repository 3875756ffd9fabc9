/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Generated data whose conditional mean and standard deviation are known, to test whether a model Y
 * = mu(X) + sigma(X) Z finds both:
 *
 * <pre>
 *   x ~ U[0, pi/2]
 *   mu(x)      = sin 4x sin 5x
 *   sigma(x)^2 = 0.02 + 0.02 (1 - sin 4x)^2
 *   y = mu(x) + sigma(x) z,  z ~ N(0, 1)
 * </pre>
 *
 * <p>No model can have a smaller average negative log-likelihood on new data than {@link
 * #CONDITIONAL_FLOOR}, and none whose sigma is constant a smaller one than {@link
 * #HOMOSCEDASTIC_FLOOR}.
 *
 * <pre>{@code
 * HeteroscedasticCurve.Sample train = HeteroscedasticCurve.sample(1000, RandomKey.of(1));
 * Batches batches = Batches.of(train.x(), train.y()).size(100);
 * double truth = HeteroscedasticCurve.standardDeviation(0.3);
 * }</pre>
 */
public final class HeteroscedasticCurve {
  /** Largest x; the smallest is 0. */
  public static final double LARGEST_X = Math.PI / 2;

  private static final int CHUNK = 4096;

  /**
   * Average negative log-likelihood of the true density, in nats: the mean over x of ln(2 pi e
   * sigma(x)^2) / 2.
   */
  public static final double CONDITIONAL_FLOOR = -0.168945;

  /** The same for the best Gaussian of constant variance: ln(2 pi e E[sigma(x)^2]) / 2. */
  public static final double HOMOSCEDASTIC_FLOOR = -0.078928;

  private HeteroscedasticCurve() {}

  /**
   * Draws from the curve.
   *
   * @param x FLOAT or DOUBLE [n, 1], uniform on [0, pi/2]
   * @param y [n], of the same type
   */
  public record Sample(INDArray x, INDArray y) {}

  /**
   * The mean of y at x, mu(x) = sin 4x sin 5x.
   *
   * @param x any value; in the data it is in [0, pi/2]
   * @return the conditional mean
   */
  public static double mean(double x) {
    return StrictMath.sin(4 * x) * StrictMath.sin(5 * x);
  }

  /**
   * The standard deviation of y at x, sigma(x) = sqrt(0.02 + 0.02 (1 - sin 4x)^2), between 0.1414
   * and 0.3162.
   *
   * @param x any value; in the data it is in [0, pi/2]
   * @return the conditional standard deviation, not the variance
   */
  public static double standardDeviation(double x) {
    double dip = 1 - StrictMath.sin(4 * x);
    return Math.sqrt(0.02 + 0.02 * dip * dip);
  }

  /**
   * Draws n pairs, as FLOAT.
   *
   * @param n at least 1
   * @param key decides the pairs; pair i is the same for every n
   * @return the pairs
   * @throws IllegalArgumentException if n is less than 1
   * @throws IllegalStateException if the pairs do not fit the memory outside of the heap
   */
  public static Sample sample(int n, RandomKey key) {
    return sample(n, key, DataType.FLOAT);
  }

  /**
   * Draws n pairs.
   *
   * @param n at least 1
   * @param key decides the pairs; pair i is the same for every n
   * @param type FLOAT or DOUBLE
   * @return the pairs
   * @throws IllegalArgumentException if n is less than 1 or the type is another one
   * @throws IllegalStateException if the pairs do not fit the memory outside of the heap
   */
  public static Sample sample(int n, RandomKey key, DataType type) {
    String where = "HeteroscedasticCurve.sample";
    RowBuffer.requireFloating(where, type);
    Errors.given(where, "key", key);
    if (!(n >= 1)) {
      throw Errors.argument(where, "n must be >= 1", n, null);
    }
    RowBuffer xMemory = RowBuffer.create(where, type, n, 1);
    RowBuffer yMemory = RowBuffer.create(where, type, n);
    double[] x = new double[Math.min(n, CHUNK)];
    double[] y = new double[Math.min(n, CHUNK)];
    for (int from = 0; from < n; from += Math.min(CHUNK, n - from)) {
      int count = Math.min(CHUNK, n - from);
      NoiseDistribution.UNIFORM.fill(key, 0, from, x, 0, count);
      NoiseDistribution.STANDARD_NORMAL.fill(key, 1, from, y, 0, count);
      for (int i = 0; i < count; i++) {
        x[i] *= LARGEST_X;
        y[i] = mean(x[i]) + standardDeviation(x[i]) * y[i];
      }
      xMemory.write(from, count, x);
      yMemory.write(from, count, y);
    }
    return new Sample(xMemory.array(), yMemory.array());
  }
}
