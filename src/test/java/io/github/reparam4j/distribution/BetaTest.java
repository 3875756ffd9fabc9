/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Beta}. */
class BetaTest extends ContinuousContract {
  private static DistributionCase beta(double a, double b) {
    return DistributionCase.of(p -> Beta.of(p[0], p[1]), a, b);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(beta(1, 1), beta(0.6, 2), beta(3, 0.8), beta(2.5, 14), beta(400, 250));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        beta(1e-30, 1),
        beta(1e30, 1),
        beta(1, 1e-30),
        beta(1, 1e30),
        beta(1e-30, 1e-30),
        beta(1e-30, 1e30),
        beta(1e30, 1e-30),
        beta(1e30, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message = "Beta.of: %1$s must be > 0, got %2$s; pass a log-%1$s through exp or softplus";
    return Stream.of(
        new Invalid(beta(0, 1), message.formatted("concentration1", 0.0)),
        new Invalid(beta(1, -1), message.formatted("concentration0", -1.0)),
        new Invalid(beta(Double.NaN, 1), message.formatted("concentration1", "NaN")));
  }

  @Test
  void densityAtTheEndsDependsOnTheConcentrations() {
    Tensor c = Tensor.vector(0.5, 1, 2);
    Tensor three = Tensor.scalar(3);
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(Beta.of(c, three).logProb(Tensor.scalar(0))))
        .containsExactly(infinite, Math.log(3), -infinite);
    assertThat(values(Beta.of(three, c).logProb(Tensor.scalar(1))))
        .containsExactly(infinite, Math.log(3), -infinite);
  }

  @Test
  void gradientOfTheDensityAtTheEndsIsANumberWhereTheDensityIs() {
    Parameter x = Parameter.of("x", Tensor.vector(0.0, 1).eval());
    Tensor loss = Beta.of(1, 1).logProb(x).sum();
    assertThat(values(Gradients.of(loss, x).of(x))).containsExactly(0, 0);
  }

  @Test
  void modeIsAnEndWhereTheDensityIsInfiniteThere() {
    double[][] members = {{0.5, 2}, {2, 0.5}, {1, 1}, {1, 3}, {3, 1}, {0.5, 0.5}, {1, 0.5}, {3, 2}};
    double[] modes =
        Stream.of(members).mapToDouble(m -> Beta.of(m[0], m[1]).mode().evalScalar()).toArray();
    assertThat(modes).containsExactly(0, 1, 0.5, 0, 1, 0, 1, 2 / 3.0);
  }

  /** With these concentrations about half of the samples round to 0 or 1. */
  @Test
  void logitsAndLogDensitiesSurviveTheRoundingOfTheSample() {
    SampleWithLogProb both = Beta.of(0.01, 0.01).rsampleAndLogProb(1000);
    assertThat(values(both.logProb())).doesNotContain(Double.POSITIVE_INFINITY, Double.NaN);
    double[] logits = values(Beta.of(0.01, 0.01).rsampleLogit(1000));
    assertThat(DoubleStream.of(logits).map(Math::abs).max().orElseThrow()).isGreaterThan(700);
    assertThat(DoubleStream.of(values(both.sample())).filter(x -> x == 1).count()).isPositive();
  }

  /** Exact: for (1, 1) the derivatives are -x ln x and (1-x) ln(1-x). */
  @Test
  void gradientOfAUniformSampleIsKnown() {
    Parameter[] by = beta(1, 1).variables(100);
    Tensor x = Beta.of(by[0], by[1]).rsample();
    double[] at = values(x);
    Gradients g = Gradients.of(x.sum(), by);
    double[] byA = values(g.of(by[0]));
    double[] byB = values(g.of(by[1]));
    for (int i = 0; i < at.length; i++) {
      assertThat(byA[i]).isCloseTo(-at[i] * Math.log(at[i]), within(1e-14));
      assertThat(byB[i]).isCloseTo((1 - at[i]) * Math.log1p(-at[i]), within(1e-14));
    }
  }

  /**
   * d/da E x = b / (a+b)^2 = 0.12 and d/da E ln x = psi'(2) - psi'(5) = 0.4236111: means of 40,000
   * gradients whose standard deviations are below 0.05 and 0.35; six standard errors (failure
   * probability 2e-9 each) are 0.0015 and 0.0105.
   */
  @Test
  void meanGradientIsTheGradientOfTheMean() {
    int n = 40_000;
    Parameter[] by = new DistributionCase(p -> null, new double[] {2, 3}, null, null).variables();
    Tensor x = Beta.of(by[0], by[1]).rsample(n);
    double mean = Gradients.of(x.mean(), by[0]).of(by[0]).evalScalar(KEY);
    double meanOfLog = Gradients.of(x.log().mean(), by[0]).of(by[0]).evalScalar(KEY);
    assertThat(mean).isCloseTo(0.12, within(0.0015));
    assertThat(meanOfLog).isCloseTo(0.4236111, within(0.0105));
  }
}
