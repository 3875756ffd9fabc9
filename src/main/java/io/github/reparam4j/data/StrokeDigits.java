/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Generated images that resemble handwritten digits, in the format of MNIST: 28 x 28 grey values
 * from 0 (paper) to 1 (ink), the digit 20 pixels high or wide and its centre of mass in the middle.
 * For examples and tests that run without a file.
 *
 * <p>Each digit has several styles; every image has its own slant, rotation, width, bend, stroke
 * width and jitter. Image i is a pure function of the key and i: the same bits on every machine,
 * for any number of images.
 *
 * <pre>{@code
 * StrokeDigits digits = StrokeDigits.generate(10_000, RandomKey.of(1));
 * Batches batches = Batches.of(digits.images()).size(128);
 * }</pre>
 */
public final class StrokeDigits {
  private static final int PIXELS = GlyphRenderer.SIDE * GlyphRenderer.SIDE;
  private static final int BLOCK = 64;

  private final INDArray images;
  private final INDArray labels;

  private StrokeDigits(INDArray images, INDArray labels) {
    this.images = images;
    this.labels = labels;
  }

  /**
   * Draws images as FLOAT.
   *
   * @param n number of images, at least 1
   * @param key decides the images
   * @return images and labels
   * @throws IllegalArgumentException if n is less than 1
   */
  public static StrokeDigits generate(int n, RandomKey key) {
    return generate(n, key, DataType.FLOAT);
  }

  /**
   * Draws images.
   *
   * @param n number of images, at least 1
   * @param key decides the images
   * @param type FLOAT or DOUBLE
   * @return images and labels
   * @throws IllegalArgumentException if n is less than 1 or the type is another one
   */
  public static StrokeDigits generate(int n, RandomKey key, DataType type) {
    String where = "StrokeDigits.generate";
    RowBuffer.requireFloating(where, type);
    Errors.given(where, "key", key);
    if (!(n >= 1)) {
      throw Errors.argument(where, "n must be >= 1", n, null);
    }
    RowBuffer images = RowBuffer.create(type, n, PIXELS);
    RowBuffer labels = RowBuffer.create(type, n);
    double[] u = new double[BLOCK * GlyphRenderer.UNIFORMS];
    double[] z = new double[BLOCK * GlyphRenderer.NORMALS];
    double[] pixels = new double[BLOCK * PIXELS];
    double[] digits = new double[BLOCK];
    GlyphRenderer renderer = new GlyphRenderer();
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      NoiseDistribution.UNIFORM.fill(
          key, 0, (long) from * GlyphRenderer.UNIFORMS, u, 0, count * GlyphRenderer.UNIFORMS);
      NoiseDistribution.STANDARD_NORMAL.fill(
          key, 1, (long) from * GlyphRenderer.NORMALS, z, 0, count * GlyphRenderer.NORMALS);
      for (int i = 0; i < count; i++) {
        int uFrom = i * GlyphRenderer.UNIFORMS;
        int digit = (int) (10 * u[uFrom]);
        digits[i] = digit;
        renderer.draw(digit, u, uFrom + 1, z, i * GlyphRenderer.NORMALS, pixels, i * PIXELS);
      }
      images.write(from, count, pixels);
      labels.write(from, count, digits);
    }
    return new StrokeDigits(images.array(), labels.array());
  }

  /** {@return the images [n, 784], pixels row by row, in [0, 1]} */
  public INDArray images() {
    return images;
  }

  /** {@return the labels [n], integers 0 to 9, uniformly distributed} */
  public INDArray labels() {
    return labels;
  }

  /** {@return the number of images} */
  @Override
  public String toString() {
    return "StrokeDigits(" + labels.size(0) + ")";
  }
}
