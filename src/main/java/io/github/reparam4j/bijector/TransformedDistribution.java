/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Pushforward;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * The distribution of y = f(x), where x has a base distribution with a density and f is a bijector:
 * ln p(y) = ln p(x) - ln |det df/dx|.
 *
 * <pre>{@code
 * var logNormal = TransformedDistribution.of(Normal.of(mu, sigma), new Exp());
 * Tensor y = logNormal.rsample();
 * }</pre>
 *
 * <p>If events of the bijector have more axes than those of the base, the last axes of the base's
 * batch become part of the event; if fewer, the log-determinant is summed over the remaining axes.
 * The batch shape is broadcast with the shapes of the bijector's parameters.
 *
 * <p>If samples of the base are differentiable, so are those of the transformed distribution, which
 * then is a {@link Pathwise}; otherwise it has no {@code rsample}.
 *
 * <p>The density of the distribution's own samples never inverts f, which near the ends of a tanh
 * or sigmoid would lose all digits: {@link Pathwise#rsampleAndLogProb} retains x, and {@link
 * #logProb} recognises an expression that is f of some x, as samples are (also inside {@code
 * stopGradient} and {@code sharingNoiseOf}), and uses that x. It does not recognise values that a
 * program has returned, nor samples that were sliced, reshaped or concatenated: these are inverted.
 * Only expressions of bijectors defined on all reals are recognised, because only there the formula
 * is known to have a single x for each y.
 *
 * <p>Derivatives by the bijector's parameters hold y fixed if no gradient flows through y, as for
 * {@code sample()}; those of an {@code rsample()} follow its path, on which x is fixed.
 *
 * <p>Consequently, a bijector without a known inverse may throw in {@code inverse} and still be
 * used for samples with their log-densities.
 *
 * <p>The distribution function, the survival function, their logarithms and inverses follow from
 * those of the base if the bijector is one of scalars with a {@link Bijector#direction}. A map that
 * decreases exchanges the tails, so that both keep the digits that the base has there. Moments and
 * entropy have no closed form here.
 */
public sealed interface TransformedDistribution extends Distribution, Pushforward {
  /**
   * The distribution of f(x). If the base is {@link Reparameterized}, the result is a {@link
   * Pathwise}, though the static type does not say so.
   *
   * @param base distribution of x, with a density
   * @param bijector f
   * @return the distribution of f(x)
   * @throws IllegalArgumentException if the base is discrete or the shapes do not match
   */
  static TransformedDistribution of(Distribution base, Bijector bijector) {
    if (base instanceof Reparameterized r) {
      return of(r, bijector);
    }
    int axes = missingAxes(base, bijector);
    Distribution x = axes == 0 ? base : Independent.of(base, axes);
    Shape batch = batch(x, bijector);
    return new NonReparameterized(
        batch.equals(x.batchShape()) ? x : x.expand(batch.toLongs()), bijector);
  }

  /**
   * The distribution of f(x) with differentiable samples.
   *
   * @param base distribution of x
   * @param bijector f
   * @return the distribution of f(x)
   * @throws IllegalArgumentException if the base is discrete or the shapes do not match
   */
  static Pathwise of(Reparameterized base, Bijector bijector) {
    int axes = missingAxes(base, bijector);
    Reparameterized x = axes == 0 ? base : Independent.of(base, axes);
    Shape batch = batch(x, bijector);
    return new Pathwise(batch.equals(x.batchShape()) ? x : x.expand(batch.toLongs()), bijector);
  }

  /** The number of axes by which events of the bijector exceed those of the base. */
  private static int missingAxes(Distribution base, Bijector bijector) {
    if (base.support().isDiscrete()) {
      throw Errors.argument(
          "TransformedDistribution.of", "base must have a density", "a discrete " + base, null);
    }
    return Math.max(0, bijector.domain().eventRank() - base.eventShape().rank());
  }

  /**
   * The base's batch shape broadcast with the shapes of the bijector's parameters, found as the
   * shape of a log-determinant.
   */
  private static Shape batch(Distribution base, Bijector bijector) {
    Shape event = base.eventShape();
    Shape x = base.batchShape().append(event);
    int extraAxes = event.rank() - bijector.domain().eventRank();
    Shape full =
        bijector
            .logDet(zeros(base.dtype(), x))
            .shape()
            .append(event.slice(extraAxes, event.rank()));
    int rank = full.rank() - event.rank();
    if (rank < 0 || !full.slice(rank, full.rank()).equals(event)) {
      throw Errors.argument(
          "TransformedDistribution.of",
          "the bijector must leave the base's event " + event,
          "shape " + full + " from " + x,
          "expand the base");
    }
    return full.slice(0, rank);
  }

  private static Shape value(Distribution base, Bijector bijector) {
    return bijector
        .forward(zeros(base.dtype(), base.batchShape().append(base.eventShape())))
        .shape();
  }

  private static Tensor zeros(DType dtype, Shape shape) {
    return Tensor.zeros(dtype, shape.toLongs());
  }

  // ---- parameters

  /** {@return the distribution of x, with the event axes that the bijector needs} */
  @Override
  Distribution base();

  /** {@return f} */
  Bijector bijector();

  @Override
  default Bijector map() {
    return bijector();
  }

  @Override
  default DType dtype() {
    return base().dtype();
  }

  @Override
  default Shape batchShape() {
    return base().batchShape();
  }

  @Override
  default Shape eventShape() {
    Shape all = value(base(), bijector());
    return all.slice(batchShape().rank(), all.rank());
  }

  @Override
  TransformedDistribution expand(long... batchShape);

  // ---- support

  /**
   * {@return the image of the base's support, if the bijector is one of scalars with a {@link
   * Bijector#direction}; otherwise the bijector's codomain}
   */
  @Override
  default Constraint support() {
    Constraint image = TransformedSupport.of(bijector(), base().support(), dtype());
    return Constraint.Each.of(image, eventShape().rank() - image.eventRank());
  }

  // ---- density

  /**
   * Log-density, computed from x if the value is an expression f(x), otherwise from the inverse of
   * f; see {@link TransformedDistribution}.
   *
   * @param value values, in a shape that broadcasts against batch + event
   * @return one value per event
   */
  @Override
  default Tensor logProb(Tensor value) {
    int rank = value.shape().rank() - eventShape().rank();
    Optional<Tensor> x =
        rank < 0
            ? Optional.empty()
            : PreimageMatcher.of(
                bijector(), value, value.shape().slice(0, rank).append(base().eventShape()));
    if (x.isPresent()) {
      return logDensity(this, base().logProb(x.get()), bijector().logDet(x.get()).neg());
    }
    ValueWithLogDet inverse = bijector().inverseAndLogDet(value);
    return support()
        .restrict(value, logDensity(this, base().logProb(inverse.value()), inverse.logDet()));
  }

  /** ln p(x) + ln |det dx/dy|, or minus infinity outside of the base's support. */
  private static Tensor logDensity(TransformedDistribution d, Tensor logProb, Tensor logDet) {
    int extraAxes = d.base().eventShape().rank() - d.bijector().domain().eventRank();
    Tensor sum = logProb.add(EventShapes.sumLast(logDet, extraAxes));
    Tensor isOutside = logProb.stopGradient().eq(Double.NEGATIVE_INFINITY);
    return Tensor.where(isOutside, Tensor.fill(d.dtype(), Double.NEGATIVE_INFINITY), sum);
  }

  // ---- tails

  @Override
  default Tensor cdf(Tensor value) {
    return new TransformedTails(this, "cdf").at(value, Distribution::cdf, Distribution::survival);
  }

  @Override
  default Tensor logCdf(Tensor value) {
    return new TransformedTails(this, "logCdf")
        .logAt(value, Distribution::logCdf, Distribution::logSurvival);
  }

  @Override
  default Tensor survival(Tensor value) {
    return new TransformedTails(this, "survival")
        .at(value, Distribution::survival, Distribution::cdf);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    return new TransformedTails(this, "logSurvival")
        .logAt(value, Distribution::logSurvival, Distribution::logCdf);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    return new TransformedTails(this, "icdf")
        .inverse(probability, Distribution::icdf, Distribution::inverseSurvival);
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    return new TransformedTails(this, "inverseSurvival")
        .inverse(probability, Distribution::inverseSurvival, Distribution::icdf);
  }

  /** A transformed distribution without gradients of samples. */
  final class NonReparameterized implements TransformedDistribution {
    private final Distribution base;
    private final Bijector bijector;

    private NonReparameterized(Distribution base, Bijector bijector) {
      this.base = base;
      this.bijector = bijector;
    }

    @Override
    public Distribution base() {
      return base;
    }

    @Override
    public Bijector bijector() {
      return bijector;
    }

    @Override
    public TransformedDistribution expand(long... batchShape) {
      return of(base.expand(batchShape), bijector);
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return bijector.forward(base.sample(sampleShape)).stopGradient();
    }

    @Override
    public String toString() {
      return "TransformedDistribution of " + base + " by " + bijector;
    }
  }

  /**
   * A transformed distribution whose samples have gradients with respect to the parameters of the
   * base and of the bijector.
   */
  final class Pathwise implements TransformedDistribution, Reparameterized {
    private final Reparameterized base;
    private final Bijector bijector;

    private Pathwise(Reparameterized base, Bijector bijector) {
      this.base = base;
      this.bijector = bijector;
    }

    @Override
    public Reparameterized base() {
      return base;
    }

    @Override
    public Bijector bijector() {
      return bijector;
    }

    @Override
    public Pathwise expand(long... batchShape) {
      return of(base.expand(batchShape), bijector);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return bijector.forward(base.rsample(sampleShape));
    }

    /** The log-density is computed from the sample of the base: f is not inverted. */
    @Override
    public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
      SampleWithLogProb x = base.rsampleAndLogProb(sampleShape);
      ValueWithLogDet y = bijector.forwardAndLogDet(x.sample());
      Tensor logProb = logDensity(this, x.logProb(), y.logDet().neg());
      return new SampleWithLogProb(y.value(), logProb);
    }

    @Override
    public String toString() {
      return "TransformedDistribution of " + base + " by " + bijector;
    }
  }
}
