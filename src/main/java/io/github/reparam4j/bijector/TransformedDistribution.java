package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Pushforward;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * The distribution of y = f(x), x from a base distribution with a density and f a bijector: ln p(y)
 * = ln p(x) - ln |det df/dx|.
 *
 * <pre>{@code
 * var logNormal = TransformedDistribution.of(Normal.of(mu, sigma), new Exp());
 * Tensor y = logNormal.rsample();
 * }</pre>
 *
 * <p>If the bijector takes events with more axes than the base has, the last axes of the base's
 * batch become part of the event; if with fewer, the log-determinant is summed over the others. The
 * batch grows to that of the bijector's parameters.
 *
 * <p>A base with differentiable samples makes one with differentiable samples, {@link Pathwise};
 * for another there is no {@code rsample}.
 *
 * <p>The density of the distribution's own samples never inverts f, which at the ends of a tanh or
 * sigmoid would lose all digits: {@link Pathwise#rsampleAndLogProb} keeps x, and {@link #logProb}
 * recognises an expression that is f of some x, as samples are, also behind {@code stopGradient}
 * and {@code sharingNoiseOf}, and takes that x. It does not recognise values that have been through
 * a run, nor samples that were sliced, reshaped or joined: these are inverted. Only bijectors
 * defined on all reals are looked at, for only there a formula has one x for each y.
 *
 * <p>So a bijector whose {@code inverse} is not known may throw there and still make samples with
 * their density.
 *
 * <p>The distribution function and quantiles are those of the base, for bijectors of scalars that
 * say their {@link Bijector#direction}. Moments and entropy have no closed form here.
 */
public sealed interface TransformedDistribution extends Distribution, Pushforward {
  /**
   * The distribution of f(x). With differentiable samples if the base has them, which its static
   * type then does not say.
   *
   * @param base distribution of x, with a density
   * @param bijector f
   * @return the distribution of f(x)
   * @throws IllegalArgumentException if the base is discrete or shapes do not fit
   */
  static TransformedDistribution of(Distribution base, Bijector bijector) {
    if (base instanceof Reparameterized r) {
      return of(r, bijector);
    }
    int further = furtherAxes(base, bijector);
    Distribution wide = further == 0 ? base : Independent.of(base, further);
    Shape batch = batch(wide, bijector);
    return new Plain(
        batch.equals(wide.batchShape()) ? wide : wide.expand(batch.toLongs()), bijector);
  }

  /**
   * The distribution of f(x) with differentiable samples.
   *
   * @param base distribution of x
   * @param bijector f
   * @return the distribution of f(x)
   * @throws IllegalArgumentException if the base is discrete or shapes do not fit
   */
  static Pathwise of(Reparameterized base, Bijector bijector) {
    int further = furtherAxes(base, bijector);
    Reparameterized wide = further == 0 ? base : Independent.of(base, further);
    Shape batch = batch(wide, bijector);
    return new Pathwise(
        batch.equals(wide.batchShape()) ? wide : wide.expand(batch.toLongs()), bijector);
  }

  private static int furtherAxes(Distribution base, Bijector bijector) {
    if (base.support().isDiscrete()) {
      throw Failure.argument(
          "TransformedDistribution.of", "base must have a density", "a discrete " + base, null);
    }
    return Math.max(0, bijector.domain().eventRank() - base.eventShape().rank());
  }

  /** The base's batch as it broadcasts to the bijector's parameters, which log-dets show. */
  private static Shape batch(Distribution base, Bijector bijector) {
    Shape event = base.eventShape();
    Shape x = base.batchShape().append(event);
    int further = event.rank() - bijector.domain().eventRank();
    Shape wide =
        bijector.logDet(zeros(base.dtype(), x)).shape().append(event.slice(further, event.rank()));
    int rank = wide.rank() - event.rank();
    if (rank < 0 || !wide.slice(rank, wide.rank()).equals(event)) {
      throw Failure.argument(
          "TransformedDistribution.of",
          "the bijector must leave the base's event " + event,
          "shape " + wide + " from " + x,
          "expand the base");
    }
    return wide.slice(0, rank);
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

  /** {@return the distribution of x, with the axes that became part of its event} */
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
   * {@return the image of the base's support, where the bijector is one of scalars that says its
   * direction; else the bijector's codomain}
   */
  @Override
  default Constraint support() {
    Constraint image = TransformedSupport.of(bijector(), base().support(), dtype());
    return Events.lift(image, eventShape().rank() - image.eventRank());
  }

  // ---- density

  /**
   * Log-density. Of an expression that is f of some x it is computed from that x, else from the
   * inverse of f; see {@link TransformedDistribution}.
   *
   * @param value values that broadcast against batch + event
   * @return one number for each event
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
      return density(base().logProb(x.get()), bijector().logDet(x.get()).neg());
    }
    ValueWithLogDet inverse = bijector().inverseAndLogDet(value);
    return support().restrict(value, density(base().logProb(inverse.value()), inverse.logDet()));
  }

  /** Where the base has no density, the volume change does not count. */
  private Tensor density(Tensor logProb, Tensor logDet) {
    int further = base().eventShape().rank() - bijector().domain().eventRank();
    Tensor sum = logProb.add(Events.sumLast(logDet, further));
    Tensor isNone = logProb.stopGradient().eq(Double.NEGATIVE_INFINITY);
    return Tensor.where(isNone, Tensor.fill(dtype(), Double.NEGATIVE_INFINITY), sum);
  }

  @Override
  default Tensor cdf(Tensor value) {
    Tensor sign = direction("cdf");
    Constraint set = support();
    Tensor low = TransformedSupport.low(set).stopGradient().cast(dtype());
    Tensor high = TransformedSupport.high(set).stopGradient().cast(dtype());
    return reflect(sign, base().cdf(bijector().inverse(value.clamp(low, high))));
  }

  @Override
  default Tensor icdf(Tensor probability) {
    return bijector().forward(base().icdf(reflect(direction("icdf"), probability)));
  }

  private Tensor direction(String what) {
    return bijector()
        .direction()
        .filter(sign -> eventShape().isScalar())
        .orElseThrow(
            () ->
                Failure.unsupported(
                    "TransformedDistribution." + what,
                    "the bijector must be one of scalars that says its direction",
                    bijector(),
                    null));
  }

  /** A probability where f increases, its complement where f decreases. */
  private static Tensor reflect(Tensor sign, Tensor p) {
    return Direction.isIncreasing(sign) ? p : Tensor.where(sign.gt(0), p, p.neg().add(1));
  }

  /** Without gradients of samples. */
  final class Plain implements TransformedDistribution {
    private final Distribution base;
    private final Bijector bijector;

    private Plain(Distribution base, Bijector bijector) {
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

  /** With gradients of samples, by the base's parameters and the bijector's. */
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

    /** The log-density comes from the base's sample: f is not inverted. */
    @Override
    public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
      SampleWithLogProb x = base.rsampleAndLogProb(sampleShape);
      ValueWithLogDet y = bijector.forwardAndLogDet(x.sample());
      Tensor logProb = ((TransformedDistribution) this).density(x.logProb(), y.logDet().neg());
      return new SampleWithLogProb(y.value(), logProb);
    }

    @Override
    public String toString() {
      return "TransformedDistribution of " + base + " by " + bijector;
    }
  }
}
