/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The densities of the targets of n rows, as {@link FittedDensity#predict} returns them: Gaussians,
 * or mixtures of Gaussians. All results are DOUBLE and in the units of the targets. Immutable.
 *
 * <pre>{@code
 * Prediction p = fitted.predict(x);
 * INDArray mean = p.mean();                             // [n]
 * INDArray ninth = p.quantile(0.9);                     // [n]
 * Prediction.Interval likely = p.interval(0.95);
 * INDArray draws = p.samples(100, RandomKey.of(1));     // [100, n]
 * }</pre>
 *
 * <p>If the model was fitted to vectors of d targets, arrays have a last axis d, and mean, standard
 * deviation, quantiles and the distribution function are those of each element by itself; samples
 * and the log-density are those of the vector.
 */
public final class Prediction {
  private final GaussianMixture mixture;
  private final boolean hasVectors;
  private final Distribution marginals;

  Prediction(GaussianMixture mixture, boolean hasVectors) {
    this.mixture = mixture;
    this.hasVectors = hasVectors;
    this.marginals = mixture.marginals();
  }

  /**
   * An interval for each row.
   *
   * @param lower lower ends, [n] or [n, d]
   * @param upper upper ends, [n] or [n, d]
   */
  public record Interval(INDArray lower, INDArray upper) {}

  /**
   * The densities as a distribution of constants, for use in expressions.
   *
   * @return of batch [n] and scalar events, or, of vectors, of batch [n] and event [d]
   */
  public Distribution distribution() {
    if (hasVectors) {
      return mixture.joint();
    }
    GaussianMixture m = mixture;
    int n = rows();
    int k = m.components();
    Tensor means = m.means().reshape(n, k);
    Tensor deviations = m.deviations().reshape(n, k);
    return m.isGaussian()
        ? Normal.of(means.column(0), deviations.column(0))
        : Mixture.fromLogits(m.logits(), Normal.of(means, deviations));
  }

  /** {@return the number of rows, n} */
  public int rows() {
    return mixture.logits().shape().dim(0);
  }

  /** {@return the means, [n] or [n, d]} */
  public INDArray mean() {
    return values(marginals.mean());
  }

  /** {@return the standard deviations, [n] or [n, d]} */
  public INDArray standardDeviation() {
    return values(marginals.standardDeviation());
  }

  /**
   * The quantiles: values that a target is below of with a probability.
   *
   * @param probability in (0, 1)
   * @return [n] or [n, d]
   * @throws IllegalArgumentException if the probability is out of range
   */
  public INDArray quantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw Errors.argument(
          "Prediction.quantile", "probability must be in (0, 1)", probability, null);
    }
    return values(marginals.icdf(Tensor.scalar(probability)));
  }

  /**
   * Central intervals, from the quantile (1 - level) / 2 to the quantile (1 + level) / 2.
   *
   * @param level the probability of the interval, in (0, 1)
   * @return the ends
   * @throws IllegalArgumentException if the level is out of range
   */
  public Interval interval(double level) {
    if (!(level > 0 && level < 1)) {
      throw Errors.argument("Prediction.interval", "level must be in (0, 1)", level, null);
    }
    Tensor ends = ends(level);
    return new Interval(values(ends.select(0, 0)), values(ends.select(0, 1)));
  }

  /** The ends of central intervals, [2 levels, n, d]: the lower ones, then the upper ones. */
  Tensor ends(double... levels) {
    Tensor level = Tensor.constant(levels, levels.length, 1, 1);
    Tensor half = level.mul(0.5);
    return marginals.icdf(Tensor.concat(0, half.neg().add(0.5), half.add(0.5)));
  }

  /**
   * Independent samples of the targets of each row.
   *
   * @param count number of samples, at least 1
   * @param key decides the samples
   * @return [count, n] or [count, n, d]
   * @throws IllegalArgumentException if the number is less than 1
   */
  public INDArray samples(int count, RandomKey key) {
    Errors.given("Prediction.samples", "key", key);
    if (count < 1) {
      throw Errors.argument("Prediction.samples", "count must be >= 1", count, null);
    }
    return distribution().sample(count).eval(key);
  }

  /**
   * The logarithm of the density of targets.
   *
   * @param y targets, FLOAT or DOUBLE [n] or [n, d]
   * @return [n], in nats, of the density per unit of the targets
   * @throws IllegalArgumentException if the shape or the type does not fit
   */
  public INDArray logDensity(INDArray y) {
    return distribution().logProb(targets("Prediction.logDensity", y)).eval();
  }

  /**
   * The distribution function P(Y &lt;= y); at observed targets, the probability integral
   * transform.
   *
   * @param y targets, FLOAT or DOUBLE [n] or [n, d]
   * @return of the shape of y
   * @throws IllegalArgumentException if the shape or the type does not fit
   */
  public INDArray cdf(INDArray y) {
    Tensor values = targets("Prediction.cdf", y).reshape(mixtureShape());
    return values(marginals.cdf(values));
  }

  /** Checks targets, and makes a DOUBLE constant of them. */
  Tensor targets(String where, INDArray y) {
    StandardizedData.requireFloating(where, "y", y);
    Shape shape = hasVectors ? mixtureShape() : Shape.of(rows());
    if (!Shape.of(y.shape()).equals(shape)) {
      throw Errors.argument(where, "y must have shape " + shape, StandardizedData.shown(y), null);
    }
    return Tensor.constant(y).cast(DType.DOUBLE);
  }

  private Shape mixtureShape() {
    return mixture.means().shape().slice(0, 2);
  }

  /** The value of an expression [n, d], as [n] if targets are numbers. */
  private INDArray values(Tensor x) {
    return (hasVectors ? x : x.column(0)).eval();
  }

  /** {@return the number of rows, and of targets and components} */
  @Override
  public String toString() {
    return "Prediction(rows %d, targets %d, components %d)"
        .formatted(rows(), mixtureShape().dim(1), mixture.components());
  }
}
