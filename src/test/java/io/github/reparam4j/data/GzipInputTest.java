/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static io.github.reparam4j.data.FileLimitsTest.LABELS;
import static io.github.reparam4j.data.FileLimitsTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

class GzipInputTest {
  @TempDir private Path folder;

  /** Bytes as gzip data, repeated as members of one file. */
  static Path zipped(Path folder, byte[] bytes, int members) throws IOException {
    byte[] member = IdxTest.gzip(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < members; i++) {
      out.write(member);
    }
    return Files.write(folder.resolve("zipped"), out.toByteArray());
  }

  @Test
  void aLimitCountsEveryByteOfTheText() throws IOException {
    byte[] text = text("1,2\n3,4\n");
    for (Path path : List.of(zipped(folder, text, 2), Files.write(folder.resolve("plain"), text))) {
      int size = path.endsWith("plain") ? 8 : 16;
      assertThat(TableFormat.csv().maxBytes(size).read(path).rowCount()).isEqualTo(size / 4);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> TableFormat.csv().maxBytes(size - 1).read(path))
          .withMessageContaining("text must have at most " + (size - 1) + " bytes, decompressed");
    }
  }

  @Test
  void nothingMayFollowTheData() throws IOException {
    List<Consumer<Path>> readers = new ArrayList<>(List.of(Idx::read, Idx::labels));
    readers.add(path -> Idx.read(path).toArray(DataType.DOUBLE));
    for (byte[] rest : new byte[][] {{0}, text("garbage"), new byte[70_000], {0x1f}}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(IdxTest.gzip(LABELS));
      out.write(rest);
      Path path = Files.write(folder.resolve("labels"), out.toByteArray());
      for (Consumer<Path> reader : readers) {
        assertThatExceptionOfType(UncheckedIOException.class)
            .isThrownBy(() -> reader.accept(path))
            .withMessageContaining(
                ": gzip data must be intact, got \"other bytes after the compressed data\" in "
                    + path);
      }
    }
    Path two = zipped(folder, LABELS, 2);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Idx.read(two))
        .withMessageContaining("must have 2 bytes of elements, got more");
  }

  /** Members of every size around the buffers, with all optional fields of the header. */
  @Test
  void readsGzipInPieces() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
      byte[] noise = IdxTest.noise(size);
      byte[] plain = IdxTest.gzip(noise);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(plain);
      out.write(plain, 0, 3);
      out.write(2 + 4 + 8 + 16);
      out.write(plain, 4, 6);
      out.write(new byte[] {3, 0, 1, 0, 3, 'n', 0, 'c', 'o', 0, 9, 9});
      out.write(plain, 10, plain.length - 10);
      Path path = Files.write(folder.resolve("pieces"), out.toByteArray());
      byte[] read = FileErrors.read("test", path, in -> in.readAllBytes());
      assertThat(read).hasSize(2 * size).startsWith(noise).endsWith(noise);
    }
  }

  @Test
  void readsByteByByteAndClosesItsSource() throws IOException {
    byte[] noise = IdxTest.noise(1000);
    boolean[] closed = {false};
    InputStream source =
        new ByteArrayInputStream(IdxTest.gzip(noise)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    try (GzipInput in = new GzipInput(source, 64)) {
      for (byte expected : noise) {
        assertThat(in.read()).isEqualTo(expected & 0xff);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(closed[0]).isTrue();
  }
}
