/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Softplus;
import io.github.reparam4j.bijector.StickBreaking;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Cauchy;
import io.github.reparam4j.distribution.Censored;
import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.Dirichlet;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Exponential;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.distribution.RelaxedBernoulli;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.distribution.StraightThrough;
import io.github.reparam4j.distribution.Truncated;
import io.github.reparam4j.distribution.TruncatedNormal;
import io.github.reparam4j.distribution.Weibull;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The code of src/site/markdown/distributions.md, as it stands there, and what it says. */
class DistributionsPageTest {
  private static final RandomKey KEY = RandomKey.of(20140116);

  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(DistributionsPageTest.class, DistributionsTableTest.PAGE);
  }

  private static double[] values(Tensor t) {
    return t.cast(DType.DOUBLE).eval(KEY).dup().data().asDouble();
  }

  @Test
  void start() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 3));

    Gamma gamma = Gamma.of(raw.softplus(), Tensor.scalar(2));
    Tensor x = gamma.rsample(1000);
    Tensor loss = x.log().square().mean();
    INDArray slope = Gradients.of(loss, raw).of(raw).eval(RandomKey.of(42));

    assertThat(x.shape()).isEqualTo(Shape.of(1000, 3));
    assertThat(slope.shape()).containsExactly(3);
    for (int i = 0; i < 3; i++) {
      assertThat(slope.getDouble(i)).isFinite().isNotZero();
    }
  }

  @Test
  void shapes() {
    Normal elements = Normal.of(Tensor.zeros(DType.DOUBLE, 5, 3), Tensor.scalar(1));
    Independent.Pathwise vectors = Independent.of(elements, 1);

    Tensor y = vectors.rsample(7);
    Tensor each = elements.logProb(y);
    Tensor whole = vectors.logProb(y);

    assertThat(y.shape()).isEqualTo(Shape.of(7, 5, 3));
    assertThat(each.shape()).isEqualTo(Shape.of(7, 5, 3));
    assertThat(whole.shape()).isEqualTo(Shape.of(7, 5));
    assertThat(values(whole)).containsExactly(values(each.sum(-1)), within(1e-13));
  }

  @Test
  void copiesOfAnExpandedBatchAreDrawnIndependently() {
    double[] x = values(Normal.of(0, 1).expand(2).rsample());
    assertThat(x[0]).isNotEqualTo(x[1]);
  }

  @Test
  void numbersAreCheckedAtOnce() {
    assertThatThrownBy(
            () -> {
              Normal.of(0, -1);
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Normal.of: scale must be > 0, got -1.0; pass a log-scale through exp or softplus");
  }

  @Test
  void tensorsAreCheckedWhenRun() {
    assertThatThrownBy(
            () -> {
              Tensor scale = Tensor.vector(1, 0.5, -0.5);
              Normal normal = Normal.of(Tensor.scalar(0), scale);
              normal.rsample().eval(RandomKey.of(1));
            })
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith(
            "Normal.of: scale must be > 0 everywhere, got -0.5 at [2] of shape [3]; pass a log-");
  }

  @Test
  void integersMakeFloatVectors() {
    assertThat(Tensor.vector(1, 2).dtype()).isEqualTo(DType.FLOAT);
    assertThat(Tensor.vector(1.0, 2).dtype()).isEqualTo(DType.DOUBLE);
  }

  @Test
  void tails() {
    SampleWithLogProb both = Beta.of(0.001, 0.001).rsampleAndLogProb(1000);
    Tensor logDensity = both.logProb();
    Tensor logit = Beta.of(0.001, 0.001).rsampleLogit(1000);

    assertThat(values(both.sample())).contains(0.0, 1.0);
    assertThat(Arrays.stream(values(logDensity)).allMatch(Double::isFinite)).isTrue();
    assertThat(Arrays.stream(values(logit)).allMatch(Double::isFinite)).isTrue();
  }

  @Test
  void truncationFarOut() {
    Tensor infinity = Tensor.scalar(Double.POSITIVE_INFINITY);
    for (double low : new double[] {20, 60}) {
      Tensor high = low == 20 ? Tensor.scalar(21) : infinity;
      Truncated.Pathwise far = Truncated.of(Normal.of(0, 1), Tensor.scalar(low), high);
      double x = far.rsample().eval(KEY).getDouble(0);
      assertThat(x).isBetween(low, low + 1);
      double exact =
          TruncatedNormal.of(Tensor.scalar(0), Tensor.scalar(1), Tensor.scalar(low), high)
              .logProb(Tensor.scalar(x))
              .evalScalar();
      assertThat(far.logProb(Tensor.scalar(x)).evalScalar()).isCloseTo(exact, within(1e-11));
    }
    double last = TruncatedNormal.of(0, 1, 1e9, 2e9).rsample().eval(KEY).getDouble(0);
    assertThat(last).isBetween(1e9, 1e9 + 1);
  }

  @Test
  void combinators() {
    Parameter logits = Parameter.of("logits", Nd4j.zeros(DataType.DOUBLE, 3));

    Tensor means = Tensor.vector(-2.0, 0, 2);
    Mixture.Pathwise mixture = Mixture.fromLogits(logits, Normal.of(means, Tensor.scalar(0.5)));
    Tensor z = mixture.rsample(1000);
    INDArray byLogits = Gradients.of(z.square().mean(), logits).of(logits).eval(RandomKey.of(3));

    Mixture.Pathwise robust =
        Mixture.of(Tensor.vector(0.95, 0.05), Normal.of(0, 1), Cauchy.of(0, 3));

    Truncated.Pathwise waiting = Truncated.of(Gamma.of(2, 1), Tensor.scalar(0.5), Tensor.scalar(3));

    Tensor end = Tensor.scalar(2); // of a study: later ends of lifetimes are not seen
    Censored.Pathwise lifetime = Censored.of(Weibull.of(1.5, 2), Tensor.scalar(0), end);
    Tensor logLikelihood = lifetime.logProb(Tensor.vector(0.3, 1.7, 2, 2)).sum();

    // two lifetimes with a density, two of which only P(X > 2) = exp(-(2 / 1.5)^2) is known
    Tensor seen = Weibull.of(1.5, 2).logProb(Tensor.vector(0.3, 1.7)).sum();
    assertThat(logLikelihood.evalScalar())
        .isCloseTo(seen.evalScalar() - 2 * 16 / 9.0, within(1e-13));
    assertThat(robust.survival(Tensor.scalar(30)).evalScalar())
        .isCloseTo(0.05 * Math.atan(0.1) / Math.PI, within(1e-15));
    assertThat(byLogits.getDouble(0)).isPositive();
    assertThat(byLogits.getDouble(1)).isNegative();
    assertThat(Arrays.stream(values(waiting.rsample(100))).allMatch(v -> v >= 0.5 && v <= 3))
        .isTrue();
  }

  @Test
  void whatHasNoPathwiseGradientHasNoRsample() {
    for (Class<?> type : new Class<?>[] {Distribution.class, Poisson.class, Mixture.class}) {
      assertThat(type.getMethods()).extracting(Method::getName).doesNotContain("rsample");
    }
    assertThat(Independent.of((Distribution) Poisson.of(3), 0))
        .isNotInstanceOf(Reparameterized.class);
    assertThat(Independent.of((Distribution) Normal.of(0, 1), 0))
        .isInstanceOf(Reparameterized.class);
  }

  @Test
  void bijectors() {
    Bijector aboveOne = new Softplus().then(new Shift(Tensor.scalar(1)));
    var shifted = TransformedDistribution.of(Normal.of(0, 1), aboveOne);
    Tensor density = shifted.logProb(Tensor.vector(1.5, 2, 3));

    assertThat(density.shape()).isEqualTo(Shape.of(3));
    assertThat(Arrays.stream(values(density)).allMatch(Double::isFinite)).isTrue();
    assertThat(values(shifted.logProb(Tensor.scalar(0.5)))[0]).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void ontoASupport() {
    Dirichlet prior = Dirichlet.of(Tensor.vector(2.0, 3, 4));
    Parameter free = Parameter.of("free", Nd4j.zeros(DataType.DOUBLE, 2));
    Bijector onto = Bijector.bijectTo(prior.support());
    Tensor p = onto.forward(free);
    Tensor logPosterior = prior.logProb(p).add(onto.logDet(free));

    assertThat(onto).isInstanceOf(StickBreaking.class);
    assertThat(values(p.sum())[0]).isCloseTo(1, within(1e-15));
    assertThat(values(logPosterior)[0]).isFinite();
    assertThatThrownBy(() -> Bijector.bijectTo(Poisson.of(3).support()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Tensor cost(Tensor x) {
    return x.sub(0.3).square();
  }

  /**
   * With p = 0.5 the derivative of E cost by the logit is p (1 - p) (0.49 - 0.09) = 0.1. Each of
   * 1000 terms of the score estimate is within 0.25, so by Hoeffding's inequality the chance that
   * their mean is more than 0.05 from it is below 2 exp(-2 1000 0.05^2 / 0.5^2) = 4e-9.
   */
  @Test
  void discreteVariables() {
    Parameter logit = Parameter.of("logit", Tensor.scalar(0).eval());

    Bernoulli coin = Bernoulli.fromLogits(logit);
    Tensor sides = Tensor.vector(0.0, 1);
    Tensor expected = coin.logProb(sides).exp().mul(cost(sides)).sum();

    Tensor drawn = coin.sample(1000);
    Tensor surrogate = coin.logProb(drawn).mul(cost(drawn).stopGradient()).mean();
    Tensor score = Gradients.of(surrogate, logit).of(logit);

    RelaxedBernoulli soft = RelaxedBernoulli.fromLogits(Tensor.scalar(0.5), logit);
    Tensor relaxed = Gradients.of(cost(soft.rsample(1000)).mean(), logit).of(logit);

    Tensor hard = StraightThrough.bernoulli(coin, 1000);
    Tensor through = Gradients.of(cost(hard).mean(), logit).of(logit);

    assertThat(values(Gradients.of(expected, logit).of(logit))[0]).isCloseTo(0.1, within(1e-15));
    assertThat(values(score)[0]).isCloseTo(0.1, within(0.05));
    assertThat(values(relaxed)[0]).isFinite().isPositive();
    assertThat(values(through)[0]).isFinite();
    assertThat(values(hard)).containsOnly(0.0, 1.0);
    assertThatThrownBy(() -> Gradients.of(drawn.mean(), logit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depend");
  }

  /**
   * KL(Gamma(a, 2) || Exponential(1)) with a = ln 2, each of three estimates from 1000 samples. The
   * log-ratio is (a - 1) ln x - x plus a constant; 0.5 is more than 15 standard errors.
   */
  @Test
  void divergences() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 3));
    Gamma gamma = Gamma.of(raw.softplus(), Tensor.scalar(2));

    Tensor exact = KlDivergence.of(gamma, Exponential.of(1));

    SampleWithLogProb s = gamma.rsampleAndLogProb(1000);
    Tensor estimate = s.logProb().sub(Exponential.of(1).logProb(s.sample())).mean(0);

    double byEntropy = values(gamma.mean().sub(gamma.entropy()))[0];
    for (double e : values(exact)) {
      assertThat(e).isCloseTo(byEntropy, within(1e-12));
    }
    for (double e : values(estimate)) {
      assertThat(e).isCloseTo(byEntropy, within(0.5));
    }
  }

  @Test
  void secondDerivativesOfImplicitSamples() {
    Parameter a = Parameter.of("a", Tensor.scalar(2).eval());
    Parameter rate = Parameter.of("rate", Tensor.scalar(3).eval());
    Tensor x = Gamma.of(a, rate).rsample();
    Tensor byA = Gradients.of(x, a).of(a);
    assertThat(values(Gradients.of(byA, a).of(a))[0]).isFinite().isNotZero();
    Tensor byAA = Gradients.of(byA, a).of(a);
    assertThatThrownBy(() -> Gradients.of(byAA, a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have a gradient, got logGammaByConcentration");
    Tensor byRate = Gradients.of(x, rate).of(rate);
    double second = values(Gradients.of(byRate, rate).of(rate))[0];
    assertThat(second).isCloseTo(2 * values(x)[0] / 9, within(1e-13));

    Tensor y = Mixture.of(Tensor.vector(0.5, 0.5), Normal.of(a, Tensor.vector(1.0, 2))).rsample();
    Tensor byMean = Gradients.of(y, a).of(a);
    assertThatThrownBy(() -> Gradients.of(byMean, a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got a second derivative of a sample with an implicit gradient");
  }

  /** Density x / scale^2 exp(-(x / scale)^2 / 2) for x >= 0. */
  record Rayleigh(Tensor scale) implements Reparameterized {
    static Rayleigh of(Tensor scale) {
      return new Rayleigh(scale.require(Condition.POSITIVE, "Rayleigh.of", "scale", null));
    }

    @Override
    public DType dtype() {
      return scale.dtype();
    }

    @Override
    public Shape batchShape() {
      return scale.shape();
    }

    @Override
    public Rayleigh expand(long... batchShape) {
      return new Rayleigh(scale.broadcastTo(batchShape));
    }

    @Override
    public Constraint support() {
      return new Constraint.AtLeast(Tensor.zeros(dtype()));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      Shape shape = Shape.of(sampleShape).append(batchShape());
      return scale.mul(Noise.exponential(dtype(), shape.toLongs()).mul(2).sqrt());
    }

    @Override
    public Tensor logProb(Tensor value) {
      Tensor z = value.div(scale);
      Tensor inside = z.log().sub(scale.log()).sub(z.square().mul(0.5));
      return support().restrict(value, inside);
    }

    @Override
    public Tensor cdf(Tensor value) {
      return value.maximum(0).div(scale).square().mul(-0.5).expm1().neg();
    }
  }

  @Test
  void oneOwn() {
    Parameter raw = Parameter.of("raw", Nd4j.zeros(DataType.DOUBLE, 3));

    Rayleigh rayleigh = Rayleigh.of(raw.exp());
    Tensor r = rayleigh.rsample(1000);
    Tensor own = Mixture.of(Tensor.vector(1.0, 1, 2), rayleigh).rsample(1000);

    double[] x = values(r);
    double[] slope = values(Gradients.of(r.sum(), raw).of(raw));
    double sum = Arrays.stream(x).sum();
    assertThat(Arrays.stream(slope).sum()).isCloseTo(sum, within(1e-9 * sum));
    assertThat(own.shape()).isEqualTo(Shape.of(1000));
    double[] byScale = values(Gradients.of(own.mean(), raw).of(raw));
    assertThat(Arrays.stream(byScale).allMatch(v -> v > 0)).isTrue();
    double at = values(rayleigh.logProb(Tensor.scalar(0.7)))[0];
    assertThat(at).isCloseTo(Math.log(0.7) - 0.245, within(1e-15));
    double h = 1e-5;
    double rise = values(rayleigh.cdf(Tensor.scalar(0.7 + h)))[0];
    double fall = values(rayleigh.cdf(Tensor.scalar(0.7 - h)))[0];
    assertThat((rise - fall) / (2 * h)).isCloseTo(Math.exp(at), within(1e-9));
    assertThatThrownBy(() -> Rayleigh.of(Tensor.vector(1.0, -1)).rsample().eval(KEY))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("Rayleigh.of: scale must be > 0 everywhere, got -1.0 at [1] of shape [2]");
  }
}
