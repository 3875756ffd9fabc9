/* SPDX-License-Identifier: Apache-2.0 */
package doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.ImplicitReparameterization;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.Training;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Distributions of a user's own, by public types alone. */
class OwnDistributionTest {
  private static final RandomKey KEY = RandomKey.of(1825);
  private static final int SAMPLES = 100_000;

  /**
   * F(x) = 1 - exp(-eta (e^(rate x) - 1)) for x &gt;= 0, with a sampler of which no gradient is
   * known.
   */
  record Gompertz(Tensor eta, Tensor rate) implements Reparameterized {
    static Gompertz of(Tensor eta, Tensor rate) {
      return new Gompertz(
          eta.require(Condition.POSITIVE, "Gompertz.of", "eta", null),
          rate.require(Condition.POSITIVE, "Gompertz.of", "rate", null));
    }

    @Override
    public DType dtype() {
      return eta.dtype();
    }

    @Override
    public Shape batchShape() {
      return eta.shape().broadcast(rate.shape());
    }

    @Override
    public Gompertz expand(long... batchShape) {
      return new Gompertz(eta.broadcastTo(batchShape), rate.broadcastTo(batchShape));
    }

    @Override
    public Constraint support() {
      return new Constraint.AtLeast(Tensor.zeros(dtype()));
    }

    /** The least of two samples whose eta is half, as a sampler that hides its gradient. */
    @Override
    public Tensor sample(long... sampleShape) {
      return one(sampleShape).minimum(one(sampleShape)).stopGradient();
    }

    private Tensor one(long... sampleShape) {
      long[] shape = Shape.of(sampleShape).append(batchShape()).toLongs();
      Tensor e = Noise.exponential(dtype(), shape);
      return e.div(eta.mul(0.5)).log1p().div(rate);
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ImplicitReparameterization.of(this, sample(sampleShape));
    }

    @Override
    public Tensor logProb(Tensor value) {
      Tensor y = rate.mul(value);
      Tensor inside = eta.log().add(rate.log()).add(y).sub(eta.mul(y.expm1()));
      return support().restrict(value, inside);
    }

    @Override
    public Tensor cdf(Tensor value) {
      return eta.mul(rate.mul(value.maximum(0)).expm1()).neg().expm1().neg();
    }
  }

  /** Density theta^2 / (1 + theta) (1 + x) e^(-theta x): no closed inverse of F, no sampler. */
  record Lindley(Tensor theta) implements Reparameterized {
    @Override
    public DType dtype() {
      return theta.dtype();
    }

    @Override
    public Shape batchShape() {
      return theta.shape();
    }

    @Override
    public Lindley expand(long... batchShape) {
      return new Lindley(theta.broadcastTo(batchShape));
    }

    @Override
    public Constraint support() {
      return new Constraint.AtLeast(Tensor.zeros(dtype()));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ImplicitReparameterization.byInversion(this, sampleShape);
    }

    @Override
    public Tensor logProb(Tensor value) {
      Tensor constant = theta.log().mul(2).sub(theta.log1p());
      return support().restrict(value, constant.add(value.log1p()).sub(theta.mul(value)));
    }

    /** -expm1(-theta x) - theta x / (1 + theta) e^(-theta x), which keeps its digits near 0. */
    @Override
    public Tensor cdf(Tensor value) {
      Tensor y = theta.mul(value.maximum(0));
      Tensor e = y.neg();
      return e.expm1().neg().sub(y.div(theta.add(1)).mul(e.exp())).maximum(0);
    }

    @Override
    public Tensor icdf(Tensor probability) {
      return ImplicitReparameterization.quantile(this, probability);
    }

    @Override
    public Tensor mean() {
      return theta.add(2).div(theta.mul(theta.add(1)));
    }
  }

  /** F(x) = (1 + z + sin(pi z) / pi) / 2 with z = (x - loc) / s on [loc - s, loc + s]. */
  record RaisedCosine(Tensor loc, Tensor s) implements Reparameterized {
    @Override
    public DType dtype() {
      return loc.dtype();
    }

    @Override
    public Shape batchShape() {
      return loc.shape().broadcast(s.shape());
    }

    @Override
    public RaisedCosine expand(long... batchShape) {
      return new RaisedCosine(loc.broadcastTo(batchShape), s.broadcastTo(batchShape));
    }

