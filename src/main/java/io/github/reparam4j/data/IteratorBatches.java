/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.training.Batch;
import io.github.reparam4j.training.BatchSource;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** See {@link Batches#from}. */
final class IteratorBatches implements BatchSource {
  private static final String WHERE = "Batches.from";

  private final DataSetIterator iterator;
  private Epoch latest;

  IteratorBatches(DataSetIterator iterator) {
    this.iterator = Errors.given(WHERE, "iterator", iterator);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public OptionalLong batchesPerEpoch() {
    return OptionalLong.empty();
  }

  @Override
  public synchronized Iterator<Batch> epoch(RandomKey key) {
    Errors.given("Batches.epoch", "key", key);
    if (iterator.resetSupported()) {
      iterator.reset();
    } else if (latest != null) {
      throw Errors.state(
          WHERE,
          "iterator must support reset for a second epoch",
          iterator.getClass().getSimpleName() + " with resetSupported() = false",
          "train for one epoch, or copy the data into arrays and use Batches.of");
    }
    latest = new Epoch();
    return latest;
  }

  private final class Epoch implements Iterator<Batch> {
    private int batches;

    @Override
    public boolean hasNext() {
      requireLatest();
      return iterator.hasNext();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException(WHERE + ": there are no more batches");
      }
      DataSet data = iterator.next();
      if (data == null) {
        throw Errors.argument(
            WHERE, "every DataSet must be given", "null in batch " + batches, null);
      }
      Batch batch = Batch.of(array(data, "features", data.getFeatures()), labels(data));
      batches++;
      return batch;
    }

    private INDArray labels(DataSet data) {
      return array(data, "labels", data.getLabels());
    }

    private INDArray array(DataSet data, String name, INDArray array) {
      if (array != null) {
        RowBuffer.requireReadable(WHERE, name + " of batch " + batches, array);
      }
      if (array == null || array.isEmpty()) {
        throw Errors.argument(
            WHERE, "every DataSet must have " + name, "none in batch " + batches, null);
      }
      if (data.hasMaskArrays()) {
        throw Errors.argument(
            WHERE, "data sets must be without masks", "a mask in batch " + batches, null);
      }
      if (array.isAttached()) {
        return array.detach();
      }
      return RowBuffer.isContiguous(array) ? array : NativeArrays.detached(() -> array.dup('c'));
    }

    private void requireLatest() {
      if (latest != this) {
        throw Errors.state(
            WHERE,
            "only the latest epoch can be read",
            "an earlier one",
            "an ND4J iterator has a single position");
      }
    }
  }
}
