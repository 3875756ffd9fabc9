/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class StrokeDigitsTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final int PIXELS = 28 * 28;

  @Test
  void hasTheFormatOfMnist() {
    StrokeDigits digits = StrokeDigits.generate(200, KEY);
    assertThat(digits.images().shape()).containsExactly(200, PIXELS);
    assertThat(digits.labels().shape()).containsExactly(200);
    assertThat(digits.images().dataType()).isEqualTo(DataType.FLOAT);
    for (float[] image : digits.images().toFloatMatrix()) {
      double mass = 0;
      double x = 0;
      double y = 0;
      for (int i = 0; i < PIXELS; i++) {
        assertThat(image[i]).isBetween(0f, 1f);
        int row = i / 28;
        int column = i % 28;
        boolean edge = row % 27 == 0 || column % 27 == 0;
        assertThat(edge && image[i] > 0).isFalse();
        mass += image[i];
        x += column * image[i];
        y += row * image[i];
      }
      assertThat(mass).isBetween(20.0, 300.0);
      assertThat(x / mass).isCloseTo(13.5, within(2.5));
      assertThat(y / mass).isCloseTo(13.5, within(2.5));
    }
    assertThat(digits).hasToString("StrokeDigits(200)");
  }

  /** The pixels of MNIST's training images have mean 0.1307 and standard deviation 0.3081. */
  @Test
  void hasAboutTheInkOfMnist() {
    float[] pixels = StrokeDigits.generate(1000, KEY).images().data().asFloat();
    double mean = 0;
    double square = 0;
    for (float pixel : pixels) {
      mean += pixel / pixels.length;
      square += (double) pixel * pixel / pixels.length;
    }
    assertThat(mean).isCloseTo(0.1307, within(0.01));
    assertThat(Math.sqrt(square - mean * mean)).isCloseTo(0.3081, within(0.015));
  }

  @Test
  void imageDependsOnKeyAndIndexOnly() {
    StrokeDigits few = StrokeDigits.generate(3, KEY);
    StrokeDigits many = StrokeDigits.generate(100, KEY, DataType.DOUBLE);
    assertThat(few.images().toFloatMatrix()[2]).isEqualTo(many.images().toFloatMatrix()[2]);
    assertThat(few.labels().getFloat(2)).isEqualTo(many.labels().getFloat(2));
    assertThat(StrokeDigits.generate(3, KEY.step(1)).images()).isNotEqualTo(few.images());
  }

  /**
   * The values are fixed, because an image must be the same on every machine and in every version.
   */
  @Test
  void bitsArePinned() {
    StrokeDigits digits = StrokeDigits.generate(100, KEY);
    assertThat(Arrays.hashCode(digits.images().data().asFloat())).isEqualTo(2049386977);
    assertThat(Arrays.hashCode(digits.labels().data().asFloat())).isEqualTo(1054559105);
  }

  /** Each count is within 6 standard deviations: fails for one key in 10^7; the key is fixed. */
  @Test
  void labelsAreUniform() {
    int n = 5000;
    int[] counts = new int[10];
    for (float label : StrokeDigits.generate(n, KEY).labels().toFloatVector()) {
      counts[(int) label]++;
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(n / 10.0, within(6 * Math.sqrt(n * 0.09)));
    }
  }

  /** Nearest-neighbour classification by 1,500 images is right for most of 200 others. */
  @Test
  void digitsCanBeToldApart() {
    StrokeDigits train = StrokeDigits.generate(1500, KEY);
    StrokeDigits test = StrokeDigits.generate(200, KEY.step(1));
    float[][] known = train.images().toFloatMatrix();
    float[][] asked = test.images().toFloatMatrix();
    int right = 0;
    for (int i = 0; i < asked.length; i++) {
      int nearest = 0;
      float least = Float.MAX_VALUE;
      for (int j = 0; j < known.length; j++) {
        float distance = 0;
        for (int k = 0; k < PIXELS; k++) {
          float difference = asked[i][k] - known[j][k];
          distance += difference * difference;
        }
        if (distance < least) {
          least = distance;
          nearest = j;
        }
      }
      right += train.labels().getFloat(nearest) == test.labels().getFloat(i) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(190);
  }

  @Test
  void rejectsBadArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StrokeDigits.generate(0, KEY))
        .withMessage("StrokeDigits.generate: n must be >= 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StrokeDigits.generate(1, KEY, DataType.FLOAT16))
        .withMessage("StrokeDigits.generate: type must be FLOAT or DOUBLE, got HALF");
  }
}
