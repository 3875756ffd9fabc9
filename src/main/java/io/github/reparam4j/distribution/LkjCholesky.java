/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.variate.BartlettFactor;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The distribution of correlation matrices R of D. Lewandowski, D. Kurowicka and H. Joe, as the
 * distribution of their Cholesky factors L ("Generating random correlation matrices based on vines
 * and extended onion method", J. Multivariate Analysis 100, 2009): R has a density proportional to
 * |R|^(eta - 1). For eta = 1 the density is constant; for eta &gt; 1 it is greatest at the
 * identity.
 *
 * <p>The rows of L are independent. With i = 0, 1, ..., n - 1 the density of row i, with respect to
 * its elements below the diagonal, is L[i,i]^(2 b[i] - 2) divided by pi^(i/2) Gamma(b[i]) /
 * Gamma(b[i] + i/2), where b[i] = eta + (n - 1 - i) / 2.
 *
 * <p>Samples follow the onion method: row i is the direction of a vector of i standard normals and
 * a chi variate of 2 b[i] degrees of freedom, whose gradient by eta is implicit.
 */
public final class LkjCholesky implements Reparameterized {
  private final int n;
  private final Tensor concentration;

  private LkjCholesky(int n, Tensor concentration) {
    this.n = n;
    this.concentration = concentration;
  }

  /**
   * A batch of distributions of Cholesky factors of correlation matrices.
   *
   * @param n number of rows and columns, at least 1
   * @param concentration eta, &gt; 0 and finite
   * @return the distribution of events [n, n]; the batch shape is that of the concentration
   * @throws IllegalArgumentException if n or a scalar parameter is out of range
   */
  public static LkjCholesky of(int n, Tensor concentration) {
    Errors.given("LkjCholesky.of", "concentration", concentration);
    String where = "LkjCholesky.of";
    if (n < 1) {
      throw Errors.argument(where, "n must be at least 1", n, null);
    }
    Tensor finite = Parameters.finite(where, "concentration", concentration);
    return new LkjCholesky(n, Parameters.positive(where, "concentration", finite));
  }

  // ---- parameters

  /** {@return eta} */
  public Tensor concentration() {
    return concentration;
  }

  @Override
  public DType dtype() {
    return concentration.dtype();
  }

  @Override
  public Shape batchShape() {
    return concentration.shape();
  }

  @Override
  public Shape eventShape() {
    return Shape.of(n, n);
  }

  @Override
  public LkjCholesky expand(long... batchShape) {
    Shape larger = EventShapes.larger("LkjCholesky.expand", batchShape(), batchShape);
    return new LkjCholesky(n, concentration.broadcastTo(larger));
  }

  /** b[i] for each row. */
  private Tensor halfDegrees() {
    Tensor below = Tensor.range(dtype(), n).neg().add(n - 1.0).mul(0.5);
    return concentration.expandDims(-1).add(below);
  }

  /** i / 2 for each row. */
  private Tensor halfLengths() {
    return Tensor.range(dtype(), n).mul(0.5);
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.CORRELATION_CHOLESKY;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    BartlettFactor a = triangle(sampleShape);
    return sample(a, logDiagonal(a));
  }

  /** The log-density is computed from the logarithm of the diagonal. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    BartlettFactor a = triangle(sampleShape);
    Tensor logDiagonal = logDiagonal(a);
    return new SampleWithLogProb(sample(a, logDiagonal), logDensity(logDiagonal));
  }

  private BartlettFactor triangle(long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(batchShape()).append(Shape.of(n));
    return BartlettFactor.sample(halfDegrees().mul(2), shape);
  }

  /** The logarithm of the diagonal divided by the length of its row; 0 in the first row. */
  private static Tensor logDiagonal(BartlettFactor a) {
    Tensor logBelow = a.below().square().sum(-1).log();
    return logBelow.sub(a.logDiagonal().mul(2)).softplus().mul(-0.5);
  }

  private static Tensor sample(BartlettFactor a, Tensor logDiagonal) {
    Tensor below = a.below().div(a.squaredNorms().sqrt().expandDims(-1));
    return new BartlettFactor(below, logDiagonal).matrix();
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("LkjCholesky.logProb", "value", value);
    return support().restrict(value, logDensity(value.diagonal().log()));
  }

  private Tensor logDensity(Tensor logDiagonal) {
    Tensor exponents = halfDegrees().sub(1).mul(2);
    return exponents.multiplyNoNan(logDiagonal).slice(-1, 1, n).sum(-1).sub(logVolume());
  }

  private Tensor logVolume() {
    Tensor rise = MultivariateGamma.logRise(halfDegrees(), halfLengths());
    return rise.neg().sum(-1).add(0.25 * n * (n - 1) * Math.log(Math.PI));
  }

  // ---- moments

  /**
   * {@return 0 below the diagonal, Gamma(b + 1/2) Gamma(b + i/2) / (Gamma(b) Gamma(b + i/2 + 1/2))
   * on it}
   */
  @Override
  public Tensor mean() {
    return meanDiagonal().diag();
  }

  private Tensor meanDiagonal() {
    Tensor half = Tensor.fill(dtype(), 0.5);
    Tensor b = halfDegrees();
    return MultivariateGamma.logRise(b, half)
        .sub(MultivariateGamma.logRise(b.add(halfLengths()), half))
        .exp();
  }

  /** {@return 1 / (2 eta + n - 1) below the diagonal, b / (b + i/2) less the squared mean on it} */
  @Override
  public Tensor variance() {
    Tensor b = halfDegrees();
    Tensor ofDiagonal = b.div(b.add(halfLengths())).sub(meanDiagonal().square());
    Tensor below = EventShapes.asMatrix(concentration.mul(2).add(n - 1.0).reciprocal());
    Tensor index = Tensor.range(dtype(), n);
    Tensor strict = Tensor.where(index.expandDims(1).gt(index), below, Tensor.zeros(dtype()));
    return Tensor.where(Tensor.eye(dtype(), n), ofDiagonal.expandDims(-1), strict);
  }

  /** {@return the identity where eta &gt;= 1; else NaN, as the density has no greatest value} */
  @Override
  public Tensor mode() {
    Tensor exists = EventShapes.asMatrix(concentration.stopGradient().ge(1));
    Tensor nan = Tensor.fill(dtype(), Double.NaN);
    return Tensor.where(exists, Tensor.eye(dtype(), n), nan);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor b = halfDegrees();
    Tensor rise = MultivariateGamma.digammaRise(b, halfLengths());
    return b.sub(1).mul(rise).sum(-1).add(logVolume());
  }

  // ---- divergences

  static KlRules<LkjCholesky> divergences() {
    return KlRules.from(LkjCholesky.class).to(LkjCholesky.class, LkjCholesky::divergence);
  }

  /**
   * The rows are independent: the squared length of row i below the diagonal is Beta(i / 2, b[i]),
   * its direction is uniform.
   */
  private static Tensor divergence(LkjCholesky p, LkjCholesky q) {
    int n = p.n;
    Tensor i = Tensor.range(DType.DOUBLE, n).slice(0, 1, n);
    Tensor below = i.neg().add(n - 1.0).mul(0.5);
    Tensor half = i.mul(0.5);
    Tensor a = p.concentration.cast(DType.DOUBLE).expandDims(-1).add(below);
    Tensor b = q.concentration.cast(DType.DOUBLE).expandDims(-1).add(below);
    return n == 1 ? a.sub(b).sum(-1) : Beta.divergence(half, a, half, b).sum(-1);
  }

  @Override
  public String toString() {
    return "LkjCholesky batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
