/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Reinterprets the last axes of a batch as axes of the event: independent elements form one draw,
 * whose log-density is the sum of the log-densities of the elements.
 *
 * <pre>{@code
 * var diagonal = Independent.of(Normal.of(mu, sigma), 1);   // vectors, one density each
 * }</pre>
 *
 * <p>A base with differentiable samples gives a distribution with differentiable samples, {@link
 * Pathwise}; otherwise there is no {@code rsample}.
 */
public sealed interface Independent extends Distribution {
  /**
   * Reinterprets the last axes of a batch as axes of the event. The result is {@link Pathwise} if
   * the base is {@link Reparameterized} at run time.
   *
   * @param base the elements
   * @param axes number of axes of the base's batch
   * @return the distribution of arrays of elements
   * @throws IllegalArgumentException if the batch has fewer axes
   */
  static Independent of(Distribution base, int axes) {
    Errors.given("Independent.of", "base", base);
    return base instanceof Reparameterized r ? of(r, axes) : new NonReparameterized(base, axes);
  }

  /**
   * Reinterprets the last axes of a batch as axes of the event, with differentiable samples.
   *
   * @param base the elements
   * @param axes number of axes of the base's batch
   * @return the distribution of arrays of elements
   * @throws IllegalArgumentException if the batch has fewer axes
   */
  static Pathwise of(Reparameterized base, int axes) {
    Errors.given("Independent.of", "base", base);
    return new Pathwise(base, axes);
  }

  private static void check(Distribution base, int axes) {
    if (axes < 0 || axes > base.batchShape().rank()) {
      throw Errors.argument(
          "Independent.of",
          "axes must be in [0, rank of the batch]",
          axes + " for batch " + base.batchShape(),
          null);
    }
  }

  // ---- parameters

  /** {@return the distribution of the elements} */
  Distribution base();

  /** {@return the number of axes of the base's batch that are part of the event} */
  int axes();

  @Override
  default DType dtype() {
    return base().dtype();
  }

  @Override
  default Shape batchShape() {
    Shape all = base().batchShape();
    return all.slice(0, all.rank() - axes());
  }

  @Override
  default Shape eventShape() {
    Shape all = base().batchShape();
    return all.slice(all.rank() - axes(), all.rank()).append(base().eventShape());
  }

  @Override
  Independent expand(long... batchShape);

  /** The batch shape of the base for a new batch shape of this. */
  private long[] wide(long... batchShape) {
    Shape all = base().batchShape();
    return Shape.of(batchShape).append(all.slice(all.rank() - axes(), all.rank())).toLongs();
  }

  // ---- support

  @Override
  default Constraint support() {
    return axes() == 0 ? base().support() : new Constraint.Each(base().support(), axes());
  }

  // ---- density

  @Override
  default Tensor logProb(Tensor value) {
    Errors.given("Independent.logProb", "value", value);
    return sum(base().logProb(value));
  }

  private Tensor sum(Tensor x) {
    return EventShapes.sumLast(x, axes());
  }

  @Override
  default Tensor cdf(Tensor value) {
    Errors.given("Independent.cdf", "value", value);
    return scalars("cdf").cdf(value);
  }

  @Override
  default Tensor logCdf(Tensor value) {
    Errors.given("Independent.logCdf", "value", value);
    return scalars("logCdf").logCdf(value);
  }

  @Override
  default Tensor survival(Tensor value) {
    Errors.given("Independent.survival", "value", value);
    return scalars("survival").survival(value);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    Errors.given("Independent.logSurvival", "value", value);
    return scalars("logSurvival").logSurvival(value);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    Errors.given("Independent.icdf", "probability", probability);
    return scalars("icdf").icdf(probability);
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    Errors.given("Independent.inverseSurvival", "probability", probability);
    return scalars("inverseSurvival").inverseSurvival(probability);
  }

  /** The base if there are no axes: arrays have no order. */
  private Distribution scalars(String method) {
    if (axes() > 0) {
      throw Errors.unsupported(
          "Independent." + method,
          "events must be scalars",
          "shape " + eventShape(),
          "use base()." + method);
    }
    return base();
  }

  // ---- moments

  @Override
  default Tensor mean() {
    return base().mean();
  }

  @Override
  default Tensor variance() {
    return base().variance();
  }

  @Override
  default Tensor standardDeviation() {
    return base().standardDeviation();
  }

  @Override
  default Tensor mode() {
    return base().mode();
  }

  // ---- entropy

  @Override
  default Tensor entropy() {
    return sum(base().entropy());
  }

  /**
   * Without differentiable samples.
   *
   * @param base the distribution of the elements
   * @param axes the number of axes of the base's batch that are part of the event
   */
  record NonReparameterized(Distribution base, int axes) implements Independent {
    /**
     * Checks the number of axes.
     *
     * @param base the distribution of the elements
     * @param axes the number of axes of the base's batch that are part of the event
     * @throws IllegalArgumentException if the batch has fewer axes
     */
    public NonReparameterized {
      check(base, axes);
    }

    @Override
    public NonReparameterized expand(long... batchShape) {
      return new NonReparameterized(base.expand(((Independent) this).wide(batchShape)), axes);
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return base.sample(sampleShape);
    }

    @Override
    public String toString() {
      return "Independent " + axes + " of " + base;
    }
  }

  /**
   * With differentiable samples.
   *
   * @param base the distribution of the elements
   * @param axes the number of axes of the base's batch that are part of the event
   */
  record Pathwise(Reparameterized base, int axes) implements Independent, Reparameterized {
    /**
     * Checks the number of axes.
     *
     * @param base the distribution of the elements
     * @param axes the number of axes of the base's batch that are part of the event
     * @throws IllegalArgumentException if the batch has fewer axes
     */
    public Pathwise {
      check(base, axes);
    }

    @Override
    public Pathwise expand(long... batchShape) {
      return new Pathwise(base.expand(((Independent) this).wide(batchShape)), axes);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return base.rsample(sampleShape);
    }

    @Override
    public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
      SampleWithLogProb both = base.rsampleAndLogProb(sampleShape);
      return new SampleWithLogProb(both.sample(), ((Independent) this).sum(both.logProb()));
    }

    @Override
    public String toString() {
      return "Independent " + axes + " of " + base;
    }
  }
}
