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
    Errors.given("Truncated.of", "base", base);
    Errors.given("Truncated.of", "low", low);
    Errors.given("Truncated.of", "high", high);
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
    Errors.given("Truncated.of", "base", base);
    Errors.given("Truncated.of", "low", low);
    Errors.given("Truncated.of", "high", high);
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
    Errors.given("Truncated.logProb", "value", value);
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
    Errors.given("Truncated.logCdf", "value", value);
    Tensor log = logarithm(logBelow(value), logAbove(value));
    return withSlopes(log, value, none(), isAt(value, high()), 1);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    Errors.given("Truncated.logSurvival", "value", value);
    Tensor log = logarithm(logAbove(value), logBelow(value));
    return withSlopes(log, value, isAt(value, low()), none(), -1);
  }

  @Override
  default Tensor cdf(Tensor value) {
    Errors.given("Truncated.cdf", "value", value);
    Tensor p = probability(logBelow(value), logAbove(value));
    return withSlopes(p, value, isAt(value, low()), isAt(value, high()), 1);
  }

  @Override
  default Tensor survival(Tensor value) {
    Errors.given("Truncated.survival", "value", value);
    Tensor p = probability(logAbove(value), logBelow(value));
    return withSlopes(p, value, isAt(value, low()), isAt(value, high()), -1);
  }

  private Tensor none() {
    return Tensor.zeros(dtype());
  }

  private static Tensor isAt(Tensor value, Tensor end) {
    return value.stopGradient().eq(end.stopGradient());
  }

  private static Tensor isSmall(Tensor log, Tensor logRest) {
    return log.stopGradient().lt(logRest.stopGradient());
  }

  /** The logarithm of a probability, near 0 from that of the rest. */
  private static Tensor logarithm(Tensor log, Tensor logRest) {
    return Tensor.where(isSmall(log, logRest), log, logRest.log1mexp());
  }

  /** The probability, from the smaller side. */
  private static Tensor probability(Tensor log, Tensor logRest) {
    return Tensor.where(isSmall(log, logRest), log.exp(), logRest.exp().neg().add(1));
  }

  /** The same value with the slopes at the ends, where ln P(low &lt;= X &lt;= x) has none. */
  private Tensor withSlopes(Tensor p, Tensor value, Tensor isLow, Tensor isHigh, double sign) {
    if (base().support().isDiscrete()) {
      return p;
    }
    return Tensor.withGradient(
        p,
        (input, y, g) -> {
          Tensor slope = g.multiplyNoNan(logProb(value).exp()).mul(sign);
          return switch (input) {
            case 0 -> g;
            case 1 -> Tensor.where(isLow.maximum(isHigh), slope, none());
            case 2 -> Tensor.where(isLow, slope.neg(), none());
            default -> Tensor.where(isHigh, slope.neg(), none());
          };
        },
        p,
        value,
        low(),
        high());
  }

  /** Of a base with a density, the quantiles have first derivatives only. */
  @Override
  default Tensor icdf(Tensor probability) {
    Errors.given("Truncated.icdf", "probability", probability);
    Tensor p = Parameters.probabilityOrNan(probability);
    return quantile(p, p.neg().add(1));
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    Errors.given("Truncated.inverseSurvival", "probability", probability);
    Tensor q = Parameters.probabilityOrNan(probability);
    return quantile(q.neg().add(1), q);
  }

  private Tensor quantile(Tensor p, Tensor q) {
    Tensor x = new TruncatedQuantiles(this, true).at(p.stopGradient(), q.stopGradient());
    return base().support().isDiscrete() ? x : ImplicitReparameterization.solution(this, x, p, q);
  }

  private Tensor noise(long... sampleShape) {
    return Noise.uniform(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
  }

  /** Quantiles of noise, without gradient. */
  private Tensor quantiles(Tensor u) {
    return new TruncatedQuantiles(this, false).at(u, u.neg().add(1));
  }

  // ---- moments

  /** {@inheritDoc} By quadrature, to about 1e-10; for a base with a density. */
  @Override
  default Tensor mean() {
    return moments("mean").mean();
  }

  /** {@inheritDoc} By quadrature, to about 1e-10; for a base with a density. */
  @Override
  default Tensor variance() {
    return moments("variance").variance();
  }

  /** {@inheritDoc} By quadrature, to about 1e-10; for a base with a density. */
  @Override
  default Tensor entropy() {
    return moments("entropy").entropy();
  }

  private TruncatedMoments moments(String method) {
    if (base().support().isDiscrete()) {
      throw Errors.unsupported(
          "Truncated." + method, "the base must have a density", base(), "sum over its values");
    }
    return new TruncatedMoments(this);
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
      Truncated d = this;
      return d.quantiles(d.noise(sampleShape));
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
      Truncated d = this;
      return d.quantiles(d.noise(sampleShape));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      Truncated d = this;
      Tensor u = d.noise(sampleShape);
      Tensor x = d.quantiles(u);
      return ImplicitReparameterization.of(x, TruncatedRise.of(d, x, u), logProb(x));
    }

    @Override
    public String toString() {
      return "Truncated " + base;
    }
  }
}
