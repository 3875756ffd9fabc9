/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static io.github.reparam4j.distribution.DistributionContract.valuesOfAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** The contract of both tails of every distribution with a density. */
final class Tails {
  private Tails() {}

  private record Function(String name, BiFunction<Distribution, Tensor, Tensor> f) {}

  private static final Function CDF = new Function("cdf", Distribution::cdf);
  private static final Function LOG_CDF = new Function("logCdf", Distribution::logCdf);
  private static final Function SURVIVAL = new Function("survival", Distribution::survival);
  private static final Function LOG_SURVIVAL =
      new Function("logSurvival", Distribution::logSurvival);

  /** F + S = 1, and ln F, S, ln S have the gradients that follow from those of F. */
  static void assertAgreeWithCdf(DistributionCase c, double... x) {
    Distribution d = c.distribution();
    Tensor at = Tensor.vector(x);
    double[][] found = valuesOfAll(d.cdf(at), d.survival(at), d.logCdf(at), d.logSurvival(at));
    double[] f = found[0];
    double[] survivals = found[1];
    double[] logF = found[2];
    double[] logS = found[3];
    double[] s = map(f, p -> 1 - p);
    assertClose(survivals, s, 1e-14, "survival");
    for (int i = 0; i < x.length; i++) {
      assertThat(logF[i])
          .as("logCdf of %s at %s", c, x[i])
          .isCloseTo(Math.log(f[i]), within(1e-12 * (1 + Math.abs(Math.log(f[i])))));
      assertThat(logS[i])
          .as("logSurvival of %s at %s", c, x[i])
          .isCloseTo(Math.log1p(-f[i]), within(1e-13 / s[i]));
    }
    Parameter[] by = Arrays.copyOf(c.variables(x.length), c.parameters().length + 1);
    by[by.length - 1] = Grid.parameter("x", DType.DOUBLE, Shape.of(x.length), i -> x[i]);
    double[][] slopes = gradients(c, by, CDF, LOG_CDF, SURVIVAL, LOG_SURVIVAL);
    int n = by.length;
    for (int parameter = 0; parameter < n; parameter++) {
      double[] slope = slopes[parameter];
      double[] log = slopes[n + parameter];
      double[] upper = slopes[2 * n + parameter];
      double[] logUpper = slopes[3 * n + parameter];
      for (int i = 0; i < x.length; i++) {
        double rounding = 1e-13 + 1e-9 * Math.abs(slope[i]);
        String what = "%s by parameter %d at %s".formatted(c, parameter, x[i]);
        assertThat(upper[i]).as("survival of " + what).isCloseTo(-slope[i], within(rounding));
        assertThat(log[i])
            .as("logCdf of " + what)
            .isCloseTo(slope[i] / f[i], within(rounding / f[i]));
        assertThat(logUpper[i])
            .as("logSurvival of " + what)
            .isCloseTo(-slope[i] / survivals[i], within(rounding / survivals[i]));
      }
    }
  }

  /** Gradients of each function in turn by each parameter and by the value, the last of by. */
  private static double[][] gradients(DistributionCase c, Parameter[] by, Function... functions) {
    Distribution d = c.family().apply(Arrays.copyOf(by, by.length - 1));
    return valuesOfAll(
        Arrays.stream(functions)
            .map(f -> Gradients.orZero(f.f().apply(d, by[by.length - 1]).sum(), by))
            .flatMap(gradients -> Arrays.stream(by).map(gradients::of))
            .toArray(Tensor[]::new));
  }

  /** F(icdf(p)) = p and S(inverseSurvival(p)) = p, to the digits that the quantile itself has. */
  static void assertQuantilesComeBack(Distribution d) {
    double[] p = {1e-300, 1e-100, 1e-30, 1e-17, 1e-10, 1e-3, 0.2, 0.5, 0.8, 0.999};
    assertComesBack(d, CDF, "icdf", values(d.icdf(Tensor.vector(p))), p);
    assertComesBack(d, SURVIVAL, "inverseSurvival", values(d.inverseSurvival(Tensor.vector(p))), p);
    assertThat(values(d.inverseSurvival(Tensor.vector(-0.1, 1.1, Double.NaN))))
        .as("inverseSurvival outside [0, 1]")
        .containsOnly(Double.NaN);
    assertThat(values(d.inverseSurvival(Tensor.vector(0.0, 1))))
        .as("inverseSurvival of 0 and 1")
        .containsExactly(values(d.icdf(Tensor.vector(1.0, 0))));
  }

  private static void assertComesBack(
      Distribution d, Function f, String inverse, double[] x, double[] p) {
    double[] near =
        DoubleStream.of(x)
            .flatMap(v -> DoubleStream.of(v, Math.nextDown(v), Math.nextUp(v)))
            .toArray();
    double[][] all =
        valuesOfAll(f.f().apply(d, Tensor.vector(x)), d.logProb(Tensor.vector(near)).exp());
    double[] found = all[0];
    double[] density = all[1];
    double high = d.support().high().evalScalar();
    for (int i = 0; i < p.length; i++) {
      double greatest = Math.max(density[3 * i], Math.max(density[3 * i + 1], density[3 * i + 2]));
      double rounding = 2 * Math.ulp(x[i]) * greatest / p[i];
      boolean isRoundedToTheEnd = x[i] != 0 && x[i] == high;
      if (rounding < 1e-3 && !isRoundedToTheEnd) {
        assertThat(found[i] / p[i])
            .as("%s of %s(%s) = %s of %s", f.name(), inverse, p[i], x[i], d)
            .isCloseTo(1, within(2e-12 + 2 * rounding));
      }
    }
  }

  /**
   * Where there is a density, the logarithms of both tails are numbers, and so are their slopes.
   */
  static void assertNoUnderflow(Distribution d, double... points) {
    double[] sorted = points.clone();
    Arrays.sort(sorted);
    double middle = sorted[sorted.length / 2];
    double width = sorted[sorted.length - 1] - sorted[0];
    double[] x = new double[24];
    for (int i = 0; i < x.length / 2; i++) {
      x[2 * i] = middle + width * Math.pow(3, i - 1);
      x[2 * i + 1] = middle - width * Math.pow(3, i - 1);
    }
    double[] density = values(d.logProb(Tensor.vector(x)));
    for (Function f : new Function[] {LOG_CDF, LOG_SURVIVAL}) {
      Parameter at = Grid.parameter("x", DType.DOUBLE, Shape.of(x.length), i -> x[i]);
      Tensor log = f.f().apply(d, at);
      double[][] both = valuesOfAll(log, Gradients.orZero(log.sum(), at).of(at));
      double[] value = both[0];
      double[] slope = both[1];
      double sign = f == LOG_CDF ? 1 : -1;
      for (int i = 0; i < x.length; i++) {
        if (density[i] > Double.NEGATIVE_INFINITY && density[i] < Double.POSITIVE_INFINITY) {
          String what = "%s of %s at %s".formatted(f.name(), d, x[i]);
          assertThat(value[i]).as(what).isFinite().isLessThanOrEqualTo(0);
          if (Math.abs(value[i]) > 1e9) {
            continue; // the difference of the logarithms has no digits
          }
          double hazard = Math.exp(density[i] - value[i]);
          assertThat(slope[i])
              .as("slope of " + what)
              .isCloseTo(sign * hazard, within(1e-10 * (1 + Math.abs(value[i])) * hazard + 1e-300));
        }
      }
    }
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }
}
