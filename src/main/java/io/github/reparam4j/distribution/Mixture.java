/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A mixture of distributions: component k with probability w[k]. Components of one family are the
 * last axis of a batch, those of different families separate arguments. ln p(x) = logSumExp over k
 * of ln w[k] + ln p[k](x).
 *
 * <pre>{@code
 * var density = Mixture.fromLogits(logits, Normal.of(means, scales));   // [batch, k] each
 * Tensor loss = density.logProb(y).mean().neg();
 * }</pre>
 *
 * <p>Components with differentiable samples give a mixture with differentiable samples, {@link
 * Pathwise}; otherwise there is no {@code rsample}.
 */
public sealed interface Mixture extends Distribution {
  /**
   * A mixture by the probabilities of its components. The result is {@link Pathwise} if the
   * components satisfy the conditions of {@link #of(Tensor, Reparameterized)} at run time.
   *
   * @param weights w, [..., k], not negative; normalised to sum to 1
   * @param components batch of shape [..., k]
   * @return the mixture; its batch shape is that of the components without k
   * @throws IllegalArgumentException if shapes or dtypes do not fit
   */
  static Mixture of(Tensor weights, Distribution components) {
    return make("Mixture.of", MixtureWeights.of(weights), components);
  }

  /**
   * A mixture by the logits of its components. The result is {@link Pathwise} if the components
   * satisfy the conditions of {@link #fromLogits(Tensor, Reparameterized)} at run time.
   *
   * @param logits ln w up to a constant, [..., k]
   * @param components batch of shape [..., k]
   * @return the mixture; its batch shape is that of the components without k
   * @throws IllegalArgumentException if shapes or dtypes do not fit
   */
  static Mixture fromLogits(Tensor logits, Distribution components) {
    return make("Mixture.fromLogits", MixtureWeights.ofLogits(logits), components);
  }

  /**
   * A mixture with differentiable samples by the probabilities of its components.
   *
   * @param weights w, [..., k], not negative; normalised to sum to 1
   * @param components batch of shape [..., k], of scalars or of {@link Independent} scalars in a
   *     vector
   * @return the mixture; its batch shape is that of the components without k
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or events are neither scalars
   *     nor such vectors
   */
  static Pathwise of(Tensor weights, Reparameterized components) {
    return pathwise("Mixture.of", MixtureWeights.of(weights), components);
  }

  /**
   * A mixture with differentiable samples by the logits of its components.
   *
   * @param logits ln w up to a constant, [..., k]
   * @param components batch of shape [..., k], of scalars or of {@link Independent} scalars in a
   *     vector
   * @return the mixture; its batch shape is that of the components without k
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or events are neither scalars
   *     nor such vectors
   */
  static Pathwise fromLogits(Tensor logits, Reparameterized components) {
    return pathwise("Mixture.fromLogits", MixtureWeights.ofLogits(logits), components);
  }

  /**
   * A mixture of distributions of different families. The result is {@link Pathwise} if the
   * components satisfy the conditions of {@link #of(Tensor, Reparameterized, Reparameterized,
   * Reparameterized...)} at run time.
   *
   * @param weights w, [..., k], not negative; normalised to sum to 1
   * @param first the first component; its batch has no axis of components
   * @param second the second component
   * @param more further components
   * @return the mixture; its batch shape is that to which the components' batches and that of the
   *     weights without k broadcast
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or some components are
   *     discrete and others have a density
   */
  static Mixture of(Tensor weights, Distribution first, Distribution second, Distribution... more) {
    String where = "Mixture.of";
    return make(
        where, MixtureWeights.of(weights), DistributionStack.of(where, first, second, more));
  }

  /**
   * A mixture of distributions of different families by the logits of its components.
   *
   * @param logits ln w up to a constant, [..., k]
   * @param first the first component; its batch has no axis of components
   * @param second the second component
   * @param more further components
   * @return the mixture, as {@link #of(Tensor, Distribution, Distribution, Distribution...)}
   * @throws IllegalArgumentException as there
   */
  static Mixture fromLogits(
      Tensor logits, Distribution first, Distribution second, Distribution... more) {
    String where = "Mixture.fromLogits";
    return make(
        where, MixtureWeights.ofLogits(logits), DistributionStack.of(where, first, second, more));
  }