    @Override
    public Constraint support() {
      return new Constraint.Interval(loc.sub(s), loc.add(s));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ImplicitReparameterization.byInversion(this, sampleShape);
    }

    private Tensor standardise(Tensor value) {
      return value.sub(loc).div(s);
    }

    @Override
    public Tensor logProb(Tensor value) {
      Tensor half = standardise(value).mul(Math.PI / 2).cos().square();
      return support().restrict(value, half.div(s).log());
    }

    @Override
    public Tensor cdf(Tensor value) {
      Tensor z = standardise(value).clamp(-1, 1);
      return z.mul(Math.PI).sin().div(Math.PI).add(z).add(1).mul(0.5);
    }
  }

  private static Parameter parameter(String name, DType dtype, double value) {
    return Parameter.of(name, Tensor.fill(dtype, value).eval());
  }

  private static List<Reparameterized> families(DType dtype) {
    return List.of(
        Gompertz.of(parameter("eta", dtype, 0.4), parameter("rate", dtype, 1.7)),
        new Lindley(parameter("theta", dtype, 1.5)),
        new RaisedCosine(parameter("loc", dtype, -1), parameter("s", dtype, 2.5)));
  }

  static List<Reparameterized> families() {
    return families(DType.DOUBLE);
  }

  private static double[] values(Tensor t) {
    return t.cast(DType.DOUBLE).eval(KEY).dup().data().asDouble();
  }

  // ---- the distribution of samples

