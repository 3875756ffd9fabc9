/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Mnist;
import io.github.reparam4j.data.StrokeDigits;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Images of digits.
 *
 * @param name what they are, for titles
 * @param train to train on, [n, 784], in [0, 1]
 * @param test to test on, [m, 784]
 */
record DigitData(String name, INDArray train, INDArray test) {
  /** Columns of the images. */
  static final int PIXELS = 28 * 28;

  /** As many test images are shown. */
  static final int MIN_TEST = 36;

  /** Draws digits; test images are other ones than training images. */
  static DigitData generated(int train, int test, RandomKey key) {
    return new DigitData(
        "generated digits",
        StrokeDigits.generate(train, key.fold(0)).images(),
        StrokeDigits.generate(test, key.fold(1)).images());
  }

  /**
   * Reads the first images of a set in MNIST's four files.
   *
   * @throws UncheckedIOException if a file is missing, damaged or of other images
   */
  static DigitData read(Path folder, int maxTrain, int maxTest) {
    Mnist files = Mnist.in(folder);
    INDArray train = files.trainImages();
    INDArray test = files.testImages();
    if (train.size(1) != PIXELS || test.size(1) != PIXELS || test.size(0) < MIN_TEST) {
      String must = "images must have 28 x 28 pixels, and %d must test".formatted(MIN_TEST);
      String got = "train %s, test %s in %s".formatted(shape(train), shape(test), folder);
      String message = Errors.argument("--mnist", must, got, null).getMessage();
      throw new UncheckedIOException(message, new IOException(message));
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return new DigitData(name, first(train, maxTrain), first(test, maxTest));
  }

  private static String shape(INDArray images) {
    return Arrays.toString(images.shape());
  }

  /** The first rows, all if there are fewer. */
  static INDArray first(INDArray images, int count) {
    return images.size(0) <= count
        ? images
        : images.get(NDArrayIndex.interval(0, count), NDArrayIndex.all());
  }

  /** What they are and how many. */
  @Override
  public String toString() {
    return "%s: %d to train on, %d to test on".formatted(name, train.size(0), test.size(0));
  }
}
