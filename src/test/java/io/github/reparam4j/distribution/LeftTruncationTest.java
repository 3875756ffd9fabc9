/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** {@link Truncated} with an infinite upper end: left truncation far in the upper tail. */
class LeftTruncationTest {
  private static Truncated.Pathwise above(Reparameterized base, double low) {
    return Truncated.of(base, Tensor.scalar(low), Tensor.scalar(Double.POSITIVE_INFINITY));
  }

  /** ln f(x) - ln S(low) of the skew normal distribution, where both underflow. */
  @Test
  void skewNormalWhereItsTailUnderflows() {
    SkewNormal base = SkewNormal.of(0, 1, -2);
    Truncated.Pathwise d = above(base, 30);
    double expected =
        base.logProb(Tensor.scalar(30.01)).evalScalar()
            - base.logSurvival(Tensor.scalar(30)).evalScalar();
    assertThat(d.logProb(Tensor.scalar(30.01)).evalScalar()).isCloseTo(expected, within(1e-9));
    // The excess is nearly exponential of rate 30 (1 + 2^2): its median is about ln 2 / 150.
    double median = d.icdf(Tensor.scalar(0.5)).evalScalar();
    assertThat(median - 30).isCloseTo(Math.log(2) / 150, within(1e-4));
    double survival = d.survival(Tensor.scalar(median)).evalScalar();
    assertThat(survival).isCloseTo(0.5, within(1e-9));
  }

  /** GEV with c = 0.5 above a level that is exceeded with probability 1e-20 is nearly Pareto. */
  @Test
  void excessesOfExtremesArePareto() {
    double level =
        GeneralizedExtremeValue.of(0, 1, 0.5).inverseSurvival(Tensor.scalar(1e-20)).evalScalar();
    Truncated.Pathwise d = above(GeneralizedExtremeValue.of(0, 1, 0.5), level);
    // P(X > 2 level) / P(X > level) = ((1 + level) / (1 + level / 2))^-2, to 1e-20
    double expected = Math.pow((1 + level) / (1 + level / 2), -2);
    assertThat(d.survival(Tensor.scalar(2 * level)).evalScalar())
        .isCloseTo(expected, within(1e-12));
  }

  /** Johnson S_U and its gradient by a parameter against those of the difference of logarithms. */
  @Test
  void gradientsOfTheLogLikelihood() {
    Parameter delta = Parameter.of("delta", Tensor.scalar(2.0).eval());
    JohnsonSU base = JohnsonSU.of(Tensor.scalar(0.5), delta, Tensor.scalar(0), Tensor.scalar(1));
    double low = 1e6; // n = 29.5
    Tensor log = above(base, low).logProb(Tensor.scalar(1.5e6));
    Tensor apart = base.logProb(Tensor.scalar(1.5e6)).sub(base.logSurvival(Tensor.scalar(low)));
    assertThat(log.evalScalar()).isCloseTo(apart.evalScalar(), within(1e-10));
    assertThat(Gradients.of(log, delta).of(delta).evalScalar())
        .isCloseTo(Gradients.of(apart, delta).of(delta).evalScalar(), within(1e-9));
    Tensor x = above(base, low).sample(1000);
    assertThat(DistributionContract.values(x.sub(low).ge(0))).containsOnly(1);
  }
}
