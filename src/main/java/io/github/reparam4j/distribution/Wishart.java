/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.numerics.SymmetricMatrices;
import io.github.reparam4j.distribution.variate.BartlettFactor;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Wishart distribution of positive definite n x n matrices, with nu degrees of freedom and the
 * lower-triangular factor L of the scale matrix V = L L'. Density |X|^((nu-n-1)/2) exp(-tr(V^-1 X)
 * / 2) / (2^(nu n/2) |V|^(nu/2) Gamma_n(nu/2)), with respect to the elements on and below the
 * diagonal; Gamma_n is the multivariate gamma function (A. K. Gupta, D. K. Nagar, "Matrix variate
 * distributions", 1999, section 3.2).
 *
 * <p>Samples are L A A' L', where A is lower-triangular with standard normals below the diagonal
 * and chi variates of nu, nu - 1, ..., nu - n + 1 degrees of freedom on it (Bartlett 1933), with
 * implicit gradients by nu. L A is the Cholesky factor of the sample; {@link #rsampleCholesky}
 * returns it without a factorisation.
 */
public final class Wishart implements Reparameterized {
  private final WishartParameters parameters;

  private Wishart(WishartParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * A batch of Wishart distributions.
   *
   * @param df degrees of freedom, nu &gt; n - 1, not necessarily an integer, of the batch shape
   * @param scaleTril L, [..., n, n], with a diagonal &gt; 0; elements above the diagonal are not
   *     read
   * @return the distribution; the batch shape is that to which df and the axes before the last two
   *     broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static Wishart of(Tensor df, Tensor scaleTril) {
    Errors.given("Wishart.of", "df", df);
    Errors.given("Wishart.of", "scaleTril", scaleTril);
    return new Wishart(WishartParameters.of("Wishart.of", df, scaleTril));
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
  public Wishart expand(long... batchShape) {
    return new Wishart(parameters.expand("Wishart.expand", batchShape));
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
    return scale().triangle().matmul(triangle(sampleShape).matrix());
  }

  /** The log-density is computed from A: tr(V^-1 X) is the sum of squares of A. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    BartlettFactor a = triangle(sampleShape);
    Tensor sample = SymmetricMatrices.symmetricProduct(scale().triangle().matmul(a.matrix()));
    Tensor logDet = a.logDiagonal().sum(-1).add(scale().logDet()).mul(2);
    return new SampleWithLogProb(sample, logDensity(logDet, a.squaredNorms().sum(-1)));
  }

  private BartlettFactor triangle(long... sampleShape) {
    Tensor degrees = df().expandDims(-1).sub(Tensor.range(dtype(), n()));
    Shape shape = Shape.of(sampleShape).append(batchShape()).append(Shape.of(n()));
    return BartlettFactor.sample(degrees, shape);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Wishart.logProb", "value", value);
    Tensor factor = SymmetricMatrices.factor(value);
    Tensor trace = scale().triangle().triangularSolve(factor).square().sum(-1, -2);
    return support().restrict(value, logDensity(factor.choleskyLogDet(), trace));
  }

  private Tensor logDensity(Tensor logDet, Tensor trace) {
    return logDet.mul(df().sub(n() + 1.0)).sub(trace).mul(0.5).sub(logVolume());
  }

  private Tensor logVolume() {
    Tensor logScale = scale().logDet().add(0.5 * n() * Math.log(2));
    return df().mul(logScale).add(MultivariateGamma.logGamma(df().mul(0.5), n()));
  }

  // ---- moments

  /** {@return nu V} */
  @Override
  public Tensor mean() {
    return EventShapes.asMatrix(df()).mul(parameters.scaleMatrix());
  }

  /** {@return nu (V[i,j]^2 + V[i,i] V[j,j])} */
  @Override
  public Tensor variance() {
    return SymmetricMatrices.squaresAndProducts(parameters.scaleMatrix(), df(), df());
  }

  /**
   * {@return (nu - n - 1) V where nu &gt; n + 1; else NaN, because the density has no maximum
   * inside}
   */
  @Override
  public Tensor mode() {
    Tensor excess = df().sub(n() + 1.0);
    Tensor nan = Tensor.fill(dtype(), Double.NaN);
    Tensor factor = Tensor.where(excess.stopGradient().gt(0), excess, nan);
    return EventShapes.asMatrix(factor).mul(parameters.scaleMatrix());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    int n = n();
    Tensor half = df().mul(0.5);
    Tensor logScale = scale().logDet().mul(n + 1.0).add(0.5 * n * (n + 1) * Math.log(2));
    Tensor expected = half.sub(0.5 * (n + 1)).mul(MultivariateGamma.digamma(half, n));
    return logScale.add(MultivariateGamma.logGamma(half, n)).sub(expected).add(half.mul(n));
  }

  // ---- divergences

  static KlRules<Wishart> divergences() {
    return KlRules.from(Wishart.class).to(Wishart.class, Wishart::divergence);
  }

  private static Tensor divergence(Wishart p, Wishart q) {
    return divergence(p.df(), q.df(), p.scaleTril(), q.scaleTril());
  }

  /**
   * The divergence of n degrees of freedom and scale matrix V = L L' from m and W = K K'. With a =
   * n / 2, b = m / 2 and M = (n / m) W^-1 V: b (tr M - d - ln |M|), the excesses of ln Gamma at b -
   * j / 2 and a - j / 2 for j = 0, ..., d - 1, less d times the relative entropy of b and a. The
   * relative entropy of b - x and a - x differs from that of b and a by b ln(1 + x (b - a) / (b (a
   * - x))) - x ln((b - x) / (a - x)), where nothing cancels. In DOUBLE.
   */
  static Tensor divergence(Tensor n, Tensor m, Tensor l, Tensor k) {
    Tensor nWide = n.cast(DType.DOUBLE);
    Tensor mWide = m.cast(DType.DOUBLE);
    int d = l.shape().dim(-1);
    Tensor a = nWide.mul(0.5).expandDims(-1);
    Tensor b = mWide.mul(0.5).expandDims(-1);
    Tensor x = Tensor.range(DType.DOUBLE, d).mul(0.5);
    Tensor to = b.sub(x);
    Tensor from = a.sub(x);
    Tensor rest = b.mul(x.mul(b.sub(a)).div(b).div(from).log1p()).sub(x.mul(LogRatio.of(to, from)));
    Tensor scaled = l.cast(DType.DOUBLE).mul(EventShapes.asMatrix(nWide.div(mWide).sqrt()));
    Tensor matrices = TriangularScale.excessOver(k.cast(DType.DOUBLE), scaled);
    return KlLogGamma.excess(to, from).add(rest).sum(-1).add(mWide.mul(0.5).mul(matrices));
  }

  @Override
  public String toString() {
    return "Wishart batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
