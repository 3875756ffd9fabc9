/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.bijector.Affine;
import io.github.reparam4j.bijector.AffineTril;
import io.github.reparam4j.bijector.Bijector;
import io.github.reparam4j.bijector.CholeskyFactor;
import io.github.reparam4j.bijector.Exp;
import io.github.reparam4j.bijector.Reshape;
import io.github.reparam4j.bijector.Scale;
import io.github.reparam4j.bijector.Shift;
import io.github.reparam4j.bijector.Sigmoid;
import io.github.reparam4j.bijector.StickBreaking;
import io.github.reparam4j.bijector.Tanh;
import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link TransformedDistribution}: events and batches, supports, densities of own samples. */
final class TransformedEventsTest {
  private static final Normal FOUR =
      Normal.of(Tensor.zeros(DType.DOUBLE, 5, 4), Tensor.ones(DType.DOUBLE, 4));

  @Test
  void aBijectorOfVectorsTakesAxesOfTheBatch() {
    TransformedDistribution.Pathwise d = TransformedDistribution.of(FOUR, new StickBreaking());
    assertThat(d.batchShape()).isEqualTo(Shape.of(5));
    assertThat(d.eventShape()).isEqualTo(Shape.of(5));
    assertThat(d.support()).isEqualTo(Constraint.Structured.SIMPLEX);
    Tensor y = Tensor.constant(d.rsample(3).eval(MonteCarlo.KEY));
    assertThat(y.shape()).isEqualTo(Shape.of(3, 5, 5));
    assertThat(values(d.support().contains(y))).containsOnly(1.0);
    Tensor x = new StickBreaking().inverse(y);
    DistributionContract.assertClose(
        values(d.logProb(y)),
        values(FOUR.logProb(x).sum(-1).sub(new StickBreaking().logDet(x))),
        1e-12,
        "logProb");
    assertThat(values(d.logProb(Tensor.vector(0.5, 0.5, 0.5, 0, 0))))
        .containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(d.expand(2, 5).rsample().shape()).isEqualTo(Shape.of(2, 5, 5));
  }

  @Test
  void aBijectorOfScalarsIsSummedOverTheEvent() {
    Independent base = Independent.of(FOUR, 1);
    TransformedDistribution d = TransformedDistribution.of(base, new Exp());
    assertThat(d.batchShape()).isEqualTo(Shape.of(5));
    assertThat(d.eventShape()).isEqualTo(Shape.of(4));
    assertThat(d.support().eventRank()).isEqualTo(1);
    Tensor x = Tensor.vector(0.1, 2, 3, 0.5);
    double[] each = values(TransformedDistribution.of(FOUR, new Exp()).logProb(x));
    assertThat(values(d.logProb(x))[0])
        .isCloseTo(
            each[0] + each[1] + each[2] + each[3], org.assertj.core.api.Assertions.within(1e-13));
  }

  @Test
  void theBatchGrowsToTheParameters() {
    Normal one = Normal.of(Tensor.zeros(DType.DOUBLE), Tensor.ones(DType.DOUBLE));
    TransformedDistribution.Pathwise d =
        TransformedDistribution.of(one, new Shift(Tensor.vector(1.0, 2, 3)));
    assertThat(d.batchShape()).isEqualTo(Shape.of(3));
    assertThat(values(d.rsample(2)).length).isEqualTo(6);
    assertThat(values(d.rsample()))
        .as("independent elements")
        .satisfies(v -> assertThat(v[1] - v[0]).isNotEqualTo(1.0));
    TransformedDistribution.Pathwise tril =
        TransformedDistribution.of(
            FOUR, AffineTril.of(Tensor.zeros(DType.DOUBLE, 2, 1, 4), Tensor.eye(DType.DOUBLE, 4)));
    assertThat(tril.batchShape()).isEqualTo(Shape.of(2, 5));
    assertThat(tril.eventShape()).isEqualTo(Shape.of(4));
  }

