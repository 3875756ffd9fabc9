package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.RandomKey;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class BatchTest {
  @Test
  void knowsItsRows() {
    Batch batch = Batch.of(Nd4j.zeros(4, 3), Nd4j.zeros(4));
    assertThat(batch.size()).isEqualTo(4);
    assertThat(batch.arity()).isEqualTo(2);
    assertThat(batch).hasToString("Batch[[4, 3], [4]]");
  }

  @Test
  void copyOutlivesTheBatch() {
    Batch batch = Batch.of(Nd4j.ones(2));
    Batch copy = batch.copy();
    batch.array(0).assign(5);
    batch.expire();
    assertThat(copy.array(0).toDoubleVector()).containsExactly(1, 1);
    assertThatThrownBy(batch::arrays)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Batch: only the latest batch of an epoch can be read, got one that its source has"
                + " replaced; take copy() of a batch before asking for the next one");
  }

  @Test
  void rejectsNoArrayScalarsAndOtherLengths() {
    assertThatThrownBy(() -> Batch.of())
        .hasMessage("Batch.of: there must be at least one array, got none");
    assertThatThrownBy(() -> Batch.of(Nd4j.scalar(1.0)))
        .hasMessage(
            "Batch.of: arrays must have a leading axis, got a scalar as array 0; reshape it to"
                + " [1]");
    assertThatThrownBy(() -> Batch.of(Nd4j.zeros(4, 3), Nd4j.zeros(5)))
        .hasMessage(
            "Batch.of: leading axes must have one length, here 4 as in array 0, got [5] as array"
                + " 1");
  }

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
