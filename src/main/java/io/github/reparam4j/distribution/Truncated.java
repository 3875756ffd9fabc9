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
 * <p>Z is a difference of distribution functions, checked to be &gt; 0 when a program runs. Far in
 * an upper tail, where distribution functions round to 1, Z loses accuracy: reflect the base, or
 * use a family with accurate tails such as {@link TruncatedNormal}.
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
    Tensor logProb = base().logProb(value).sub(mass().log());
    return new Constraint.Interval(low(), high()).restrict(value, logProb);
  }

  /** {@return Z, the probability of [low, high] in the base, checked to be &gt; 0 when run} */
  default Tensor mass() {
    return base()
        .cdf(high())
        .sub(below())
        .require(
            Condition.POSITIVE,
            "Truncated.of",
            "mass of [low, high]",
            "low must be below high, both where the base has probability");
  }

  /** P(X &lt; low). */
  private Tensor below() {
    Tensor end = low();
    return base().cdf(base().support().isDiscrete() ? end.neg().floor().neg().sub(1) : end);
  }

  @Override
  default Tensor cdf(Tensor value) {
    return share(value).clamp(0, 1);
  }

  private Tensor share(Tensor value) {
    return base().cdf(value).sub(below()).div(mass());
  }

  @Override
  default Tensor icdf(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability);
    return base().icdf(below().add(p.mul(mass()))).clamp(low(), high());
  }

  /**
   * Quantiles of noise, without gradient; the probability is less than 1, whose quantile may be
   * infinite.
   */
  private Tensor quantiles(long... sampleShape) {
    Tensor u = Noise.uniform(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
    double greatest = dtype() == DType.FLOAT ? 1 - 0x1p-24 : 1 - 0x1p-53;
    Tensor p = below().add(u.mul(mass())).minimum(greatest);
    return base().icdf(p).clamp(low(), high()).stopGradient();
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
      Tensor x = sample(sampleShape);
      return ImplicitReparameterization.of(x, ((Truncated) this).share(x), logProb(x));
    }

    @Override
    public String toString() {
      return "Truncated " + base;
    }
  }
}
