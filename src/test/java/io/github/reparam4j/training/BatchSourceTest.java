/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.RandomKey;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
  @Test
  void stepsAreBatchesWithoutArrays() {
    BatchSource source = BatchSource.steps(2);
    assertThat(source.arity()).isZero();
    assertThat(source.batchesPerEpoch()).hasValue(2);
    for (int epoch = 0; epoch < 2; epoch++) {
      Iterator<Batch> batches = source.epoch(RandomKey.of(0));
      Batch first = batches.next();
      assertThat(first.size()).isEqualTo(1);
      assertThat(first.arrays()).isEmpty();
      assertThat(first.copy().arity()).isZero();
      batches.next();
      assertThat(batches.hasNext()).isFalse();
    }
  }
}
