/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with plain loops and with vector kernels are counted as what they are. */
class NoiseTrialsTest {
  private static final int CALL = 1 << 19;

  private final float[] floats = new float[CALL];
  private final double[] doubles = new double[CALL];
  private final FloatNoise floatNoise = FloatNoise.ofFullSize();
  private final DoubleNoise doubleNoise = DoubleNoise.ofFullSize();
  private final Immediate kernels = new Immediate();
  private final KernelAutotuner choice = KernelAutotuner.open(kernels);

  /** Kernels that take no time, and count. */
  private static final class Immediate implements VectorNoise {
    private int calls;

    @Override
    public void words(int[] out, RandomKey key, int stream, int first, int count) {
      calls++;
    }

    @Override
    public void words(long[] out, RandomKey key, int stream, int first, int count) {
      calls++;
    }

    @Override
    public void transform(
        NoiseDistribution distribution,
        int[] words,
        float[] f,
        float[] e,
        float[] out,
        int at,
        int count) {}

    @Override
    public void transform(
        NoiseDistribution distribution,
        long[] words,
        double[] f,
        double[] e,
        double[] out,
        int at,
        int count) {}
  }

  private void fill(boolean isDouble, int count) {
    NoiseDistribution uniform = NoiseDistribution.UNIFORM;
    if (isDouble) {
      doubleNoise.fill(uniform, RandomKey.of(1), 0, 0, doubles, 0, count, choice);
    } else {
      floatNoise.fill(uniform, RandomKey.of(1), 0, 0, floats, 0, count, choice);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void plainRunsAreNoTrialsAndTrialsAreNoPlainRuns(boolean isDouble) {
    for (int i = 0; i < 10 * KernelAutotuner.WINS; i++) {
      fill(isDouble, 512);
    }
    assertThat(kernels.calls).isZero();
    assertThat(choice.isOpen()).isTrue();
    int calls = 0;
    while (choice.isOpen() && calls++ < 200) {
      fill(isDouble, CALL);
    }
    assertThat(choice.isOpen()).isFalse();
    assertThat(kernels.calls).isGreaterThanOrEqualTo(KernelAutotuner.WINS);
    assertThat(choice.next()).isSameAs(kernels);
  }
}
