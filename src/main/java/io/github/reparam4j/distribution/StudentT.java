/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.GammaDifferences;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.distribution.variate.BetaVariates;
import io.github.reparam4j.distribution.variate.GammaVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.StudentFunction;
import io.github.reparam4j.tensor.Tensor;

/**
 * Student's t distribution with given degrees of freedom, median and scale (less than the standard
 * deviation). Density (1 + z^2 / df)^(-(df+1)/2) / (scale sqrt(df) B(df/2, 1/2)) with z = (x - loc)
 * / scale, on the reals.
 *
 * <p>Samples are loc + scale n / sqrt(2 g / df) with n standard normal and g a gamma variate; the
 * gradient by df is implicit and exact to 1e-10 in DOUBLE, 1e-5 in FLOAT. Second derivatives by df
 * are implicit too. For df below 0.1 (FLOAT: 0.5) some samples and their gradients overflow to
 * infinity; sums of these are infinite or, with both signs, NaN.
 */
public final class StudentT implements Reparameterized {
  private final Tensor df;
  private final LocationScale base;
  private final Shape batchShape;

  private StudentT(Tensor df, LocationScale base, Shape batchShape) {
    this.df = df;
    this.base = base;
    this.batchShape = batchShape;
  }

  /**
   * A batch of Student's t distributions.
   *
   * @param df degrees of freedom, &gt; 0
   * @param loc median
   * @param scale scale, &gt; 0
   * @return the distribution, of the batch shape to which the three broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static StudentT of(Tensor df, Tensor loc, Tensor scale) {
    String where = "StudentT.of";
    Shape batchShape = Parameters.batchShape(where, df, loc, scale);
    Tensor positive = Parameters.positive(where, "df", df);
    return new StudentT(positive, LocationScale.of(where, loc, scale), batchShape);
  }

  /**
   * One Student's t distribution, in DOUBLE.
   *
   * @param df degrees of freedom, &gt; 0
   * @param loc median
   * @param scale scale, &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static StudentT of(double df, double loc, double scale) {
    return of(Tensor.scalar(df), Tensor.scalar(loc), Tensor.scalar(scale));
  }

  // ---- parameters

  /** {@return the degrees of freedom, before broadcasting} */
  public Tensor df() {
    return df;
  }

  /** {@return the median, before broadcasting} */
  public Tensor loc() {
    return base.loc();
  }

  /** {@return the scale, before broadcasting} */
  public Tensor scale() {
    return base.scale();
  }

  @Override
  public DType dtype() {
    return df.dtype();
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public StudentT expand(long... batchShape) {
    LocationScale wide = base.expand(batchShape);
    return new StudentT(df.broadcastTo(batchShape), wide, wide.batchShape());
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Reals();
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return base.fromStandard(standard(sampleShape));
  }

  /** The log-density is computed from the sample before location and scale are applied. */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = standard(sampleShape);
    return new SampleWithLogProb(
        base.fromStandard(z), standardLogDensity(z).sub(base.scale().log()));
  }

  private Tensor standard(long... sampleShape) {
    Shape full = Parameters.sampleShape(this, sampleShape);
    Tensor normal = Noise.standardNormal(dtype(), full.toLongs());
    return BetaVariates.studentT(
        df, normal, GammaVariates.logGamma(df.mul(0.5).stopGradient(), full));
  }

  // ---- density

