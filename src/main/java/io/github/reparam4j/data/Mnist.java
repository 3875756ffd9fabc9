/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The MNIST digits, or another data set in the same four files such as Fashion-MNIST, from a local
 * folder.
 *
 * <pre>{@code
 * Mnist mnist = Mnist.in(Path.of("data/mnist"));
 * Batches batches = Batches.of(mnist.trainImages()).size(128);
 * }</pre>
 *
 * <p>The files are {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
 * t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, each plain or with {@code .gz}. Each
 * is read when one of the methods is called. {@link StrokeDigits} needs no files.
 */
public final class Mnist {
  private static final String WHERE = "Mnist.in";
  private static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private final List<Path> files;

  private Mnist(List<Path> files) {
    this.files = files;
  }

  /**
   * Locates the four files.
   *
   * @param folder the folder of the files
   * @return the set; only the headers are read yet
   * @throws java.io.UncheckedIOException if one of the files is missing, is not IDX, or has another
   *     number of labels than there are images
   */
  public static Mnist in(Path folder) {
    Errors.given(WHERE, "folder", folder);
    List<Path> files = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : NAMES) {
      Path zipped = folder.resolve(name + ".gz");
      Path plain = folder.resolve(name);
      if (Files.isRegularFile(zipped)) {
        files.add(zipped);
      } else if (Files.isRegularFile(plain)) {
        files.add(plain);
      } else {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw FileErrors.of(
          WHERE,
          folder.toAbsolutePath(),
          "folder must hold the four MNIST files, plain or .gz",
          "no " + String.join(", no ", missing),
          "StrokeDigits makes similar digits without files");
    }
    requireLabels(files.get(0), files.get(1));
    requireLabels(files.get(2), files.get(3));
    return new Mnist(List.copyOf(files));
  }

  private static void requireLabels(Path images, Path labels) {
    long rows = Idx.rows(WHERE, images);
    long got = Idx.rows(WHERE, labels);
    if (got != rows) {
      throw FileErrors.of(
          WHERE,
          labels,
          "there must be as many labels as images, " + rows + " in " + images.getFileName(),
          got,
          "the files belong to different sets");
    }
  }

  /** {@return the training images as FLOAT [60000, 784], pixel / 255} */
  public INDArray trainImages() {
    return trainImages(DataType.FLOAT);
  }

  /**
   * The training images.
   *
   * @param type FLOAT or DOUBLE
   * @return [count, rows * columns], pixel / 255; [60000, 784] for MNIST
   * @throws java.io.UncheckedIOException if the file is damaged
   */
  public INDArray trainImages(DataType type) {
    return flatImages("Mnist.trainImages", files.get(0), type);
  }

  /** {@return the training labels as FLOAT [60000]} */
  public INDArray trainLabels() {
    return trainLabels(DataType.FLOAT);
  }

  /**
   * The training labels.
   *
   * @param type FLOAT or DOUBLE
   * @return [count], 0 to 9
   * @throws java.io.UncheckedIOException if the file is damaged
   */
  public INDArray trainLabels(DataType type) {
    return Idx.labels("Mnist.trainLabels", files.get(1), type);
  }

  /** {@return the test images as FLOAT [10000, 784], pixel / 255} */
  public INDArray testImages() {
    return testImages(DataType.FLOAT);
  }

  /**
   * The test images.
   *
   * @param type FLOAT or DOUBLE
   * @return [count, rows * columns], pixel / 255; [10000, 784] for MNIST
   * @throws java.io.UncheckedIOException if the file is damaged
   */
  public INDArray testImages(DataType type) {
    return flatImages("Mnist.testImages", files.get(2), type);
  }

  /** {@return the test labels as FLOAT [10000]} */
  public INDArray testLabels() {
    return testLabels(DataType.FLOAT);
  }

  /**
   * The test labels.
   *
   * @param type FLOAT or DOUBLE
   * @return [count], 0 to 9
   * @throws java.io.UncheckedIOException if the file is damaged
   */
  public INDArray testLabels(DataType type) {
    return Idx.labels("Mnist.testLabels", files.get(3), type);
  }

  private static INDArray flatImages(String where, Path path, DataType type) {
    INDArray images = Idx.images(where, path, type);
    return images.reshape('c', images.size(0), images.size(1) * images.size(2));
  }
}
