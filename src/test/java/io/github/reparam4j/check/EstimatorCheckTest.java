/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class EstimatorCheckTest {
  private final Parameter loc = Parameter.of("loc", Tensor.vector(0.5, -1).eval());
  private final Parameter scale = Parameter.of("scale", Tensor.scalar(0.7).eval());
  private final Tensor z = Normal.of(loc, scale).rsample(200);
  private final Tensor loss = z.square().sum(-1).mean();
  private final Tensor expectation = loc.square().sum().add(scale.square().mul(2));

  private EstimatorCheck check(Tensor estimator) {
    return GradientCheck.ofEstimator(estimator).runs(4000).key(RandomKey.of(5));
  }

  @Test
  void passesAgainstTheExpectationAndAgainstAnotherEstimator() {
    check(loss).against(expectation).seeing(0.02).assertPasses();
    Tensor antithetic =
        Normal.of(loc, scale).rsample(200).square().sum(-1).mean().mul(0.5).add(loss.mul(0.5));
    check(loss).against(antithetic).seeing(0.03).assertPasses();
    check(expectation.mul(1)).against(expectation).runs(2).seeing(1e-8).assertPasses();
  }

  /** A bias of 1 % of one element's gradient, or of the value, is found. */
  @Test
  void findsABias() {
    Tensor biased =
        Tensor.withGradient(
            loss, (input, y, g) -> input == 0 ? g : g.mul(0.02), loss, loc.slice(0, 0, 1).sum());
    assertThatThrownBy(() -> check(biased).against(expectation).assertPasses())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("EstimatorCheck: the mean must be the expectation, got 1.0")
        .hasMessageContaining("by 'loc' at 0 of shape [2]");
    Tensor shifted = loss.add(0.04);
    assertThatThrownBy(() -> check(shifted).against(expectation).assertPasses())
        .hasMessageContaining("of the value");
  }

  @Test
  void refusesABoundThatIsTooWide() {
    assertThatThrownBy(() -> check(loss).runs(10).against(expectation).seeing(0.01).assertPasses())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a bias of 0.01 of the size")
        .hasMessageContaining("times as many runs");
  }

  @Test
  void refusesWrongSettings() {
    assertThatThrownBy(() -> check(loss).assertPasses())
        .hasMessage(
            "EstimatorCheck: there must be something to compare with, got null; call"
                + " EstimatorCheck.against");
    assertThatThrownBy(() -> check(loss).failureProbability(1))
        .hasMessage("EstimatorCheck.failureProbability: it must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> check(loss).runs(1))
        .hasMessage("EstimatorCheck.runs: number must be >= 2, got 1");
    assertThatThrownBy(() -> check(loss).seeing(0))
        .hasMessage("EstimatorCheck.seeing: part must be > 0, got 0.0");
  }
}
