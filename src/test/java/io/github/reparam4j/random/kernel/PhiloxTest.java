/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.NaiveNoise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PhiloxTest {
  /** The three vectors "philox4x32 10" of kat_vectors in the Random123 library: zeros, ones, pi. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void givesKnownAnswers(String counter, String key, String answer) {
    int[] c = words(counter);
    int[] k = words(key);
    Philox philox = new Philox(1);
    philox.generate(join(k[0], k[1]), join(c[2], c[3]), c[1], c[0], 1);
    assertThat(output(philox, 0)).containsExactly(words(answer));
    assertThat(Philox.hash(join(k[0], k[1]), join(c[2], c[3]), c[1], c[0]))
        .isEqualTo(join(words(answer)[0], words(answer)[1]));
    assertThat(NaiveNoise.philox(c, k)).containsExactly(words(answer));
  }

  @Test
  void lanesAreConsecutiveCountersAndWrapAround() {
    int[] key = {7, -9};
    Philox philox = new Philox(48);
    philox.generate(join(7, -9), join(5, -6), 11, -17, 48);
    for (int lane = 0; lane < 48; lane++) {
      int[] counter = {-17 + lane, 11, 5, -6};
      assertThat(output(philox, lane)).containsExactly(NaiveNoise.philox(counter, key));
    }
  }

  private static int[] output(Philox philox, int lane) {
    return new int[] {
      philox.word(lane, 0), philox.word(lane, 1), philox.word(lane, 2), philox.word(lane, 3)
    };
  }

  private static long join(int low, int high) {
    return Integer.toUnsignedLong(low) | (long) high << 32;
  }

  private static int[] words(String hex) {
    String[] parts = hex.trim().split(" ");
    int[] words = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      words[i] = Integer.parseUnsignedInt(parts[i], 16);
    }
    return words;
  }
}