  /**
   * The Kolmogorov-Smirnov distance times sqrt(n) exceeds 3.28 with probability 2 exp(-2 3.28^2) =
   * 9e-10 for right samples.
   */
  @ParameterizedTest
  @EnumSource
  void samplesFollowTheirDistributionFunction(DType dtype) {
    for (Reparameterized d : families(dtype)) {
      double[] x = values(d.sample(SAMPLES));
      Arrays.sort(x);
      double[] p = values(d.cdf(Tensor.vector(x).cast(dtype)));
      double distance = 0;
      for (int i = 0; i < SAMPLES; i++) {
        double above = (i + 1.0) / SAMPLES - p[i];
        distance = Math.max(distance, Math.max(above, p[i] - (double) i / SAMPLES));
      }
      assertThat(distance * Math.sqrt(SAMPLES)).as("%s", d).isLessThan(3.28);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void samplesHaveTheirShapeAndDoNotRepeat(Reparameterized d) {
    assertThat(d.expand(3).rsample(4, 2).shape()).isEqualTo(Shape.of(4, 2, 3));
    assertThat(Arrays.stream(values(d.expand(3).rsample(4, 2))).distinct().count()).isEqualTo(24);
    assertThat(values(d.rsample(5))).isEqualTo(values(d.rsample(5)));
    assertThat(values(d.rsample(0))).isEmpty();
  }

  // ---- densities and gradients

  @ParameterizedTest
  @MethodSource("families")
  void logProbIsTheDerivativeOfTheDistributionFunction(Reparameterized d) {
    Parameter x = Parameter.of("x", d.rsample(30).eval(KEY));
    double[] slope = values(Gradients.of(d.cdf(x).sum(), x).of(x));
    double[] density = values(d.logProb(x).exp());
    for (int i = 0; i < slope.length; i++) {
      assertThat(slope[i]).isCloseTo(density[i], within(1e-13));
    }
    GradientCheck.of(d.logProb(x)).secondOrder().assertPasses();
    GradientCheck.of(d.cdf(x)).secondOrder().assertPasses();
  }

  /**
   * The central differences are those of the sampler itself: of all that it does with its noise.
   */
  @ParameterizedTest
  @MethodSource("families")
  void gradientOfSamplesIsThatOfTheSampler(Reparameterized d) {
    if (d instanceof Gompertz) {
      return; // the least of two has another path, of the same distribution
    }
    GradientCheck.of(d.rsample(20)).key(KEY).assertPasses();
    GradientCheck.of(d.rsample(20).sin().mean()).key(KEY).assertPasses();
  }

  /** x = ln(1 + e / eta) / rate with e = -ln(1 - F), so the gradient at constant F is explicit. */
  @Test
  void gradientOfGompertzSamplesIsTheClosedForm() {
    Parameter eta = parameter("eta", DType.DOUBLE, 0.4);
    Parameter rate = parameter("rate", DType.DOUBLE, 1.7);
    Gompertz d = Gompertz.of(eta, rate);
    Tensor x = d.rsample(200);
    Tensor weights = Tensor.range(DType.DOUBLE, 200).add(1).sin();
    Tensor e = d.cdf(x.stopGradient()).neg().log1p().neg().stopGradient();
    Tensor explicit = e.div(eta).log1p().div(rate);
    assertThat(values(explicit)).containsExactly(values(x), within(1e-10));
    Gradients found = Gradients.of(x.mul(weights).sum(), eta, rate);
    Gradients exact = Gradients.of(explicit.mul(weights).sum(), eta, rate);
    for (Parameter p : List.of(eta, rate)) {
      double expected = values(exact.of(p))[0];
      assertThat(values(found.of(p))[0]).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
  }

  /** In FLOAT the sum F rounds to 6e-8, and the density of 20 samples is not small. */
  @Test
  void gradientsInFloatAreThoseOfDouble() {
    Tensor p = Tensor.range(DType.DOUBLE, 9).add(1).mul(0.1);
    double[][] slopes = new double[2][];
    for (DType dtype : DType.values()) {
      Parameter theta = parameter("theta", dtype, 1.5);
      Tensor x = new Lindley(theta.broadcastTo(9)).icdf(p.cast(dtype));
      slopes[dtype == DType.DOUBLE ? 0 : 1] = values(Gradients.of(x.sum(), theta).of(theta));
    }
    assertThat(slopes[1]).containsExactly(slopes[0], within(1e-5));
  }

  // ---- used

  /**
   * E e^-X = theta^2 (theta + 2) / (1 + theta)^3. For theta = 1.5 the gradient of one sample, -e^-x
   * dx/dtheta, lies in [0, 0.93 x e^-x], which is within [0, 0.344]; by Hoeffding's inequality the
   * mean of 100,000 is further than 0.0036 from the true one with probability 2 exp(-2 100000
   * (0.0036 / 0.344)^2) = 6e-10.
   */
  @Test
  void gradientOfAnExpectationIsUnbiased() {
    Parameter theta = parameter("theta", DType.DOUBLE, 1.5);
    Tensor cost = new Lindley(theta).rsample(SAMPLES).neg().exp().mean();
    Tensor exact = theta.square().mul(theta.add(2)).div(theta.add(1).pow(3));
    double expected = values(Gradients.of(exact, theta).of(theta))[0];
    assertThat(expected).isBetween(0.2, 0.22);
    assertThat(values(Gradients.of(cost, theta).of(theta))[0]).isCloseTo(expected, within(0.0036));
  }

  /**
   * E (X - 2)^2 is least where its closed form is: the steps' noise, from a fixed seed, leaves some
   * hundredths.
   */
  @Test
  void aTrainingFindsTheBestParameter() {
    Parameter raw = parameter("raw", DType.DOUBLE, 1);
    Lindley d = new Lindley(raw.exp());
    Training.minimize(() -> d.rsample(200).sub(2).square().mean())
        .with(Adam.rate(0.03))
        .seed(7)
        .fit(BatchSource.steps(300), Training.epochs(1));
    double best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double theta = 0.2; theta < 5; theta += 1e-4) {
      double mean = (theta + 2) / (theta * (theta + 1));
      double square = 2 * (theta + 3) / (theta * theta * (theta + 1));
      double cost = square - 4 * mean + 4;
      if (cost < least) {
        least = cost;
        best = theta;
      }
    }
    assertThat(raw.exp().evalScalar()).isCloseTo(best, within(0.1));
  }

  @Test
  void combinatorsTakeIt() {
    Parameter theta = Parameter.of("theta", Tensor.vector(0.5, 2).eval());
    Mixture.Pathwise mixture = Mixture.of(Tensor.vector(1.0, 3), new Lindley(theta));
    double[] slope = values(Gradients.of(mixture.rsample(100).mean(), theta).of(theta));
    assertThat(Arrays.stream(slope).allMatch(s -> s < 0)).isTrue();
  }

  @Test
  void whatIsMissingSaysWhose() {
    Distribution d = new Lindley(Tensor.scalar(1));
    assertThatThrownBy(d::variance)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("Lindley.variance: there must be a closed form");
    assertThatThrownBy(() -> Gompertz.of(Tensor.scalar(-1), Tensor.scalar(1)).sample().eval(KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Gompertz.of: eta must be > 0 everywhere, got -1.0 at [] of shape []");
  }
}
