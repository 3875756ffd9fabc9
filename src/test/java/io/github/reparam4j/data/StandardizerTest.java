/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
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
