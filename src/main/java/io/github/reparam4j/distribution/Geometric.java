/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The geometric distribution of the number k = 0, 1, ... of failures before the first success in
 * trials with success probability p. P(k) = (1 - p)^k p. Given by p or by its logit ln(p / (1 -
 * p)).
 *
 * <p>For p = 0 every k has probability 0, and samples are infinite.
 */
public final class Geometric implements Distribution {
  private final SuccessProbability success;

  private Geometric(SuccessProbability success) {
    this.success = success;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probability of success, in [0, 1]
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is out of range
   */
  public static Geometric of(Tensor probs) {
    return new Geometric(SuccessProbability.of("Geometric.of", probs));
  }

  /**
   * One distribution, in DOUBLE.
   *
   * @param probs probability of success, in [0, 1]
   * @return the distribution
   * @throws IllegalArgumentException if the parameter is out of range
   */
  public static Geometric of(double probs) {
    return of(Tensor.scalar(probs));
  }

  /**
   * A batch by logits.
   *
   * @param logits ln(p / (1 - p)), any value except NaN
   * @return the distribution; its batch shape is that of the parameter
   * @throws IllegalArgumentException if a scalar parameter is NaN
   */
  public static Geometric fromLogits(Tensor logits) {
    return new Geometric(SuccessProbability.ofLogits("Geometric.fromLogits", logits));
  }

  // ---- parameters

  /** {@return the probability of success} */
  public Tensor probs() {
    return success.probs();
  }

  /** {@return ln(p / (1 - p))} */
  public Tensor logits() {
    return success.logits();
  }

  @Override
  public DType dtype() {
    return success.dtype();
  }

  @Override
  public Shape batchShape() {
    return success.shape();
  }

  @Override
  public Geometric expand(long... batchShape) {
    return new Geometric(success.expand(Shape.of(batchShape)));
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Counts();
  }

  // ---- samples

  /** floor(e / -ln(1 - p)) with e exponential. */
  @Override
  public Tensor sample(long... sampleShape) {
    Shape shape = Parameters.sampleShape(this, sampleShape);
    Tensor e = Noise.of(NoiseDistribution.EXPONENTIAL, dtype(), shape);
    return e.div(success.logFailure().neg()).stopGradient().floor();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Tensor k = value.stopGradient();
    return support()
        .restrict(value, k.multiplyNoNan(success.logFailure()).add(success.logSuccess()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    return upTo(value.floor().maximum(-1));
  }

  /** P(K &lt;= k) = 1 - (1 - p)^(k + 1) for k &gt;= -1. */
  private Tensor upTo(Tensor k) {
    double greatest = dtype() == DType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    Tensor trials = k.add(1).minimum(greatest);
    return Tensor.zeros(dtype()).sub(trials.multiplyNoNan(success.logFailure()).expm1());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Tensor p = Parameters.probabilityOrNan(probability).stopGradient();
    Tensor log = success.logFailure().stopGradient();
    Tensor trials = p.neg().log1p().div(log);
    Tensor none = log.eq(Double.NEGATIVE_INFINITY);
    // A lower bound: one less than the quotient, so that rounding cannot exceed the quantile.
    Tensor k = Tensor.where(none, p.mul(0), trials).floor().maximum(1).sub(1);
    return k.add(upTo(k).lt(p)).stopGradient();
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return success.inverseOdds();
  }

  @Override
  public Tensor variance() {
    return success.inverseOdds().div(success.probs());
  }

  @Override
  public Tensor mode() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return success.entropy().div(success.probs());
  }

  // ---- divergences

  static KlRules<Geometric> divergences() {
    return KlRules.from(Geometric.class)
        .to(Geometric.class, Geometric::divergence)
        .to(Bernoulli.class, KlMoments::unbounded)
        .to(Binomial.class, KlMoments::unbounded);
  }

  /** The divergence of a trial times the mean number of trials, 1 / p. */
  private static Tensor divergence(Geometric p, Geometric q) {
    return p.success.divergence(q.success).multiplyNoNan(p.success.probs().reciprocal());
  }

  @Override
  public String toString() {
    return "Geometric " + batchShape() + " " + dtype();
  }
}
