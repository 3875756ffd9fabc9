/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same key gives the same bits in the first run and in later ones, while products, sums, noise
 * and functions change from plain loops to loops over vectors.
 */
final class ColdAndWarmTest {
  private static final long NANOS = 2_000_000_000L;

  @ParameterizedTest
  @EnumSource
  void bitsDoNotDependOnWhatIsCompiled(DType dtype) {
    Tensor x = Noise.standardNormal(dtype, 64, 96);
    Tensor h = x.matmul(Noise.uniform(dtype, 96, 80)).add(x.sum());
    Tensor loss = h.tanh().mul(h.sigmoid()).add(h.softplus()).add(h.sin()).sum(0).exp().log1p();
    try (Program program = Program.of(loss)) {
      RandomKey key = RandomKey.of(3);
      double[] expected = program.run(key).get(0).toDoubleVector();
      long end = System.nanoTime() + NANOS;
      while (System.nanoTime() < end) {
        double[] again = program.run(key).get(0).toDoubleVector();
        if (!Arrays.equals(again, expected)) {
          assertThat(again).isEqualTo(expected);
        }
      }
    }
  }
}
