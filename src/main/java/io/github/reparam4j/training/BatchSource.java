/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * A data set as training reads it: batch by batch, any number of epochs.
 *
 * <p>{@code io.github.reparam4j.data.Batches} makes one from arrays. A source of your own needs
 * three methods:
 *
 * <pre>{@code
 * BatchSource noise = new BatchSource() {
 *   public int arity() {
 *     return 1;
 *   }
 *
 *   public OptionalLong batchesPerEpoch() {
 *     return OptionalLong.of(10);
 *   }
 *
 *   public Iterator<Batch> epoch(RandomKey key) {
 *     return LongStream.range(0, 10).mapToObj(i -> draw(key.fold(i))).iterator();
 *   }
 * };
 * }</pre>
 */
public interface BatchSource {
  /** {@return the number of arrays in every batch} */
  int arity();

  /** {@return the number of batches of one epoch, empty if unknown in advance} */
  OptionalLong batchesPerEpoch();

  /**
   * One pass over the data.
   *
   * <p>A batch is valid until the next call of {@code next()}, or of a {@code hasNext()} that
   * returns false: then a source may reuse its memory, and expires it. ND4J frees arrays that
   * nobody closes only when the garbage collector happens to run, so a source that made new arrays
   * for every batch could fill the machine's memory. Several iterators of one source are
   * independent unless the source says otherwise. An iterator belongs to one thread at a time.
   *
   * @param key decides the order, if the source shuffles: the same key gives the same batches
   * @return the batches, each with {@link #arity()} arrays
   */
  Iterator<Batch> epoch(RandomKey key);

  /**
   * Batches without arrays, for a loss that needs no data, such as that of variational inference
   * given all observations at once.
   *
   * @param perEpoch number of training steps in an epoch, at least 1
   * @return a source of that many batches, of size 1 and arity 0
   * @throws IllegalArgumentException if the number is less than 1
   */
  static BatchSource steps(long perEpoch) {
    if (!(perEpoch >= 1)) {
      throw Errors.argument("BatchSource.steps", "perEpoch must be >= 1", perEpoch, null);
    }
    return new UnitBatches(perEpoch);
  }
}