  /** The gradient is written out, because by the scale its terms cancel for small df. */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("StudentT.logProb", "value", value);
    Tensor scale = base.scale();
    Tensor z = base.standardise(value);
    Tensor inside =
        Tensor.withGradient(
            standardLogDensity(z).sub(scale.log()),
            (input, v, g) ->
                switch (input) {
                  case 0 ->
                      g.multiplyNoNan(
                          Expressions.apply(StudentFunction.STUDENT_T_LOG_DENSITY_BY_DF, df, z));
                  case 1 -> g.multiplyNoNan(fall(z)).div(scale);
                  case 2 -> g.multiplyNoNan(slopeByLogScale(z)).div(scale);
                  default -> g.multiplyNoNan(fall(z)).div(scale).neg();
                },
            df,
            base.loc(),
            scale,
            value);
    return support().restrict(value, inside);
  }

  /** (df + 1) z / (df + z^2), minus the slope of the standard log-density. */
  private Tensor fall(Tensor z) {
    return df.reciprocal().add(1).mul(z.div(z.mul(z.div(df)).add(1)));
  }

  /** df (z^2 - 1) / (df + z^2), without overflow. */
  private Tensor slopeByLogScale(Tensor z) {
    Tensor square = z.square();
    Tensor near = square.sub(1).div(square.div(df).add(1));
    Tensor inverse = z.reciprocal().square();
    Tensor far = inverse.neg().add(1).mul(df).div(inverse.mul(df).add(1));
    return Tensor.where(z.stopGradient().abs().gt(1), far, near);
  }

  private Tensor standardLogDensity(Tensor z) {
    return BetaVariates.studentTLogDensity(df, z);
  }

  private Tensor half() {
    return Tensor.fill(dtype(), 0.5);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("StudentT.cdf", "value", value);
    return Expressions.apply(StudentFunction.STUDENT_T_CDF, df, base.standardise(value));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("StudentT.logCdf", "value", value);
    return Expressions.apply(StudentFunction.STUDENT_T_LOG_CDF, df, base.standardise(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("StudentT.survival", "value", value);
    return Expressions.apply(StudentFunction.STUDENT_T_CDF, df, base.standardise(value).neg());
  }

  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("StudentT.logSurvival", "value", value);
    return Expressions.apply(StudentFunction.STUDENT_T_LOG_CDF, df, base.standardise(value).neg());
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("StudentT.icdf", "probability", probability);
    return base.fromStandard(BetaVariates.studentTQuantile(df, probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("StudentT.inverseSurvival", "probability", probability);
    return base.fromStandard(BetaVariates.studentTQuantile(df, probability).neg());
  }

  // ---- moments

  /** {@inheritDoc} loc; NaN for df &lt;= 1. */
  @Override
  public Tensor mean() {
    Tensor none = Tensor.fill(dtype(), Double.NaN);
    return Tensor.where(df.stopGradient().gt(1), base.wideLoc(), none).broadcastTo(batchShape);
  }

  /** {@inheritDoc} scale^2 df / (df - 2); infinite for df in (1, 2], NaN for df &lt;= 1. */
  @Override
  public Tensor variance() {
    Tensor finite = base.wideScale().square().mul(df.div(df.sub(2)));
    Tensor other = Moments.infiniteOrNan(df.stopGradient().gt(1));
    return Tensor.where(df.stopGradient().gt(2), finite, other);
  }

  @Override
  public Tensor mode() {
    return base.loc().broadcastTo(batchShape);
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor meanLog = BetaVariates.meanLog(df.mul(0.5), half());
    return base.scale()
        .log()
        .sub(standardLogDensity(Tensor.zeros(dtype())))
        .sub(df.add(1).mul(0.5).mul(meanLog))
        .broadcastTo(batchShape);
  }

  // ---- divergences

  static KlRules<StudentT> divergences() {
    return KlRules.from(StudentT.class)
        .to(Normal.class, KlMoments::normal)
        .to(Laplace.class, (p, q) -> p.onReals().from(q))
        .to(Logistic.class, (p, q) -> p.onReals().from(q))
        .to(Cauchy.class, (p, q) -> p.onReals().from(q))
        .to(StudentT.class, StudentT::divergence);
  }

  private static Tensor divergence(StudentT p, StudentT q) {
    Tensor from = p.real().df;
    Tensor to = q.real().df;
    return p.onReals().from(q.real(), q.real().base, (z, rise) -> change(from, to, z, rise));
  }

  /** ln f(z + rise) with m degrees of freedom less ln f(z) with n, without cancellation. */
  private static Tensor change(Tensor n, Tensor m, Tensor z, Tensor rise) {
    Tensor more = m.sub(n);
    Tensor half = more.mul(0.5);
    Tensor upper = GammaDifferences.lgamma(n.add(1).mul(0.5), half);
    Tensor constant = upper.sub(GammaDifferences.lgamma(n.mul(0.5), half));
    Tensor square = z.square().div(n);
    Tensor whole = square.add(1);
    Tensor difference = rise.mul(z.mul(2).add(rise)).sub(square.mul(more)).div(m);
    Tensor ratio = difference.div(whole).log1p().mul(m.add(1));
    Tensor power = ratio.add(more.mul(square.log1p())).add(LogRatio.of(m, n));
    return constant.sub(power.mul(0.5));
  }

  LocationScale base() {
    return base;
  }

  StudentT real() {
    return new StudentT(df.cast(DType.DOUBLE), base.real(), batchShape);
  }

  private KlReals onReals() {
    StudentT real = real();
    return new KlReals(real, real.base, real::meanDistance);
  }

  /** E |z - c| = c (1 - 2 P(z &gt; c)) + 2 (df + c^2) / (df - 1) times the density at c. */
  private Tensor meanDistance(Tensor c) {
    Tensor distance = c.abs();
    Tensor isFinite = df.stopGradient().gt(1);
    Tensor n = Tensor.where(isFinite, df, Tensor.fill(DType.DOUBLE, 2));
    Tensor tail = Expressions.apply(StudentFunction.STUDENT_T_CDF, n, distance.neg());
    Tensor density = BetaVariates.studentTLogDensity(n, c).exp();
    Tensor rest = density.mul(n.add(c.square()).div(n.sub(1))).sub(distance.mul(tail)).mul(2);
    return Tensor.where(isFinite, distance.add(rest), KlTerms.infinity(rest));
  }

  @Override
  public String toString() {
    return "StudentT " + batchShape() + " " + dtype();
  }
}
