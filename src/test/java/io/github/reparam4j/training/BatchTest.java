/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BatchTest {
  private final INDArray x = Nd4j.ones(DataType.FLOAT, 4, 2);
  private final INDArray y = Nd4j.ones(DataType.DOUBLE, 4);

  @Test
  void knowsSizeAndArrays() {
    Batch batch = Batch.of(x, y);
    assertThat(batch.size()).isEqualTo(4);
    assertThat(batch.arity()).isEqualTo(2);
    assertThat(batch.array(0)).isSameAs(x);
    assertThat(batch.arrays()).hasSize(2);
    assertThat(batch).hasToString("Batch[[4, 2], [4]]");
  }

  @Test
  void rejectsWhatIsNoBatch() {
    assertThatIllegalArgumentException()
        .isThrownBy(Batch::of)
        .withMessage("Batch.of: there must be at least one array, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(x, Nd4j.scalar(1f)))
        .withMessage(
            "Batch.of: arrays must have a leading axis, got a scalar as array 1; reshape it to"
                + " [1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(x, Nd4j.ones(DataType.FLOAT, 3, 2)))
        .withMessage(
            "Batch.of: leading axes must have one length, here 4 as in array 0,"
                + " got [3, 2] as array 1");
    for (int index : new int[] {-1, 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Batch.of(x, y).array(index))
          .withMessage("Batch.array: index must be in [0, 2), got " + index);
    }
  }

  @Test
  void rejectsClosedArrays() {
    Batch batch = Batch.of(x, y);
    y.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(x, y))
        .withMessage("Batch.of: array 1 must be open, got a closed one");
    for (ThrowingCallable read :
        List.<ThrowingCallable>of(() -> batch.array(0), batch::arrays, batch::copy)) {
      assertThatIllegalStateException()
          .isThrownBy(read)
          .withMessage("Batch: arrays must stay open, got array 1 closed");
    }
  }

  @Test
  void expiredBatchFailsAndItsCopyDoesNot() {
    Batch batch = Batch.of(x, y);
    Batch copy = batch.copy();
    batch.expire();
    x.addi(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.array(0))
        .withMessage(
            "Batch: only the latest batch of an epoch can be read, got one that its source has"
                + " replaced; take copy() of a batch before asking for the next one");
    assertThat(batch).hasToString("Batch(expired)");
    assertThat(copy.array(0).sumNumber().doubleValue()).isEqualTo(8);
  }
}