  @Test
  void shapesOfMatrices() {
    Normal six = Normal.standard(DType.DOUBLE, 7, 6);
    TransformedDistribution d = TransformedDistribution.of(six, new CholeskyFactor());
    assertThat(d.batchShape()).isEqualTo(Shape.of(7));
    assertThat(d.eventShape()).isEqualTo(Shape.of(3, 3));
    assertThat(d.logProb(Tensor.constant(d.sample(2).eval(MonteCarlo.KEY))).shape())
        .isEqualTo(Shape.of(2, 7));
    TransformedDistribution wide =
        TransformedDistribution.of(six, new Reshape(Shape.of(6), Shape.of(2, 3)).then(new Tanh()));
    assertThat(wide.eventShape()).isEqualTo(Shape.of(2, 3));
    assertThat(wide.logProb(wide.sample()).shape()).isEqualTo(Shape.of(7));
  }

  /** The affine map of a standard normal vector is the Gaussian of that scale. */
  @Test
  void affineVectorsAreGaussian() {
    Tensor loc = Tensor.vector(1, -1, 0.5, 2);
    Tensor scale =
        Tensor.range(DType.DOUBLE, 16)
            .mul(0.1)
            .reshape(4, 4)
            .tril()
            .add(Tensor.eye(DType.DOUBLE, 4));
    Distribution d =
        TransformedDistribution.of(Normal.standard(DType.DOUBLE, 4), AffineTril.of(loc, scale));
    Tensor y = Tensor.vector(0.3, 0.2, -1, 4);
    DistributionContract.assertClose(
        values(d.logProb(y)),
        values(ReparamGaussian.fromScaleTril(loc, scale).logProb(y)),
        1e-13,
        "logProb");
  }

  @Test
  void supportIsTheImage() {
    Exponential base = Exponential.of(1);
    Bijector up = new Affine(Tensor.scalar(2), Tensor.scalar(3));
    assertSupport(TransformedDistribution.of(base, up), 1.9, 0, 2, 1, 1e30, 1);
    Bijector down = new Affine(Tensor.scalar(2), Tensor.scalar(-3));
    assertSupport(TransformedDistribution.of(base, down), 2.1, 0, 2, 1, -1e30, 1);
    Bijector runTime = new Affine(Tensor.scalar(2), Tensor.vector(-3.0, -3).select(0, 1));
    assertSupport(TransformedDistribution.of(base, runTime), 2.1, 0, 2, 1, -1e30, 1);
    assertSupport(TransformedDistribution.of(base, new Sigmoid()), 0.4, 0, 0.5, 1, 1.1, 0);
    assertSupport(
        TransformedDistribution.of(Independent.of(base.expand(1), 1), up), 1.9, 0, 2, 1, 3, 1);
  }

  private static void assertSupport(Distribution d, double... pointsAndAnswers) {
    for (int i = 0; i < pointsAndAnswers.length; i += 2) {
      Tensor y = Tensor.vector(pointsAndAnswers[i]);
      double in = values(d.support().contains(y))[0];
      assertThat(in).as("%s in %s", pointsAndAnswers[i], d).isEqualTo(pointsAndAnswers[i + 1]);
      assertThat(values(d.logProb(y))[0] > Double.NEGATIVE_INFINITY).isEqualTo(in == 1);
    }
  }

