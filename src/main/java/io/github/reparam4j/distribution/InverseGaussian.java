/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.LogProbability;
import io.github.reparam4j.distribution.numerics.LogRatio;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.InverseGaussianFunction;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The inverse Gaussian (Wald) distribution with given mean and concentration (the shape lambda: the
 * variance is loc^3 / concentration). Density sqrt(concentration / (2 pi x^3)) exp(-concentration
 * (x - loc)^2 / (2 loc^2 x)) for x &gt; 0.
 *
 * <p>Samples follow J. R. Michael, W. R. Schucany and R. W. Haas, "Generating random variates using
 * transformations with multiple roots", The American Statistician 30 (1976). The gradients are
 * implicit, in closed form, and can be differentiated again.
 */
public final class InverseGaussian implements Reparameterized {
  private static final double SERIES_THRESHOLD = 17;

  private final Tensor loc;
  private final Tensor concentration;
  private final Shape batchShape;

  private InverseGaussian(Tensor loc, Tensor concentration, Shape batchShape) {
    this.loc = loc;
    this.concentration = concentration;
    this.batchShape = batchShape;
  }

  /**
   * A batch of inverse Gaussian distributions.
   *
   * @param loc mean, &gt; 0
   * @param concentration &gt; 0
   * @return the distribution, of the batch shape to which both broadcast
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  public static InverseGaussian of(Tensor loc, Tensor concentration) {
    String where = "InverseGaussian.of";
    return new InverseGaussian(
        Parameters.positive(where, "loc", loc),
        Parameters.positive(where, "concentration", concentration),
        Parameters.batchShape(where, loc, concentration));
  }

  /**
   * One inverse Gaussian distribution, in DOUBLE.
   *
   * @param loc mean, &gt; 0
   * @param concentration &gt; 0
   * @return the distribution
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public static InverseGaussian of(double loc, double concentration) {
    return of(Tensor.scalar(loc), Tensor.scalar(concentration));
  }

  // ---- parameters

  /** {@return the mean, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return the concentration, before broadcasting} */
  public Tensor concentration() {
    return concentration;
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
  public InverseGaussian expand(long... batchShape) {
    Tensor wide = loc.broadcastTo(batchShape);
    return new InverseGaussian(wide, concentration.broadcastTo(batchShape), wide.shape());
  }

  /** concentration / loc, the only parameter of the distribution of x / loc. */
  private Tensor shape() {
    return concentration.div(loc);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.AtLeast(Tensor.zeros(dtype()));
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    long[] full = Parameters.sampleShape(this, sampleShape).toLongs();
    Tensor z = Noise.standardNormal(dtype(), full);
    Tensor u = Noise.uniform(dtype(), full);
    // With x = loc r, the two roots r for one z have the product 1 and the sum 2 + 2 t.
    Tensor t = z.square().mul(0.5).div(shape().stopGradient());
    Tensor greater = t.add(1).add(t.sqrt().mul(t.add(2).sqrt()));
    Tensor lesser = greater.reciprocal();
    Tensor r = Tensor.where(u.mul(lesser.add(1)).le(1), lesser, greater);
    Tensor value = loc.stopGradient().mul(r);
    return Tensor.withGradient(
        value,
        (input, x, g) -> g.mul(input == 0 ? byLoc(x) : byConcentration(x)),
        loc,
        concentration);
  }

  /**
   * dx/dloc at a constant value of the distribution function: 2 sqrt(shape) r^(3/2) M(b) with r = x
   * / loc, b = sqrt(shape) (sqrt(r) + 1 / sqrt(r)) and Mills' ratio M. The density cancels because
   * e^(2 shape) phi(b) = phi(a), where a = sqrt(shape) (sqrt(r) - 1 / sqrt(r)).
   */
  Tensor byLoc(Tensor x) {
    Tensor r = x.div(loc);
    return r.mul(shape().mul(r).sqrt()).mul(mills(upper(r))).mul(2);
  }

  /**
   * dx/dconcentration at a constant value of the distribution function: r ((1 - r) + 2 r (1 - b
   * M(b))) / (shape (1 + r)). Terms cancel only at its zero above the mean.
   */
  Tensor byConcentration(Tensor x) {
    Tensor r = x.div(loc);
    Tensor moved = loc.sub(x).div(loc).add(r.mul(millsDeficit(upper(r))).mul(2));
    return r.div(r.add(1)).mul(moved).div(shape());
  }

  /** a = sqrt(shape) (sqrt(r) - 1 / sqrt(r)). */
  private Tensor lower(Tensor x) {
    return x.sub(loc).div(loc).mul(concentration.sqrt().div(x.sqrt()));
  }

  /** b = sqrt(shape) (sqrt(r) + 1 / sqrt(r)). */
  private Tensor upper(Tensor r) {
    Tensor root = r.sqrt();
    return shape().sqrt().mul(root.add(root.reciprocal()));
  }

  /** Phi(-b) / phi(b). */
  private static Tensor mills(Tensor b) {
    return b.mul(Math.sqrt(0.5)).erfcx().mul(Math.sqrt(Math.PI / 2));
  }

  /** 1 - b M(b), for large b by its asymptotic series 1 / b^2 - 3 / b^4 + 15 / b^6 - ... */
  private static Tensor millsDeficit(Tensor b) {
    Tensor r = b.maximum(SERIES_THRESHOLD).square().reciprocal();
    Tensor series = Tensor.fill(b.dtype(), 1);
    for (int odd = 19; odd > 1; odd -= 2) {
      series = series.mul(r).mul(-odd).add(1);
    }
    Tensor near = b.mul(mills(b)).neg().add(1);
    return Tensor.where(b.stopGradient().gt(SERIES_THRESHOLD), series.mul(r), near);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("InverseGaussian.logProb", "value", value);
    Tensor y = value.stopGradient();
    Tensor x = Tensor.where(y.gt(0), value, Tensor.fill(dtype(), 1));
    return support().restrict(value, Tensor.where(y.gt(0), logDensity(x), atZero(value)));
  }

  /** For x &gt; 0; the gradient is written out, because by a its terms cancel. */
  private Tensor logDensity(Tensor x) {
    Tensor square = lower(x).square();
    Tensor log = x.log();
    Tensor logs =
        concentration.log().mul(0.5).sub(log.mul(1.5)).sub(ReparamGaussian.HALF_LOG_TWO_PI);
    Tensor distance = x.sub(loc).div(loc);
    return Tensor.withGradient(
        square.mul(-0.5).add(logs),
        (input, v, g) ->
            g.multiplyNoNan(
                switch (input) {
                  case 0 -> distance.mul(shape()).div(loc);
                  case 1 -> square.neg().add(1).div(concentration).mul(0.5);
                  default -> {
                    Tensor pull = distance.mul(shape()).mul(loc.div(x).add(1));
                    yield pull.add(3).mul(-0.5);
                  }
                }),
        loc,
        concentration,
        log);
  }

  /** -concentration / (2 x), which prevails in logarithms near 0: there minus infinity. */
  private Tensor atZero(Tensor value) {
    return concentration.div(value.clamp(0, Double.POSITIVE_INFINITY)).mul(-0.5);
  }

  /**
   * Phi(a) + e^(2 shape) Phi(-b), with the second term as phi(a) M(b), which does not overflow. The
   * slopes of the terms cancel; that of the sum is the density, and by the parameters minus the
   * density times the slopes of samples.
   */
  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("InverseGaussian.cdf", "value", value);
    Tensor y = value.stopGradient();
    Tensor none = y.le(0);
    Tensor all = y.eq(Double.POSITIVE_INFINITY);
    Tensor one = Tensor.fill(dtype(), 1);
    Tensor x = Tensor.where(none.add(all), one, value);
    Tensor a = lower(x);
    Tensor density = a.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    Tensor inside = a.ndtr().add(density.mul(mills(upper(x.div(loc)))));
    inside =
        Tensor.withGradient(
            inside.clamp(0, 1),
            (input, v, g) -> {
              Tensor slope = g.multiplyNoNan(logDensity(x).exp());
              return switch (input) {
                case 0 -> slope.multiplyNoNan(byLoc(x)).neg();
                case 1 -> slope.multiplyNoNan(byConcentration(x)).neg();
                default -> slope;
              };
            },
            loc,
            concentration,
            x);
    return Tensor.where(none, Tensor.fill(dtype(), 0), Tensor.where(all, one, inside));
  }

