/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link FisherSnedecor}. */
class FisherSnedecorTest extends ContinuousContract {
  private static DistributionCase f(double df1, double df2) {
    return DistributionCase.of(p -> FisherSnedecor.of(p[0], p[1]), df1, df2);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(f(2, 5), f(1.3, 9), f(7, 6), f(30, 12));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(f(1e-2, 3), f(3, 1e-2), f(1e30, 3), f(3, 1e30), f(1e30, 1e30), f(1e-2, 1e30));
  }

  @Override
  Stream<Invalid> invalid() {
    String message =
        "FisherSnedecor.of: %1$s must be > 0, got %2$s; pass a log-%1$s through exp or softplus";
    return Stream.of(
        new Invalid(f(0, 1), message.formatted("df1", 0.0)),
        new Invalid(f(1, -1), message.formatted("df2", -1.0)),
        new Invalid(f(Double.NaN, 1), message.formatted("df1", "NaN")));
  }

  @Test
  void densityAtZeroDependsOnTheFirstDegreesOfFreedom() {
    double[] found =
        values(
            FisherSnedecor.of(Tensor.vector(1.0, 2, 3), Tensor.scalar(7))
                .logProb(Tensor.scalar(0)));
    assertThat(found[0]).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(found[1]).isCloseTo(0, within(1e-15));
    assertThat(found[2]).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void momentsThatDivergeAreInfiniteAndUndefinedOnesNotANumber() {
    Tensor df2 = Tensor.vector(1.0, 2, 3, 4, 5);
    FisherSnedecor d = FisherSnedecor.of(Tensor.scalar(3), df2);
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(values(d.mean())).containsExactly(infinite, infinite, 3, 2, 5 / 3.0);
    assertThat(values(d.variance())).startsWith(Double.NaN, Double.NaN, infinite, infinite);
    assertThat(values(d.variance())[4]).isCloseTo(2 * 25 * 6 / 27.0, within(1e-12));
  }

  @Test
  void logDensitySurvivesTheRoundingOfTheSample() {
    SampleWithLogProb both = FisherSnedecor.of(0.01, 0.01).rsampleAndLogProb(1000);
    assertThat(values(both.sample())).contains(0.0, Double.POSITIVE_INFINITY);
    assertThat(values(both.logProb())).doesNotContain(Double.NaN);
  }

  @Test
  void reciprocalHasTheDegreesOfFreedomExchanged() {
    double x = 0.3;
    assertThat(FisherSnedecor.of(3, 7).logProb(Tensor.scalar(x)).evalScalar())
        .isCloseTo(
            FisherSnedecor.of(7, 3).logProb(Tensor.scalar(1 / x)).evalScalar() - 2 * Math.log(x),
            within(1e-13));
  }

  /** P(F <= f) for two degrees of freedom each is f / (1 + f). */
  @Test
  void distributionFunctionForTwoAndTwo() {
    double[] x = {0, 1e-300, 0.25, 1, 1e10};
    double[] p = values(FisherSnedecor.of(2, 2).cdf(Tensor.vector(x)));
    for (int i = 0; i < x.length; i++) {
      double expected = x[i] / (1 + x[i]);
      assertThat(p[i]).isCloseTo(expected, within(2e-13 * expected));
    }
  }
}
