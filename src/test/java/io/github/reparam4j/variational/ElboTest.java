/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.KlDivergence;
import io.github.reparam4j.distribution.Laplace;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ElboTest {
  private static final RandomKey KEY = RandomKey.of(5);
  private static final int ROWS = 20_000;

  private final Parameter mean = filled("mean", 0.4);
  private final Parameter scale = filled("scale", 1.5);
  private final Normal q = Normal.of(mean, scale);
  private final Normal prior = Normal.of(Tensor.scalar(-0.2), Tensor.scalar(0.8));

  private static Parameter filled(String name, double value) {
    return Parameter.of(name, Nd4j.valueArrayOf(new long[] {ROWS}, value, DataType.DOUBLE));
  }

  /** Variance in each row by one sample of the gradient: ORACLES of Gaussian divergences. */
  private static double[] meanAndVariance(Tensor value, Parameter by) {
    INDArray rows = Gradients.of(value.sum(), by).of(by).eval(KEY);
    double deviation = rows.stdNumber().doubleValue();
    return new double[] {rows.meanNumber().doubleValue(), deviation * deviation};
  }

  @Test
  void divergenceIsInClosedFormWhereItIsKnown() {
    Bound closed = Elbo.samples(2).bound(q, prior, z -> z.mul(0));
    Bound sampled = Elbo.samples(2).monteCarlo().bound(q, prior, z -> z.mul(0));
    Bound other = Elbo.samples(2).bound(q, Laplace.of(0.0, 1.0), z -> z.mul(0));

    assertThat(closed)
        .hasToString("Elbo(Pathwise[samples=2, independent], divergence in closed form)");
    assertThat(sampled)
        .hasToString("Elbo(Pathwise[samples=2, independent], divergence from samples)");
    assertThat(other.toString()).startsWith("Elbo(Pathwise[samples=2, independent], divergence ");
    double expected = KlDivergence.of(q, prior).mean().evalScalar();
    assertThat(closed.loss().evalScalar(KEY)).isCloseTo(expected, within(1e-12));
    assertThat(sampled.loss().evalScalar(KEY)).isNotCloseTo(expected, within(1e-6));
    assertThat(sampled.loss().evalScalar(KEY)).isCloseTo(expected, within(0.1));
  }

  /**
   * One-sample gradients of -KL(N(m, s) || N(-0.2, 0.8)) with d = m + 0.2: means -d / 0.64 and 1/s
   * - s / 0.64, variances s^2 / 0.8^4 by m and (d^2 + 2 s^2) / 0.8^4 by s. Means within 6 standard
   * errors (2e-9 each); variances within 10 %, which is 10 standard errors of theirs.
   */
  @Test
  void monteCarloGradientHasTheKnownMeanAndVariance() {
    double d = 0.6;
    double s = 1.5;
    Tensor value = Elbo.samples(1).monteCarlo().bound(q, prior, z -> z.mul(0)).value();
    double[] byMean = meanAndVariance(value, mean);
    double[] byScale = meanAndVariance(value, scale);
    double fourth = Math.pow(0.8, 4);

    assertThat(byMean[0]).isCloseTo(-d / 0.64, within(6 * Math.sqrt(byMean[1] / ROWS)));
    assertThat(byScale[0]).isCloseTo(1 / s - s / 0.64, within(6 * Math.sqrt(byScale[1] / ROWS)));
    assertThat(byMean[1] * fourth).isCloseTo(s * s, within(0.1 * s * s));
    double expected = d * d + 2 * s * s;
    assertThat(byScale[1] * fourth).isCloseTo(expected, within(0.1 * expected));
  }

  @Test
  void stickingTheLandingIsExactAtTheOptimum() {
    mean.assign(Nd4j.valueArrayOf(new long[] {ROWS}, -0.2, DataType.DOUBLE));
    scale.assign(Nd4j.valueArrayOf(new long[] {ROWS}, 0.8, DataType.DOUBLE));
    Tensor plain = Elbo.samples(1).monteCarlo().bound(q, prior, z -> z.mul(0)).value();
    Tensor path = Elbo.samples(1).stickingTheLanding().bound(q, prior, z -> z.mul(0)).value();
    for (Parameter by : new Parameter[] {mean, scale}) {
      assertThat(meanAndVariance(plain, by)[1]).isGreaterThan(0.1);
      INDArray rows = Gradients.of(path.sum(), by).of(by).eval(KEY);
      assertThat(rows.amaxNumber().doubleValue()).isLessThan(1e-14);
    }
  }

  /** Elsewhere it has the same mean. */
  @Test
  void stickingTheLandingIsUnbiased() {
    Tensor path = Elbo.samples(1).stickingTheLanding().bound(q, prior, z -> z.mul(0)).value();
    double[] byScale = meanAndVariance(path, scale);
    assertThat(byScale[0])
        .isCloseTo(1 / 1.5 - 1.5 / 0.64, within(6 * Math.sqrt(byScale[1] / ROWS)));
  }

  /** The likelihood -z^2, of which the mean is known, and a gradient that is that of the value. */
  @Test
  void weightsTheTerms() {
    Parameter m = Parameter.of("m", Nd4j.createFromArray(0.3, -0.2));
    Normal posterior = Normal.of(m, Tensor.scalar(0.7));
    Parameter step = Parameter.of("step", Nd4j.scalar(3.0));
    Elbo<Reparameterized> elbo = Elbo.samples(3).likelihoodScale(10);
    Bound plain = elbo.bound(posterior, prior, z -> z.square().neg());
    Tensor reconstruction = plain.parts().get("reconstruction");
    Tensor divergence = plain.parts().get("divergence");
    Bound number = elbo.beta(0.25).bound(posterior, prior, z -> z.square().neg());
    Bound schedule =
        elbo.beta(Schedule.warmup(16, Schedule.constant()).factor(step))
            .bound(posterior, prior, z -> z.square().neg());
    double[] expected = reconstruction.mul(10).sub(divergence.mul(0.25)).eval(KEY).toDoubleVector();

    assertThat(number.value().eval(KEY).toDoubleVector())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
    assertThat(schedule.value().eval(KEY).toDoubleVector())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
    assertThat(number)
        .hasToString(
            "Elbo(Pathwise[samples=3, independent], divergence in closed form, beta=0.25,"
                + " likelihood scale=10.0)");
    GradientCheck.of(number.loss()).key(KEY).run().assertPasses();
  }

  @Test
  void freeBitsHoldElementsAtAFloor() {
    Parameter m = Parameter.of("m", Nd4j.createFromArray(new double[][] {{2, 0.1}, {1, 0}}));
    Reparameterized code = Independent.of(Normal.of(m, Tensor.scalar(1.0)), 1);
    var standard = Independent.of(Normal.of(Tensor.zeros(DType.DOUBLE, 2), Tensor.scalar(1.0)), 1);
    Bound bound = Elbo.samples(1).freeBits(0.5).bound(code, standard, z -> z.sum(-1).mul(0));

    // KL of the first element: (2 + 0.5) / 2 nats; of the second: 0.0025, below the floor.
    assertThat(bound.value().eval(KEY).toDoubleVector()).containsExactly(-1.75, -1.75);
    assertThat(Gradients.of(bound.loss(), m).of(m).eval(KEY).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 0}, {0.5, 0}});
    assertThat(bound.parts().get("divergence").eval(KEY).getDouble(0)).isEqualTo(2.005);
  }

  /** A user's estimator, here one that takes the mean instead of samples. */
  @Test
  void takesAnyEstimator() {
    Estimator<Normal> atTheMean = (d, cost) -> cost.apply(d.mean().expandDims(0)).mean(0);
    Elbo<Normal> elbo = Elbo.by(atTheMean);
    double divergence = KlDivergence.of(q, prior).mean().evalScalar();
    Bound closed = elbo.bound(q, prior, z -> z.mul(2));
    Bound sampled = elbo.monteCarlo().bound(q, prior, z -> z.mul(2));

    assertThat(closed.loss().evalScalar()).isCloseTo(divergence - 0.8, within(1e-12));
    double logRatio = q.logProb(q.mean()).sub(prior.logProb(q.mean())).mean().evalScalar();
    assertThat(sampled.loss().evalScalar()).isCloseTo(logRatio - 0.8, within(1e-12));
    assertThat(sampled.metrics().get("divergence").evalScalar()).isCloseTo(logRatio, within(1e-12));
  }

  @Test
  void countsOneElementWhereThereAreNone() {
    Bound bound = Elbo.samples(1).freeBits(100).bound(q, prior, z -> z.mul(0));
    assertThat(bound.loss().evalScalar(KEY)).isEqualTo(100);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elbo.samples(0))
        .withMessage("Elbo.samples: samples must be >= 1, got 0");
    assertThatIllegalArgumentException().isThrownBy(() -> Elbo.samples(1).beta(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Elbo.samples(1).beta(mean));
    assertThatIllegalArgumentException().isThrownBy(() -> Elbo.samples(1).freeBits(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Elbo.samples(1).likelihoodScale(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elbo.samples(1).monteCarlo().freeBits(1).bound(q, prior, z -> z.mul(0)))
        .withMessage(
            "Elbo.bound: free bits need a divergence in closed form, got Elbo(Pathwise[samples=1,"
                + " independent], divergence from samples, free nats=1.0); see KlDivergence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elbo.samples(1).bound(q, prior, z -> z.mean(0)))
        .withMessageStartingWith(
            "Elbo.bound: logLikelihood must give one number for each sample and row, [1, 20000]");
  }
}
