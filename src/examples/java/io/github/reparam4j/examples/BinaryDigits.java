/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Mnist;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Binarised MNIST digits: a pixel of grey value v is 1 with probability v, drawn once. The draws
 * are hashes of the pixel's position, so a program in another language can make the same bits.
 *
 * @param train to train on, [n, 784], 0 or 1
 * @param test to test on, [m, 784]
 */
record BinaryDigits(INDArray train, INDArray test) {
  private static final int TRAIN_SEED = 200;
  private static final int TEST_SEED = 201;

  /**
   * Reads the first digits.
   *
   * @throws java.io.UncheckedIOException if a file is missing or damaged
   */
  static BinaryDigits read(Path folder, int train, int test) {
    Mnist files = Mnist.in(folder);
    return new BinaryDigits(
        bits(DigitData.first(files.trainImages(), train), TRAIN_SEED),
        bits(DigitData.first(files.testImages(), test), TEST_SEED));
  }

  /** 1 where a uniform number of the pixel's position is below its grey value. */
  static INDArray bits(INDArray images, int seed) {
    float[] values = images.dup('c').data().asFloat();
    IntUnaryOperator hash = hash(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (hash.applyAsInt(i) >>> 8) * 0x1p-24f < values[i] ? 1 : 0;
    }
    return Nd4j.create(values, images.shape(), 'c');
  }

  /** The finalizer of MurmurHash3 applied to i + seed 0x9E3779B9. */
  private static IntUnaryOperator hash(int seed) {
    return i -> {
      int h = i + seed * 0x9E3779B9;
      h = (h ^ h >>> 16) * 0x85EBCA6B;
      h = (h ^ h >>> 13) * 0xC2B2AE35;
      return h ^ h >>> 16;
    };
  }
}
