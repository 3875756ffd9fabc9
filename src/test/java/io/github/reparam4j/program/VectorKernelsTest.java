package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.Transcendental;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorKernelsTest {
  enum Function {
    EXP(Transcendental.EXP, StrictMath::exp),
    EXPM1(Transcendental.EXPM1, StrictMath::expm1),
    LOG(Transcendental.LOG, StrictMath::log),
    LOG1P(Transcendental.LOG1P, StrictMath::log1p),
    TANH(Transcendental.TANH, StrictMath::tanh),
    SIGMOID(Activation.SIGMOID, x -> 1 / (1 + StrictMath.exp(-x))),
    SOFTPLUS(
        Activation.SOFTPLUS, x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));

    private final Elementwise op;
    private final DoubleUnaryOperator exact;

    Function(Elementwise op, DoubleUnaryOperator exact) {
      this.op = op;
      this.exact = exact;
    }
  }

  private static Loops.Floats kernel(Elementwise op) {
    Loops.Floats kernel = VectorKernels.installed().floats(op);
    Assumptions.assumeTrue(
        kernel != null, "not run: the JVM was started without --add-modules jdk.incubator.vector");
    return kernel;
  }

  /** Every 997th float of all that there are, and special values. */
  @ParameterizedTest
  @EnumSource
  void isWithinTwoUlp(Function f) {
    Loops.Floats kernel = kernel(f.op);
    float[] x = new float[Tile.LENGTH];
    float[] y = new float[Tile.LENGTH];
    int count = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 997) {
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
      double bound = subnormal ? 3 : 2;
      boolean ok =
          Float.isNaN(rounded) || Float.isInfinite(rounded)
              ? Float.valueOf(y[i]).equals(rounded)
              : Math.abs(y[i] - exact) <= bound * Math.ulp(rounded);
      if (!ok) {
        assertThat(Float.valueOf(y[i])).as("%s(%s), exact %s", f, x[i], exact).isEqualTo(rounded);
      }
    }
  }

  @Test
  void multiplyNoNanIsZeroWhereTheFirstFactorIs() {
    Loops.Floats kernel = kernel(Arithmetic.MULTIPLY_NO_NAN);
    float[] a = new float[Tile.LENGTH];
    float[] b = new float[Tile.LENGTH];
    Arrays.fill(b, Float.NaN);
    b[1] = Float.POSITIVE_INFINITY;
    a[2] = 3;
    b[2] = 5;
    a[3] = -0f;
    a[4] = 1;
    float[] y = new float[Tile.LENGTH];
    kernel.run(new float[][] {a, b}, y, y.length);
    assertThat(y[0]).isZero();
    assertThat(y[1]).isZero();
    assertThat(y[2]).isCloseTo(15f, withinPercentage(0));
    assertThat(y[3]).isZero();
    assertThat(y[4]).isNaN();
  }
}
