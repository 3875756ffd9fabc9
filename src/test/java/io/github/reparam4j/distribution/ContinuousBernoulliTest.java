/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link ContinuousBernoulli}. */
class ContinuousBernoulliTest extends ContinuousContract {
  private static DistributionCase bernoulli(double probs) {
    return DistributionCase.of(p -> ContinuousBernoulli.of(p[0]), probs);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(bernoulli(0.5), bernoulli(0.02), bernoulli(0.505), bernoulli(0.9));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(0, 1e-30, 0.5 - 1e-12, 0.5, 0.5 + 1e-6, 1 - 1e-6, 1)
        .map(p -> bernoulli(p.doubleValue()));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "ContinuousBernoulli.of: probs must be in [0, 1], got %s; logits are passed to fromLogits";
    return Stream.of(-0.1, 1.1, Double.NaN)
        .map(p -> new Invalid(bernoulli(p), message.formatted(p)));
  }

  /** At w = 0: uniform, and the derivatives by n of A'(n), A''(n), F and quantile. */
  @Test
  void valuesAndGradientsAreSmoothAtOneHalf() {
    double[] n = {-1e-3, -1e-9, -1e-30, 0, 1e-30, 1e-9, 1e-3};
    assertSmooth(n, ContinuousBernoulli::mean, 1.0 / 12);
    assertSmooth(n, ContinuousBernoulli::variance, 0);
    assertSmooth(n, ContinuousBernoulli::entropy, 0);
    assertSmooth(n, d -> d.icdf(Tensor.scalar(0.25)), 0.25 * 0.75 / 2);
    assertSmooth(n, d -> d.cdf(Tensor.scalar(0.25)), -0.25 * 0.75 / 2);
    assertSmooth(n, d -> d.logProb(Tensor.scalar(0.25)), 0.25 - 0.5);
  }

  private static void assertSmooth(
      double[] n, Function<ContinuousBernoulli, Tensor> function, double slope) {
    Parameter by = Grid.parameter("n", DType.DOUBLE, Shape.of(n.length), i -> n[i]);
    Tensor y = function.apply(ContinuousBernoulli.fromLogits(by));
    for (double g : values(Gradients.of(y.sum(), by).of(by))) {
      assertThat(g).isCloseTo(slope, within(1e-3 / 6));
    }
    assertThat(values(Gradients.of(y.sum(), by).of(by))[3]).isCloseTo(slope, within(1e-15));
  }

  /** The series and the closed forms meet without a step. */
  @Test
  void seriesAndClosedFormsMeet() {
    for (double edge : new double[] {0.05, 1}) {
      for (double sign : new double[] {-1, 1}) {
        double inner = sign * Math.nextDown(edge);
        Tensor n = Tensor.vector(inner, sign * edge);
        ContinuousBernoulli d = ContinuousBernoulli.fromLogits(n);
        for (Tensor t :
            new Tensor[] {
              d.mean(),
              d.variance(),
              d.entropy(),
              d.icdf(Tensor.scalar(0.3)),
              d.cdf(Tensor.scalar(0.3)),
              d.logProb(Tensor.scalar(0.3))
            }) {
          double[] both = values(t);
          assertThat(both[0]).isCloseTo(both[1], within(3e-14));
        }
      }
    }
  }

  /** Density n e^-n(1-x) / (1 - e^-n) at 1, and mean 1 - 1/n. */
  @Test
  void largeLogitsKeepTheirDigits() {
    ContinuousBernoulli d = ContinuousBernoulli.fromLogits(Tensor.scalar(1e9));
    assertThat(d.logProb(Tensor.scalar(1)).evalScalar()).isEqualTo(Math.log(1e9));
    Tensor n = Tensor.vector(-1e9, -40, 40, 1e9);
    ContinuousBernoulli ends = ContinuousBernoulli.fromLogits(n);
    assertThat(values(ends.icdf(Tensor.scalar(0)))).containsOnly(0);
    assertThat(values(ends.icdf(Tensor.scalar(1)))).containsOnly(1);
    assertThat(d.entropy().evalScalar()).isCloseTo(1 - Math.log(1e9), within(1e-14));
  }
}
