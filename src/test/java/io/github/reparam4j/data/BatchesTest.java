/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.training.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchesTest {
  private static final RandomKey KEY = RandomKey.of(5);

  /** Row i is (10 i, 10 i + 1, 10 i + 2). */
  private static INDArray table(int rows) {
    return Nd4j.create(
        IntStream.range(0, rows)
            .mapToObj(i -> new float[] {10 * i, 10 * i + 1, 10 * i + 2})
            .toArray(float[][]::new));
  }

  private static INDArray numbers(int n) {
    return Nd4j.createFromArray(IntStream.range(0, n).mapToDouble(i -> i).toArray());
  }

  /** The second array's elements of each batch, after checking that the first one fits them. */
  private static List<List<Integer>> rowsOf(Batches batches, RandomKey key) {
    List<List<Integer>> epoch = new ArrayList<>();
    for (Iterator<Batch> it = batches.epoch(key); it.hasNext(); ) {
      Batch batch = it.next();
      int[] rows = batch.array(1).toIntVector();
      float[][] x = batch.array(0).toFloatMatrix();
      for (int i = 0; i < rows.length; i++) {
        assertThat(x[i]).containsExactly(10 * rows[i], 10 * rows[i] + 1, 10 * rows[i] + 2);
      }
      epoch.add(Arrays.stream(rows).boxed().toList());
    }
    return epoch;
  }

  @Test
  void inOrderKeepsTheOrder() {
    Batches batches = Batches.of(table(7), numbers(7)).size(3).inOrder();
    assertThat(rowsOf(batches, KEY))
        .containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
    assertThat(batches.batchesPerEpoch()).hasValue(3);
    assertThat(batches.arity()).isEqualTo(2);
    assertThat(batches.rows()).isEqualTo(7);
    assertThat(batches).hasToString("Batches(rows=7, size=3, in order)");
  }

  @Test
  void shuffledVisitsEachRowOnceInTheOrderOfTheKey() {
    Batches batches = Batches.of(table(50), numbers(50)).size(8);
    List<List<Integer>> first = rowsOf(batches, KEY);
    assertThat(first.stream().flatMap(List::stream).sorted())
        .isEqualTo(IntStream.range(0, 50).boxed().toList());
    assertThat(rowsOf(batches, KEY)).isEqualTo(first);
    assertThat(rowsOf(batches, KEY.step(1))).isNotEqualTo(first);
    assertThat(rowsOf(batches.inOrder().shuffled(), KEY)).isEqualTo(first);
  }

  @Test
  void dropRemainderLeavesOutTheSmallBatch() {
    Batches batches = Batches.of(table(7), numbers(7)).size(3).dropRemainder();
    assertThat(rowsOf(batches, KEY)).hasSize(2).allMatch(batch -> batch.size() == 3);
    assertThat(batches.batchesPerEpoch()).hasValue(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batches.size(8))
        .withMessage(
            "Batches.dropRemainder: size must be at most the number of rows, 7, got 8; there would"
                + " be no batch at all");
  }

  @Test
  void withoutSizeAllRowsAreOneBatch() {
    Batches batches = Batches.of(table(7), numbers(7));
    assertThat(rowsOf(batches, KEY)).hasSize(1);
    assertThat(rowsOf(batches.size(100), KEY)).hasSize(1);
    assertThat(batches.batchesPerEpoch()).hasValue(1);
  }

  @Test
  void acceptsViewsAndFortranOrder() {
    INDArray wide = Nd4j.concat(1, table(12), table(12).add(1000));
    INDArray stridedRows = wide.get(NDArrayIndex.interval(0, 2, 12), NDArrayIndex.interval(0, 3));
    INDArray fortran = table(6).mul(2).dup('f');
    INDArray laterRows = table(12).get(NDArrayIndex.interval(6, 12), NDArrayIndex.all());
    Batches batches = Batches.of(stridedRows, fortran, laterRows).size(4).inOrder();
    Iterator<Batch> epoch = batches.epoch(KEY);
    epoch.next();
    Batch second = epoch.next();
    assertThat(second.array(0).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{80, 81, 82}, {100, 101, 102}});
    assertThat(second.array(1).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{80, 82, 84}, {100, 102, 104}});
    assertThat(second.array(2).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{100, 101, 102}, {110, 111, 112}});
    assertThat(second.arrays()).allMatch(RowBuffer::isContiguous).allMatch(a -> !a.isView());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {
        "DOUBLE",
        "FLOAT",
        "HALF",
        "BFLOAT16",
        "INT",
        "LONG",
        "SHORT",
        "BYTE",
        "UBYTE",
        "BOOL"
      })
  void keepsTypeAndTrailingAxes(DataType type) {
    INDArray array = Nd4j.ones(DataType.FLOAT, 5, 2, 3).castTo(type);
    Batch batch = Batches.of(array).size(2).epoch(KEY).next();
    assertThat(batch.array(0).shape()).containsExactly(2, 2, 3);
    assertThat(batch.array(0).dataType()).isEqualTo(type);
    assertThat(batch.array(0)).isEqualTo(Nd4j.ones(DataType.FLOAT, 2, 2, 3).castTo(type));
  }

  @Test
  void lendsTheSameMemoryAgain() {
    Batches batches = Batches.of(numbers(6)).size(2).inOrder();
    Iterator<Batch> epoch = batches.epoch(KEY);
    Batch first = epoch.next();
    INDArray array = first.array(0);
    Batch copy = first.copy();
    Batch second = epoch.next();
    assertThat(second.array(0)).isSameAs(array);
    assertThat(first).hasToString("Batch(expired)");
    assertThat(copy.array(0).toDoubleVector()).containsExactly(0, 1);
    epoch.next();
    assertThat(epoch.hasNext()).isFalse();
    assertThat(batches.epoch(KEY).next().array(0)).isSameAs(array);
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(epoch::next)
        .withMessage("Batches.epoch: there are no more batches");
  }

  @Test
  void epochsRunSideBySide() {
    Batches batches = Batches.of(numbers(6)).size(2).inOrder();
    Iterator<Batch> one = batches.epoch(KEY);
    Iterator<Batch> other = batches.epoch(KEY);
    Batch a = one.next();
    Batch b = other.next();
    other.next();
    assertThat(a.array(0).toDoubleVector()).containsExactly(0, 1);
    assertThat(b).hasToString("Batch(expired)");
  }

  @Test
  void rejectsNonFiniteDataUnlessAllowed() {
    INDArray x = table(5);
    x.putScalar(3, 1, Float.NaN);
    Batches batches = Batches.of(numbers(5), x).size(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batches.epoch(KEY))
        .withMessage(
            "Batches.of: data must be finite, got NaN at [3, 1] of array 1 of shape [5, 3]; clean"
                + " the data or call allowNonFinite()");
    assertThat(batches.allowNonFinite().epoch(KEY).next().size()).isEqualTo(2);
    INDArray half = Nd4j.createFromArray(1f, Float.NEGATIVE_INFINITY).castTo(DataType.FLOAT16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(half).epoch(KEY))
        .withMessageContaining("got -Infinity at [1] of array 0 of shape [2];");
  }

  @Test
  void rejectsArraysThatDoNotMakeBatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(Batches::of)
        .withMessage("Batches.of: there must be at least one array, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(table(4), numbers(5)))
        .withMessage(
            "Batches.of: leading axes must have one length, here 4 as in array 0, got [5] as array"
                + " 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(Nd4j.scalar(2.0)))
        .withMessage(
            "Batches.of: arrays must have a leading axis, got [] as array 0; reshape it to [1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(Nd4j.create(DataType.FLOAT, 0, 3)))
        .withMessage("Batches.of: arrays must have elements, got [0, 3] as array 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(Nd4j.create(DataType.FLOAT, 3, 0)))
        .withMessage("Batches.of: arrays must have elements, got [3, 0] as array 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(Nd4j.create("text", "more")))
        .withMessage("Batches.of: arrays must hold numbers, got UTF8 as array 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(numbers(3)).size(0))
        .withMessage("Batches.size: size must be >= 1, got 0");
  }

  /** Sizes below, at and above the number of rows, with and without a remainder. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void everySizeCutsAnEpochIntoItsBatches(int rows) {
    for (int size = 1; size <= rows + 1; size++) {
      Batches batches = Batches.of(table(rows), numbers(rows)).size(size).inOrder();
      List<Integer> all = IntStream.range(0, rows).boxed().toList();
      List<List<Integer>> expected = new ArrayList<>();
      for (int from = 0; from < rows; from += size) {
        expected.add(all.subList(from, Math.min(rows, from + size)));
      }
      assertThat(rowsOf(batches, KEY)).isEqualTo(expected);
      assertThat(batches.batchesPerEpoch()).hasValue(expected.size());
      if (size <= rows) {
        List<List<Integer>> full = expected.subList(0, rows / size);
        assertThat(rowsOf(batches.dropRemainder(), KEY)).isEqualTo(full);
        assertThat(batches.dropRemainder().batchesPerEpoch()).hasValue(full.size());
        assertThat(rowsOf(batches.shuffled().dropRemainder(), KEY)).hasSize(full.size());
      }
    }
  }

  /** A tile of 32,768 elements, each of its ends, and the tile after it. */
  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "7, 0",
    "7, 6",
    "32768, 32767",
    "32769, 32768",
    "70000, 32767",
    "70000, 69999"
  })
  void findsOneNonFiniteElementAnywhere(int rows, int index) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray x = Nd4j.ones(DataType.FLOAT, rows).putScalar(index, bad);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Batches.of(x).epoch(KEY))
          .withMessageContaining("got " + (double) bad + " at [" + index + "] of array 0");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "16383, 1", "16384, 0", "20000, 1"})
  void namesTheRowAndColumnOfANonFiniteElement(int row, int column) {
    INDArray x = Nd4j.ones(DataType.DOUBLE, 20_001, 2).putScalar(row, column, Double.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batches.of(x).epoch(KEY))
        .withMessageContaining("got NaN at [%d, %d] of array 0 of shape".formatted(row, column));
  }

  @Test
  void rejectsArraysClosedWithinAnEpoch() {
    for (boolean ordered : new boolean[] {true, false}) {
      INDArray x = table(6);
      INDArray whole = numbers(8);
      INDArray view = whole.get(NDArrayIndex.interval(0, 6));
      Batches batches = Batches.of(x, view).size(2);
      Iterator<Batch> epoch = (ordered ? batches.inOrder() : batches).epoch(KEY);
      Batch first = epoch.next();
      whole.close();
      assertThatIllegalStateException()
          .isThrownBy(epoch::next)
          .withMessage("Batches.epoch: arrays must stay open, got array 1 closed");
      assertThat(first.array(1).length()).isEqualTo(2);
    }
  }

  @Test
  void rejectsClosedArraysAtOnce() {
    INDArray x = table(4);
    x.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Batches.of(numbers(4), x))
        .withMessage("Batches.of: array 1 must be open, got a closed array");
  }

  @Test
  void doesNotLendMemoryThatAReaderClosed() {
    Batches batches = Batches.of(numbers(6), numbers(6)).size(2).inOrder();
    Iterator<Batch> epoch = batches.epoch(KEY);
    Batch first = epoch.next();
    INDArray lent = first.array(1);
    lent.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> first.array(0))
        .withMessage("Batch: arrays must stay open, got array 1 closed");
    assertThat(epoch.next().array(1).toDoubleVector()).containsExactly(2, 3);
    Batch third = epoch.next();
    INDArray later = third.array(0);
    assertThat(epoch.hasNext()).isFalse();
    later.close();
    assertThat(batches.epoch(KEY).next().array(0).toDoubleVector()).containsExactly(0, 1);
  }

  @Test
  void rejectsArraysOfAClosedWorkspace() {
    INDArray array;
    try (MemoryWorkspace scope = Nd4j.getWorkspaceManager().getAndActivateWorkspace("data-test")) {
      assertThat(scope.isScopeActive()).isTrue();
      array = Nd4j.ones(DataType.FLOAT, 4, 2);
      assertThat(Batches.of(array).epoch(KEY).next().size()).isEqualTo(4);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Batches.of(array))
        .withMessageStartingWith("Batches.of: array 0 must be used within the scope of its");
  }

  @Test
  void rejectsClosedArrays() {
    INDArray x = table(4);
    Batches batches = Batches.of(x);
    x.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> batches.epoch(KEY))
        .withMessage("Batches.epoch: arrays must stay open, got array 0 closed");
  }
}
