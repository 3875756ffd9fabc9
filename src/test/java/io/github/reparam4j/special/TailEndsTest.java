/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Tails of gamma and beta distributions at the ends of their domains, and outside of them. */
final class TailEndsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** A function of two parameters and a value. */
  @FunctionalInterface
  private interface Ternary {
    double of(double a, double b, double x);
  }

  private static final List<DoubleBinaryOperator> GAMMA =
      List.of(GammaTails::logP, GammaTails::logQ, GammaTails::reversedHazard, GammaTails::hazard);

  private static final List<Ternary> BETA =
      List.of(BetaTails::logI, BetaTails::logComplement, BetaTails::complement);

  private static final List<Ternary> BETA_OF_LOGITS =
      List.of(BetaTails::logitLogI, BetaTails::logitReversedHazard);

  @Test
  void gammaTailsAreNaNOutsideOfTheirDomain() {
    for (DoubleBinaryOperator f : GAMMA) {
      for (double a : new double[] {0, -1, Double.NaN}) {
        assertThat(f.applyAsDouble(a, 1)).isNaN();
      }
      for (double x : new double[] {-1, Double.NaN}) {
        assertThat(f.applyAsDouble(2, x)).isNaN();
      }
    }
  }

  @Test
  void gammaTailsAtTheirEnds() {
    assertThat(GammaTails.logP(2, 0)).isEqualTo(-INFINITY);
    assertThat(GammaTails.logP(2, INFINITY)).isZero();
    assertThat(GammaTails.logP(INFINITY, 1)).isEqualTo(-INFINITY);
    assertThat(GammaTails.logP(INFINITY, INFINITY)).isZero();
    assertThat(GammaTails.logQ(2, 0)).isZero();
    assertThat(GammaTails.logQ(2, INFINITY)).isEqualTo(-INFINITY);
    assertThat(GammaTails.logQ(INFINITY, 1)).isZero();
    assertThat(GammaTails.logQ(INFINITY, INFINITY)).isEqualTo(-INFINITY);
    assertThat(GammaTails.reversedHazard(2, 0)).isEqualTo(2);
    assertThat(GammaTails.reversedHazard(2, INFINITY)).isZero();
    assertThat(GammaTails.reversedHazard(INFINITY, 1)).isEqualTo(INFINITY);
    assertThat(GammaTails.hazard(2, 0)).isZero();
    assertThat(GammaTails.hazard(2, INFINITY)).isEqualTo(INFINITY);
    assertThat(GammaTails.hazard(INFINITY, 1)).isZero();
  }

  /** Where one tail is 1 to the last digit, the other is that of its first term. */
  @Test
  void gammaTailsOfLargeConcentrationsFarOut() {
    double a = 1e8;
    assertThat(GammaTails.logP(a, 1)).isLessThan(-1e9);
    assertThat(GammaTails.logQ(a, 1)).isZero();
    assertThat(GammaTails.reversedHazard(a, 1)).isBetween(a - 2, a);
    assertThat(GammaTails.logP(a, 1e12)).isZero();
    assertThat(GammaTails.logQ(a, 1e12)).isLessThan(-9e11);
    assertThat(GammaTails.reversedHazard(a, 1e12)).isZero();
    assertThat(GammaTails.hazard(a, 1e12)).isBetween(0.999e12, 1e12);
  }

  @Test
  void betaTailsAreNaNOutsideOfTheirDomain() {
    for (double bad : new double[] {0, -1, Double.NaN}) {
      for (Ternary f : BETA) {
        assertThat(f.of(bad, 2, 0.5)).isNaN();
        assertThat(f.of(2, bad, 0.5)).isNaN();
      }
      for (Ternary f : BETA_OF_LOGITS) {
        assertThat(f.of(bad, 2, 0.5)).isNaN();
        assertThat(f.of(2, bad, 0.5)).isNaN();
      }
    }
    for (double x : new double[] {-0.1, 1.1, Double.NaN}) {
      for (Ternary f : BETA) {
        assertThat(f.of(2, 3, x)).isNaN();
      }
    }
    for (Ternary f : BETA_OF_LOGITS) {
      assertThat(f.of(2, 3, Double.NaN)).isNaN();
    }
  }

  @Test
  void betaTailsAtTheirEnds() {
    assertThat(BetaTails.logI(2, 3, 0)).isEqualTo(-INFINITY);
    assertThat(BetaTails.logI(2, 3, 1)).isZero();
    assertThat(BetaTails.logComplement(2, 3, 0)).isZero();
    assertThat(BetaTails.logComplement(2, 3, 1)).isEqualTo(-INFINITY);
    assertThat(BetaTails.complement(2, 3, 0)).isEqualTo(1);
    assertThat(BetaTails.complement(2, 3, 1)).isZero();
    assertThat(BetaTails.logitLogI(2, 3, INFINITY)).isZero();
    assertThat(BetaTails.logitLogI(2, 3, -INFINITY)).isEqualTo(-INFINITY);
    assertThat(BetaTails.logitReversedHazard(2, 3, INFINITY)).isZero();
    assertThat(BetaTails.logitReversedHazard(2, 3, -INFINITY)).isEqualTo(2);
  }

  /** I_x(1, 1) = x and I_x(2, 1) = x^2, at the logits of x = 1/4 and 3/4. */
  @Test
  void betaTailsOfLogits() {
    for (double x : new double[] {0.25, 0.75}) {
      double t = Math.log(x / (1 - x));
      assertThat(Math.exp(BetaTails.logitLogI(1, 1, t))).isCloseTo(x, near());
      assertThat(Math.exp(BetaTails.logitLogI(2, 1, t))).isCloseTo(x * x, near());
      assertThat(BetaTails.logitReversedHazard(2, 1, t)).isCloseTo(2 * (1 - x), near());
    }
  }

  @Test
  void inverseGaussianTailsAtTheirEndsAndOutside() {
    for (double shape : new double[] {0, -1, Double.NaN, INFINITY}) {
      assertThat(InverseGaussianFunctions.logCdf(shape, 1)).isNaN();
      assertThat(InverseGaussianFunctions.logSurvival(shape, 1)).isNaN();
    }
    assertThat(InverseGaussianFunctions.logCdf(2, Double.NaN)).isNaN();
    assertThat(InverseGaussianFunctions.logSurvival(2, Double.NaN)).isNaN();
    for (double x : new double[] {0, -1}) {
      assertThat(InverseGaussianFunctions.logCdf(2, x)).isEqualTo(-INFINITY);
      assertThat(InverseGaussianFunctions.logSurvival(2, x)).isZero();
    }
    assertThat(InverseGaussianFunctions.logCdf(2, INFINITY)).isZero();
    assertThat(InverseGaussianFunctions.logSurvival(2, INFINITY)).isEqualTo(-INFINITY);
  }

  private static Offset<Double> near() {
    return Offset.offset(1e-14);
  }
}
