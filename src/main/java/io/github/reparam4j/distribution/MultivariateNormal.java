/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * The normal distribution of vectors. Density exp(-(x - loc)' Sigma^-1 (x - loc) / 2) / sqrt |2 pi
 * Sigma|. Samples are those of {@link ReparamGaussian}: loc + L z with L L' = Sigma, or W z1 +
 * sqrt(d) z2.
 *
 * <p>The scale is given in one of five forms; each uses the cheapest computation. The event is [d],
 * the last axis of loc.
 */
public final class MultivariateNormal implements Reparameterized {
  private final ReparamGaussian gaussian;

  private MultivariateNormal(ReparamGaussian gaussian) {
    this.gaussian = gaussian;
  }

  /**
   * Independent elements.
   *
   * @param loc mean, [..., d]
   * @param scaleDiag standard deviations (not variances), [..., d], &gt; 0
   * @return the distribution; the batch shape is that to which the axes before the last broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateNormal fromDiagonal(Tensor loc, Tensor scaleDiag) {
    Errors.given("MultivariateNormal.fromDiagonal", "loc", loc);
    Errors.given("MultivariateNormal.fromDiagonal", "scaleDiag", scaleDiag);
    String where = "MultivariateNormal.fromDiagonal";
    Shape s = scaleDiag.shape();
    if (loc.shape().rank() < 1 || s.rank() < 1 || loc.shape().dim(-1) != s.dim(-1)) {
      throw Errors.argument(
          where, "loc and scaleDiag must be [..., d]", loc.shape() + " and " + s, null);
    }
    return new MultivariateNormal(
        ReparamGaussian.of(where, Parameters.finite(where, "loc", loc), scaleDiag));
  }

  /**
   * From a lower-triangular scale L, with covariance L L'.
   *
   * @param loc mean, [..., d]
   * @param scaleTril L, [..., d, d], with a diagonal &gt; 0; elements above the diagonal are not
   *     read
   * @return the distribution; the batch shape is that to which the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateNormal fromScaleTril(Tensor loc, Tensor scaleTril) {
    Errors.given("MultivariateNormal.fromScaleTril", "loc", loc);
    Errors.given("MultivariateNormal.fromScaleTril", "scaleTril", scaleTril);
    return fromScaleTril("MultivariateNormal.fromScaleTril", loc, scaleTril);
  }

  private static MultivariateNormal fromScaleTril(String where, Tensor loc, Tensor scaleTril) {
    return new MultivariateNormal(
        ReparamGaussian.fromScaleTril(where, Parameters.finite(where, "loc", loc), scaleTril));
  }

  /**
   * From a covariance, whose Cholesky factor is computed when a program runs.
   *
   * @param loc mean, [..., d]
   * @param covariance Sigma, [..., d, d], positive definite; only its lower triangle is read
   * @return the distribution; the batch shape is that to which the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateNormal fromCovariance(Tensor loc, Tensor covariance) {
    Errors.given("MultivariateNormal.fromCovariance", "loc", loc);
    Errors.given("MultivariateNormal.fromCovariance", "covariance", covariance);
    String where = "MultivariateNormal.fromCovariance";
    TriangularScale.requireFit(where, "covariance", loc, covariance);
    return fromScaleTril(where, loc, covariance.cholesky());
  }

  /**
   * From a precision P, the inverse of the covariance; the covariance is never formed. With C the
   * Cholesky factor of P with both axes reversed, and K the reversed C', P = K' K, and L = K^-1 is
   * lower-triangular.
   *
   * @param loc mean, [..., d]
   * @param precision P, [..., d, d], positive definite; only its upper triangle is read
   * @return the distribution; the batch shape is that to which the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateNormal fromPrecision(Tensor loc, Tensor precision) {
    Errors.given("MultivariateNormal.fromPrecision", "loc", loc);
    Errors.given("MultivariateNormal.fromPrecision", "precision", precision);
    String where = "MultivariateNormal.fromPrecision";
    TriangularScale.requireFit(where, "precision", loc, precision);
    Tensor k = backwards(backwards(precision).cholesky().transpose());
    Tensor identity = Tensor.eye(precision.dtype(), precision.shape().dim(-1));
    return fromScaleTril(where, loc, k.triangularSolve(identity));
  }

  /** Rows and columns from last to first. */
  private static Tensor backwards(Tensor matrix) {
    int n = matrix.shape().dim(-1);
    int[] order = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    return matrix.gather(-1, order).gather(-2, order);
  }

  /**
   * From a low-rank factor W and a diagonal d, with covariance W W' + diag(d). A density of n
   * elements at rank r costs n r^2.
   *
   * @param loc mean, [..., n]
   * @param factor W, [..., n, r]
   * @param diagonal d, variances (not standard deviations), [..., n], &gt; 0
   * @return the distribution; the batch shape is that to which the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateNormal fromLowRank(Tensor loc, Tensor factor, Tensor diagonal) {
    Errors.given("MultivariateNormal.fromLowRank", "loc", loc);
    Errors.given("MultivariateNormal.fromLowRank", "factor", factor);
    Errors.given("MultivariateNormal.fromLowRank", "diagonal", diagonal);
    String where = "MultivariateNormal.fromLowRank";
    Tensor finite = Parameters.finite(where, "loc", loc);
    return new MultivariateNormal(ReparamGaussian.fromLowRank(where, finite, factor, diagonal));
  }

  /** Wraps a Gaussian distribution of vectors. */
  static MultivariateNormal of(ReparamGaussian gaussian) {
    return new MultivariateNormal(gaussian);
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
  public Tensor loc() {
    return gaussian.loc();
  }

  /** {@return the lower-triangular L with L L' = Sigma, before broadcasting} */
  public Tensor scaleTril() {
    return gaussian.scale().triangle();
  }

  /** {@return Sigma, before broadcasting} */
  public Tensor covariance() {
    return gaussian.scale().covariance();
  }

  private boolean isDiagonal() {
    return !gaussian.scale().isVector();
  }

  /** The underlying distribution, with vectors as events. */
  private Reparameterized base() {
    return isDiagonal() ? Independent.of(gaussian, 1) : gaussian;
  }

  @Override
  public DType dtype() {
    return gaussian.dtype();
  }

  @Override
  public Shape batchShape() {
    return base().batchShape();
  }

  @Override
  public Shape eventShape() {
    return base().eventShape();
  }

  @Override
  public MultivariateNormal expand(long... batchShape) {
    Shape all = Shape.of(batchShape).append(isDiagonal() ? eventShape() : Shape.scalar());
    return new MultivariateNormal(gaussian.expand(all.toLongs()));
  }

  // ---- support

  @Override
  public Constraint support() {
    return base().support();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return gaussian.rsample(sampleShape);
  }

  /** The log-density is computed from the noise, except in the low-rank form. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    return base().rsampleAndLogProb(sampleShape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("MultivariateNormal.logProb", "value", value);
    return support().restrict(value, base().logProb(value));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return gaussian.mean();
  }

  @Override
  public Tensor variance() {
    return gaussian.variance();
  }

  @Override
  public Tensor standardDeviation() {
    return gaussian.standardDeviation();
  }

  @Override
  public Tensor mode() {
    return gaussian.mode();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return base().entropy();
  }

  /**
   * Kullback-Leibler divergence KL(this || p) in closed form, see {@link
   * ReparamGaussian#kl(ReparamGaussian)}. Two diagonal forms cost n, others n^3.
   *
   * @param p the other distribution, with the same event shape
   * @return the divergence of each event, of the shape to which the batches broadcast
   * @throws IllegalArgumentException if the event shapes or the dtypes differ
   */
  public Tensor kl(MultivariateNormal p) {
    if (!eventShape().equals(p.eventShape()) || dtype() != p.dtype()) {
      throw Errors.argument(
          "MultivariateNormal.kl",
          "both must have the same event shape and dtype",
          eventShape() + " " + dtype() + " and " + p.eventShape() + " " + p.dtype(),
          null);
    }
    return isDiagonal() && p.isDiagonal()
        ? gaussian.kl(p.gaussian).sum(-1)
        : vectors().kl(p.vectors());
  }

  private ReparamGaussian vectors() {
    return isDiagonal() ? ReparamGaussian.fromScaleTril(gaussian.mean(), scaleTril()) : gaussian;
  }

  // ---- divergences

  static KlRules<MultivariateNormal> divergences() {
    return KlRules.from(MultivariateNormal.class)
        .to(MultivariateNormal.class, MultivariateNormal::kl);
  }

  @Override
  public String toString() {
    return "MultivariateNormal batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
