/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatFunctionsTest {
  @FunctionalInterface
  interface FloatLoop {
    void run(float[] x, float[] y, int n);
  }

  enum Function {
    EXP(FloatFunctions::exp, StrictMath::exp),
    EXPM1(FloatFunctions::expm1, StrictMath::expm1),
    LOG(FloatFunctions::log, StrictMath::log),
    LOG1P(FloatFunctions::log1p, StrictMath::log1p),
    SIGMOID(FloatFunctions::sigmoid, x -> 1 / (1 + StrictMath.exp(-x))),
    SOFTPLUS(
        FloatFunctions::softplus, x -> Math.max(x, 0) + logOnePlus(StrictMath.exp(-Math.abs(x)))),
    LOG_SIGMOID(
        FloatFunctions::logSigmoid,
        x -> -(Math.max(-x, 0) + logOnePlus(StrictMath.exp(-Math.abs(x))))),
    TANH(FloatFunctions::tanh, StrictMath::tanh);

    private final FloatLoop fast;
    private final DoubleUnaryOperator exact;

    Function(FloatLoop fast, DoubleUnaryOperator exact) {
      this.fast = fast;
      this.exact = exact;
    }
  }

  private static double logOnePlus(double u) {
    return StrictMath.log1p(u);
  }

  /** Every 997th of all floats, including special values. */
  @ParameterizedTest
  @EnumSource
  void isWithinSixTenthsOfAnUlp(Function f) {
    float[] x = new float[10_000];
    int count = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 997) {
      x[count++] = Float.intBitsToFloat((int) bits);
      if (count == x.length) {
        check(f, x);
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
      1e-4f,
      -1e-4f,
      1e-3f,
      0.70710677f,
      0.7071068f,
      1.4142135f,
      1.4142137f
    };
    check(f, special);
  }

  private static void check(Function f, float[] x) {
    float[] y = x.clone();
    f.fast.run(y, y, y.length);
    for (int i = 0; i < x.length; i++) {
      check(f, x[i], y[i]);
    }
  }

  private static void check(Function f, float x, float got) {
    double exact = f.exact.applyAsDouble(x);
    float rounded = (float) exact;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
      assertThat(Float.valueOf(got)).as("%s(%s)", f, x).isEqualTo(Float.valueOf(rounded));
      return;
    }
    double ulps = Math.abs(got - exact) / Math.ulp(rounded);
    double bound = Math.abs(rounded) < Float.MIN_NORMAL ? 1 : 0.6;
    if (!(ulps <= bound)) {
      assertThat(ulps).as("%s(%s) = %s, exact %s", f, x, got, exact).isLessThanOrEqualTo(bound);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TANH", "EXPM1", "LOG1P"})
  void keepsTheSignOfZero(Function f) {
    float[] y = new float[2];
    f.fast.run(new float[] {-0f, 0f}, y, 2);
    assertThat(Float.floatToRawIntBits(y[0])).isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(Float.floatToRawIntBits(y[1])).isEqualTo(Float.floatToRawIntBits(0f));
  }
}
