/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.QuasiRandomNoise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

final class QuasiRandomTest {
  private final Parameter loc = Parameter.of("loc", Tensor.vector(0.4, -0.2).eval());
  private final Parameter scale = Parameter.of("scale", Tensor.scalar(0.6).eval());

  private Tensor estimate(int samples) {
    return Pathwise.samples(samples)
        .quasiRandom()
        .expectation(
            Independent.of(Normal.of(loc, scale), 1), z -> z.sum(-1).exp().add(z.prod(-1)));
  }

  /** E exp(x + y) + x y; the failure probability is 1e-9. */
  @Test
  void unbiased() {
    Tensor expectation = loc.sum().add(scale.square()).exp().add(loc.prod());
    GradientCheck.ofEstimator(estimate(512))
        .against(expectation)
        .runs(1000)
        .key(RandomKey.of(1967))
        .seeing(0.01)
        .assertPasses();
  }

  /** From 16 to 256 points the variance goes down by more than 64, with independent ones by 16. */
  @Test
  void varianceGoesDownFast() {
    var report =
        GradientVariance.of("16", estimate(16)).and("256", estimate(256)).run(RandomKey.of(2), 400);
    for (Parameter p : new Parameter[] {loc, scale}) {
      double ratio = report.of("16", p).variance() / report.of("256", p).variance();
      assertThat(ratio).isGreaterThan(64);
    }
  }

  /** The same key gives the same bits, alone and beside other expressions. */
  @Test
  void aFunctionOfTheKey() {
    Tensor a = estimate(8);
    INDArray once = a.eval(RandomKey.of(3));
    assertThat(a.eval(RandomKey.of(3))).isEqualTo(once);
    assertThat(a.eval(RandomKey.of(4))).isNotEqualTo(once);
  }

  /** Each row is stratified, in both types, and all leaves of a sample are used. */
  @Test
  void noiseOfEachDistribution() {
    for (DType dtype : DType.values()) {
      for (NoiseDistribution d : NoiseDistribution.values()) {
        Tensor noise = QuasiRandomNoise.ofRows(Shape.of(3)).draw(d, dtype, Shape.of(1024, 3, 2));
        INDArray x = noise.eval(RandomKey.of(5)).castTo(DType.DOUBLE.toNd4j());
        for (int row = 0; row < 3; row++) {
          double mean = 0;
          for (int i = 0; i < 1024; i++) {
            mean += x.getDouble(i, row, 1) / 1024;
          }
          assertThat(mean).isCloseTo(d.mean(), within(0.02));
        }
      }
    }
  }

  @Test
  void errors() {
    assertThatThrownBy(() -> Pathwise.samples(12).quasiRandom())
        .hasMessage(
            "Pathwise.quasiRandom: the number of samples must be a power of two, got 12; Sobol'"
                + " points are evenly spread in such numbers");
    Normal wide = Normal.standard(DType.DOUBLE, 1025);
    assertThatThrownBy(
            () ->
                Pathwise.samples(2)
                    .quasiRandom()
                    .expectation(Independent.of(wide, 1), z -> z.sum(-1)))
        .hasMessageContaining("a sample of a row must have at most 1024 elements, got 1025");
    assertThatThrownBy(() -> Pathwise.samples(2).quasiRandom().expectation(Gamma.of(1, 1), z -> z))
        .hasMessageContaining("drawn by rejection");
    QuasiRandomNoise source = QuasiRandomNoise.ofRows(Shape.of(3));
    assertThatThrownBy(() -> source.draw(NoiseDistribution.UNIFORM, DType.FLOAT, Shape.of(4, 2)))
        .hasMessage(
            "QuasiRandomNoise.draw: noise must have one sample axis, then the rows [3], got shape"
                + " [4, 2]");
    assertThat(Pathwise.samples(4).quasiRandom()).hasToString("Pathwise[samples=4, quasi-random]");
  }
}
