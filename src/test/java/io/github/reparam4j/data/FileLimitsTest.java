/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that have no end, expand without end, or lie about their size. */
@Timeout(60)
class FileLimitsTest {
  static final byte[] LABELS = IdxTest.idx(8, new int[] {2}, (byte) 1, (byte) 2);

  @TempDir private Path folder;

  private static void assertFails(String message, ThrowingCallable call) {
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(call).withMessage(message);
  }

  private Path zipped(byte[] bytes, int members) throws IOException {
    return GzipInputTest.zipped(folder, bytes, members);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void pipesAndDevicesAreNotRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
      String rest =
          ": file must be a regular one, got a pipe or device at " + path + "; copy it to a file";
      assertFails("Idx.read" + rest, () -> Idx.read(path));
      assertFails("Table.read" + rest, () -> Table.read(path));
      assertFails("Table.read" + rest, () -> TableFormat.whitespace().read(path));
    }
    Path data = folder.resolve("data.txt");
    Files.move(pipe, data);
    assertFails(
        "UciFolder.in: file must be a regular one, got a pipe or device at "
            + data
            + "; copy it to a file",
        () -> UciFolder.in(folder));
    Files.move(data, folder.resolve("train-images-idx3-ubyte"));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Mnist.in(folder))
        .withMessageContaining("got no train-images-idx3-ubyte, no train-labels");
  }

  @Test
  void compressedTextIsLimited() throws IOException {
    Path path = zipped(text(" ".repeat((1 << 20) - 1) + "\n"), 1025);
    String message =
        "Table.read: text must have at most %d bytes, decompressed, got more in "
            + path
            + "; if it is no decompression bomb, allow it by TableFormat.maxBytes";
    assertFails(message.formatted(1 << 30), () -> Table.read(path));
    TableFormat small = TableFormat.whitespace().maxBytes(1 << 22);
    assertFails(message.formatted(1 << 22), () -> small.read(path));
    TableFormat skipping = TableFormat.csv().skipLines(2000).maxBytes(1 << 22);
    assertFails(message.formatted(1 << 22), () -> skipping.read(path));
  }

  @Test
  void longLinesAreRefused() throws IOException {
    Path path = zipped(text(" ".repeat(1 << 20)), 65);
    assertFails(
        "Table.read: a line must have at most 67108864 characters, got more in line 1 in "
            + path
            + "; it is no table of numbers",
        () -> TableFormat.whitespace().read(path));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Table.read(path))
        .withMessageMatching("Table.read: file must be CSV, got \"(?i).*(max|size|number).*");
    Path wide = zipped(text("1 ".repeat(1 << 20) + "1"), 1);
    assertFails(
        "Table.read: a line must have at most 1048576 cells, got 1048577 in line 1 in " + wide,
        () -> TableFormat.whitespace().read(wide));
    Path commas = zipped(text("1,".repeat(1 << 20) + "1"), 1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Table.read(commas))
        .withMessageMatching("Table.read: file must be CSV, got \"(?i).*(max|size|number).*");
  }

  @Test
  void sparseFilesAreRefused() throws IOException {
    Path path = folder.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(1L << 40);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> TableFormat.whitespace().read(path))
          .withMessageContaining("a line must have at most 67108864 characters");
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> Table.read(path))
          .withMessageMatching("Table.read: file must be CSV, got \"(?i).*(max|size|number).*");
      file.write(IdxTest.idx(8, new int[] {1 << 20, 1 << 20}));
      assertFails(
          "Idx.read: there must be less than 2 GB of elements, got UNSIGNED_BYTE [1048576, 1048576]"
              + " in "
              + path
              + "; split the file",
          () -> Idx.read(path));
    }
  }

  @Test
  void aFullHeapIsReported() throws IOException {
    Path path = Files.write(folder.resolve("any"), LABELS);
    assertFails(
        "Idx.read: contents must fit the Java heap of "
            + Runtime.getRuntime().maxMemory()
            + " bytes, got more in "
            + path
            + "; raise -Xmx or split the file",
        () ->
            FileErrors.read(
                "Idx.read",
                path,
                in -> {
                  throw new OutOfMemoryError("Java heap space");
                }));
  }
}
