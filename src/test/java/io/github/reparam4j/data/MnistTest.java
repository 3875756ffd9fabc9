/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static io.github.reparam4j.data.IdxTest.IMAGES;
import static io.github.reparam4j.data.IdxTest.assertFails;
import static io.github.reparam4j.data.IdxTest.gzip;
import static io.github.reparam4j.data.IdxTest.idx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.RealData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class MnistTest {
  @TempDir private Path folder;

  @Test
  void namesMissingFiles() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), IMAGES);
    Files.write(
        folder.resolve("train-labels-idx1-ubyte.gz"),
        gzip(idx(8, new int[] {2}, (byte) 3, (byte) 4)));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), IMAGES);
    assertFails(
        "Mnist.in: folder must hold the four MNIST files, plain or .gz, got no"
            + " t10k-labels-idx1-ubyte in "
            + folder
            + "; StrokeDigits makes similar digits without files",
        () -> Mnist.in(folder));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IMAGES);
    Mnist mnist = Mnist.in(folder);
    assertThat(mnist.trainImages().shape()).containsExactly(2, 3);
    assertThat(mnist.testImages(DataType.DOUBLE).getDouble(0, 2)).isEqualTo(1);
    assertThat(mnist.trainLabels().toFloatVector()).containsExactly(3, 4);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(mnist::testLabels)
        .withMessageStartingWith("Mnist.testLabels: file must hold UNSIGNED_BYTE of rank 1");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(mnist::testLabels)
        .withMessageContaining("t10k-labels-idx1-ubyte; is this a file of images?");
  }

  @Test
  void rejectsOtherNumbersOfLabels() throws IOException {
    byte[] two = idx(8, new int[] {2}, (byte) 3, (byte) 4);
    byte[] three = idx(8, new int[] {3}, (byte) 3, (byte) 4, (byte) 5);
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(IMAGES));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), IMAGES);
    Path train = Files.write(folder.resolve("train-labels-idx1-ubyte"), two);
    Path test = Files.write(folder.resolve("t10k-labels-idx1-ubyte"), three);
    assertFails(
        "Mnist.in: there must be as many labels as images, 2 in t10k-images-idx3-ubyte, got 3 in "
            + test
            + "; the files belong to different sets",
        () -> Mnist.in(folder));
    Files.write(test, two);
    assertThat(Mnist.in(folder).testLabels().length()).isEqualTo(2);
    Files.write(train, three);
    assertFails(
        "Mnist.in: there must be as many labels as images, 2 in train-images-idx3-ubyte.gz, got 3"
            + " in "
            + train
            + "; the files belong to different sets",
        () -> Mnist.in(folder));
    Files.write(train, new byte[] {1, 2, 3, 4, 5});
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Mnist.in(folder))
        .withMessageStartingWith("Mnist.in: first bytes must be 00 00");
  }

  @Test
  void readsRealImages() {
    Mnist mnist = Mnist.in(RealData.require("mnist"));
    INDArray images = mnist.trainImages();
    assertThat(images.shape()).containsExactly(60_000, 784);
    assertThat(Arrays.stream(Standardizer.fit(images).means()).average().orElseThrow())
        .isCloseTo(0.13066, within(5e-6));
    assertThat(Arrays.copyOf(mnist.trainLabels().toFloatVector(), 8))
        .containsExactly(5, 0, 4, 1, 9, 2, 1, 3);
    images.close();
    assertThat(mnist.testImages().shape()).containsExactly(10_000, 784);
    assertThat(Arrays.copyOf(mnist.testLabels().toFloatVector(), 8))
        .containsExactly(7, 2, 1, 0, 4, 1, 4, 9);
  }
}
