/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.data.Batches;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Dirichlet;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.Uniform;
import io.github.reparam4j.distribution.VonMises;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.nn.Dropout;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LatentVariableModelTest {
  private static final RandomKey KEY = RandomKey.of(11);
  private static final Tensor BITS =
      Tensor.constant(new double[] {0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1}, 3, 4);

  private static Layer dense(String name, int in, int out) {
    return Dense.of(name, in, out).dtype(DType.DOUBLE);
  }

  private static Independent.Pathwise standard(int q) {
    return Priors.standardNormal(DType.DOUBLE, q);
  }

  /** Four columns, codes of two numbers, linear networks. */
  private static LatentVariableModel<Independent.Pathwise> small(
      int outputs, Function<Tensor, Distribution> likelihood) {
    return LatentVariableModel.of(
        dense("encoder", 4, 4),
        Posteriors.diagonalGaussian(2),
        standard(2),
        dense("decoder", 2, outputs),
        likelihood);
  }

  /** The plain autoencoder is the model with a diagonal normal posterior and bits. */
  @Test
  void plainAutoencoderIsAModel() {
    Mlp encoder = Mlp.of("encoder", 4, 5, 6).dtype(DType.DOUBLE);
    Mlp decoder = Mlp.of("decoder", 3, 5, 4).dtype(DType.DOUBLE);
    var model =
        LatentVariableModel.of(
            encoder, Posteriors.diagonalGaussian(3), standard(3), decoder, Likelihoods.bernoulli());
    Vae vae = Vae.of(encoder, decoder);
    Bound bound = model.bound(BITS, Elbo.samples(1));

    assertThat(bound.value().shape()).isEqualTo(Shape.of(3));
    assertThat(bound.loss().evalScalar(KEY))
        .isCloseTo(-vae.elbo(BITS).evalScalar(KEY), within(1e-12));
    assertThat(model.reconstruct(BITS).eval()).isEqualTo(vae.reconstruct(BITS).eval());
    assertThat(model.parameters()).isEqualTo(vae.parameters());
  }

  /** Dropout of half of the columns changes every number that it is not left out of. */
  @Test
  void networksOfUseHaveNoDropout() {
    Layer encoder = Dropout.of(0.5).then(dense("encoder", 4, 6));
    Layer decoder = Dropout.of(0.5).then(dense("decoder", 3, 4));
    Vae vae = Vae.of(4, 3, encoder, decoder);
    Vae plain = Vae.of(4, 3, encoder.inference(), decoder.inference());
    Tensor other = BITS.neg().add(1);

    assertThat(vae.reconstruct(BITS).eval(KEY)).isEqualTo(plain.reconstruct(BITS).eval());
    assertThat(vae.sample(5).eval(KEY)).isEqualTo(plain.sample(5).eval(KEY));
    assertThat(vae.encode(BITS).loc().eval(KEY)).isEqualTo(plain.encode(BITS).loc().eval());
    assertThat(vae.decode(BITS.slice(-1, 0, 3)).eval(KEY))
        .isEqualTo(plain.decode(BITS.slice(-1, 0, 3)).eval());
    assertThat(vae.model().interpolate(BITS, other, 3).eval(KEY))
        .isEqualTo(plain.model().interpolate(BITS, other, 3).eval());
    double bound = plain.elbo(BITS).evalScalar(KEY);
    assertThat(vae.inference().elbo(BITS).evalScalar(KEY)).isEqualTo(bound);
    assertThat(vae.elbo(BITS).evalScalar(KEY)).isNotCloseTo(bound, within(1e-6));
    LogLikelihood ten = LogLikelihood.samples(10);
    assertThat(ten.of(vae.model(), BITS.eval()).rows())
        .isEqualTo(ten.of(plain.model(), BITS.eval()).rows());
  }

  static Stream<Arguments> posteriors() {
    return Stream.of(
        Arguments.of(true, 6, Posteriors.diagonalGaussian(3), standard(3)),
        Arguments.of(true, 9, Posteriors.fullGaussian(3), standard(3)),
        Arguments.of(true, 12, Posteriors.lowRankGaussian(3, 2), standard(3)),
        Arguments.of(
            true,
            6,
            Posteriors.logitNormal(3),
            Independent.of(
                Uniform.of(Tensor.zeros(DType.DOUBLE, 3), Tensor.ones(DType.DOUBLE, 3)), 1)),
        Arguments.of(
            false,
            6,
            Posteriors.vonMises(3),
            Independent.of(
                VonMises.of(Tensor.zeros(DType.DOUBLE, 3), Tensor.ones(DType.DOUBLE, 3)), 1)),
        Arguments.of(
            false, 3, Posteriors.dirichlet(3), Dirichlet.of(Tensor.ones(DType.DOUBLE, 3))));
  }

  /**
   * Every posterior, by both bounds: the gradient is that of the value for fixed noise, where
   * samples are not made by rejection.
   */
  @ParameterizedTest
  @MethodSource("posteriors")
  void gradientIsThatOfTheBound(
      boolean isContinuousInNoise,
      int columns,
      Function<Tensor, ? extends Reparameterized> posterior,
      Distribution prior) {
    LatentVariableModel<Reparameterized> model =
        LatentVariableModel.of(
            dense("encoder", 4, columns),
            posterior,
            prior,
            dense("decoder", 3, 4),
            Likelihoods.gaussian(0.5));
    Stream.<EvidenceBound<Reparameterized>>of(Elbo.samples(2), ImportanceWeightedBound.samples(3))
        .forEach(
            bound -> {
              Bound value = model.bound(BITS, bound);
              assertThat(value.value().shape()).isEqualTo(Shape.of(3));
              if (isContinuousInNoise) {
                GradientCheck.of(value.loss()).key(KEY).tolerance(1e-5).run().assertPasses();
              }
            });
  }

  static Stream<Arguments> likelihoods() {
    return Stream.of(
        Arguments.of(4, Likelihoods.bernoulli(), BITS),
        Arguments.of(4, Likelihoods.continuousBernoulli(), BITS.mul(0.3).add(0.1)),
        Arguments.of(4, Likelihoods.gaussian(0.3), BITS),
        Arguments.of(4, Likelihoods.gaussian(Parameter.of("s", Nd4j.scalar(0.4)).exp()), BITS),
        Arguments.of(8, Likelihoods.gaussianWithPredictedScale(0.01), BITS),
        Arguments.of(12, Likelihoods.categorical(3), BITS),
        Arguments.of(24, Likelihoods.discretizedLogisticMixture(4, 2), BITS.mul(3)),
        Arguments.of(4, Likelihoods.poisson(), BITS.mul(3)),
        Arguments.of(8, Likelihoods.negativeBinomial(), BITS.mul(3)));
  }

  @ParameterizedTest
  @MethodSource("likelihoods")
  void takesEveryLikelihood(int columns, Function<Tensor, Distribution> likelihood, Tensor x) {
    var model = small(columns, likelihood);
    Bound bound = model.bound(x, Elbo.samples(2));
    assertThat(bound.value().shape()).isEqualTo(Shape.of(3));
    GradientCheck.of(bound.loss()).key(KEY).tolerance(1e-5).run().assertPasses();
  }

  /** A negative binomial likelihood of logarithms 1.2 and 0.7 has mean e^1.2 and count e^0.7. */
  @Test
  void negativeBinomialLikelihoodHasTheMeanOfItsColumn() {
    Distribution d = Likelihoods.negativeBinomial().apply(Tensor.vector(1.2, 0.7));
    double m = Math.exp(1.2);
    assertThat(d.mean().eval().getDouble(0)).isCloseTo(m, within(1e-12));
    assertThat(d.variance().eval().getDouble(0))
        .isCloseTo(m + m * m / Math.exp(0.7), within(1e-12));
  }

  // ---- priors

  @Test
  void vampPriorIsTheMeanOfThePosteriorsOfItsInputs() {
    Layer encoder = dense("encoder", 4, 4);
    var posterior = Posteriors.diagonalGaussian(2);
    Parameter inputs = Parameter.of("inputs", BITS.eval());
    Mixture.Pathwise prior = Priors.vamp(encoder, posterior, inputs);
    Tensor z = Tensor.vector(0.3, -0.4);
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      Tensor row = BITS.slice(0, i, i + 1);
      expected += Math.exp(posterior.apply(encoder.apply(row)).logProb(z).eval().getDouble(0)) / 3;
    }
    assertThat(prior.logProb(z).evalScalar()).isCloseTo(Math.log(expected), within(1e-12));

    var model =
        LatentVariableModel.of(
            encoder, posterior, prior, dense("decoder", 2, 4), Likelihoods.bernoulli());
    Bound bound = model.bound(BITS, Elbo.samples(2));
    assertThat(bound.toString()).contains("from samples");
    GradientCheck.of(bound.loss()).key(KEY).tolerance(1e-5).run().assertPasses();
  }

  // ---- conditions, missing numbers, discrete codes

  @Test
  void networksSeeTheCondition() {
    Tensor c = Tensor.constant(new double[] {1, 0, 0, 1, 1, 1}, 3, 2);
    var model =
        LatentVariableModel.of(
            dense("encoder", 6, 4),
            Posteriors.diagonalGaussian(2),
            standard(2),
            dense("decoder", 4, 4),
            Likelihoods.bernoulli());
    Bound bound = model.given(c).bound(BITS, Elbo.samples(5));
    assertThat(bound.value().shape()).isEqualTo(Shape.of(3));
    assertThat(model.given(c).generate(3).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(model.given(c).bound(BITS, Elbo.samples(5)).loss().evalScalar(KEY))
        .isNotEqualTo(model.given(c.neg()).bound(BITS, Elbo.samples(5)).loss().evalScalar(KEY));
  }

  /** A masked number has no influence but through the encoder; a full mask changes nothing. */
  @Test
  void leavesMissingNumbersOut() {
    Layer blind = Layer.of("blind", x -> x.slice(-1, 0, 2).mul(0));
    var model =
        LatentVariableModel.of(
            blind,
            Posteriors.diagonalGaussian(1),
            standard(1),
            dense("decoder", 1, 4),
            Likelihoods.gaussian(0.5));
    Tensor mask = Tensor.constant(new double[] {1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1}, 3, 4);
    Tensor changed = BITS.add(Tensor.scalar(1).sub(mask).mul(7));
    INDArray a = model.bound(BITS, mask, Elbo.samples(2)).value().eval(KEY);
    INDArray b = model.bound(changed, mask, Elbo.samples(2)).value().eval(KEY);
    INDArray all =
        model.bound(BITS, Tensor.ones(DType.FLOAT, 3, 4), Elbo.samples(2)).value().eval(KEY);

    assertThat(a).isEqualTo(b);
    assertThat(all).isEqualTo(model.bound(BITS, Elbo.samples(2)).value().eval(KEY));
    assertThat(a).isNotEqualTo(all);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.bound(BITS, Tensor.ones(DType.DOUBLE, 3), Elbo.samples(2)))
        .withMessageStartingWith(
            "LatentVariableModel.bound: mask must have one number for each log-density of a row,"
                + " [3, 4], got [3]");
  }

  @Test
  void takesDiscreteCodesWithABoundForThem() {
    LatentVariableModel<Independent> model =
        LatentVariableModel.of(
            dense("encoder", 4, 5),
            Posteriors.bernoulli(5),
            Independent.of(Bernoulli.fromLogits(Tensor.zeros(DType.DOUBLE, 5)), 1),
            dense("decoder", 5, 4),
            Likelihoods.bernoulli());
    Bound bound = model.bound(BITS, ImportanceWeightedBound.samples(3).vimco());
    Parameter weight = model.parameters().get(0);
    assertThat(Gradients.of(bound.loss(), weight).of(weight).eval(KEY).norm2Number().doubleValue())
        .isGreaterThan(0);
  }

  // ---- use

  @Test
  void interpolatesBetweenMeanCodes() {
    var model = small(4, Likelihoods.gaussian(1));
    Tensor from = BITS.slice(0, 0, 2);
    Tensor to = BITS.slice(0, 1, 3);
    INDArray path = model.interpolate(from, to, 5).eval();
    assertThat(path.shape()).containsExactly(5, 2, 4);
    assertThat(path.slice(0)).isEqualTo(model.reconstruct(from).eval());
    assertThat(path.slice(4).sub(model.reconstruct(to).eval()).amaxNumber().doubleValue())
        .isLessThan(1e-12);
    INDArray middle = path.slice(0).add(path.slice(4)).div(2).sub(path.slice(2));
    assertThat(middle.amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThatIllegalArgumentException().isThrownBy(() -> model.interpolate(from, to, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> model.generate(0));
  }

  private static void assertNamed(Tensor loss, Input x, int row, int column, double v, String m) {
    INDArray data = BITS.eval().dup();
    data.putScalar(row, column, v);
    assertThatThrownBy(() -> loss.eval(KEY, x.bind(data))).hasMessageContaining(m);
  }

  /**
   * Numbers outside the support are named with family, index and value, when the data are known.
   */
  @Test
  void namesValuesOutsideTheSupport() {
    var model = small(4, Likelihoods.bernoulli());
    Input x = Input.of("x", DType.DOUBLE, 3, 4);
    Tensor loss = model.bound(x, Elbo.samples(1)).loss();
    assertThat(loss.evalScalar(KEY, x.bind(BITS.eval())))
        .isEqualTo(model.bound(BITS, Elbo.samples(1)).loss().evalScalar(KEY));
    String where = "LatentVariableModel.bound: x must be ";
    assertNamed(
        loss,
        x,
        1,
        2,
        0.5,
        where + "in the support everywhere, got 0.5 at [1, 2] of shape [3, 4]; x is Bernoulli");
    assertNamed(loss, x, 2, 0, -1, "got -1.0 at [2, 0] of shape [3, 4]");
    assertNamed(
        loss,
        x,
        0,
        3,
        Double.NaN,
        where + "a number everywhere, got NaN at [0, 3] of shape [3, 4]");

    Tensor mask = Tensor.constant(new double[] {1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1}, 3, 4);
    Tensor masked = model.bound(x, mask, Elbo.samples(1)).loss();
    assertNamed(masked, x, 1, 3, 0.5, "got 0.5 at [1, 3] of shape [3, 4]");
    INDArray data = BITS.eval().dup();
    data.putScalar(1, 2, 0.5);
    assertThat(masked.evalScalar(KEY, x.bind(data))).isFinite();
  }

  /** Of likelihoods of vectors, and of supports that depend on the code. */
  @Test
  void namesValuesOutsideOtherSupports() {
    Input x = Input.of("x", DType.DOUBLE, 3, 4);
    Tensor counts =
        small(4, p -> Independent.of(Poisson.fromLogRate(p), 1)).bound(x, Elbo.samples(2)).loss();
    assertNamed(
        counts, x, 1, 2, -3, "in the support everywhere, got -3.0 at [1, 2] of shape [3, 4]");
    Tensor onInterval =
        small(4, p -> Uniform.of(p.mul(0).sub(1), p.mul(0).add(2)))
            .bound(x, Elbo.samples(2))
            .loss();
    assertNamed(onInterval, x, 1, 2, 5, "got 5.0 at [0, 1, 2] of shape [2, 3, 4]");
    Tensor ofFunction =
        Elbo.samples(1)
            .bound(standard(2).expand(3), standard(2), z -> z.sum(-1).add(x.log().sum(-1)))
            .loss();
    assertNamed(
        ofFunction,
        x,
        2,
        0,
        -1,
        "Elbo.bound: ln p(x | z) must be a number everywhere, got NaN at [0, 2]");
  }

  @Test
  void namesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LatentVariableModel.of(
                        dense("encoder", 4, 5),
                        Posteriors.diagonalGaussian(3),
                        standard(3),
                        dense("decoder", 3, 4),
                        Likelihoods.bernoulli())
                    .encode(BITS))
        .withMessage(
            "Posteriors.diagonalGaussian: the network must give 2 q = 6 columns, got shape [3, 5]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Likelihoods.negativeBinomial().apply(Tensor.vector(1, 2, 3)))
        .withMessage(
            "Likelihoods.negativeBinomial: the network must give an even number of columns, got"
                + " shape [3]");
    assertThatIllegalArgumentException().isThrownBy(() -> Posteriors.diagonalGaussian(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Likelihoods.gaussian(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Priors.standardNormal(DType.FLOAT, 0));
  }

  /** The evidence of a row of two clusters is learned to within 0.05 nats of the entropy. */
  @Test
  void learnsWithAMixturePrior() {
    int n = 400;
    INDArray x = Nd4j.create(n, 1);
    java.util.Random random = new java.util.Random(3);
    for (int i = 0; i < n; i++) {
      x.putScalar(i, 0, (i % 2 == 0 ? -2 : 2) + 0.3 * random.nextGaussian());
    }
    Parameter logits = Parameter.of("logits", Nd4j.zeros(2));
    Parameter means = Parameter.of("means", Nd4j.createFromArray(new float[][] {{-0.5f}, {0.5f}}));
    Parameter scales = Parameter.of("scales", Nd4j.zeros(2, 1));
    Distribution prior =
        Mixture.fromLogits(logits, Independent.of(Normal.of(means, scales.exp()), 1));
    var model =
        LatentVariableModel.of(
            Mlp.of("encoder", 1, 16, 2),
            Posteriors.diagonalGaussian(1),
            prior,
            Layer.of("identity", z -> z),
            Likelihoods.gaussian(0.2));
    Training.minimize(b -> model.bound(b, ImportanceWeightedBound.samples(8)).loss())
        .with(Adam.rate(2e-2))
        .seed(1)
        .fit(Batches.of(x).size(100), Training.epochs(60));
    double bound =
        model
            .bound(Tensor.constant(x), ImportanceWeightedBound.samples(200))
            .value()
            .mean()
            .evalScalar(KEY);
    double entropy = Math.log(2) + 0.5 * Math.log(2 * Math.PI * Math.E * 0.09);
    assertThat(bound).isCloseTo(-entropy, within(0.05));
  }

  @Test
  void refusesNumbersThatAreOutOfRange() {
    Tensor three = Tensor.vector(1.0, 2, 3);
    Stream.<ThrowingCallable>of(
            () -> Likelihoods.gaussian(Double.NaN),
            () -> Likelihoods.gaussian(Double.POSITIVE_INFINITY),
            () -> Likelihoods.gaussianWithPredictedScale(-1),
            () -> Likelihoods.gaussianWithPredictedScale(Double.POSITIVE_INFINITY),
            () -> Likelihoods.gaussianWithPredictedScale(0).apply(three),
            () -> Likelihoods.gaussianWithPredictedScale(0).apply(Tensor.scalar(1.0)),
            () -> Likelihoods.categorical(0),
            () -> Likelihoods.categorical(2).apply(three),
            () -> Likelihoods.categorical(2).apply(Tensor.scalar(1.0)),
            () -> Likelihoods.discretizedLogisticMixture(1, 1),
            () -> Likelihoods.discretizedLogisticMixture(2, 0),
            () -> Likelihoods.discretizedLogisticMixture(2, 2).apply(three),
            () -> Posteriors.fullGaussian(0),
            () -> Posteriors.lowRankGaussian(2, 0),
            () -> Posteriors.dirichlet(1),
            () -> Posteriors.bernoulli(2).apply(Tensor.scalar(1.0)),
            () -> Posteriors.categorical(2, 2).apply(three),
            () -> Priors.vamp(dense("encoder", 3, 2), Posteriors.diagonalGaussian(1), three),
            () -> Elbo.samples(1).beta(-1),
            () -> Elbo.samples(1).beta(Double.POSITIVE_INFINITY),
            () -> Elbo.samples(1).freeBits(Double.POSITIVE_INFINITY),
            () -> Elbo.samples(1).likelihoodScale(Double.POSITIVE_INFINITY),
            () -> ImportanceWeightedBound.samples(2).renyi(Double.NaN),
            () -> ImportanceWeightedBound.samples(2).renyi(0.5).vimco(),
            () -> ImportanceWeightedBound.samples(2).renyi(0.5).reweightedWakeSleep())
        .forEach(call -> assertThatIllegalArgumentException().isThrownBy(call));
  }

  @Test
  void categoricalCodesAreOneHotRows() {
    Independent q = Posteriors.categorical(2, 3).apply(Tensor.zeros(DType.DOUBLE, 4, 6));
    assertThat(q.batchShape()).isEqualTo(Shape.of(4));
    assertThat(q.eventShape()).isEqualTo(Shape.of(2, 3));
    assertThat(q.sample().sum(-1).eval(KEY).sumNumber().doubleValue()).isEqualTo(8);
  }

  @Test
  void conditionsAreMatrices() {
    var model = small(4, Likelihoods.bernoulli());
    assertThatIllegalArgumentException().isThrownBy(() -> model.given(Tensor.vector(1.0, 2)));
    assertThat(model)
        .hasToString(
            "LatentVariableModel(encoder=encoder, prior=" + model.prior() + ", decoder=decoder)");
  }
}
