/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.numerics.SymmetricMatrices;
import io.github.reparam4j.distribution.variate.BartlettFactor;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The inverse Wishart distribution of positive definite n x n matrices, with nu degrees of freedom
 * and the lower-triangular factor L of the scale matrix Psi = L L': the distribution of X^-1 where
 * X is Wishart with nu degrees of freedom and scale matrix Psi^-1. Density |Psi|^(nu/2)
 * |X|^(-(nu+n+1)/2) exp(-tr(Psi X^-1) / 2) / (2^(nu n/2) Gamma_n(nu/2)), with respect to the
 * elements on and below the diagonal; Gamma_n is the multivariate gamma function (A. K. Gupta, D.
 * K. Nagar, "Matrix variate distributions", 1999, section 3.4).
 *
 * <p>Samples are C C' with C = L T^-1, where T is lower-triangular with standard normals below the
 * diagonal and chi variates of nu - n + 1, ..., nu - 1, nu degrees of freedom on it: T' T is a
 * standard Wishart matrix, Bartlett's decomposition in reverse order. Gradients by nu are implicit.
 * C is the Cholesky factor of the sample; {@link #rsampleCholesky} returns it without a
 * factorisation.
 */
public final class InverseWishart implements Reparameterized {
  private final WishartParameters parameters;

  private InverseWishart(WishartParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * A batch of inverse Wishart distributions.
   *
   * @param df degrees of freedom, nu &gt; n - 1, not necessarily an integer, of the batch shape
   * @param scaleTril L, [..., n, n], with a diagonal &gt; 0; elements above the diagonal are not
   *     read
   * @return the distribution; the batch shape is that to which df and the axes before the last two
   *     broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static InverseWishart of(Tensor df, Tensor scaleTril) {
    Errors.given("InverseWishart.of", "df", df);
    Errors.given("InverseWishart.of", "scaleTril", scaleTril);
    return new InverseWishart(WishartParameters.of("InverseWishart.of", df, scaleTril));
  }

  // ---- parameters

  /** {@return the degrees of freedom, of the batch shape} */
  public Tensor df() {
    return parameters.df();
  }

  /** {@return the lower-triangular L of the scale matrix, before broadcasting} */
  public Tensor scaleTril() {
    return scale().triangle();
  }

  @Override
  public DType dtype() {
    return df().dtype();
  }

  @Override
  public Shape batchShape() {
    return parameters.batchShape();
  }

  @Override
  public Shape eventShape() {
    return parameters.eventShape();
  }

  private int n() {
    return parameters.n();
  }

  private TriangularScale scale() {
    return parameters.scale();
  }

  @Override
  public InverseWishart expand(long... batchShape) {
    return new InverseWishart(parameters.expand("InverseWishart.expand", batchShape));
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.POSITIVE_DEFINITE;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return SymmetricMatrices.symmetricProduct(rsampleCholesky(sampleShape));
  }

  /**
   * Cholesky factors of samples, with gradients.
   *
   * @param sampleShape leading axes of independent samples; none for one
   * @return lower-triangular C such that C C' is a sample, of shape sample + batch + event
   */
  public Tensor rsampleCholesky(long... sampleShape) {
    return factor(triangle(sampleShape));
  }

  /** The log-density is computed from T: tr(Psi X^-1) is the sum of squares of T. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    BartlettFactor t = triangle(sampleShape);
    Tensor sample = SymmetricMatrices.symmetricProduct(factor(t));
    Tensor logDet = scale().logDet().sub(t.logDiagonal().sum(-1)).mul(2);
    return new SampleWithLogProb(sample, logDensity(logDet, t.squaredNorms().sum(-1)));
  }

  /** L T^-1. */
  private Tensor factor(BartlettFactor t) {
    return t.matrix().solveTransposed(scale().triangle().transpose()).transpose();
  }

  private BartlettFactor triangle(long... sampleShape) {
    Tensor degrees = df().expandDims(-1).sub(n() - 1.0).add(Tensor.range(dtype(), n()));
    Shape shape = Shape.of(sampleShape).append(batchShape()).append(Shape.of(n()));
    return BartlettFactor.sample(degrees, shape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("InverseWishart.logProb", "value", value);
    Tensor factor = SymmetricMatrices.factor(value);
    Tensor trace = factor.triangularSolve(scale().triangle()).square().sum(-1, -2);
    return support().restrict(value, logDensity(factor.choleskyLogDet(), trace));
  }

  private Tensor logDensity(Tensor logDet, Tensor trace) {
    return logDet.mul(df().add(n() + 1.0)).add(trace).mul(-0.5).sub(logVolume());
  }

  private Tensor logVolume() {
    Tensor logScale = scale().logDet().sub(0.5 * n() * Math.log(2));
    return MultivariateGamma.logGamma(df().mul(0.5), n()).sub(df().mul(logScale));
  }

  // ---- moments

  /**
   * {@return Psi / (nu - n - 1) where nu &gt; n + 1; else infinite on the diagonal and NaN off it}
   */
  @Override
  public Tensor mean() {
    Tensor excess = df().sub(n() + 1.0);
    Tensor none = Moments.infiniteOrNan(Tensor.eye(dtype(), n()));
    Tensor exists = EventShapes.asMatrix(excess.stopGradient().gt(0));
    return Tensor.where(exists, parameters.scaleMatrix().div(EventShapes.asMatrix(excess)), none);
  }

  /**
   * With e = nu - n - 1: ((e + 2) Psi[i,j]^2 + e Psi[i,i] Psi[j,j]) / ((e + 1) e^2 (e - 2)) where e
   * &gt; 2; else infinite where the mean exists, NaN where it does not.
   */
  @Override
  public Tensor variance() {
    Tensor e = df().sub(n() + 1.0);
    Tensor over = e.add(1).mul(e.square()).mul(e.sub(2));
    Tensor squares =
        SymmetricMatrices.squaresAndProducts(
            parameters.scaleMatrix(), e.add(2).div(over), e.div(over));
    Tensor none = Moments.infiniteOrNan(e.stopGradient().gt(0));
    Tensor exists = EventShapes.asMatrix(e.stopGradient().gt(2));
    return Tensor.where(exists, squares, EventShapes.asMatrix(none));
  }

  /** {@return Psi / (nu + n + 1)} */
  @Override
  public Tensor mode() {
    return parameters.scaleMatrix().div(EventShapes.asMatrix(df().add(n() + 1.0)));
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    int n = n();
    Tensor half = df().mul(0.5);
    Tensor logScale = scale().logDet().mul(n + 1.0).sub(0.5 * n * (n + 1) * Math.log(2));
    Tensor expected = half.add(0.5 * (n + 1)).mul(MultivariateGamma.digamma(half, n));
    return logScale.add(MultivariateGamma.logGamma(half, n)).sub(expected).add(half.mul(n));
  }

  // ---- divergences

  static KlRules<InverseWishart> divergences() {
    return KlRules.from(InverseWishart.class).to(InverseWishart.class, InverseWishart::divergence);
  }

  /** The divergence of the inverses, whose scale matrices are the inverses. */
  private static Tensor divergence(InverseWishart p, InverseWishart q) {
    return Wishart.divergence(p.df(), q.df(), q.scaleTril(), p.scaleTril());
  }

  @Override
  public String toString() {
    return "InverseWishart batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
