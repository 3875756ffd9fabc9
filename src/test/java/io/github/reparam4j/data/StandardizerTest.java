/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StandardizerTest {
  private final INDArray x =
      Nd4j.create(new double[][] {{1, 0.1, 1e9}, {2, 0.1, 1e9 + 1}, {6, 0.1, 1e9 + 2}});

  @Test
  void standardisesEachColumn() {
    Standardizer standardizer = Standardizer.fit(x);
    assertThat(standardizer.means()).containsExactly(3, 0.1, 1e9 + 1);
    double[] sd = standardizer.standardDeviations();
    assertThat(sd[0]).isCloseTo(Math.sqrt(14.0 / 3), within(1e-15));
    assertThat(sd[1]).isEqualTo(1);
    assertThat(sd[2]).isCloseTo(Math.sqrt(2.0 / 3), within(1e-15));
    INDArray z = standardizer.apply(x);
    assertThat(z.getColumn(1).toDoubleVector()).containsExactly(0, 0, 0);
    assertThat(z.getColumn(2).toDoubleVector())
        .containsExactly(new double[] {-Math.sqrt(1.5), 0, Math.sqrt(1.5)}, within(1e-15));
    assertThat(standardizer.invert(z)).isEqualTo(x);
  }

  @Test
  void keepsTypeAndShapeAndTakesViews() {
    INDArray images = Nd4j.arange(1, 25).castTo(DataType.FLOAT).reshape('f', 4, 2, 3);
    Standardizer standardizer = Standardizer.fit(images);
    assertThat(standardizer.means()).containsExactly(2.5, 10.5, 18.5, 6.5, 14.5, 22.5);
    INDArray z = standardizer.apply(images);
    assertThat(z.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(z.shape()).containsExactly(4, 2, 3);
    assertThat(Standardizer.fit(x.getColumn(0)).means()).containsExactly(3);
    assertThat(standardizer.apply(Nd4j.create(DataType.FLOAT, 0, 2, 3)).shape())
        .containsExactly(0, 2, 3);
  }

  @Test
  void rejectsWhatItCannotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(Nd4j.create(DataType.FLOAT, 0, 3)))
        .withMessage("Standardizer.fit: array must have elements, got [0, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(Nd4j.scalar(1.0)))
        .withMessage("Standardizer.fit: array must have rows, got a scalar");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(Nd4j.createFromArray(1, 2)))
        .withMessage("Standardizer.fit: type must be FLOAT or DOUBLE, got INT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(Nd4j.createFromArray(1.0, Double.POSITIVE_INFINITY)))
        .withMessage(
            "Standardizer.fit: data must be finite, got Infinity at [1] of the array of shape [2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(Nd4j.createFromArray(1e300, -1e300)))
        .withMessage("Standardizer.fit: spread must be finite, got Infinity in column 0");
  }

  /** One row, one tile of 32,768 elements, its neighbours, and rows longer than a tile. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 1",
    "1, 3",
    "32767, 1",
    "32768, 1",
    "32769, 1",
    "65536, 1",
    "65537, 1",
    "10922, 3",
    "10923, 3",
    "10924, 3",
    "3, 32769",
    "2, 50000"
  })
  void fitsAndAppliesInPieces(int rows, int columns) {
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i / columns * 37L + i % columns * 11L) % 101;
    }
    INDArray array = Nd4j.createFromArray(values).reshape(rows, columns);
    Standardizer standardizer = Standardizer.fit(array);
    INDArray standardized = standardizer.apply(array);
    double[] z = standardized.reshape(values.length).toDoubleVector();
    double[] back = standardizer.invert(standardized).reshape(values.length).toDoubleVector();
    double[] means = standardizer.means();
    double[] sds = standardizer.standardDeviations();
    assertThat(means).hasSize(columns);
    for (int column = 0; column < columns; column++) {
      double mean = 0;
      for (int i = column; i < values.length; i += columns) {
        mean += values[i] / rows;
      }
      double variance = 0;
      for (int i = column; i < values.length; i += columns) {
        variance += (values[i] - mean) * (values[i] - mean) / rows;
      }
      double sd = rows == 1 ? 1 : Math.sqrt(variance);
      assertThat(Math.abs(means[column] - mean)).isLessThan(1e-10);
      assertThat(Math.abs(sds[column] - sd)).isLessThan(1e-10);
    }
    for (int i = 0; i < values.length; i++) {
      double expected = (values[i] - means[i % columns]) / sds[i % columns];
      if (z[i] != expected || !(Math.abs(back[i] - values[i]) < 1e-12)) {
        assertThat(z[i]).as("element %d", i).isEqualTo(expected);
        assertThat(back[i]).as("element %d", i).isEqualTo(values[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10921, 2", "10922, 0", "10922, 2", "30000, 1"})
  void namesANonFiniteElementOfAnyPiece(int row, int column) {
    INDArray array = Nd4j.ones(DataType.DOUBLE, 30_001, 3).putScalar(row, column, Double.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Standardizer.fit(array))
        .withMessage(
            "Standardizer.fit: data must be finite, got NaN at [%d, %d] of the array of shape"
                    .formatted(row, column)
                + " [30001, 3]");
  }

  @Test
  void rejectsResultsBeyondTheType() {
    Standardizer tiny = Standardizer.fit(Nd4j.createFromArray(-1e-5f, 1e-5f));
    INDArray large = Nd4j.ones(DataType.FLOAT, 40_000);
    large.putScalar(39_999, 1e38f);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tiny.apply(large))
        .withMessageMatching(
            "Standardizer.apply: values must fit FLOAT, got 9\\.99\\d*E42 at \\[39999\\];"
                + " DOUBLE.*");
    Standardizer wide = Standardizer.fit(Nd4j.createFromArray(-1e150, 1e150));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wide.invert(Nd4j.createFromArray(1, Double.NaN, -1e200)))
        .withMessage("Standardizer.invert: results must fit DOUBLE, got -Infinity at [2]");
    assertThat(
            wide.apply(Nd4j.createFromArray(Double.NaN, Double.POSITIVE_INFINITY, 1e150))
                .toDoubleVector())
        .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 1);
  }

  /** The first element, one of the second column, and elements of the second piece. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "16384, 0", "30000, 1"})
  void namesAnOverflowInAnyPiece(int row, int column) {
    Standardizer wide =
        Standardizer.fit(Nd4j.createFromArray(new double[][] {{-1e150, -1e150}, {1e150, 1e150}}));
    INDArray array = Nd4j.ones(DataType.DOUBLE, 30_001, 2).putScalar(row, column, -1e200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wide.invert(array))
        .withMessage(
            "Standardizer.invert: results must fit DOUBLE, got -Infinity at [%d, %d]"
                .formatted(row, column));
    Standardizer tiny =
        Standardizer.fit(Nd4j.createFromArray(new double[][] {{-1e-5, -1e-5}, {1e-5, 1e-5}}));
    INDArray floats = Nd4j.ones(DataType.FLOAT, 30_001, 2).putScalar(row, column, 1e38);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tiny.apply(floats))
        .withMessageContaining("values must fit FLOAT, got ")
        .withMessageContaining(" at [%d, %d];".formatted(row, column));
  }

  @Test
  void rejectsClosedArraysAndOtherThanNumbers() {
    Standardizer standardizer = Standardizer.fit(x);
    INDArray closed = x.dup();
    closed.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> Standardizer.fit(closed),
            () -> standardizer.apply(closed),
            () -> standardizer.invert(closed),
            () -> Split.of(3, 1).train(closed),
            () -> Split.of(3, 1).test(closed))) {
      assertThatIllegalStateException()
          .isThrownBy(call)
          .withMessageMatching("\\w+\\.\\w+: array must be open, got a closed array");
    }
    INDArray text = Nd4j.create("a", "b", "c");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.of(3, 1).test(text))
        .withMessage("Split.test: array must hold numbers, got UTF8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standardizer.apply(text))
        .withMessage("Standardizer.apply: array must hold numbers, got UTF8");
  }

  @Test
  void rejectsOtherColumns() {
    Standardizer standardizer = Standardizer.fit(x);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standardizer.apply(Nd4j.ones(DataType.DOUBLE, 3, 4)))
        .withMessage("Standardizer.apply: axes after the first must be [3] as in fit, got [4]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> standardizer.invert(Nd4j.ones(DataType.DOUBLE, 3)))
        .withMessage("Standardizer.invert: axes after the first must be [3] as in fit, got []");
  }
}