  /** Where tanh rounds to 1: the density of a sample is right, that of the number is not known. */
  @Test
  void densityOfASampleNeedsNoInverse() {
    for (DType dtype : DType.values()) {
      Parameter loc = Grid.parameter("loc", dtype, Shape.of(2), i -> 30 * (i - 0.5) * 2);
      TransformedDistribution.Pathwise d =
          TransformedDistribution.of(Normal.of(loc, Tensor.ones(dtype)), new Tanh());
      Tensor y = d.rsample();
      double[] x = values(d.base().rsample());
      double[] expected = new double[2];
      for (int i = 0; i < 2; i++) {
        double z = x[i] - 30 * (i - 0.5) * 2;
        expected[i] = -z * z / 2 - Math.log(2 * Math.PI) / 2 + 2 * Math.abs(x[i]) - Math.log(4);
      }
      assertThat(Math.abs(values(y)[1])).isEqualTo(1);
      for (Tensor own : new Tensor[] {y, y.stopGradient(), y.sharingNoiseOf(y.sum())}) {
        DistributionContract.assertClose(values(d.logProb(own)), expected, 1e-5, "" + dtype);
      }
      SampleWithLogProb both = d.rsampleAndLogProb();
      DistributionContract.assertClose(values(both.logProb()), expected, 1e-5, "" + dtype);
      double[] slope = values(Gradients.of(d.logProb(y).sum(), loc).of(loc));
      DistributionContract.assertClose(slope, new double[] {-2, 2}, 1e-6, "total derivative");
      double[] score = values(Gradients.of(d.logProb(y.stopGradient()).sum(), loc).of(loc));
      double[] z = {x[0] + 30, x[1] - 30};
      DistributionContract.assertClose(score, z, 1e-5, "score");
      assertThat(values(d.logProb(Tensor.constant(y.eval(DistributionContract.KEY)))))
          .containsOnly(Double.NEGATIVE_INFINITY);
    }
  }

  /** A map without a known inverse. */
  private record OneWay(Tensor shift) implements Bijector {
    @Override
    public Tensor forward(Tensor x) {
      return x.add(x.sub(shift).tanh().mul(0.5));
    }

    @Override
    public Tensor inverse(Tensor y) {
      throw new UnsupportedOperationException("no inverse");
    }

    @Override
    public Tensor logDet(Tensor x) {
      return x.sub(shift).tanh().square().mul(-0.5).add(1.5).log();
    }

    @Override
    public Constraint domain() {
      return new Constraint.Reals();
    }

    @Override
    public Constraint codomain() {
      return new Constraint.Reals();
    }
  }

  @Test
  void ownSamplesNeedNoInverse() {
    Bijector oneWay = new OneWay(Tensor.vector(0.0, 1, 2, 3));
    TransformedDistribution.Pathwise d =
        TransformedDistribution.of(Independent.of(FOUR, 1), oneWay.then(oneWay));
    SampleWithLogProb both = d.rsampleAndLogProb(3);
    DistributionContract.assertClose(
        values(d.logProb(d.rsample(3))), values(both.logProb()), 1e-12, "logProb");
    Tensor y = Tensor.constant(d.rsample().eval(MonteCarlo.KEY));
    assertThatThrownBy(() -> d.logProb(y)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void differentiableSamplesAreThoseOfTheBase() {
    Distribution opaque = TransformedDistribution.of(new Opaque(FOUR), new StickBreaking());
    assertThat(opaque).isNotInstanceOf(Reparameterized.class);
    assertThat(opaque.sample(2).shape()).isEqualTo(Shape.of(2, 5, 5));
    assertThat(opaque.expand(3, 5).sample().shape()).isEqualTo(Shape.of(3, 5, 5));
    assertThat(TransformedDistribution.of((Distribution) FOUR, new Exp()))
        .isInstanceOf(TransformedDistribution.Pathwise.class);
    assertThat(TransformedDistribution.class.getMethods())
        .noneMatch(m -> m.getName().equals("rsample"));
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> TransformedDistribution.of(new Die(Shape.scalar()), new Exp()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TransformedDistribution.of: base must have a density, got a discrete"
                + " Die[batchShape=[]]");
    Independent vectors = Independent.of(Normal.standard(DType.DOUBLE, 1), 1);
    assertThatThrownBy(() -> TransformedDistribution.of(vectors, new Scale(Tensor.vector(1.0, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TransformedDistribution.of: the bijector must leave the base's event [1], got shape"
                + " [2] from [1]; expand the base");
    Distribution d = TransformedDistribution.of(FOUR, new StickBreaking());
    assertThatThrownBy(() -> d.cdf(Tensor.scalar(0)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "TransformedDistribution.cdf: the bijector must act on scalars and have a direction,"
                + " got StickBreaking[]");
  }
}
