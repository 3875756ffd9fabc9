/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The distribution of observations that are censored: of y = min(max(x, low), high) for x from a
 * base distribution of scalars. An observation equal to {@code low} says that x is at most low, one
 * equal to {@code high} that it is at least high. With {@code low} minus infinity this is right
 * censoring, with {@code high} infinity left censoring (of a {@link Normal}, the Tobit model).
 *
 * <p>{@link #logProb} is ln P(X &lt;= low) at low, ln P(X &gt;= high) at high, and the base's
 * between them: masses at the ends and a density inside, so that it is the log-likelihood of
 * censored data. {@link Truncated} conditions on the interval instead. Of an observation that is
 * only known to lie in an interval of its own, {@link #intervalLogProb} is the log-likelihood.
 *
 * <pre>{@code
 * // lifetimes; those that had not ended when the study did are equal to its end
 * var lifetime = Censored.of(Weibull.of(scale, shape), Tensor.scalar(0), end);
 * Tensor loss = lifetime.logProb(observed).mean().neg();
 * }</pre>
 *
 * <p>The base must have {@code cdf}; the families of this library are exact far in both tails. A
 * base with differentiable samples gives a distribution with differentiable samples, {@link
 * Pathwise}; otherwise there is no {@code rsample}. The mean and the variance are computed by
 * quadrature, to 1e-12, of a base with a density, {@code icdf} and finite moments.
 */
public sealed interface Censored extends Distribution {
  /**
   * A censored distribution. The result is {@link Pathwise} if the base is {@link Reparameterized}
   * at run time.
   *
   * @param base the distribution, of scalars
   * @param low lower end, which may be minus infinity; an integer if the base is discrete
   * @param high upper end, at least low, which may be infinity; an integer if the base is discrete
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if events are not scalars, shapes do not broadcast, dtypes
   *     differ or low is above high. Ends that are no scalars are compared when {@link #logProb}
   *     runs
   */
  static Censored of(Distribution base, Tensor low, Tensor high) {
    Errors.given("Censored.of", "base", base);
    Errors.given("Censored.of", "low", low);
    Errors.given("Censored.of", "high", high);
    if (base instanceof Reparameterized r) {
      return of(r, low, high);
    }
    return new NonReparameterized(base.expand(batch(base, low, high)), low, high);
  }

  /**
   * A censored distribution with differentiable samples.
   *
   * @param base the distribution, of scalars
   * @param low lower end, which may be minus infinity
   * @param high upper end, at least low, which may be infinity
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if events are not scalars, shapes do not broadcast, dtypes
   *     differ or low is above high. Ends that are no scalars are compared when {@link #logProb}
   *     runs
   */
  static Pathwise of(Reparameterized base, Tensor low, Tensor high) {
    Errors.given("Censored.of", "base", base);
    Errors.given("Censored.of", "low", low);
    Errors.given("Censored.of", "high", high);
    return new Pathwise(base.expand(batch(base, low, high)), low, high);
  }

  private static long[] batch(Distribution base, Tensor low, Tensor high) {
    String where = "Censored.of";
    if (!base.eventShape().isScalar()) {
      throw Errors.argument(where, "events must be scalars", "shape " + base.eventShape(), null);
    }
    Tensor zero = Tensor.zeros(base.dtype());
    Shape ends = Parameters.batchShape(where, zero, low, high);
    Tensor width = Parameters.difference(where, high, low);
    Parameters.require(where, "high - low", width, Condition.NON_NEGATIVE, null);
    return ends.broadcast(where, base.batchShape()).toLongs();
  }

  /**
   * The log-likelihood of interval-censored observations, ln P(low &lt;= X &lt;= high), without
   * cancellation far in the tails and on narrow intervals.
   *
   * @param base the distribution, of scalars, with {@code cdf}
   * @param low lower ends, which may be minus infinity
   * @param high upper ends, which may be infinity
   * @return the logarithms, of the shape to which all broadcast; minus infinity where high is below
   *     low
   * @throws IllegalArgumentException if events are not scalars, shapes do not broadcast or dtypes
   *     differ
   */
  static Tensor intervalLogProb(Distribution base, Tensor low, Tensor high) {
    Errors.given("Censored.intervalLogProb", "base", base);
    Errors.given("Censored.intervalLogProb", "low", low);
    Errors.given("Censored.intervalLogProb", "high", high);
    String where = "Censored.intervalLogProb";
    if (!base.eventShape().isScalar()) {
      throw Errors.argument(where, "events must be scalars", "shape " + base.eventShape(), null);
    }
    Parameters.batchShape(where, Tensor.zeros(base.dtype()), low, high)
        .broadcast(where, base.batchShape());
    return IntervalMass.log(base, low, high);
  }

  // ---- parameters

  /** {@return the distribution that is censored} */
  Distribution base();

  /** {@return the lower end, before broadcasting} */
  Tensor low();

  /** {@return the upper end, before broadcasting} */
  Tensor high();

  @Override
  default DType dtype() {
    return base().dtype();
  }

  @Override
  default Shape batchShape() {
    return base().batchShape();
  }

  @Override
  Censored expand(long... batchShape);

  // ---- support

  /** {@return the part of the base's support from low to high, with the ends} */
  @Override
  default Constraint support() {
    Constraint set = base().support();
    if (set.isDiscrete()) {
      return set.between(low(), high());
    }
    return new Constraint.Interval(
        clipped(set.low().cast(dtype())), clipped(set.high().cast(dtype())));
  }

  private Tensor clipped(Tensor x) {
    return x.clamp(low(), high());
  }

  // ---- density

  /**
   * The log-likelihood of observations: logarithms of probabilities at the ends, where x may be
   * beyond them, and the base's log-density or log-probability between them.
   */
  @Override
  default Tensor logProb(Tensor value) {
    Errors.given("Censored.logProb", "value", value);
    Tensor x = value.stopGradient();
    boolean isDiscrete = base().support().isDiscrete();
    Tensor below = base().logCdf(low());
    Tensor above = base().logSurvival(isDiscrete ? high().sub(1) : high());
    Tensor from = low().stopGradient();
    Tensor to = high().stopGradient();
    Tensor isLow = x.eq(from).mul(isMass(below));
    Tensor isHigh = x.eq(to).mul(isMass(above));
    Tensor isPoint = isLow.mul(isHigh);
    Tensor zero = Tensor.zeros(dtype());
    Tensor ends = Tensor.where(isPoint, zero, Tensor.where(isLow, below, above));
    Tensor log = Tensor.where(isLow.maximum(isHigh), ends, base().logProb(value));
    Tensor none = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    Tensor isBeyond = x.lt(from).maximum(x.gt(to));
    return Tensor.where(isBeyond, none, log).add(checkedEnds());
  }

  /** 0 where low is at most high. */
  private Tensor checkedEnds() {
    Tensor width = Parameters.difference("Censored.of", high(), low());
    return Parameters.require("Censored.of", "high - low", width, Condition.NON_NEGATIVE, null)
        .minimum(0)
        .stopGradient();
  }

  private static Tensor isMass(Tensor log) {
    return log.stopGradient().gt(Double.NEGATIVE_INFINITY);
  }

  @Override
  default Tensor cdf(Tensor value) {
    Errors.given("Censored.cdf", "value", value);
    return step(value, 0, base().cdf(value), 1);
  }

  @Override
  default Tensor logCdf(Tensor value) {
    Errors.given("Censored.logCdf", "value", value);
    return step(value, Double.NEGATIVE_INFINITY, base().logCdf(value), 0);
  }

  @Override
  default Tensor survival(Tensor value) {
    Errors.given("Censored.survival", "value", value);
    return step(value, 1, base().survival(value), 0);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    Errors.given("Censored.logSurvival", "value", value);
    return step(value, 0, base().logSurvival(value), Double.NEGATIVE_INFINITY);
  }

  private Tensor step(Tensor value, double below, Tensor inside, double from) {
    Tensor x = value.stopGradient();
    Tensor isBelow = x.lt(low().stopGradient());
    Tensor first = Tensor.where(isBelow, Tensor.fill(dtype(), below), inside);
    return Tensor.where(x.ge(high().stopGradient()), Tensor.fill(dtype(), from), first);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    Errors.given("Censored.icdf", "probability", probability);
    return clipped(base().icdf(probability));
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    Errors.given("Censored.inverseSurvival", "probability", probability);
    return clipped(base().inverseSurvival(probability));
  }

  // ---- moments

  @Override
  default Tensor mean() {
    return expectation("mean", UnaryOperator.identity());
  }

  @Override
  default Tensor variance() {
    Tensor mean = mean().cast(DType.DOUBLE);
    return expectation("variance", x -> x.sub(mean).square());
  }

  /** E f(y) over quantiles of the base, split at the ends. */
  private Tensor expectation(String what, UnaryOperator<Tensor> function) {
    if (base().support().isDiscrete()) {
      throw Errors.unsupported(
          "Censored." + what,
          "there must be a closed form",
          "a distribution without one",
          "estimate it from samples");
    }
    double rarest = dtype() == DType.FLOAT ? 1e-37 : 0;
    UnaryOperator<Tensor> lower =
        p -> base().icdf(p.maximum(rarest).cast(dtype())).cast(DType.DOUBLE);
    UnaryOperator<Tensor> upper =
        q -> base().inverseSurvival(q.maximum(rarest).cast(dtype())).cast(DType.DOUBLE);
    Tensor from = low().broadcastTo(batchShape());
    Tensor to = high().broadcastTo(batchShape());
    Quadrature rule =
        Quadrature.quantiles(
            batchShape(),
            lower,
            upper,
            new Quadrature.Break(base().cdf(from), base().survival(from)),
            new Quadrature.Break(base().cdf(to), base().survival(to)));
    Tensor y = rule.nodes().clamp(low().cast(DType.DOUBLE), high().cast(DType.DOUBLE));
    Tensor isFinite = y.stopGradient().abs().lt(Double.POSITIVE_INFINITY);
    Tensor median = lower.apply(Tensor.fill(DType.DOUBLE, 0.5));
    y = Tensor.where(isFinite, y, median); // of weight 0, but for rounding
    return rule.integral(function.apply(y)).cast(dtype());
  }

  /** Without differentiable samples. */
  final class NonReparameterized implements Censored {
    private final Distribution base;
    private final Tensor low;
    private final Tensor high;

    private NonReparameterized(Distribution base, Tensor low, Tensor high) {
      this.base = base;
      this.low = low;
      this.high = high;
    }

    @Override
    public Distribution base() {
      return base;
    }

    @Override
    public Tensor low() {
      return low;
    }

    @Override
    public Tensor high() {
      return high;
    }

    @Override
    public NonReparameterized expand(long... batchShape) {
      return new NonReparameterized(base.expand(batchShape), low, high);
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return ((Censored) this).clipped(base.sample(sampleShape)).stopGradient();
    }

    @Override
    public String toString() {
      return "Censored " + base;
    }
  }

  /**
   * With differentiable samples: the gradient of a clipped sample is that of the end. It is right
   * for continuous functions of the sample.
   */
  final class Pathwise implements Censored, Reparameterized {
    private final Reparameterized base;
    private final Tensor low;
    private final Tensor high;

    private Pathwise(Reparameterized base, Tensor low, Tensor high) {
      this.base = base;
      this.low = low;
      this.high = high;
    }

    @Override
    public Reparameterized base() {
      return base;
    }

    @Override
    public Tensor low() {
      return low;
    }

    @Override
    public Tensor high() {
      return high;
    }

    @Override
    public Pathwise expand(long... batchShape) {
      return new Pathwise(base.expand(batchShape), low, high);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ((Censored) this).clipped(base.rsample(sampleShape));
    }

    @Override
    public String toString() {
      return "Censored " + base;
    }
  }
}