  /**
   * A mixture of distributions of different families with differentiable samples:
   *
   * <pre>{@code
   * // outliers of any size among normal values
   * var robust = Mixture.of(Tensor.vector(0.95, 0.05), Normal.of(loc, scale), Cauchy.of(loc, wide));
   * }</pre>
   *
   * @param weights w, [..., k], not negative; normalised to sum to 1
   * @param first the first component, a scalar or {@link Independent} scalars in a vector; its
   *     batch has no axis of components
   * @param second the second component
   * @param more further components
   * @return the mixture; its batch shape is that to which the components' batches and that of the
   *     weights without k broadcast
   * @throws IllegalArgumentException if shapes or dtypes do not fit, or events are neither scalars
   *     nor such vectors
   */
  static Pathwise of(
      Tensor weights, Reparameterized first, Reparameterized second, Reparameterized... more) {
    String where = "Mixture.of";
    Distribution all = DistributionStack.of(where, first, second, more);
    return pathwise(where, MixtureWeights.of(weights), (Reparameterized) all);
  }

  /**
   * A mixture of distributions of different families with differentiable samples by the logits of
   * its components.
   *
   * @param logits ln w up to a constant, [..., k]
   * @param first the first component
   * @param second the second component
   * @param more further components
   * @return the mixture, as {@link #of(Tensor, Reparameterized, Reparameterized,
   *     Reparameterized...)}
   * @throws IllegalArgumentException as there
   */
  static Pathwise fromLogits(
      Tensor logits, Reparameterized first, Reparameterized second, Reparameterized... more) {
    String where = "Mixture.fromLogits";
    Distribution all = DistributionStack.of(where, first, second, more);
    return pathwise(where, MixtureWeights.ofLogits(logits), (Reparameterized) all);
  }

  private static Mixture make(String where, MixtureWeights weights, Distribution components) {
    Errors.given(where, "components", components);
    if (components instanceof Reparameterized r && MixtureSamples.areDifferentiable(r)) {
      return pathwise(where, weights, r);
    }
    long[] batch = MixtureSamples.batch(where, weights.logs(), components);
    return new NonReparameterized(weights.expand(batch), components.expand(batch));
  }

  private static Pathwise pathwise(
      String where, MixtureWeights weights, Reparameterized components) {
    Errors.given(where, "components", components);
    MixtureSamples.requireDifferentiable(where, components);
    long[] batch = MixtureSamples.batch(where, weights.logs(), components);
    return new Pathwise(weights.expand(batch), components.expand(batch));
  }

  // ---- parameters

  /** {@return ln w, normalised, of the components' batch shape} */
  Tensor logWeights();

  /**
   * {@return w, normalised, of the components' batch shape; derivatives by given weights hold at 0
   * too}
   */
  Tensor weights();

  /** {@return the components, along the last axis of their batch} */
  Distribution components();

  @Override
  default DType dtype() {
    return components().dtype();
  }

  @Override
  default Shape batchShape() {
    Shape all = components().batchShape();
    return all.slice(0, all.rank() - 1);
  }

  @Override
  default Shape eventShape() {
    return components().eventShape();
  }

  @Override
  Mixture expand(long... batchShape);

  // ---- support

  /**
   * {@return the support of the components; of ends that differ, the least lower and the greatest
   * upper end}
   */
  @Override
  default Constraint support() {
    return MixtureSamples.union(components().support(), components());
  }

  // ---- density

  @Override
  default Tensor logProb(Tensor value) {
    Errors.given("Mixture.logProb", "value", value);
    Tensor each = components().logProb(withComponentAxis(value));
    Tensor sum = each.add(logWeights()).logSumExp(-1);
    return MixtureBorder.add(this, value, each, MixtureWeights.logSum(this, each, sum));
  }

  /** Values with an axis of length 1 for the components. */
  private Tensor withComponentAxis(Tensor value) {
    return value.expandDims(-1 - eventShape().rank());
  }

  @Override
  default Tensor cdf(Tensor value) {
    Errors.given("Mixture.cdf", "value", value);
    return MixtureTails.of(this, "cdf", value).cdf();
  }

