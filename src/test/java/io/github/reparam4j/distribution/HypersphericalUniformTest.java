/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@link HypersphericalUniform}. */
final class HypersphericalUniformTest {
  /** 2 pi, 4 pi, 2 pi^2: the circle, the sphere and the glome. */
  @Test
  void densityIsOneOverTheArea() {
    double[] areas = {2 * Math.PI, 4 * Math.PI, 2 * Math.PI * Math.PI};
    for (int d = 2; d < 5; d++) {
      HypersphericalUniform one = HypersphericalUniform.of(d);
      double[] x = new double[d];
      x[1] = 1;
      double log = Math.log(areas[d - 2]);
      assertThat(one.logProb(Tensor.vector(x)).evalScalar()).isCloseTo(-log, within(1e-14));
      assertThat(one.entropy().evalScalar()).isCloseTo(log, within(1e-14));
      x[0] = 0.1;
      assertThat(one.logProb(Tensor.vector(x)).evalScalar()).isEqualTo(Double.NEGATIVE_INFINITY);
      x[0] = Double.NaN;
      assertThat(one.logProb(Tensor.vector(x)).evalScalar()).isNaN();
    }
  }

  /** A million samples; see {@link MonteCarlo} for the probabilities. */
  @Test
  void samplesAreUniform() {
    for (int d = 2; d < 5; d++) {
      HypersphericalUniform one = HypersphericalUniform.of(d);
      Tensor x = one.sample(MonteCarlo.COUNT);
      double[] last = Grid.values(x.column(d - 1).eval(MonteCarlo.KEY));
      MonteCarlo.assertMean("x", last, values(one.mean())[d - 1], 0.02);
      MonteCarlo.assertVariance("x", last, 0, values(one.variance())[d - 1], 0.02);
      double fourth = 3.0 / (d * (d + 2));
      double[] powers = Arrays.stream(last).map(t -> t * t * t * t).toArray();
      MonteCarlo.assertMean("x^4", powers, fourth, 0.02);
      Tensor inside = one.support().contains(x.slice(0, 0, 1000));
      assertThat(values(inside)).containsOnly(1.0);
    }
  }

  @Test
  void expandedIsTheSame() {
    HypersphericalUniform d = HypersphericalUniform.of(DType.FLOAT, 3).expand(2, 5);
    assertThat(d.dtype()).isEqualTo(DType.FLOAT);
    assertThat(d.rsample(7).shape()).isEqualTo(Shape.of(7, 2, 5, 3));
    assertThat(d.sample().dtype()).isEqualTo(DType.FLOAT);
    assertThat(d.mean().shape()).isEqualTo(Shape.of(2, 5, 3));
    assertThat(d.variance().shape()).isEqualTo(Shape.of(2, 5, 3));
    assertThat(d.entropy().shape()).isEqualTo(Shape.of(2, 5));
    double[] logs = values(d.logProb(d.sample(4)));
    double[] expected = new double[40];
    Arrays.fill(expected, -Math.log(4 * Math.PI));
    assertClose(logs, expected, 1e-6, "logProb");
  }

  @Test
  void refusesWhatIsWrong() {
    assertThatThrownBy(() -> HypersphericalUniform.of(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HypersphericalUniform.of: dimension must be at least 2, got 1");
    assertThatThrownBy(() -> HypersphericalUniform.of(3).logProb(Tensor.vector(1.0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HypersphericalUniform.logProb: value must be [..., 3], got [2]");
    VonMisesFisher other = VonMisesFisher.of(Tensor.vector(1.0, 0), Tensor.scalar(1));
    assertThatThrownBy(() -> KlDivergence.of(other, HypersphericalUniform.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KlDivergence.of: both must have the same event shape and dtype, got [2] DOUBLE and [3]"
                + " DOUBLE");
    assertThatThrownBy(() -> HypersphericalUniform.of(3).mode())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("HypersphericalUniform.mode: there must be a closed form");
  }
}
