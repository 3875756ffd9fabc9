/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The normal distribution of n x p matrices whose rows have the covariance U = A A' and whose
 * columns have V = B B': Cov(X[i,j], X[k,l]) = U[i,k] V[j,l]. With Y = A^-1 (X - loc) B^-T the
 * density is exp(-|Y|^2 / 2) / ((2 pi)^(np/2) |A|^p |B|^n), where |Y|^2 is the sum of squares (A.
 * K. Gupta, D. K. Nagar, "Matrix variate distributions", 1999, section 2.2). Samples are loc + A Z
 * B'.
 *
 * <p>A and B are determined up to a common factor: c A and B / c give the same distribution.
 */
public final class MatrixNormal implements Reparameterized {
  private final Tensor loc;
  private final TriangularScale row;
  private final TriangularScale column;
  private final Shape batchShape;

  private MatrixNormal(Tensor loc, TriangularScale row, TriangularScale column, Shape batchShape) {
    this.loc = loc;
    this.row = row;
    this.column = column;
    this.batchShape = batchShape;
  }

  /**
   * A batch of normal distributions of matrices.
   *
   * @param loc mean, [..., n, p]
   * @param scaleTrilRow A, [..., n, n], with a diagonal &gt; 0; elements above the diagonal are not
   *     read
   * @param scaleTrilColumn B, [..., p, p], likewise
   * @return the distribution; the batch shape is that to which the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MatrixNormal of(Tensor loc, Tensor scaleTrilRow, Tensor scaleTrilColumn) {
    Errors.given("MatrixNormal.of", "loc", loc);
    Errors.given("MatrixNormal.of", "scaleTrilRow", scaleTrilRow);
    Errors.given("MatrixNormal.of", "scaleTrilColumn", scaleTrilColumn);
    String where = "MatrixNormal.of";
    Parameters.requireOneType(where, loc, scaleTrilRow, scaleTrilColumn);
    TriangularScale row = TriangularScale.of(where, "scaleTrilRow", scaleTrilRow);
    TriangularScale column = TriangularScale.of(where, "scaleTrilColumn", scaleTrilColumn);
    Shape l = loc.shape();
    if (l.rank() < 2 || l.dim(-2) != row.noiseLength() || l.dim(-1) != column.noiseLength()) {
      throw Errors.argument(
          where,
          "loc must be [..., n, p], scaleTrilRow [..., n, n] and scaleTrilColumn [..., p, p]",
          l + ", " + scaleTrilRow.shape() + " and " + scaleTrilColumn.shape(),
          null);
    }
    Shape batch =
        EventShapes.batch(loc, 2)
            .broadcast(where, EventShapes.batch(scaleTrilRow, 2))
            .broadcast(where, EventShapes.batch(scaleTrilColumn, 2));
    return new MatrixNormal(Parameters.finite(where, "loc", loc), row, column, batch);
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return A, before broadcasting} */
  public Tensor scaleTrilRow() {
    return row.triangle();
  }

  /** {@return B, before broadcasting} */
  public Tensor scaleTrilColumn() {
    return column.triangle();
  }

  @Override
  public DType dtype() {
    return loc.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Shape eventShape() {
    return Shape.of(row.noiseLength(), column.noiseLength());
  }

  @Override
  public MatrixNormal expand(long... batchShape) {
    Shape larger = EventShapes.larger("MatrixNormal.expand", this.batchShape, batchShape);
    return new MatrixNormal(loc.broadcastTo(larger.append(eventShape())), row, column, larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Each(new Constraint.Reals(), 2);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return fromStandard(noise(sampleShape));
  }

  /** The log-density is computed from Z. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = noise(sampleShape);
    return new SampleWithLogProb(fromStandard(z), logDensity(z));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.standardNormal(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
  }

  private Tensor fromStandard(Tensor z) {
    return loc.add(row.triangle().matmul(z).matmul(column.triangle().transpose()));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("MatrixNormal.logProb", "value", value);
    Tensor left = row.triangle().triangularSolve(value.sub(loc));
    Tensor y = column.triangle().triangularSolve(left.transpose());
    return support().restrict(value, logDensity(y));
  }

  private Tensor logDensity(Tensor standard) {
    return standard.square().sum(-1, -2).mul(-0.5).sub(logVolume());
  }

  private Tensor logVolume() {
    int n = row.noiseLength();
    int p = column.noiseLength();
    return row.logDet()
        .mul(p)
        .add(column.logDet().mul(n))
        .add(n * p * ReparamGaussian.HALF_LOG_TWO_PI);
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return loc.broadcastTo(Parameters.sampleShape(this));
  }

  /** {@return U[i,i] V[j,j]} */
  @Override
  public Tensor variance() {
    return standardDeviation().square();
  }

  @Override
  public Tensor standardDeviation() {
    Tensor ofRows = row.standardDeviation().expandDims(-1);
    Tensor ofColumns = column.standardDeviation().expandDims(-2);
    return ofRows.mul(ofColumns).broadcastTo(Parameters.sampleShape(this));
  }

  @Override
  public Tensor mode() {
    return mean();
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return logVolume().add(0.5 * eventShape().size()).broadcastTo(batchShape);
  }

  // ---- divergences

  static KlRules<MatrixNormal> divergences() {
    return KlRules.from(MatrixNormal.class).to(MatrixNormal.class, MatrixNormal::divergence);
  }

  /**
   * (|R|^2 |C|^2 - n m - ln det^2 + distance^2) / 2 with the triangles R and C of rows and columns
   * of p in those of q. Their Kronecker product is a triangle whose diagonal gives the excesses.
   */
  private static Tensor divergence(MatrixNormal p, MatrixNormal q) {
    Tensor rows = q.row.triangle().triangularSolve(p.row.triangle());
    Tensor columns = q.column.triangle().triangularSolve(p.column.triangle());
    Tensor r = rows.diagonal();
    Tensor c = columns.diagonal();
    Tensor logs = r.log().expandDims(-1).add(c.log().expandDims(-2)).mul(2);
    Tensor all = columns.square().sum(-1, -2);
    Tensor below = squaresBelow(rows).mul(all).add(r.square().sum(-1).mul(squaresBelow(columns)));
    Tensor left = q.row.triangle().triangularSolve(p.loc.sub(q.loc));
    Tensor distance = q.column.triangle().triangularSolve(left.transpose());
    return KlTerms.excess(logs).sum(-1, -2).add(below).add(distance.square().sum(-1, -2)).mul(0.5);
  }

  /** The sum of squares below the diagonal. */
  private static Tensor squaresBelow(Tensor triangle) {
    Tensor identity = Tensor.eye(triangle.dtype(), triangle.shape().dim(-1));
    Tensor zero = Tensor.zeros(triangle.dtype());
    return Tensor.where(identity, zero, triangle).square().sum(-1, -2);
  }

  @Override
  public String toString() {
    return "MatrixNormal batch " + batchShape + " event " + eventShape() + " " + dtype();
  }
}