  @Override
  default Tensor survival(Tensor value) {
    Errors.given("Mixture.survival", "value", value);
    return MixtureTails.of(this, "survival", value).survival();
  }

  @Override
  default Tensor logCdf(Tensor value) {
    Errors.given("Mixture.logCdf", "value", value);
    return MixtureTails.of(this, "logCdf", value).logCdf();
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    Errors.given("Mixture.logSurvival", "value", value);
    return MixtureTails.of(this, "logSurvival", value).logSurvival();
  }

  /**
   * By numerical inversion, see {@link ImplicitReparameterization#quantile}: one evaluation costs
   * as much as some fifty of {@code logCdf} and {@code logSurvival}. Of counts the least integer,
   * up to 2^53.
   */
  @Override
  default Tensor icdf(Tensor probability) {
    Errors.given("Mixture.icdf", "probability", probability);
    return MixtureTails.icdf(this, probability);
  }

  /** As {@link #icdf}. */
  @Override
  default Tensor inverseSurvival(Tensor probability) {
    Errors.given("Mixture.inverseSurvival", "probability", probability);
    return MixtureTails.inverseSurvival(this, probability);
  }

  // ---- moments

  @Override
  default Tensor mean() {
    return average(components().mean());
  }

  /** {@return the mean variance of the components plus the variance of their means} */
  @Override
  default Tensor variance() {
    Tensor deviation = components().mean().sub(withComponentAxis(mean()));
    return average(components().variance().add(deviation.square()));
  }

  private Tensor average(Tensor each) {
    Tensor weights = weights();
    for (int i = 0; i < eventShape().rank(); i++) {
      weights = weights.expandDims(-1);
    }
    return weights.multiplyNoNan(each).sum(-1 - eventShape().rank());
  }

  /** Of scalars with a density by quadrature, to 1e-10 in DOUBLE; others have none. */
  @Override
  default Tensor entropy() {
    return MixtureEntropy.exists(this) ? MixtureEntropy.of(this) : Distribution.super.entropy();
  }

  /** Without differentiable samples. */
  final class NonReparameterized implements Mixture {
    private final MixtureWeights weights;
    private final Distribution components;

    private NonReparameterized(MixtureWeights weights, Distribution components) {
      this.weights = weights;
      this.components = components;
    }

    @Override
    public Tensor logWeights() {
      return weights.logs();
    }

    @Override
    public Tensor weights() {
      return weights.values();
    }

    @Override
    public Distribution components() {
      return components;
    }

    @Override
    public NonReparameterized expand(long... batchShape) {
      long[] to = MixtureSamples.expanded(weights.logs(), batchShape);
      return new NonReparameterized(weights.expand(to), components.expand(to));
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return MixtureSamples.sample(this, sampleShape);
    }

    @Override
    public String toString() {
      return "Mixture of " + components;
    }
  }

  /**
   * With differentiable samples. The gradients hold the distribution function of the mixture
   * constant: they are exact and smooth although a sample is drawn from one component. The elements
   * of a vector are transformed one after the other, each conditional on the preceding ones. Second
   * derivatives of samples are refused.
   *
   * <p>The {@code cdf} of the components must have gradients by all parameters. A gradient is
   * computed from the nearer tail, so that it has its digits far out, too.
   */
  final class Pathwise implements Mixture, Reparameterized {
    private final MixtureWeights weights;
    private final Reparameterized components;

    private Pathwise(MixtureWeights weights, Reparameterized components) {
      this.weights = weights;
      this.components = components;
    }

    @Override
    public Tensor logWeights() {
      return weights.logs();
    }

    @Override
    public Tensor weights() {
      return weights.values();
    }

    @Override
    public Reparameterized components() {
      return components;
    }

    @Override
    public Pathwise expand(long... batchShape) {
      long[] to = MixtureSamples.expanded(weights.logs(), batchShape);
      return new Pathwise(weights.expand(to), components.expand(to));
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return MixtureSamples.sample(this, sampleShape);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return MixtureSamples.rsample(this, sampleShape);
    }

    @Override
    public String toString() {
      return "Mixture of " + components;
    }
  }
}
