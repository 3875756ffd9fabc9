/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.MultivariateGamma;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Student's t distribution of vectors of n elements with nu degrees of freedom, a location and a
 * lower-triangular scale L. With q = |L^-1 (x - loc)|^2 the density is Gamma((nu + n)/2) /
 * (Gamma(nu/2) (nu pi)^(n/2) |L|) (1 + q/nu)^(-(nu + n)/2) (S. Kotz, S. Nadarajah, "Multivariate t
 * distributions and their applications", 2004, section 1.1).
 *
 * <p>Samples are loc + L z sqrt(nu / c), z standard normal and c chi-squared with nu degrees of
 * freedom; the gradient by nu is the implicit gradient of c. The covariance is nu / (nu - 2) L L',
 * not L L'.
 */
public final class MultivariateStudentT implements Reparameterized {
  private final Tensor df;
  private final Tensor loc;
  private final TriangularScale scale;
  private final Shape batchShape;

  private MultivariateStudentT(Tensor df, Tensor loc, TriangularScale scale, Shape batchShape) {
    this.df = df;
    this.loc = loc;
    this.scale = scale;
    this.batchShape = batchShape;
  }

  /**
   * A batch of t distributions of vectors.
   *
   * @param df degrees of freedom, nu &gt; 0, of the batch shape
   * @param loc location, [..., n]
   * @param scaleTril L, [..., n, n], with a diagonal &gt; 0; elements above the diagonal are not
   *     read
   * @return the distribution; the batch shape is that to which df and the leading axes broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static MultivariateStudentT of(Tensor df, Tensor loc, Tensor scaleTril) {
    Errors.given("MultivariateStudentT.of", "df", df);
    Errors.given("MultivariateStudentT.of", "loc", loc);
    Errors.given("MultivariateStudentT.of", "scaleTril", scaleTril);
    String where = "MultivariateStudentT.of";
    Parameters.requireOneType(where, df, loc, scaleTril);
    TriangularScale scale = TriangularScale.of(where, loc, scaleTril);
    Shape batch =
        EventShapes.batch(loc, 1)
            .broadcast(where, EventShapes.batch(scaleTril, 2))
            .broadcast(where, df.shape());
    Tensor positive = Parameters.positive(where, "df", Parameters.finite(where, "df", df));
    return new MultivariateStudentT(positive, Parameters.finite(where, "loc", loc), scale, batch);
  }

  // ---- parameters

  /** {@return the degrees of freedom, before broadcasting} */
  public Tensor df() {
    return df;
  }

  /** {@return the location, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return the lower-triangular scale, before broadcasting} */
  public Tensor scaleTril() {
    return scale.triangle();
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
    return Shape.of(length());
  }

  private int length() {
    return loc.shape().dim(-1);
  }

  @Override
  public MultivariateStudentT expand(long... batchShape) {
    Shape larger = EventShapes.larger("MultivariateStudentT.expand", this.batchShape, batchShape);
    return new MultivariateStudentT(
        df, loc.broadcastTo(larger.append(eventShape())), scale, larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Each(new Constraint.Reals(), 1);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return sample(normal(sampleShape), logGamma(sampleShape));
  }

  /** The log-density is computed from z and c: 1 + q/nu = 1 + |z|^2 / c. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = normal(sampleShape);
    Tensor logGamma = logGamma(sampleShape);
    Tensor logRatio = z.square().sum(-1).mul(0.5).log().sub(logGamma);
    return new SampleWithLogProb(sample(z, logGamma), logDensity(logRatio.softplus()));
  }

  private Tensor sample(Tensor z, Tensor logGamma) {
    Tensor stretch = df.mul(0.5).log().sub(logGamma).mul(0.5).exp();
    return loc.add(scale.times(z).mul(stretch.expandDims(-1)));
  }

  private Tensor normal(long... sampleShape) {
    return Noise.standardNormal(dtype(), Parameters.sampleShape(this, sampleShape).toLongs());
  }

  /** ln(c / 2). */
  private Tensor logGamma(long... sampleShape) {
    return GammaVariates.logGamma(df.mul(0.5), Shape.of(sampleShape).append(batchShape));
  }

  // ---- density

  /** The result is finite even where q overflows. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("MultivariateStudentT.logProb", "value", value);
    Tensor w = scale.solve(value.sub(loc));
    Tensor q = w.square().sum(-1);
    Tensor unit = w.stopGradient().abs().max(-1).maximum(1);
    Tensor small = w.div(unit.expandDims(-1)).square().sum(-1).div(df);
    Tensor far = small.add(unit.square().reciprocal()).log().add(unit.log().mul(2));
    Tensor isFinite = q.stopGradient().lt(Double.POSITIVE_INFINITY);
    Tensor fall = Tensor.where(isFinite, fall(q), far.mul(power()));
    return support().restrict(value, fall.neg().sub(logVolume()));
  }

  /** (nu + d) / 2. */
  private Tensor power() {
    return df.add(length()).mul(0.5);
  }

  /**
   * (nu + d) / 2 ln(1 + q/nu). By nu its slope is (r - s - d s / nu) / 2, r = ln(1 + q/nu) and s =
   * 1 - e^-r, where r and s cancel for large nu.
   */
  private Tensor fall(Tensor q) {
    Tensor r = q.div(df).log1p();
    return Tensor.withGradient(
        r.mul(power()),
        (input, v, g) ->
            g.multiplyNoNan(
                input == 0
                    ? KlTerms.excess(r.neg()).add(r.neg().expm1().mul(length()).div(df)).mul(0.5)
                    : power().div(df.add(q))),
        df,
        q);
  }

  /** The log-density from ln(1 + q/nu). */
  private Tensor logDensity(Tensor logRatio) {
    return logRatio.mul(power()).neg().sub(logVolume());
  }

  private Tensor logVolume() {
    return scale.logDet().add(0.5 * length() * Math.log(2 * Math.PI)).sub(logRise());
  }

  /**
   * ln Gamma((nu + d) / 2) - ln Gamma(nu / 2) - d / 2 ln(nu / 2), about d (d - 2) / (4 nu) for
   * large nu: the logarithms of 1 + j / nu for j = d - 2, d - 4, ..., and for odd d the value for d
   * = 1, which is in the density of Student's t at 0.
   */
  private Tensor logRise() {
    boolean isOdd = length() % 2 == 1;
    Tensor steps = Tensor.range(dtype(), length() / 2).mul(2).add(isOdd ? 1 : 0);
    Tensor product = steps.div(df.expandDims(-1)).log1p().sum(-1);
    Tensor first =
        BetaVariates.studentTLogDensity(df, Tensor.zeros(dtype()))
            .add(ReparamGaussian.HALF_LOG_TWO_PI);
    return isOdd ? product.add(first) : product;
  }

  private Tensor halfLength() {
    return Tensor.fill(dtype(), 0.5 * length());
  }

  // ---- moments

  /** {@return the location where nu &gt; 1, else NaN} */
  @Override
  public Tensor mean() {
    Tensor nan = Tensor.fill(dtype(), Double.NaN);
    return Tensor.where(df.stopGradient().gt(1).expandDims(-1), loc, nan)
        .broadcastTo(Parameters.sampleShape(this));
  }

  /**
   * {@return nu / (nu - 2) diag(L L') for nu &gt; 2; infinite for 1 &lt; nu &lt;= 2; NaN for nu
   * &lt;= 1}
   */
  @Override
  public Tensor variance() {
    Tensor nu = df.stopGradient();
    Tensor none = Moments.infiniteOrNan(nu.gt(1));
    Tensor factor = Tensor.where(nu.gt(2), df.div(df.sub(2)), none);
    return scale
        .triangle()
        .square()
        .sum(-1)
        .mul(factor.expandDims(-1))
        .broadcastTo(Parameters.sampleShape(this));
  }

  @Override
  public Tensor mode() {
    return loc.broadcastTo(Parameters.sampleShape(this));
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor half = df.mul(0.5);
    Tensor rise = MultivariateGamma.digammaRise(half, halfLength());
    return half.add(halfLength()).mul(rise).add(logVolume()).broadcastTo(batchShape);
  }

  @Override
  public String toString() {
    return "MultivariateStudentT batch " + batchShape + " event " + eventShape() + " " + dtype();
  }
}
