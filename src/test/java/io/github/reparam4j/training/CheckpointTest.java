/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Variable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The two file formats: exchange with Python, damaged and forged files, mismatches. */
class CheckpointTest {
  @TempDir Path folder;

  private static List<Variable> variables() {
    double[] special = {0.1, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e300};
    return List.of(
        Parameter.of("net/0/weight", Nd4j.createFromArray(new float[][] {{1.5f, -2}, {3, 1e-45f}})),
        Variable.of("größe", Nd4j.createFromArray(special).reshape(3, 2)),
        Variable.of("step", Nd4j.scalar(7.0)),
        Variable.of("none", Nd4j.create(DataType.FLOAT, 0, 3)),
        Variable.fill("long", DType.FLOAT, 0.25, 50_001));
  }

  private static List<Variable> zerosLike(List<Variable> variables) {
    return variables.stream()
        .map(v -> Variable.fill(v.name(), v.dtype(), 0, v.shape().toLongs()))
        .toList();
  }

  private static void assertSameBits(List<Variable> actual, List<Variable> expected) {
    for (int i = 0; i < expected.size(); i++) {
      INDArray a = actual.get(i).value();
      INDArray e = expected.get(i).value();
      assertThat(a.shape()).isEqualTo(e.shape());
      for (long j = 0; j < e.length(); j++) {
        assertThat(Double.doubleToRawLongBits(a.data().getDouble(j)))
            .as("%s [%d]", expected.get(i), j)
            .isEqualTo(Double.doubleToRawLongBits(e.data().getDouble(j)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"npz", "safetensors"})
  void fileHasTheBitsOfTheVariables(String format) {
    Path file = folder.resolve("all." + format);
    List<Variable> saved = variables();
    List<Variable> restored = zerosLike(saved);
    boolean npz = format.equals("npz");
    try (Checkpoint checkpoint = Checkpoint.of(saved)) {
      if (npz) {
        checkpoint.write(file);
      } else {
        checkpoint.writeSafetensors(file);
      }
    }
    try (Checkpoint read = npz ? Checkpoint.read(file) : Checkpoint.readSafetensors(file)) {
      assertThat(read.names()).hasSize(saved.size());
      assertThat(read.epoch()).isEmpty();
      read.restore(restored);
    }
    assertSameBits(restored, saved);
  }

  /** Python's standard library alone reads our files by the formats' rules, and writes others. */
  @Test
  void pythonReadsAndWritesTheFiles() throws Exception {
    Checkpoint.of(variables()).write(folder.resolve("ours.npz"));
    Checkpoint.of(variables()).writeSafetensors(folder.resolve("ours.safetensors"));
    String output = python(Path.of("src/test/resources/checkpoints.py"), folder);
    assumeThat(output).isNotNull();
    assertThat(output.strip()).isEqualTo("ok");
    INDArray expected = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});
    try (Checkpoint npz = Checkpoint.read(folder.resolve("theirs.npz"));
        Checkpoint safe = Checkpoint.readSafetensors(folder.resolve("theirs.safetensors"))) {
      assertThat(npz.array("rows")).isEqualTo(expected);
      assertThat(npz.array("columns")).isEqualTo(expected);
      assertThat(safe.array("rows")).isEqualTo(expected);
      assertThat(safe.array("scalar")).isEqualTo(Nd4j.scalar(0.5f));
    }
  }

  /** The output of a script, or null if there is no Python. */
  private static String python(Path script, Path folder) throws Exception {
    try {
      Process process =
          new ProcessBuilder("python3", script.toString(), folder.toString())
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }

  // ---- restoring

  @Test
  void allMismatchesAreListedAtOnceAndNothingIsSet() {
    Variable a = Variable.fill("a", DType.FLOAT, 1, 2);
    Checkpoint checkpoint =
        Checkpoint.of(
            List.of(a, Variable.fill("b", DType.FLOAT, 1, 3), Variable.fill("c", DType.FLOAT, 1)));
    Variable fits = Variable.fill("a", DType.FLOAT, 0, 2);
    List<Variable> others =
        List.of(
            fits,
            Variable.fill("b", DType.FLOAT, 0, 3, 1),
            Variable.fill("c", DType.DOUBLE, 0),
            Variable.fill("d", DType.FLOAT, 0));
    assertThatThrownBy(() -> checkpoint.restore(others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Checkpoint.restore: variables must be those of the checkpoint, got 3 that are not:"
                + " variable 'b' [3, 1] FLOAT is [3] FLOAT in the checkpoint;"
                + " variable 'c' [] DOUBLE is [] FLOAT in the checkpoint;"
                + " variable 'd' [] FLOAT is not in the checkpoint;"
                + " restoreMatching(...) sets the others");
    assertThat(fits.value().getDouble(0)).isZero();
    assertThat(checkpoint.restoreMatching(others)).containsExactly("b", "c", "d");
    assertThat(fits.value().getDouble(1)).isEqualTo(1);
  }

  @Test
  void namesAreDistinctAndStayInTheFolder() {
    Variable a = Variable.fill("a", DType.FLOAT, 1, 2);
    Variable other = Variable.fill("a", DType.FLOAT, 1);
    assertThat(Checkpoint.of(List.of(a, a)).names()).containsExactly("a");
    assertThatThrownBy(() -> Checkpoint.of(List.of(a, other)))
        .hasMessage(
            "Checkpoint.of: names of variables must be distinct, got variable 'a' [2] FLOAT and"
                + " variable 'a' [] FLOAT; rename one");
    for (String name : new String[] {"", "../a", "a/../b", "/a", "a//b", "a\\b", "a\nb", "a/"}) {
      assertThatThrownBy(() -> Checkpoint.of(Map.of(name, Nd4j.scalar(1.0))))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Checkpoint.of: a name must be one of a file");
    }
  }

  @Test
  void arraysOfAnyOrderAndTypeAreCopied() {
    INDArray transposed = Nd4j.createFromArray(new int[][] {{1, 2, 3}, {4, 5, 6}}).transpose();
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("t", transposed);
    Checkpoint checkpoint = Checkpoint.of(arrays);
    assertThat(checkpoint.array("t"))
        .isEqualTo(Nd4j.createFromArray(new double[][] {{1, 4}, {2, 5}, {3, 6}}));
    checkpoint.close();
    assertThatThrownBy(() -> checkpoint.array("t"))
        .hasMessage("Checkpoint.array: checkpoint must be open, got a closed one");
  }

  // ---- damage

  @Test
  void failedWriteLeavesTheFormerFile() throws IOException {
    Path file = folder.resolve("a.npz");
    Checkpoint.of(variables()).write(file);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(
            () ->
                Checkpoint.writing(
                    "Checkpoint.write",
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Checkpoint.write: file must be writable, got java.io.IOException: No space left on"
                + " device at "
                + file
                + "; the former file is unchanged");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactly("a.npz");
    assertThatThrownBy(() -> Checkpoint.of(variables()).write(folder.resolve("no/a.npz")))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> Checkpoint.read(folder.resolve("no.npz")))
        .hasMessage("Checkpoint.read: file must exist, got no file at " + folder.resolve("no.npz"));
  }

  private static Map<String, INDArray> small() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("a", Nd4j.createFromArray(1f, 2, 3));
    arrays.put("b", Nd4j.createFromArray(4.0, 5).reshape(2, 1));
    return arrays;
  }

  /** No prefix of a file is taken for a file. */
  @ParameterizedTest
  @CsvSource({"npz", "safetensors"})
  void truncatedFilesAreRefused(String format) throws IOException {
    boolean npz = format.equals("npz");
    Path file = folder.resolve("a." + format);
    Function<Path, Checkpoint> reader = npz ? Checkpoint::read : Checkpoint::readSafetensors;
    if (npz) {
      Checkpoint.of(small()).write(file);
    } else {
      Checkpoint.of(small()).writeSafetensors(file);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> reader.apply(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(": file must be ");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    if (!npz) { // a ZIP file may have a comment
      assertThatThrownBy(() -> reader.apply(file)).isInstanceOf(UncheckedIOException.class);
    }
  }

  /** A changed byte is noticed, or changes nothing but a name or a date. */
  @Test
  void changedByteOfAnArchiveIsNoticed() throws IOException {
    Path file = folder.resolve("a.npz");
    Checkpoint.of(small()).write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x15;
      Files.write(file, changed);
      try (Checkpoint read = Checkpoint.read(file)) {
        for (String name : small().keySet()) {
          if (read.names().contains(name)) {
            assertThat(read.array(name)).as("byte %d", i).isEqualTo(small().get(name));
          }
        }
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageContaining(": file must be ");
      }
    }
  }

  // ---- forged files

  private Path zip(String name, byte[] contents) throws IOException {
    Path file = folder.resolve("forged.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(contents);
    }
    return file;
  }

  private static byte[] npy(String header, int bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[bytes]);
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../a.npy | <f4 | 1,  | 4 | the name '../a' in",
        "/a.npy   | <f4 | 1,  | 4 | the name '/a' in",
        "a.txt    | <f4 | 1,  | 4 | an entry 'a.txt' in",
        "a.npy    | <i8 | 1,  | 8 | entry 'a.npy' with elements of type '<i8', not <f4 or <f8 in",
        "a.npy    | >f4 | 1,  | 4 | entry 'a.npy' with elements of type '>f4', not <f4 or <f8 in",
        "a.npy    | <f4 | 2,  | 4 | entry 'a.npy' with an early end in",
        "a.npy    | <f4 | 1,  | 8 | entry 'a.npy' with bytes after its end in",
        "a.npy    | <f8 | 1152921504606846976, | 8 | with a shape of more than 2^63 bytes in",
        "a.npy    | <f8 | 4294967296, 4294967296 | 8 | with a shape of more than 2^63 bytes in",
        "a.npy    | <f4 | 1152921504606846976, | 8 | with an array of 4611686018427387904 bytes in",
        "a.npy    | <f4 | 99999999999999999999, | 8 | entry 'a.npy' with the header",
        "a.npy    | <f4 | -1, | 4 | entry 'a.npy' with the header",
        "manifest.json | <f4 | 1, | 4 | a manifest that can't be read"
      })
  void forgedArchivesAreRefused(String name, String type, String shape, int bytes, String got)
      throws IOException {
    String header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    Path file = zip(name, npy(header, bytes));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Checkpoint.read: file must be intact, got ")
        .hasMessageContaining(got);
  }

  /** Two entries of one name, which no ZIP library writes, made by renaming one. */
  @Test
  void archiveWithANameTwiceIsRefused() throws IOException {
    Path file = folder.resolve("a.npz");
    Checkpoint.of(small()).write(file);
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace("b.npy", "a.npy"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessage("Checkpoint.read: file must be intact, got two entries 'a.npy' in " + file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | F32 of shape [2] at the",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | 8 | from byte 4 where 0 must",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 8 | arrays of 4 bytes in 8 bytes",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 3 | arrays of 4 bytes in 3 bytes",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
            + " | 4 | array 'b' from byte 0 where 4 must follow",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
            + " | 8 | two entries 'a'",
        "{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}} | 8 | of type I64, not F32 or F64",
        "{'a':{'dtype':'F32','shape':[1152921504606846976],'data_offsets':[0,4611686018427387904]}}"
            + " | 8 | arrays of 4611686018427387904 bytes in 8 bytes",
        "{'a':{'dtype':'F64','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 8 | F64 of"
            + " shape",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[4,0]}} | 8 | F32 of shape [-1]",
        "{'../a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | the name '../a'",
        "{'a':{'dtype':'F32','shape':[1]}} | 4 | without dtype, shape or two data_offsets",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}x | 4 | a header that is no JSON",
        "[] | 4 | a header that is no JSON object",
        "{'a | 4 | a header that is no JSON"
      })
  void forgedSafetensorsAreRefused(String header, int bytes, String got) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertRefused(json.length, json, bytes, got);
  }

  @Test
  void forgedLengthOfAHeaderIsRefused() throws IOException {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    assertRefused(1L << 60, json, 0, "a header of 1152921504606846976 bytes in a file of 10 bytes");
    assertRefused(-1, json, 0, "a header of 18446744073709551615 bytes in a file of 10 bytes");
    assertRefused(3, json, 0, "a header of 3 bytes in a file of 10 bytes");
  }

  private void assertRefused(long length, byte[] json, int bytes, String got) throws IOException {
    Path file = folder.resolve("forged.safetensors");
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + json.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, all.putLong(length).put(json).array());
    assertThatThrownBy(() -> Checkpoint.readSafetensors(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Checkpoint.readSafetensors: file must be intact, got ")
        .hasMessageContaining(got);
  }
}
