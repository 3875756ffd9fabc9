/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.nn.Dense;
import org.junit.jupiter.api.Test;

/** {@link PeerValues} against values computed by the peers' Python function. */
class PeerValuesTest {
  @Test
  void uniformIsThePeersHash() {
    assertThat(PeerValues.uniform(4, 100))
        .containsExactly(
            4542830 * 0x1p-24f, 8017476 * 0x1p-24f, 11775149 * 0x1p-24f, 1534634 * 0x1p-24f);
    assertThat(PeerValues.uniform(4, 2))
        .containsExactly(
            3987171 * 0x1p-24f, 1227907 * 0x1p-24f, 2765585 * 0x1p-24f, 2917718 * 0x1p-24f);
  }

  @Test
  void weightsAreThePeersSideBySide() {
    Dense both = Dense.of("both", 4, 2);
    Dense left = Dense.of("left", 4, 1);
    Dense right = Dense.of("right", 4, 1);
    PeerValues.assign(both, 1, 3);
    PeerValues.assign(left, 1);
    PeerValues.assign(right, 3);
    float[] hash = PeerValues.uniform(4, 2);
    for (int i = 0; i < 4; i++) {
      assertThat(left.weight().array().getFloat(i, 0)).isEqualTo((hash[i] * 2 - 1) / 2);
      assertThat(both.weight().array().getFloat(i, 0))
          .isEqualTo(left.weight().array().getFloat(i, 0));
      assertThat(both.weight().array().getFloat(i, 1))
          .isEqualTo(right.weight().array().getFloat(i, 0));
    }
    assertThat(left.bias().array().getFloat(0))
        .isEqualTo((PeerValues.uniform(1, 3)[0] * 2 - 1) / 2);
    assertThat(both.bias().array().toFloatVector())
        .containsExactly(left.bias().array().getFloat(0), right.bias().array().getFloat(0));
  }
}
