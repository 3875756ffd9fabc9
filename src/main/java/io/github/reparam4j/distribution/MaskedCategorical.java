/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The categorical distribution of the possible ones of K categories, as of the valid actions of a
 * policy: {@link Categorical} with probability 0 for the categories that a mask excludes, and the
 * others normalised to sum to 1.
 *
 * <p>Parameters of excluded categories have no influence and get the gradient 0, whatever they are,
 * NaN and infinity included; entropy and divergences have no infinite slopes there (S. Huang and S.
 * Ontanon, "A closer look at invalid action masking in policy gradient algorithms", FLAIRS 2022).
 *
 * <pre>{@code
 * var policy = MaskedCategorical.fromLogits(network.apply(state), isValid);
 * }</pre>
 */
public final class MaskedCategorical implements Distribution {
  private final Tensor mask;
  private final Categorical categorical;

  private MaskedCategorical(Tensor mask, Categorical categorical) {
    this.mask = mask;
    this.categorical = categorical;
  }

  /**
   * A batch by probabilities.
   *
   * @param probs probabilities up to a factor, [..., K], &gt;= 0 and not all 0 where possible
   * @param mask 0 for the categories to exclude, else 1, [..., K]; at least one is possible
   * @return the distribution, of the batch shape to which the axes before the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast or dtypes differ
   */
  public static MaskedCategorical of(Tensor probs, Tensor mask) {
    Tensor masked = masked("MaskedCategorical.of", "probs", probs, mask, 0);
    return new MaskedCategorical(mask, Categorical.of("MaskedCategorical.of", masked));
  }

  /**
   * A batch by logits.
   *
   * @param logits logarithms of probabilities up to a constant, [..., K], finite or minus infinity
   *     where possible
   * @param mask 0 for the categories to exclude, else 1, [..., K]; at least one is possible
   * @return the distribution, of the batch shape to which the axes before the last broadcast
   * @throws IllegalArgumentException if shapes do not broadcast or dtypes differ
   */
  public static MaskedCategorical fromLogits(Tensor logits, Tensor mask) {
    String where = "MaskedCategorical.fromLogits";
    Tensor masked = masked(where, "logits", logits, mask, Double.NEGATIVE_INFINITY);
    return new MaskedCategorical(mask, Categorical.fromLogits(where, masked));
  }

  private static Tensor masked(String where, String name, Tensor x, Tensor mask, double excluded) {
    Errors.given(where, name, x);
    Errors.given(where, "mask", mask);
    Parameters.batchShape(where, x, mask);
    return Tensor.where(mask.stopGradient().ne(0), x, Tensor.fill(x.dtype(), excluded));
  }

  // ---- parameters

  /** {@return the mask, before broadcasting} */
  public Tensor mask() {
    return mask;
  }

  /** {@return the same distribution as a categorical one} */
  public Categorical categorical() {
    return categorical;
  }

  /** {@return the probabilities, batch + [K]; they sum to 1} */
  public Tensor probs() {
    return categorical.probs();
  }

  /** {@return the logarithms of the probabilities, batch + [K]} */
  public Tensor logProbs() {
    return categorical.logProbs();
  }

  @Override
  public DType dtype() {
    return categorical.dtype();
  }

  @Override
  public Shape batchShape() {
    return categorical.batchShape();
  }

  @Override
  public MaskedCategorical expand(long... batchShape) {
    Shape whole = Shape.of(batchShape).append(Shape.of(categorical.categoryCount()));
    return new MaskedCategorical(mask.broadcastTo(whole), categorical.expand(batchShape));
  }

  // ---- support

  /** {@return all categories; {@link #logProb} of an excluded one is minus infinity} */
  @Override
  public Constraint support() {
    return categorical.support();
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    return categorical.sample(sampleShape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("MaskedCategorical.logProb", "value", value);
    value.shape().broadcast("MaskedCategorical.logProb", batchShape());
    return categorical.logProb(value);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("MaskedCategorical.cdf", "value", value);
    return categorical.cdf(value);
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("MaskedCategorical.survival", "value", value);
    return categorical.survival(value);
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("MaskedCategorical.logCdf", "value", value);
    return categorical.logCdf(value);
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("MaskedCategorical.logSurvival", "value", value);
    return categorical.logSurvival(value);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("MaskedCategorical.icdf", "probability", probability);
    return categorical.icdf(probability);
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("MaskedCategorical.inverseSurvival", "probability", probability);
    return categorical.inverseSurvival(probability);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return categorical.mean();
  }

  @Override
  public Tensor variance() {
    return categorical.variance();
  }

  @Override
  public Tensor mode() {
    return categorical.mode();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return categorical.entropy();
  }

  // ---- divergences

  static KlRules<MaskedCategorical> divergences() {
    return KlRules.from(MaskedCategorical.class)
        .to(MaskedCategorical.class, (p, q) -> Categorical.divergence(p.categorical, q.categorical))
        .to(Categorical.class, (p, q) -> Categorical.divergence(p.categorical, q));
  }

  @Override
  public String toString() {
    return "MaskedCategorical " + categorical.categoryCount() + " " + batchShape() + " " + dtype();
  }
}
