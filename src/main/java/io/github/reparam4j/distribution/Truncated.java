/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A distribution of scalars conditional on low &lt;= x &lt;= high: its density divided by the mass
 * Z of [low, high], and 0 elsewhere. The base must have {@code cdf} and {@code icdf}; samples are
 * quantiles of uniform noise on a part of [0, 1].
 *
 * <p>A base with differentiable samples gives a distribution with differentiable samples, {@link
 * Pathwise}; otherwise there is no {@code rsample}.
 *
 * <p>Z is checked to be &gt; 0 when a program runs. It is computed from the logarithms of the
 * base's nearer tail, and on an interval of small mass from the density, so that it keeps its
 * digits far out in both tails and on narrow intervals, as do the functions and samples that use
 * it. With {@code high} infinite this is left truncation.
 */
public sealed interface Truncated extends Distribution {
  /**
   * A truncated distribution. The result is {@link Pathwise} if the base is {@link Reparameterized}
   * at run time.
   *
   * @param base the distribution, of scalars
   * @param low lower end, which may be minus infinity
   * @param high upper end, which may be infinity
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if events are not scalars, shapes do not broadcast or dtypes
   *     differ
   */
  static Truncated of(Distribution base, Tensor low, Tensor high) {
    if (base instanceof Reparameterized r) {
      return of(r, low, high);
    }
    return new NonReparameterized(base.expand(batch(base, low, high)), low, high);
  }

  /**
   * A truncated distribution with differentiable samples.
   *
   * @param base the distribution, of scalars
   * @param low lower end, which may be minus infinity
   * @param high upper end, which may be infinity
   * @return the distribution, of the batch shape to which all broadcast
   * @throws IllegalArgumentException if events are not scalars, shapes do not broadcast or dtypes
   *     differ
   */
  static Pathwise of(Reparameterized base, Tensor low, Tensor high) {
    return new Pathwise(base.expand(batch(base, low, high)), low, high);
  }

  private static long[] batch(Distribution base, Tensor low, Tensor high) {
    if (!base.eventShape().isScalar()) {
      throw Errors.argument(
          "Truncated.of", "events must be scalars", "shape " + base.eventShape(), null);
    }
    Tensor zero = Tensor.zeros(base.dtype());
    return Parameters.batchShape("Truncated.of", zero, low, high)
        .broadcast("Truncated.of", base.batchShape())
        .toLongs();
  }

  // ---- parameters

  /** {@return the distribution that is truncated} */
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
  Truncated expand(long... batchShape);

  // ---- support

  /**
   * {@return the part of the base's support from low to high; for counts the part from 0 to high,
   * because only {@link #logProb} applies the lower end}
   */
  @Override
  default Constraint support() {
    return base().support().between(low(), high());
  }

  // ---- density

  @Override
  default Tensor logProb(Tensor value) {
    Tensor logProb = base().logProb(value).sub(logMass());
    return new Constraint.Interval(low(), high()).restrict(value, logProb);
  }

  /** {@return Z, the probability of [low, high] in the base, checked to be &gt; 0 when run} */
  default Tensor mass() {
    return logMass().exp();
  }

  /** {@return ln Z, finite where Z underflows, too; Z is checked to be &gt; 0 when run} */
  default Tensor logMass() {
    Tensor log = IntervalMass.log(base(), low(), high());
    Tensor isPositive = log.stopGradient().gt(Double.NEGATIVE_INFINITY);
    Tensor rest = base().cdf(high()).sub(base().cdf(low())).minimum(0).stopGradient();
    Tensor checked =
        Tensor.where(isPositive, Tensor.ones(dtype()), rest)
            .require(
                Condition.POSITIVE,
                "Truncated.of",
                "mass of [low, high]",
                "low must be below high, both where the base has probability");
    return log.add(checked.log());
  }

  // ---- tails

  /** ln of the probability of [low, value]. */
  private Tensor logBelow(Tensor value) {
    Tensor x = base().support().isDiscrete() ? value.minimum(high()) : value.clamp(low(), high());
    return notAboveZero(IntervalMass.log(base(), low(), x).sub(logMass()));
  }

  /** ln of the probability of (value, high]. */
  private Tensor logAbove(Tensor value) {
    Tensor x =
        base().support().isDiscrete()
            ? value.floor().add(1).maximum(low())
            : value.clamp(low(), high());
    return notAboveZero(IntervalMass.log(base(), x, high()).sub(logMass()));
  }

  private static Tensor notAboveZero(Tensor log) {
    return Tensor.withGradient(log.stopGradient().minimum(0), (input, y, g) -> g, log);
  }

  @Override
  default Tensor logCdf(Tensor value) {
    return logBelow(value);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    return logAbove(value);
  }

  @Override
  default Tensor cdf(Tensor value) {
    return probability(value, logBelow(value), logAbove(value), 1);
  }

  @Override
  default Tensor survival(Tensor value) {
    return probability(value, logAbove(value), logBelow(value), -1);
  }

  /** exp(log), from the smaller side, with the slope at the ends, where the logarithm has none. */
  private Tensor probability(Tensor value, Tensor log, Tensor logRest, double sign) {
    Tensor isSmall = log.stopGradient().lt(logRest.stopGradient());
    Tensor p = Tensor.where(isSmall, log.exp(), logRest.expm1().neg());
    if (base().support().isDiscrete()) {
      return p;
    }
    Tensor x = value.stopGradient();
    Tensor isEnd = x.eq(low().stopGradient()).maximum(x.eq(high().stopGradient()));
    return Tensor.withGradient(
        p,
        (input, y, g) ->
            input == 0
                ? g
                : Tensor.where(
                    isEnd,
                    g.multiplyNoNan(logProb(value).exp()).mul(sign),
                    Tensor.zeros(g.dtype())),
        p,
        value);
  }

  /** Of a base with a density, the quantiles have first derivatives only. */
  @Override
  default Tensor icdf(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability);
    return quantile(p, p.neg().add(1));
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    Tensor q = Parameters.probabilityOrNan(probability);
    return quantile(q.neg().add(1), q);
  }

  private Tensor quantile(Tensor p, Tensor q) {
    Tensor x = new TruncatedQuantiles(this).at(p.stopGradient(), q.stopGradient());
    return base().support().isDiscrete() ? x : ImplicitReparameterization.solution(this, x, p, q);
  }

  /** Quantiles of noise, without gradient. */
  private Tensor quantiles(long... sampleShape) {
    Tensor u = Noise.uniform(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
    return new TruncatedQuantiles(this).at(u, u.neg().add(1));
  }

  /** Without differentiable samples. */
  final class NonReparameterized implements Truncated {
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
      return ((Truncated) this).quantiles(sampleShape);
    }

    @Override
    public String toString() {
      return "Truncated " + base;
    }
  }

  /**
   * With differentiable samples. Gradients by the base's parameters and by the ends hold the
   * distribution function constant; the {@code cdf} of the base must have gradients. Second
   * derivatives of samples are refused.
   */
  final class Pathwise implements Truncated, Reparameterized {
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
    public Tensor sample(long... sampleShape) {
      return ((Truncated) this).quantiles(sampleShape);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ImplicitReparameterization.of(this, sample(sampleShape));
    }

    @Override
    public String toString() {
      return "Truncated " + base;
    }
  }
}
