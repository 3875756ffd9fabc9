/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.training.Batch;
import io.github.reparam4j.training.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Mini-batches of arrays whose rows correspond, such as features [n, 784] and targets [n].
 *
 * <pre>{@code
 * Batches batches = Batches.of(features, targets).size(128);
 * training.fit(batches, epochs(20));
 * }</pre>
 *
 * <p>The rows of each epoch are shuffled by its key; {@link #inOrder()} keeps the order of the
 * arrays. Without {@link #size(int)} all rows make one batch. The last batch of an epoch has the
 * remaining rows, unless {@link #dropRemainder()} is set.
 *
 * <p>Arrays that are contiguous in c-order are used in place, not copied: close or change them only
 * when no more batches are needed. Views with strides and arrays in f-order are copied once.
 * Batches have the types of the arrays.
 *
 * <p>A batch is valid until the iterator makes the next one (see {@link BatchSource#epoch}), which
 * reuses its memory. {@link Batch#copy()} makes a batch that stays valid.
 *
 * <p>Immutable; every method returns a new object, and several threads may iterate over epochs at
 * once.
 */
public final class Batches implements BatchSource {
  private static final long SHUFFLE = "Batches.shuffled".hashCode();

  private final List<CheckedRows> arrays;
  private final int rows;
  private final int size;
  private final boolean shuffled;
  private final boolean remainder;
  private final boolean finite;

  /** Free list: memory of earlier batches. */
  private final Queue<List<RowBuffer>> freeList = new ConcurrentLinkedQueue<>();

  private Batches(
      List<CheckedRows> arrays, int size, boolean shuffled, boolean remainder, boolean finite) {
    this.arrays = arrays;
    this.rows = (int) arrays.get(0).memory.rows();
    this.size = size;
    this.shuffled = shuffled;
    this.remainder = remainder;
    this.finite = finite;
    if (!remainder && size > rows) {
      throw Errors.argument(
          "Batches.dropRemainder",
          "size must be at most the number of rows, " + rows,
          size,
          "there would be no batch at all");
    }
  }

  /**
   * Batches of all rows at once, shuffled.
   *
   * @param arrays at least one, of any fixed-width types and of rank 1 or more, with leading axes
   *     of one length
   * @return the batches
   * @throws IllegalArgumentException if there is no array, one is null, a scalar, empty or not of
   *     numbers, or the leading axes differ
   * @throws IllegalStateException if an array is closed
   */
  public static Batches of(INDArray... arrays) {
    if (Errors.given("Batches.of", "arrays", arrays).length == 0) {
      throw Errors.argument("Batches.of", "there must be at least one array", "none", null);
    }
    List<CheckedRows> checked = new ArrayList<>();
    for (int i = 0; i < arrays.length; i++) {
      requireRows(arrays[i], i, arrays[0]);
      checked.add(new CheckedRows(RowBuffer.of(arrays[i]), i));
    }
    return new Batches(List.copyOf(checked), (int) arrays[0].size(0), true, true, true);
  }

  private static void requireRows(INDArray array, int index, INDArray first) {
    Errors.given("Batches.of", "array " + index, array);
    RowBuffer.requireOpen("Batches.of", "array " + index, array);
    String got = Arrays.toString(array.shape()) + " as array " + index;
    if (array.rank() == 0) {
      throw Errors.argument(
          "Batches.of", "arrays must have a leading axis", got, "reshape it to [1]");
    }
    if (array.isEmpty()) {
      throw Errors.argument("Batches.of", "arrays must have elements", got, null);
    }
    if (array.size(0) != first.size(0)) {
      throw Errors.argument(
          "Batches.of",
          "leading axes must have one length, here " + first.size(0) + " as in array 0",
          got,
          null);
    }
    if (array.size(0) > Integer.MAX_VALUE - 8) {
      throw Errors.argument("Batches.of", "there must be fewer than 2^31 - 8 rows", got, null);
    }
    DataType type = array.dataType();
    if (!type.isNumerical() && type != DataType.BOOL) {
      throw Errors.argument(
          "Batches.of", "arrays must hold numbers", type + " as array " + index, null);
    }
  }

  /**
   * The batches of an ND4J iterator: features and labels of each {@code DataSet}, in the iterator's
   * own order and sizes.
   *
   * <p>An epoch resets the iterator if it supports {@code reset}; otherwise there can be only one
   * epoch. The iterator has one position, so a new epoch ends the previous one.
   *
   * @param iterator an iterator of data sets that have features, labels and no masks
   * @return a source of two arrays, features and labels; the key of an epoch has no effect
   */
  public static BatchSource from(DataSetIterator iterator) {
    return new IteratorBatches(iterator);
  }

  /**
   * Sets the number of rows in a batch.
   *
   * @param rowsPerBatch at least 1; more than there are rows gives one batch of all of them
   * @return batches of that size
   * @throws IllegalArgumentException if the size is less than 1, or {@link #dropRemainder()} would
   *     leave no batch
   */
  public Batches size(int rowsPerBatch) {
    if (!(rowsPerBatch >= 1)) {
      throw Errors.argument("Batches.size", "size must be >= 1", rowsPerBatch, null);
    }
    return new Batches(arrays, rowsPerBatch, shuffled, remainder, finite);
  }

  /**
   * Shuffles the rows of each epoch by its key. This is the default.
   *
   * @return shuffled batches
   */
  public Batches shuffled() {
    return new Batches(arrays, size, true, remainder, finite);
  }

  /**
   * Keeps the order of the arrays.
   *
   * @return batches in order
   */
  public Batches inOrder() {
    return new Batches(arrays, size, false, remainder, finite);
  }

  /**
   * Omits the last batch of an epoch if it is smaller than the others. Shuffled batches omit
   * different rows in each epoch.
   *
   * @return batches that all have the same size
   * @throws IllegalArgumentException if there are fewer rows than one batch has
   */
  public Batches dropRemainder() {
    return new Batches(arrays, size, shuffled, false, finite);
  }

  /**
   * Accepts NaN and infinities in the data. Without this option the data are checked once, before
   * the first epoch.
   *
   * @return batches that are not checked
   */
  public Batches allowNonFinite() {
    return new Batches(arrays, size, shuffled, remainder, false);
  }

  @Override
  public int arity() {
    return arrays.size();
  }

  /** {@return the number of rows of the arrays} */
  public int rows() {
    return rows;
  }

  @Override
  public OptionalLong batchesPerEpoch() {
    int rest = rows % size;
    return OptionalLong.of(rows / size + (remainder && rest > 0 ? 1 : 0));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the data hold a NaN or an infinity; names its index
   * @throws IllegalStateException if an array was closed; so does {@code next()} later
   */
  @Override
  public Iterator<Batch> epoch(RandomKey key) {
    Errors.given("Batches.epoch", "key", key);
    for (CheckedRows array : arrays) {
      array.check(finite);
    }
    int[] order = shuffled ? RandomPermutation.of(rows, key.fold(SHUFFLE)) : null;
    return new Epoch(order);
  }

  /** {@return number of rows and size} */
  @Override
  public String toString() {
    return "Batches(rows=" + rows + ", size=" + size + (shuffled ? ", shuffled)" : ", in order)");
  }

  private List<RowBuffer> takeMemory(int count) {
    for (List<RowBuffer> free : freeList) {
      if (free.get(0).rows() == count && freeList.remove(free) && isOpen(free)) {
        return free;
      }
    }
    return arrays.stream().map(array -> array.memory.like(count)).toList();
  }

  /** Whether no reader of a batch has closed one of its arrays. */
  private static boolean isOpen(List<RowBuffer> memory) {
    return memory.stream().noneMatch(array -> array.array().wasClosed());
  }

  /** An array, and whether its elements are known to be finite. */
  private static final class CheckedRows {
    private final RowBuffer memory;
    private final int index;
    private volatile boolean knownFinite;

    CheckedRows(RowBuffer memory, int index) {
      this.memory = memory;
      this.index = index;
    }

    /** The array's memory; rejects an array that was closed. */
    RowBuffer open() {
      if (memory.array().wasClosed()) {
        throw Errors.state(
            "Batches.epoch", "arrays must stay open", "array " + index + " closed", null);
      }
      return memory;
    }

    void check(boolean finite) {
      open();
      if (finite && !knownFinite) {
        FiniteCheck.reject(
            "Batches.of", "array " + index, memory, "clean the data or call allowNonFinite()");
        knownFinite = true;
      }
    }
  }

  private final class Epoch implements Iterator<Batch> {
    private final int[] order;
    private int next;
    private List<RowBuffer> current;
    private Batch latest;

    Epoch(int[] order) {
      this.order = order;
    }

    @Override
    public boolean hasNext() {
      boolean more = remainder ? next < rows : next <= rows - size;
      if (!more) {
        release();
      }
      return more;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("Batches.epoch: there are no more batches");
      }
      List<RowBuffer> sources = arrays.stream().map(CheckedRows::open).toList();
      int count = Math.min(size, rows - next);
      release();
      List<RowBuffer> taken = takeMemory(count);
      for (int i = 0; i < taken.size(); i++) {
        if (order == null) {
          sources.get(i).copy(next, count, taken.get(i), 0);
        } else {
          sources.get(i).gather(order, next, count, taken.get(i));
        }
      }
      next += count;
      latest = Batch.of(taken.stream().map(RowBuffer::array).toList());
      current = taken;
      return latest;
    }

    private void release() {
      if (current != null) {
        latest.expire();
        if (isOpen(current)) {
          freeList.add(current);
        }
        current = null;
      }
    }
  }
}