  @Override
  public Tensor logCdf(Tensor value) {
    Errors.given("InverseGaussian.logCdf", "value", value);
    Tensor log =
        Expressions.apply(
            InverseGaussianFunction.INVERSE_GAUSSIAN_LOG_CDF, shape(), relative(value));
    return LogProbability.withEndAt(log, value, atZero(value));
  }

  @Override
  public Tensor survival(Tensor value) {
    Errors.given("InverseGaussian.survival", "value", value);
    return logSurvival(value).exp();
  }

  /** Where 1 - F is small, phi(a) (M(a) - M(b)), the difference as an integral. */
  @Override
  public Tensor logSurvival(Tensor value) {
    Errors.given("InverseGaussian.logSurvival", "value", value);
    return Expressions.apply(
        InverseGaussianFunction.INVERSE_GAUSSIAN_LOG_SURVIVAL, shape(), relative(value));
  }

  /** x / loc, 0 for values below 0. */
  private Tensor relative(Tensor value) {
    return value.clamp(0, Double.POSITIVE_INFINITY).div(loc);
  }

  /** By Newton's method, to a few ulps; differentiable any number of times. */
  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("InverseGaussian.icdf", "probability", probability);
    return loc.mul(
        Expressions.apply(InverseGaussianFunction.INVERSE_GAUSSIAN_QUANTILE, shape(), probability));
  }

  @Override
  public Tensor inverseSurvival(Tensor probability) {
    Errors.given("InverseGaussian.inverseSurvival", "probability", probability);
    return loc.mul(
        Expressions.apply(
            InverseGaussianFunction.INVERSE_GAUSSIAN_UPPER_QUANTILE, shape(), probability));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return loc.broadcastTo(batchShape);
  }

  @Override
  public Tensor variance() {
    return loc.square().div(shape());
  }

  /** loc (sqrt(1 + q^2) - q) with q = 3 / (2 shape), without cancellation or overflow. */
  @Override
  public Tensor mode() {
    Tensor p = shape().div(1.5);
    Tensor q = p.reciprocal();
    Tensor small = p.div(p.square().add(1).sqrt().add(1));
    Tensor large = q.square().add(1).sqrt().add(q).reciprocal();
    return loc.mul(Tensor.where(p.stopGradient().gt(1), large, small));
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    Tensor logs = loc.log().sub(shape().mul(2).expE1()).mul(1.5);
    return logs.sub(concentration.log().mul(0.5)).add(ReparamGaussian.HALF_LOG_TWO_PI + 0.5);
  }

  // ---- divergences

  static KlRules<InverseGaussian> divergences() {
    return KlRules.from(InverseGaussian.class)
        .to(InverseGaussian.class, InverseGaussian::divergence)
        .to(Normal.class, KlMoments::normal)
        .to(Exponential.class, KlMoments::linear)
        .to(Gamma.class, (p, q) -> KlMoments.gamma(p, p.meanLog(), q))
        .to(Chi2.class, (p, q) -> KlMoments.chi2(p, p.meanLog(), q));
  }

  /** The excess of the concentrations, and the squared distance of the means. */
  private static Tensor divergence(InverseGaussian p, InverseGaussian q) {
    Tensor concentrations = KlTerms.excess(LogRatio.of(q.concentration, p.concentration));
    Tensor distance = p.loc.sub(q.loc).div(q.loc).square();
    return concentrations.add(distance.mul(q.concentration).div(p.loc)).mul(0.5);
  }

  /** E ln x. */
  private Tensor meanLog() {
    return loc.log().sub(shape().mul(2).expE1());
  }

  @Override
  public String toString() {
    return "InverseGaussian " + batchShape() + " " + dtype();
  }
}
