/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowBufferTest {
  private static final double[] SEQUENCE = IntStream.range(0, 20).mapToDouble(i -> i).toArray();

  /** Memory in buffers of two or one rows of four elements, as a very large array would have. */
  private static RowBuffer chunked(DataType type) {
    return RowBuffer.of(Nd4j.createFromArray(SEQUENCE).reshape(5, 4).castTo(type), 32);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void readsAndWritesAcrossChunks(DataType type) {
    double[] values = new double[16];
    chunked(type).read(1, 4, values);
    assertThat(values).isEqualTo(IntStream.range(4, 20).mapToDouble(i -> i).toArray());
    RowBuffer target = chunked(type);
    target.write(0, 4, values);
    assertThat(target.array().getRow(0).toDoubleVector()).containsExactly(4, 5, 6, 7);
    assertThat(target.array().getRow(3).toDoubleVector()).containsExactly(16, 17, 18, 19);
    assertThat(target.array().getRow(4).toDoubleVector()).containsExactly(16, 17, 18, 19);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void copiesAndGathersAcrossChunks(DataType type) {
    RowBuffer source = chunked(type);
    RowBuffer target = RowBuffer.of(Nd4j.zeros(type, 4, 4), 16 * type.width() / 4);
    source.copy(1, 3, target, 1);
    assertThat(target.array().getColumn(0).toDoubleVector()).containsExactly(0, 4, 8, 12);
    source.gather(new int[] {9, 4, 0, 3, 3}, 1, 4, target);
    assertThat(target.array().getColumn(1).toDoubleVector()).containsExactly(17, 1, 13, 13);
  }

  /** Every pair of first row and number of rows, in buffers of every number of rows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void movesAnyRowsInBuffersOfAnySize(int rowsPerChunk) {
    double[] guard = new double[24];
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      int chunk = rowsPerChunk * 4 * type.width();
      INDArray numbers = Nd4j.createFromArray(SEQUENCE).reshape(5, 4).castTo(type);
      RowBuffer source = RowBuffer.of(numbers, chunk);
      for (int from = 0; from <= 5; from++) {
        for (int count = 0; from + count <= 5; count++) {
          Arrays.fill(guard, -1);
          source.read(from, count, guard);
          double[] rows = Arrays.copyOfRange(SEQUENCE, 4 * from, 4 * (from + count));
          assertThat(Arrays.copyOf(guard, 4 * count)).isEqualTo(rows);
          assertThat(Arrays.copyOfRange(guard, 4 * count, 24)).containsOnly(-1);
          for (int way = 0; way < 3; way++) {
            RowBuffer target = RowBuffer.of(Nd4j.zeros(type, 5, 4), chunk);
            int to = way == 2 ? 0 : 5 - count;
            switch (way) {
              case 0 -> source.copy(from, count, target, to);
              case 1 -> target.write(to, count, guard);
              default -> source.gather(new int[] {0, 1, 2, 3, 4}, from, count, target);
            }
            double[] expected = new double[20];
            System.arraycopy(rows, 0, expected, 4 * to, rows.length);
            assertThat(target.array().reshape(20).toDoubleVector()).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Lengths around one tile of 32,768 elements and rows longer than one. */
  @ParameterizedTest
  @CsvSource({"32767, 1", "32768, 1", "32769, 1", "100000, 1", "3, 40000", "5, 8192", "4, 8192"})
  void movesMoreThanOneTile(int rows, int columns) {
    double[] values = IntStream.range(0, rows * columns).asDoubleStream().toArray();
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      RowBuffer target = RowBuffer.create(type, rows, columns);
      target.write(0, rows, values);
      assertThat(target.array().reshape(values.length).toDoubleVector()).isEqualTo(values);
      double[] read = new double[values.length];
      target.read(0, rows, read);
      assertThat(read).isEqualTo(values);
    }
  }

  @Test
  void reportsMemoryThatCannotBeAllocated() {
    assertThatIllegalStateException()
        .isThrownBy(() -> RowBuffer.create(DataType.DOUBLE, 1L << 28, 1L << 26))
        .withMessage(
            "data: a new array must fit the memory outside of the Java heap, got DOUBLE [268435456,"
                + " 67108864]; close arrays that are not needed or raise"
                + " -Dorg.bytedeco.javacpp.maxbytes");
  }

  @Test
  void usesContiguousArraysInPlaceAndCopiesOthers() {
    INDArray array = Nd4j.createFromArray(SEQUENCE).reshape(5, 4);
    assertThat(RowBuffer.of(array).array()).isSameAs(array);
    INDArray row = array.getRow(2);
    assertThat(RowBuffer.of(row).array()).isSameAs(row);
    INDArray one = Nd4j.create(array.data(), new long[] {1, 4}, new long[] {99, 1}, 0, 'c');
    assertThat(RowBuffer.of(one).array()).as("the stride of one row is not used").isSameAs(one);
    INDArray column = array.getColumn(2);
    assertThat(RowBuffer.of(column).array()).isNotSameAs(column).isEqualTo(column);
    INDArray transpose = array.transpose();
    assertThat(RowBuffer.of(transpose).array()).isNotSameAs(transpose).isEqualTo(transpose);
  }

  @Test
  void handlesZeroSize() {
    RowBuffer noRows = RowBuffer.create(DataType.FLOAT, 0, 3);
    noRows.read(0, 0, new double[0]);
    noRows.write(0, 0, new double[0]);
    RowBuffer noColumns = RowBuffer.create(DataType.FLOAT, 3, 0);
    noColumns.copy(0, 3, noColumns.like(3), 0);
    noColumns.gather(new int[] {2, 1}, 0, 2, noColumns.like(2));
    assertThat(noColumns.array().shape()).containsExactly(3, 0);
  }

  @Test
  void rejectsRowsThatFitNoBuffer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowBuffer.of(Nd4j.ones(DataType.FLOAT, 2, 9), 32))
        .withMessage("data: a row must have at most 32 bytes, got 36 in an array of shape [2, 9]");
  }
}
