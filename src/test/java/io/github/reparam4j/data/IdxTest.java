/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class IdxTest {
  @TempDir private Path folder;

  static byte[] idx(int type, int[] shape, byte... elements) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
    bytes.putInt(type << 8 | shape.length);
    for (int length : shape) {
      bytes.putInt(length);
    }
    return bytes.put(elements).array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  static void assertFails(String message, ThrowingCallable call) {
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(call).withMessage(message);
  }

  private void assertReadFails(String message, byte[] bytes) throws IOException {
    Path path = file(bytes);
    assertFails(message.formatted(path), () -> Idx.read(path));
  }

  /** The bytes of two images of one row and three columns. */
  static final byte[] IMAGES =
      idx(8, new int[] {2, 1, 3}, new byte[] {0, 51, (byte) 255, 102, 0, (byte) 128});

  @Test
  void readsImagesScaledAndRaw() throws IOException {
    for (byte[] bytes : new byte[][] {IMAGES, gzip(IMAGES)}) {
      Path path = file(bytes);
      INDArray images = Idx.images(path);
      assertThat(images.dataType()).isEqualTo(DataType.FLOAT);
      assertThat(images.shape()).containsExactly(2, 1, 3);
      assertThat(images.reshape(6).toFloatVector())
          .containsExactly(0f, 0.2f, 1f, 0.4f, 0f, 128 / 255f);
      Idx raw = Idx.read(path);
      assertThat(raw.type()).isEqualTo(Idx.Type.UNSIGNED_BYTE);
      assertThat(raw.shape()).containsExactly(2, 1, 3);
      assertThat(raw.toArray(DataType.DOUBLE).reshape(6).toDoubleVector())
          .containsExactly(0, 51, 255, 102, 0, 128);
      assertThat(raw).hasToString("Idx(UNSIGNED_BYTE [2, 1, 3], " + path + ")");
    }
  }

  @Test
  void readsLabels() throws IOException {
    Path path = file(idx(8, new int[] {3}, (byte) 7, (byte) 0, (byte) 200));
    assertThat(Idx.labels(path).toFloatVector()).containsExactly(7, 0, 200);
    assertThat(Idx.labels(path, DataType.DOUBLE).dataType()).isEqualTo(DataType.DOUBLE);
  }

  @Test
  void readsEveryType() throws IOException {
    byte[] bits = ByteBuffer.allocate(16).putDouble(-2.5).putDouble(1e100).array();
    assertThat(
            Idx.read(file(idx(0x0E, new int[] {2}, bits)))
                .toArray(DataType.DOUBLE)
                .toDoubleVector())
        .containsExactly(-2.5, 1e100);
    bits = ByteBuffer.allocate(8).putFloat(0.1f).putFloat(-3).array();
    assertThat(
            Idx.read(file(idx(0x0D, new int[] {2}, bits))).toArray(DataType.FLOAT).toFloatVector())
        .containsExactly(0.1f, -3);
    bits = ByteBuffer.allocate(8).putInt(-70000).putInt(Integer.MAX_VALUE).array();
    assertThat(
            Idx.read(file(idx(0x0C, new int[] {2}, bits)))
                .toArray(DataType.DOUBLE)
                .toDoubleVector())
        .containsExactly(-70000, Integer.MAX_VALUE);
    bits = ByteBuffer.allocate(4).putShort((short) -2).putShort((short) 300).array();
    assertThat(
            Idx.read(file(idx(0x0B, new int[] {2}, bits))).toArray(DataType.FLOAT).toFloatVector())
        .containsExactly(-2, 300);
    assertThat(
            Idx.read(file(idx(0x09, new int[] {2}, (byte) -128, (byte) 5)))
                .toArray(DataType.FLOAT)
                .toFloatVector())
        .containsExactly(-128, 5);
  }

  @Test
  void readsZeroSize() throws IOException {
    INDArray none = Idx.images(file(idx(8, new int[] {0, 28, 28})));
    assertThat(none.shape()).containsExactly(0, 28, 28);
    assertThat(none.isEmpty()).isTrue();
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length);
    Arrays.stream(values).forEach(bytes::putDouble);
    return bytes.array();
  }

  @Test
  void rejectsNonFiniteElementsUnlessAllowed() throws IOException {
    int[] shape = {2, 1, 2};
    Path path = file(idx(0x0E, shape, doubles(1, 2, 3, Double.NaN)));
    assertFails(
        "Idx.toArray: elements must be finite, got NaN at [1, 0, 1] in "
            + path
            + "; allowNonFinite() accepts it",
        () -> Idx.read(path).toArray(DataType.DOUBLE));
    Idx any = Idx.read(path).allowNonFinite();
    assertThat(any.toArray(DataType.FLOAT).reshape(4).toFloatVector())
        .containsExactly(1, 2, 3, Float.NaN);
    file(idx(0x0E, shape, doubles(Double.NEGATIVE_INFINITY, 2, 3, 4)));
    assertFails(
        "Idx.toArray: elements must be finite, got -Infinity at [0, 0, 0] in "
            + path
            + "; allowNonFinite() accepts it",
        () -> Idx.read(path).toArray(DataType.FLOAT));
    file(idx(0x0D, new int[] {1}, ByteBuffer.allocate(4).putFloat(Float.NaN).array()));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Idx.read(path).toArray(DataType.FLOAT))
        .withMessageContaining("got NaN at [0] in");
  }

  @Test
  void rejectsElementsThatFloatCannotHold() throws IOException {
    Idx idx = Idx.read(file(idx(0x0E, new int[] {2, 2}, doubles(1, -1e39, 3, 1e39))));
    assertThat(idx.toArray(DataType.DOUBLE).getDouble(1, 1)).isEqualTo(1e39);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> idx.toArray(DataType.FLOAT))
        .withMessage(
            "Idx.toArray: values must fit FLOAT, got -1.0E39 at [0, 1]; DOUBLE holds them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> idx.allowNonFinite().toArray(DataType.FLOAT))
        .withMessageStartingWith("Idx.toArray: values must fit FLOAT");
  }

  /** Lengths around one tile of 32,768 elements, as many rows and as rows longer than a tile. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "32767, 1",
    "32768, 1",
    "32769, 1",
    "65536, 1",
    "70001, 1",
    "3, 32768",
    "3, 32769",
    "5, 13000",
    "2, 16384",
    "3, 16384",
    "1, 40000"
  })
  void readsArraysOfSeveralTiles(int rows, int columns) throws IOException {
    byte[] bytes = noise(rows * columns);
    double[] expected = new double[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      expected[i] = bytes[i] & 0xff;
    }
    Idx idx = Idx.read(file(idx(8, new int[] {rows, columns}, bytes)));
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      INDArray array = idx.toArray(type);
      assertThat(array.shape()).containsExactly(rows, columns);
      assertThat(array.reshape(expected.length).toDoubleVector()).isEqualTo(expected);
    }
  }

  @Test
  void namesANonFiniteElementBeyondTheFirstTile() throws IOException {
    for (int index : new int[] {0, 32_766, 32_767, 32_768, 40_000, 65_536, 69_999}) {
      double[] values = new double[70_000];
      values[index] = Double.NaN;
      Path path = file(idx(0x0E, new int[] {35_000, 2}, doubles(values)));
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> Idx.read(path).toArray(DataType.DOUBLE))
          .withMessageContaining("got NaN at [%d, %d] in".formatted(index / 2, index % 2));
      values[index] = 1e39;
      file(idx(0x0E, new int[] {35_000, 2}, doubles(values)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Idx.read(path).toArray(DataType.FLOAT))
          .withMessageContaining("got 1.0E39 at [%d, %d];".formatted(index / 2, index % 2));
    }
  }

  @Test
  void missingFile() {
    Path path = folder.resolve("absent");
    assertFails("Idx.read: file must exist, got no file at " + path, () -> Idx.read(path));
    assertFails("Idx.read: path must be a file, got the folder " + folder, () -> Idx.read(folder));
  }

  @Test
  void wrongMagic() throws IOException {
    assertReadFails(
        "Idx.read: first bytes must be 00 00, one of 08 09 0B 0C 0D 0E, and the rank,"
            + " got 89 50 4E 47 in %s; it is not an IDX file",
        new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3});
    assertReadFails(
        "Idx.read: first bytes must be 00 00, one of 08 09 0B 0C 0D 0E, and the rank,"
            + " got 00 00 0A 01 in %s; it is not an IDX file",
        idx(0x0A, new int[] {1}, (byte) 0));
    assertReadFails("Idx.read: rank must be in [1, 32], got 0 in %s", idx(8, new int[] {}));
    assertReadFails(
        "Idx.read: header must be complete, got an end within it in %s; the file is cut short",
        new byte[0]);
    assertReadFails(
        "Idx.read: header must be complete, got an end within it in %s; the file is cut short",
        Arrays.copyOf(IMAGES, 9));
  }

  @Test
  void truncatedOrTooLong() throws IOException {
    assertReadFails(
        "Idx.read: UNSIGNED_BYTE [2, 1, 3] must have 6 bytes of elements, got 5 in %s; the file is"
            + " cut short",
        Arrays.copyOf(IMAGES, IMAGES.length - 1));
    assertReadFails(
        "Idx.read: UNSIGNED_BYTE [2, 1, 3] must have 6 bytes of elements, got more in %s; the"
            + " header does not fit the file",
        Arrays.copyOf(IMAGES, IMAGES.length + 1));
    assertReadFails(
        "Idx.read: UNSIGNED_BYTE [2, 1, 3] must have 6 bytes of elements, got more in %s; the"
            + " header does not fit the file",
        gzip(Arrays.copyOf(IMAGES, IMAGES.length + 1)));
  }

  @Test
  void absurdShapesTakeNoMemory() throws IOException {
    assertReadFails(
        "Idx.read: shape must fit the file's 18 bytes, got DOUBLE [4294967295, 2147483647, 3] in"
            + " %s; the header is wrong or the file is cut short",
        idx(0x0E, new int[] {-1, Integer.MAX_VALUE, 3}, (byte) 1, (byte) 2));
    byte[] zipped = gzip(idx(8, new int[] {1 << 30}, new byte[100]));
    assertReadFails(
        "Idx.read: shape must fit the file's "
            + zipped.length
            + " bytes, got UNSIGNED_BYTE [1073741824] in %s; the header is wrong or the file is cut"
            + " short",
        zipped);
    assertReadFails(
        "Idx.read: there must be less than 2 GB of elements, got UNSIGNED_BYTE [0, 4294967295,"
            + " 4294967295] in %s; split the file",
        idx(8, new int[] {0, -1, -1}));
    byte[] plausible = gzip(idx(8, new int[] {20_000}, new byte[100]));
    assertReadFails(
        "Idx.read: UNSIGNED_BYTE [20000] must have 20000 bytes of elements, got 100 in %s; the file"
            + " is cut short",
        plausible);
  }

  /** Rank 32, and one element less than 2 GB along the other axes of no rows. */
  @Test
  void limitsAreExact() throws IOException {
    int[] ones = new int[32];
    Arrays.fill(ones, 1);
    assertThat(Idx.read(file(idx(8, ones, (byte) 5))).shape()).hasSize(32).containsOnly(1);
    assertReadFails("Idx.read: rank must be in [1, 32], got 33 in %s", idx(8, new int[33]));
    int most = Integer.MAX_VALUE - 8;
    assertThat(Idx.read(file(idx(8, new int[] {0, most}))).shape()).containsExactly(0, most);
    assertReadFails(
        "Idx.read: there must be less than 2 GB of elements, got UNSIGNED_BYTE [0, 2147483640] in"
            + " %s; split the file",
        idx(8, new int[] {0, most + 1}));
  }

  @Test
  void damagedGzip() throws IOException {
    byte[] zipped = gzip(idx(8, new int[] {3000}, noise(3000)));
    assertReadFails(
        "Idx.read: file must be complete, got an early end in %s; it was cut short",
        Arrays.copyOf(zipped, 1500));
    byte[] wrongSum = zipped.clone();
    wrongSum[wrongSum.length - 8] ^= 1;
    assertReadFails(
        "Idx.read: gzip data must be intact, got \"Corrupt GZIP trailer\" in %s", wrongSum);
    byte[] wrongHeader = zipped.clone();
    wrongHeader[2] = 99;
    assertReadFails(
        "Idx.read: gzip data must be intact, got \"Unsupported compression method\" in %s",
        wrongHeader);
    byte[] wrongBlock = zipped.clone();
    wrongBlock[10] = 7;
    assertReadFails(
        "Idx.read: gzip data must be intact, got \"invalid block type\" in %s", wrongBlock);
  }

  static byte[] noise(int n) {
    byte[] bytes = new byte[n];
    int state = 1;
    for (int i = 0; i < n; i++) {
      state = state * 1664525 + 1013904223;
      bytes[i] = (byte) (state >>> 24);
    }
    return bytes;
  }

  @Test
  void mislabelledFiles() throws IOException {
    Path images = file(IMAGES);
    assertFails(
        "Idx.labels: file must hold UNSIGNED_BYTE of rank 1, got UNSIGNED_BYTE [2, 1, 3] in "
            + images
            + "; is this a file of images?",
        () -> Idx.labels(images));
    Path labels = file(idx(8, new int[] {2}, (byte) 1, (byte) 2));
    assertFails(
        "Idx.images: file must hold UNSIGNED_BYTE of rank 3, got UNSIGNED_BYTE [2] in "
            + labels
            + "; is this a file of labels?",
        () -> Idx.images(labels));
    Path signed = file(idx(9, new int[] {2}, (byte) 1, (byte) 2));
    assertFails(
        "Idx.labels: file must hold UNSIGNED_BYTE of rank 1, got BYTE [2] in "
            + signed
            + "; is this a file of images?",
        () -> Idx.labels(signed));
  }

  /** Before the file is opened. */
  @Test
  void rejectsOtherTypes() {
    Path absent = folder.resolve("absent");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Idx.images(absent, DataType.INT32))
        .withMessage("Idx.images: type must be FLOAT or DOUBLE, got INT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Idx.labels(absent, DataType.BOOL))
        .withMessage("Idx.labels: type must be FLOAT or DOUBLE, got BOOL");
  }
}
