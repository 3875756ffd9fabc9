/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Bessel;
import io.github.reparam4j.tensor.CountDensity;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.IncompleteBeta;
import io.github.reparam4j.tensor.IncompleteGamma;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Polygamma;
import io.github.reparam4j.tensor.SpecialFunction;
import io.github.reparam4j.tensor.StudentFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The float kernels of special functions and densities against the operations' own loops over
 * doubles, which have tables of their own. Arguments are those at which the method changes, values
 * near the roots, special values, and random ones of all magnitudes.
 */
class VectorDensityKernelsTest {
  private static final int ROUNDS = 200;

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    2,
    3,
    0.5,
    0.75,
    1.5,
    2.5,
    7.5,
    8,
    15,
    16,
    299.9,
    300,
    1e4,
    10001,
    1e6,
    1e12,
    1e30,
    2e30,
    1e-3,
    1e-4,
    9e-5,
    1e-10,
    1e-30,
    1e-31,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    -1,
    -0.5,
    -3.3,
    1.4616321,
    1.4616322,
    0.99999994,
    1.0000001,
    1.9999999,
    2.0000002
  };

  /** The range of an input. */
  private enum Domain {
    POSITIVE,
    REAL,
    UNIT,
    LOG,
    COUNT;

    double draw(Random random) {
      double magnitude = Math.exp(random.nextGaussian() * 4);
      return switch (this) {
        case POSITIVE -> magnitude;
        case REAL -> random.nextGaussian() * (random.nextBoolean() ? 3 : magnitude);
        case UNIT -> 1 / (1 + Math.exp(-4 * random.nextGaussian()));
        case LOG -> Math.log(magnitude) + random.nextGaussian();
        case COUNT -> Math.floor(random.nextInt(4) == 0 ? magnitude : random.nextInt(10));
      };
    }
  }

  static Stream<Arguments> kernels() {
    Domain positive = Domain.POSITIVE;
    Domain real = Domain.REAL;
    Domain unit = Domain.UNIT;
    return Stream.of(
        of(SpecialFunction.LGAMMA, positive),
        of(new Polygamma(0), positive),
        of(Bessel.LOG_BESSEL_I0E, real),
        of(Bessel.BESSEL_RATIO_GAP, real),
        of(IncompleteGamma.GAMMA_LOG_DENSITY, positive, positive),
        of(IncompleteGamma.LOG_GAMMA_VARIATE_BY_CONCENTRATION, positive, Domain.LOG),
        of(StudentFunction.STUDENT_T_LOG_DENSITY, positive, real),
        of(StudentFunction.STUDENT_T_LOG_DENSITY_BY_DF, positive, real),
        of(IncompleteBeta.BETA_LOG_DENSITY, positive, positive, unit),
        of(IncompleteBeta.BETA_LOG_DENSITY_BY_A, positive, positive, unit),
        of(IncompleteBeta.BETA_LOG_DENSITY_BY_B, positive, positive, unit),
        of(IncompleteBeta.BETA_LOG_DENSITY_BY_X, positive, positive, unit),
        of(IncompleteBeta.LOGIT_BETA_VARIATE_BY_A, positive, positive, Domain.LOG),
        of(CountDensity.NEGATIVE_BINOMIAL_LOGITS, Domain.COUNT, positive, real));
  }

  private static Arguments of(Elementwise op, Domain... domains) {
    return Arguments.argumentSet(op.label(), op, List.of(domains));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void agreesWithTheOwnLoopOverDoubles(Elementwise op, List<Domain> domains) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    Assumptions.assumeTrue(kernel != null, "no vector kernels in this JVM");
    Random random = new Random(3);
    List<String> failures = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      float[][] x = new float[op.arity()][Tile.LENGTH];
      double[][] wide = new double[op.arity()][Tile.LENGTH];
      for (int j = 0; j < x.length; j++) {
        for (int i = 0; i < Tile.LENGTH; i++) {
          boolean special = round % 2 == 0 && random.nextInt(3) == 0;
          x[j][i] =
              (float)
                  (special ? SPECIAL[random.nextInt(SPECIAL.length)] : domains.get(j).draw(random));
          wide[j][i] = x[j][i];
        }
      }
      float[] y = new float[Tile.LENGTH];
      double[] exact = new double[Tile.LENGTH];
      kernel.run(x, y, Tile.LENGTH);
      op.loops().doubles().run(wide, exact, Tile.LENGTH);
      for (int i = 0; i < Tile.LENGTH; i++) {
        if (!isClose(op, y[i], exact[i])) {
          StringBuilder at = new StringBuilder();
          for (float[] input : x) {
            at.append(input[i]).append(' ');
          }
          failures.add(op.label() + " of " + at + "is " + exact[i] + ", got " + y[i]);
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void bitsDependOnAnElementsInputsOnly(Elementwise op, List<Domain> domains) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    Assumptions.assumeTrue(kernel != null, "no vector kernels in this JVM");
    Random random = new Random(4);
    float[][] x = new float[op.arity()][Tile.LENGTH];
    float[][] moved = new float[op.arity()][Tile.LENGTH];
    for (int j = 0; j < x.length; j++) {
      for (int i = 0; i < Tile.LENGTH; i++) {
        x[j][i] = (float) domains.get(j).draw(random);
        moved[j][at(i)] = x[j][i];
      }
    }
    float[] y = new float[Tile.LENGTH];
    float[] other = new float[Tile.LENGTH];
    kernel.run(x, y, Tile.LENGTH);
    kernel.run(moved, other, Tile.LENGTH);
    for (int i = 0; i < Tile.LENGTH; i++) {
      assertThat(other[at(i)]).as("%s at %d", op, i).isEqualTo(y[i]);
    }
  }

  /** A permutation: its factor and the length have no common divisor. */
  private static int at(int i) {
    return (i * 37 + 5) % Tile.LENGTH;
  }

  /**
   * Within 0.6 ulp, or 1e-12 in absolute terms where a sum of terms cancels; where the scalar loop
   * over floats is only good to 2e-7, as that.
   */
  private static boolean isClose(Elementwise op, float got, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(nearest) || Float.isInfinite(nearest)) {
      return Float.compare(got, nearest) == 0;
    }
    double ulps = op == IncompleteBeta.LOGIT_BETA_VARIATE_BY_A ? 2 : 0.6;
    return Math.abs(got - exact) <= Math.max(ulps * Math.ulp(nearest), 1e-12);
  }
}
