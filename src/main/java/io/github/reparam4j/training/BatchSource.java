package io.github.reparam4j.training;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Failure;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * Where training takes its data from: a way to walk through a data set, batch by batch, as often as
 * wanted.
 *
 * <p>{@code io.github.reparam4j.data.Batches} makes one from arrays. An own source needs three
 * methods:
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

  /** {@return the number of batches of one epoch, empty when it is not known beforehand} */
  OptionalLong batchesPerEpoch();

  /**
   * One walk through the data.
   *
   * <p>A batch is lent until the iterator is asked for more, by {@code next()} or by a {@code
   * hasNext()} that answers false: then a source may use its memory again, and expires it. ND4J
   * frees arrays that nobody closes only when the garbage collector happens to run, so a source
   * that made new arrays for every batch could fill the machine's memory. Several iterators of one
   * source do not disturb each other unless the source says so. An iterator belongs to one thread
   * at a time.
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
      throw Failure.argument("BatchSource.steps", "perEpoch must be >= 1", perEpoch, null);
    }
    return new NoData(perEpoch);
  }
}
