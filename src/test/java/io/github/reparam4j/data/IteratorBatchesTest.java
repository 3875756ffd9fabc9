/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.training.Batch;
import io.github.reparam4j.training.BatchSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class IteratorBatchesTest {
  private static final RandomKey KEY = RandomKey.of(0);

  private static DataSet data(int rows, double value) {
    return new DataSet(
        Nd4j.valueArrayOf(new long[] {rows, 2}, value, DataType.FLOAT),
        Nd4j.valueArrayOf(new long[] {rows, 1}, -value, DataType.FLOAT));
  }

  @Test
  void yieldsFeaturesAndLabelsAnewInEachEpoch() {
    BatchSource source = Batches.from(new Sets(true, data(3, 1), data(2, 7)));
    assertThat(source.arity()).isEqualTo(2);
    assertThat(source.batchesPerEpoch()).isEmpty();
    for (int i = 0; i < 2; i++) {
      Iterator<Batch> epoch = source.epoch(KEY);
      assertThat(epoch.next().size()).isEqualTo(3);
      Batch second = epoch.next();
      assertThat(second.array(0).toFloatMatrix()).isDeepEqualTo(new float[][] {{7, 7}, {7, 7}});
      assertThat(second.array(1).toFloatMatrix()).isDeepEqualTo(new float[][] {{-7}, {-7}});
      assertThat(epoch.hasNext()).isFalse();
    }
  }

  @Test
  void makesArraysContiguous() {
    INDArray fortran = Nd4j.linspace(1, 6, 6, DataType.FLOAT).reshape(3, 2).dup('f');
    BatchSource source =
        Batches.from(new Sets(true, new DataSet(fortran, fortran.transpose().dup().transpose())));
    Batch batch = source.epoch(KEY).next();
    assertThat(batch.arrays()).allMatch(RowBuffer::isContiguous);
    assertThat(batch.array(0)).isEqualTo(fortran);
  }

  @Test
  void secondEpochNeedsReset() {
    BatchSource source = Batches.from(new Sets(false, data(3, 1)));
    assertThat(source.epoch(KEY).next().size()).isEqualTo(3);
    assertThatIllegalStateException()
        .isThrownBy(() -> source.epoch(KEY))
        .withMessage(
            "Batches.from: iterator must support reset for a second epoch, got Sets with"
                + " resetSupported() = false; train for one epoch, or copy the data into arrays and"
                + " use Batches.of");
  }

  @Test
  void newEpochEndsTheOneBefore() {
    BatchSource source = Batches.from(new Sets(true, data(3, 1), data(2, 7)));
    Iterator<Batch> first = source.epoch(KEY);
    source.epoch(KEY);
    assertThatIllegalStateException()
        .isThrownBy(first::hasNext)
        .withMessage(
            "Batches.from: only the latest epoch can be read, got an earlier one; an ND4J iterator"
                + " has a single position");
  }

  @Test
  void rejectsIncompleteData() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.from(null))
        .withMessage("Batches.from: iterator must be given, got null");
    DataSet unlabelled = new DataSet(Nd4j.ones(DataType.FLOAT, 2, 2), null);
    Iterator<Batch> epoch = Batches.from(new Sets(true, data(1, 1), unlabelled)).epoch(KEY);
    epoch.next();
    assertThatIllegalArgumentException()
        .isThrownBy(epoch::next)
        .withMessage("Batches.from: every DataSet must have labels, got none in batch 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.from(new Sets(true, (DataSet) null)).epoch(KEY).next())
        .withMessage("Batches.from: every DataSet must be given, got null in batch 0");
    DataSet masked = data(2, 1);
    masked.setLabelsMaskArray(Nd4j.ones(DataType.FLOAT, 2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.from(new Sets(true, masked)).epoch(KEY).next())
        .withMessage("Batches.from: data sets must be without masks, got a mask in batch 0");
  }

  @Test
  void rejectsClosedAndMissingData() {
    DataSet closed = data(2, 1);
    closed.getLabels().close();
    Iterator<Batch> epoch = Batches.from(new Sets(true, data(1, 1), closed)).epoch(KEY);
    epoch.next();
    assertThatIllegalStateException()
        .isThrownBy(epoch::next)
        .withMessage("Batches.from: labels of batch 1 must be open, got a closed array");
    DataSet later = data(2, 1);
    Batch batch = Batches.from(new Sets(true, later)).epoch(KEY).next();
    later.getFeatures().close();
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.array(1))
        .withMessage("Batch: arrays must stay open, got array 0 closed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.from(new Sets(true)).epoch(null))
        .withMessage("Batches.epoch: key must be given, got null");
    Iterator<Batch> none = Batches.from(new Sets(true)).epoch(KEY);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(none::next)
        .withMessage("Batches.from: there are no more batches");
  }

  private static final class Sets implements DataSetIterator {
    private static final long serialVersionUID = 1;
    private final boolean resettable;
    private final transient List<DataSet> sets;
    private int position;

    Sets(boolean resettable, DataSet... sets) {
      this.resettable = resettable;
      this.sets = Arrays.asList(sets);
    }

    @Override
    public DataSet next(int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int inputColumns() {
      return 2;
    }

    @Override
    public int totalOutcomes() {
      return 1;
    }

    @Override
    public boolean resetSupported() {
      return resettable;
    }

    @Override
    public boolean asyncSupported() {
      return false;
    }

    @Override
    public void reset() {
      position = 0;
    }

    @Override
    public int batch() {
      return 3;
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
      return null;
    }

    @Override
    public List<String> getLabels() {
      return List.of();
    }

    @Override
    public boolean hasNext() {
      return position < sets.size();
    }

    @Override
    public DataSet next() {
      return sets.get(position++);
    }
  }
}
