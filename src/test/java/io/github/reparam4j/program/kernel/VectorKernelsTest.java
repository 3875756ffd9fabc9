/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.SpecialFunction;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The float kernels of one argument against double precision. */
class VectorKernelsTest {
  enum Function {
    EXP(Transcendental.EXP, 2, StrictMath::exp),
    EXPM1(Transcendental.EXPM1, 2, StrictMath::expm1),
    LOG(Transcendental.LOG, 2, StrictMath::log),
    LOG1P(Transcendental.LOG1P, 2, StrictMath::log1p),
    TANH(Transcendental.TANH, 2, StrictMath::tanh),
    SIGMOID(Activation.SIGMOID, 2, x -> 1 / (1 + StrictMath.exp(-x))),
    SOFTPLUS(Activation.SOFTPLUS, 2, Function::softplus),
    LOG_SIGMOID(Activation.LOG_SIGMOID, 2, x -> -softplus(-x)),
    RSQRT(Arithmetic.RSQRT, 2, x -> 1 / Math.sqrt(x)),
    LOG1MEXP(Transcendental.LOG1MEXP),
    SIN(Transcendental.SIN),
    COS(Transcendental.COS),
    ERF(SpecialFunction.ERF),
    ERFC(SpecialFunction.ERFC),
    NDTR(SpecialFunction.NDTR);

    private final Elementwise op;
    private final double ulps;
    private final DoubleUnaryOperator exact;

    Function(Elementwise op, double ulps, DoubleUnaryOperator exact) {
      this.op = op;
      this.ulps = ulps;
      this.exact = exact;
    }

    /**
     * Kernels that convert to double round once; compared with the operation's own loop over
     * doubles.
     */
    Function(Elementwise op) {
      this(op, 0.51, x -> plain(op, x));
    }

    private static double softplus(double x) {
      return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double plain(Elementwise op, double x) {
      double[] y = new double[1];
      op.loops().doubles().run(new double[][] {{x}}, y, 1);
      return y[0];
    }
  }

  private static Loops.Floats kernel(Elementwise op) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    Assumptions.assumeTrue(
        kernel != null, "not run: the JVM was started without --add-modules jdk.incubator.vector");
    return kernel;
  }

  /** Every 2003rd of all floats, and special values. */
  @ParameterizedTest
  @EnumSource
  void isWithinBound(Function f) {
    Loops.Floats kernel = kernel(f.op);
    float[] x = new float[Tile.LENGTH];
    float[] y = new float[Tile.LENGTH];
    int count = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 2003) {
      x[count++] = Float.intBitsToFloat((int) bits);
      if (count == x.length) {
        check(f, kernel, x, y);
        count = 0;
      }
    }
    float[] special = {
      0f,
      -0f,
      1f,
      -1f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      88.72f,
      88.73f,
      89f,
      -103.9f,
      -103f,
      -87.5f,
      1e-4f,
      -1e-4f,
      1e-8f,
      2e-8f,
      -0.99999994f,
      0.70710677f,
      0.7071068f,
      1.4142135f
    };
    Arrays.fill(x, 0.5f);
    System.arraycopy(special, 0, x, 0, special.length);
    check(f, kernel, x, y);
  }

  private static void check(Function f, Loops.Floats kernel, float[] x, float[] y) {
    kernel.run(new float[][] {x}, y, x.length);
    for (int i = 0; i < x.length; i++) {
      double exact = f.exact.applyAsDouble(x[i]);
      float rounded = (float) exact;
      boolean subnormal = Math.abs(rounded) < Float.MIN_NORMAL;
      double bound = f.ulps + (subnormal && f.ulps > 1 ? 1 : 0);
      boolean ok =
          Float.isNaN(rounded) || Float.isInfinite(rounded)
              ? Float.valueOf(y[i]).equals(rounded)
              : Math.abs(y[i] - exact) <= bound * Math.ulp(rounded);
      if (!ok) {
        assertThat(Float.valueOf(y[i])).as("%s(%s), exact %s", f, x[i], exact).isEqualTo(rounded);
      }
    }
  }
}
