/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Mixture} far out, with weights of 0, and of counts. */
class MixtureTailTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** With F the sum of w F[k], dx/dloc[k] = w[k] f[k] / f: the share of component k. */
  @Test
  void implicitGradientsHaveTheirDigitsFarOut() {
    for (DType dtype : DType.values()) {
      Tensor weights = Tensor.vector(0.3, 0.7).cast(dtype);
      double[] points =
          dtype == DType.FLOAT
              ? new double[] {-14, -6, 3, 5, 11, 14}
              : new double[] {-60, -30, -8, 3, 6, 12, 15, 40, 90};
      for (double point : points) {
        Tensor loc = Tensor.vector(0.0, 2).cast(dtype);
        Normal two = Normal.of(loc, Tensor.vector(1.0, 0.9).cast(dtype));
        Mixture.Pathwise m = Mixture.of(weights, two);
        Tensor x = ImplicitReparameterization.of(m, Tensor.fill(dtype, point));
        double[] found = values(Gradients.of(x, loc).of(loc));
        double[] logs =
            values(two.logProb(Tensor.fill(dtype, point)).add(weights.log()).cast(DType.DOUBLE));
        double ratio = Math.exp(logs[1] - logs[0]);
        double tolerance = dtype == DType.FLOAT ? 1e-4 : 1e-12;
        double[] shares = {1 / (1 + ratio), 1 / (1 + 1 / ratio)};
        for (int k = 0; k < 2; k++) {
          assertThat(found[k])
              .as("%s at %s by loc[%d]", dtype, point, k)
              .isCloseTo(
                  shares[k], within(tolerance * (1 + Math.abs(logs[k])) * shares[k] + 1e-300));
        }
      }
    }
  }

  /** Of equal components, each element of a vector moves with the sum of both locations. */
  @Test
  void implicitGradientsOfVectorsHaveTheirDigitsFarOut() {
    Tensor loc = Tensor.constant(new double[] {0, 0, 0, 0}, 2, 2);
    Tensor scale = Tensor.fill(DType.DOUBLE, 1e-3);
    Independent.Pathwise two = Independent.of(Normal.of(loc, scale), 1);
    Tensor x = Mixture.of(Tensor.vector(0.3, 0.7), two).rsample(2000);
    double[] slope = values(Gradients.of(x.sum(), loc).of(loc));
    assertThat(slope[0] + slope[2]).isCloseTo(2000, within(1e-8));
    assertThat(slope[1] + slope[3]).isCloseTo(2000, within(1e-8));
  }

  @Test
  void quantilesInvertBothTails() {
    Mixture m =
        Mixture.of(
            Tensor.vector(0.3, 0.7),
            Normal.of(Tensor.vector(-5.0, 1000), Tensor.vector(1.0, 1e-2)));
    double[] p = {1e-300, 1e-100, 1e-17, 1e-3, 0.2, 0.2999, 0.3001, 0.5, 0.9};
    Tensor lower = m.icdf(Tensor.vector(p));
    Tensor upper = m.inverseSurvival(Tensor.vector(p));
    double[] f = values(m.cdf(lower));
    double[] s = values(m.survival(upper));
    double[] x = values(lower);
    double[] y = values(upper);
    double[] atX = values(m.logProb(lower).exp());
    double[] atY = values(m.logProb(upper).exp());
    for (int i = 0; i < p.length; i++) {
      assertThat(f[i])
          .as("icdf %s", p[i])
          .isCloseTo(p[i], within(2e-12 * p[i] + 2 * Math.ulp(x[i]) * atX[i]));
      assertThat(s[i])
          .as("inverseSurvival %s", p[i])
          .isCloseTo(p[i], within(2e-12 * p[i] + 2 * Math.ulp(y[i]) * atY[i]));
    }
  }

  @Test
  void quantilesHaveImplicitGradients() {
    Tensor loc = Tensor.vector(0.0, 3);
    Tensor weights = Tensor.vector(0.4, 0.6);
    for (double p : new double[] {1e-300, 1e-20, 0.3, 0.8}) {
      Tensor probability = Tensor.scalar(p);
      Mixture m = Mixture.of(weights, Normal.of(loc, Tensor.scalar(1)));
      for (BiFunction<Distribution, Tensor, Tensor> inverse :
          List.<BiFunction<Distribution, Tensor, Tensor>>of(
              Distribution::icdf, Distribution::inverseSurvival)) {
        Tensor x = inverse.apply(m, probability);
        double[] slope = values(Gradients.of(x, loc).of(loc));
        assertThat(slope[0] + slope[1]).as("sum at %s", p).isCloseTo(1, within(1e-11));
        double density = m.logProb(x).evalScalar();
        double byProbability = Gradients.of(x, probability).of(probability).evalScalar();
        assertThat(Math.log(Math.abs(byProbability))).isCloseTo(-density, within(1e-9));
      }
    }
  }

  @Test
  void quantilesOfCountsAreTheLeast() {
    Mixture m = Mixture.of(Tensor.vector(0.3, 0.7), Poisson.of(Tensor.vector(2.0, 50)));
    double[] k = IntStream.range(0, 90).asDoubleStream().toArray();
    Tensor at = Tensor.vector(k);
    Tensor cdf = m.cdf(at);
    assertThat(values(m.icdf(cdf))).isEqualTo(k);
    Tensor above = cdf.mul(1 + 0x1p-50).minimum(1);
    double[] next = values(m.icdf(above));
    Tensor survival = m.survival(at);
    assertThat(values(m.inverseSurvival(survival))).isEqualTo(k);
    for (int i = 0; i < 40; i++) {
      assertThat(next[i]).isEqualTo(k[i] + 1);
    }
    assertThat(values(m.icdf(Tensor.vector(0.0, 1, -1, Double.NaN))))
        .containsExactly(0, INFINITY, Double.NaN, Double.NaN);
    double tail = m.inverseSurvival(Tensor.scalar(1e-30)).evalScalar();
    assertThat(values(m.survival(Tensor.vector(tail - 1, tail))))
        .satisfies(s -> assertThat(s[0]).isGreaterThan(1e-30))
        .satisfies(s -> assertThat(s[1]).isLessThanOrEqualTo(1e-30));
    Mixture wide = Mixture.of(Tensor.vector(1f, 1f), Poisson.of(Tensor.vector(3f, 30f)));
    assertThat(wide.icdf(Tensor.vector(0.5f)).dtype()).isEqualTo(DType.FLOAT);
    assertThat(values(wide.icdf(wide.cdf(Tensor.vector(0f, 5f, 12f, 30f)))))
        .containsExactly(0, 5, 12, 30);
    Mixture bounded =
        Mixture.of(Tensor.vector(0.5, 0.5), Binomial.of(Tensor.scalar(7), Tensor.vector(0.1, 0.8)));
    assertThat(values(bounded.icdf(Tensor.vector(0.0, 1)))).containsExactly(0, 7);
  }

  @Test
  void aWeightOfOneIsTheComponent() {
    Normal two = Normal.of(Tensor.vector(0.0, 10), Tensor.vector(1.0, 2));
    Normal first = Normal.of(0, 1);
    Mixture m = Mixture.of(Tensor.vector(1.0, 0), two);
    Tensor x = Tensor.vector(-40.0, -3, 0.5, 4, 30);
    assertClose(values(m.logCdf(x)), values(first.logCdf(x)), 1e-14, "logCdf");
    assertClose(values(m.logSurvival(x)), values(first.logSurvival(x)), 1e-14, "logSurvival");
    assertClose(values(m.logProb(x)), values(first.logProb(x)), 1e-14, "logProb");
    Tensor p = Tensor.vector(1e-200, 1e-9, 0.3, 0.99);
    assertClose(values(m.icdf(p)), values(first.icdf(p)), 1e-13, "icdf");
  }

  @Test
  void weightsOfZeroHaveTheDerivativesOfTheTailsNearby() {
    Normal two = Normal.of(Tensor.vector(0.0, 3), Tensor.vector(1.0, 2));
    Tensor x = Tensor.vector(-2.0, 2, 3.5);
    Tensor p = Tensor.vector(0.1, 0.5, 0.8);
    assertNearby(w -> Mixture.of(w, two).survival(x));
    assertNearby(w -> Mixture.of(w, two).logCdf(x));
    assertNearby(w -> Mixture.of(w, two).logSurvival(x));
    assertNearby(w -> Mixture.of(w, two).icdf(p));
  }

  /** At (1, 0) as at (1, 1e-11). */
  private static void assertNearby(Function<Tensor, Tensor> f) {
    assertClose(slopes(f, 1, 0), slopes(f, 1, 1e-11), 1e-7, "slope");
    assertClose(slopes(f, 0, 2), slopes(f, 1e-11, 2), 1e-7, "slope");
  }

  private static double[] slopes(Function<Tensor, Tensor> f, double... at) {
    Tensor x = Tensor.vector(at);
    return values(Gradients.of(f.apply(x).sum(), x).of(x));
  }

  @Test
  void vectorsHaveNoTails() {
    Mixture m =
        Mixture.of(Tensor.vector(0.5, 0.5), Independent.of(Normal.standard(DType.DOUBLE, 2, 3), 1));
    assertThatThrownBy(() -> m.logSurvival(Tensor.vector(1.0, 2, 3)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Mixture.logSurvival: events must be scalars, got shape [3]");
    assertThatThrownBy(() -> m.icdf(Tensor.scalar(0.5)))
        .hasMessage("Mixture.icdf: events must be scalars, got shape [3]");
    Independent vectors = Independent.of(Normal.standard(DType.DOUBLE, 3), 1);
    assertThatThrownBy(() -> vectors.inverseSurvival(Tensor.scalar(0.5)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Independent.inverseSurvival: events must be scalars, got shape [3]; use"
                + " base().inverseSurvival");
    Independent scalars = Independent.of(Normal.standard(DType.DOUBLE, 3), 0);
    Tensor x = Tensor.vector(-40.0, 0, 40);
    assertThat(values(scalars.logCdf(x))).isEqualTo(values(Normal.of(0, 1).logCdf(x)));
    assertThat(values(scalars.logSurvival(x))).isEqualTo(values(Normal.of(0, 1).logSurvival(x)));
  }
}
