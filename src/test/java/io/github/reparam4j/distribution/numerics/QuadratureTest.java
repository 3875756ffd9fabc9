/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Cauchy;
import io.github.reparam4j.distribution.Laplace;
import io.github.reparam4j.distribution.Logistic;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Integrals whose closed forms are known, and their derivatives by parameters. */
class QuadratureTest {
  private static final double TOLERANCE = 1e-11;

  private static Parameter parameter(String name, double... values) {
    return Parameter.of(name, Tensor.vector(values).eval());
  }

  private static void requireClose(Tensor actual, double... exact) {
    double[] got = actual.eval().ravel().toDoubleVector();
    assertThat(got).hasSize(exact.length);
    for (int i = 0; i < exact.length; i++) {
      assertThat(got[i]).as("[%d]", i).isCloseTo(exact[i], within(TOLERANCE * Math.abs(exact[i])));
    }
  }

  private static double[] map(java.util.function.DoubleUnaryOperator f, double... x) {
    return java.util.Arrays.stream(x).map(f).toArray();
  }

  @Test
  void intervalHasSingularEndsAndMovesWithThem() {
    double[] ends = {1e-3, 1, 50};
    Parameter high = parameter("high", ends);
    Quadrature rule = Quadrature.interval(Tensor.scalar(0), high);
    // the integral of x^-1/2 is 2 sqrt(b), that of ln x is b ln b - b
    Tensor roots = rule.integral(rule.nodes().pow(-0.5));
    requireClose(roots, map(b -> 2 * Math.sqrt(b), ends));
    requireClose(Gradients.of(roots.sum(), high).of(high), map(b -> 1 / Math.sqrt(b), ends));
    requireClose(rule.integral(rule.nodes().log()), map(b -> b * Math.log(b) - b, ends));
  }

  @Test
  void emptyIntervalHasNoMass() {
    Quadrature rule = Quadrature.interval(Tensor.vector(2.0, 2), Tensor.vector(2.0, 1));
    requireClose(rule.integral(rule.nodes().exp()), 0, 0);
  }

  @Test
  void halfLineCoversManyScales() {
    double[] rates = {0.1, 1, 10};
    Parameter rate = parameter("rate", rates);
    Quadrature rule = Quadrature.above(Tensor.vector(2.0), Tensor.scalar(1));
    // the integral of exp(-r (x - 2)) is 1 / r
    Tensor integral = rule.integral(rule.nodes().sub(2).mul(rate.neg()).exp());
    requireClose(integral, map(r -> 1 / r, rates));
    requireClose(Gradients.of(integral.sum(), rate).of(rate), map(r -> -1 / (r * r), rates));
    Quadrature mirrored = Quadrature.below(Tensor.vector(-2.0), Tensor.scalar(1));
    requireClose(
        mirrored.integral(mirrored.nodes().add(2).mul(rate).exp()), map(r -> 1 / r, rates));
  }

  @Test
  void linePassesKinksInAnyOrderInFloatToo() {
    Tensor kinks = Tensor.vector(-3f, 5f);
    Quadrature rule = Quadrature.line(Tensor.vector(1f), Tensor.vector(0f), kinks);
    // E |X - c| of the standard normal distribution is 2 phi(c) + c (2 Phi(c) - 1)
    Tensor density = Normal.of(Tensor.scalar(0), Tensor.scalar(1)).logProb(rule.nodes()).exp();
    Tensor distance = rule.nodes().sub(Tensor.vector(-3.0, 5)).abs();
    requireClose(rule.integral(density.mul(distance)), 3.000764308634096, 5.000000106970993);
  }

  @Test
  void quantilesGiveExpectationsUnderAnyScale() {
    Parameter loc = parameter("loc", 0.5, -3, 1e3);
    Parameter scale = parameter("scale", 2, 1e-3, 40);
    Normal p = Normal.of(loc, scale);
    Quadrature rule = Quadrature.quantiles(p.batchShape(), p::icdf, p::inverseSurvival);
    Tensor fourth = rule.integral(rule.nodes().sub(loc.stopGradient()).square().square());
    requireClose(fourth, 3 * 16, 3e-12, 3 * 2560000.0);
    Tensor byScale = Gradients.of(fourth.sum(), scale).of(scale);
    requireClose(byScale, 12 * 8, 12e-9, 12 * 64000.0);
  }

  @Test
  void quantilesOfHeavyTails() {
    Cauchy p = Cauchy.of(Tensor.scalar(0), Tensor.vector(1.0, 0.1, 20));
    Tensor ten = Tensor.scalar(10);
    Quadrature rule =
        Quadrature.quantiles(
            p.batchShape(),
            p::icdf,
            p::inverseSurvival,
            new Quadrature.Break(p.cdf(ten), p.survival(ten)),
            new Quadrature.Break(p.cdf(ten.neg()), p.survival(ten.neg())));
    // E ln(1 + (X / 10)^2) is 2 ln(1 + scale / 10)
    Tensor x = rule.nodes().div(10).abs();
    Tensor lesser = x.minimum(x.reciprocal());
    requireClose(
        rule.integral(x.maximum(1).log().mul(2).add(lesser.square().log1p())),
        map(s -> 2 * Math.log1p(s / 10), 1, 0.1, 20));
  }

  @Test
  void quantilesSplitAtKinks() {
    Parameter kink = parameter("kink", -4, 0.5, 30);
    Laplace p = Laplace.of(Tensor.scalar(0), Tensor.scalar(1)).expand(3);
    Logistic smooth = Logistic.of(Tensor.scalar(0), Tensor.scalar(1)).expand(3);
    Tensor zero = Tensor.scalar(0);
    Quadrature rule =
        Quadrature.quantiles(
            p.batchShape(),
            p::icdf,
            p::inverseSurvival,
            new Quadrature.Break(p.cdf(kink), p.survival(kink)),
            new Quadrature.Break(p.cdf(zero), p.survival(zero)));
    // E |X - c| of the Laplace distribution is |c| + exp(-|c|)
    Tensor distance = rule.integral(rule.nodes().sub(kink).abs());
    requireClose(distance, map(c -> Math.abs(c) + Math.exp(-Math.abs(c)), -4, 0.5, 30));
    requireClose(
        Gradients.of(distance.sum(), kink).of(kink),
        map(c -> Math.signum(c) * (1 - Math.exp(-Math.abs(c))), -4, 0.5, 30));
    Quadrature plain =
        Quadrature.quantiles(smooth.batchShape(), smooth::icdf, smooth::inverseSurvival);
    requireClose(plain.integral(smooth.logProb(plain.nodes())), -2, -2, -2);
  }
}
