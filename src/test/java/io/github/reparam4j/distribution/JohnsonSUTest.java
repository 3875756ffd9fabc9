/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link JohnsonSU}. */
class JohnsonSUTest extends ContinuousContract {
  private static DistributionCase member(double gamma, double delta, double loc, double scale) {
    return DistributionCase.of(p -> JohnsonSU.of(p[0], p[1], p[2], p[3]), gamma, delta, loc, scale);
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        member(0, 1, 0, 1),
        member(-1.5, 2, 40, 0.1),
        member(0.4, 0.8, -3, 2),
        member(3, 1.5, 0, 1));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        member(0, 1, 0, 1e-30),
        member(0, 1, 1e30, 1e30),
        member(0, 1e30, 0, 1),
        member(30, 1, 0, 1),
        member(-30, 1, 0, 1),
        member(0, 0.05, 0, 1));
  }

  @Override
  Stream<Invalid> invalid() {
    String where = "JohnsonSU.of: ";
    return Stream.of(
        new Invalid(
            member(0, 0, 0, 1),
            where
                + "tailweight must be > 0, got 0.0; pass a log-tailweight through exp or softplus"),
        new Invalid(
            member(0, 1, 0, -1),
            where + "scale must be > 0, got -1.0; pass a log-scale through exp or softplus"),
        new Invalid(member(Double.NaN, 1, 0, 1), where + "skewness must be finite, got NaN"));
  }

  /** References by mpmath 1.3 with 50 digits from asinh and erfc. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1e10, -305.24022514610595, -1.1481263119701441e-124, -285.38242021156835",
    "0.5, 2, -7, -13.645431292422699, -13.988382383668158, -8.4124578782315385e-7",
    "3, 1.5, -1000, -42.712604261052534, -38.352404356009666, -2.2067971807551556e-17",
    "-2, 0.7, 1e200, -51933.228569451942, -2.1577666082743967e-22357, -51478.125850358758",
    "0.5, 2, 1e-9, -0.35079135364472743, -0.36894641427033553, -1.1759117638757742",
    "1, 3, -4, -15.197988225220279, -16.577766692926428, -6.3149136543200061e-8"
  })
  void agreesWithArbitraryPrecision(
      double gamma, double delta, double x, double logProb, double logCdf, double logSurvival) {
    JohnsonSU d = JohnsonSU.of(gamma, delta, 0, 1);
    Tensor at = Tensor.scalar(x);
    assertThat(d.logProb(at).evalScalar()).isCloseTo(logProb, within(1e-13 * Math.abs(logProb)));
    assertThat(d.logCdf(at).evalScalar()).isCloseTo(logCdf, within(1e-12 * Math.abs(logCdf)));
    assertThat(d.logSurvival(at).evalScalar())
        .isCloseTo(logSurvival, within(1e-12 * Math.abs(logSurvival)));
  }

  /** The slope of the log-density is 0 there: -tanh u = delta n, also where tanh is flat. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0.3, 2", "-5, 0.01", "1e3, 1e-3", "99.99999, 0.01", "40, 3", "-1e-9, 7"})
  void slopeAtTheModeIsZero(double gamma, double delta) {
    double mode = JohnsonSU.of(gamma, delta, 0, 1).mode().evalScalar();
    double u = Math.log(Math.abs(mode) + Math.sqrt(mode * mode + 1)) * Math.signum(mode);
    double excess = Math.tanh(u) + delta * (gamma + delta * u);
    assertThat(excess).isCloseTo(0, within(1e-14 * (1 + Math.abs(delta * gamma))));
  }

  @Test
  void derivativesOfTheMode() {
    Parameter gamma = Parameter.of("gamma", Tensor.scalar(0.0).eval());
    Parameter delta = Parameter.of("delta", Tensor.scalar(1.5).eval());
    Tensor mode = JohnsonSU.of(gamma, delta, Tensor.scalar(0), Tensor.scalar(1)).mode();
    // at gamma = 0 the slope is -delta / (1 + delta^2)
    double slope = Gradients.of(mode, gamma).of(gamma).evalScalar();
    assertThat(slope).isCloseTo(-1.5 / 3.25, within(1e-15));
    Parameter skewed = Parameter.of("gamma", Tensor.scalar(0.8).eval());
    Tensor other = JohnsonSU.of(skewed, delta, Tensor.scalar(0), Tensor.scalar(1)).mode();
    GradientCheck.of(other).secondOrder().assertPasses();
  }
}
