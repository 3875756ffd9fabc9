/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.random.RandomKey;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Batches of size 1 without arrays, see {@link BatchSource#steps}. */
record UnitBatches(long perEpoch) implements BatchSource {
  @Override
  public int arity() {
    return 0;
  }

  @Override
  public OptionalLong batchesPerEpoch() {
    return OptionalLong.of(perEpoch);
  }

  @Override
  public Iterator<Batch> epoch(RandomKey key) {
    Batch none = Batch.withoutArrays();
    return LongStream.range(0, perEpoch).mapToObj(i -> none).iterator();
  }
}
