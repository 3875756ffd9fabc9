/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reparam4j.RealData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class UciFolderTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    write("data.txt", "1 2 3\n4 5 6\n7 8 9\n10 11 12\n");
    write("index_features.txt", "2\n0.0000e+00\n");
    write("index_target.txt", "1");
    write("test_splits.txt", "3 1\n\n0 2\n");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsFeaturesTargetsAndSplits() throws IOException {
    UciFolder uci = UciFolder.in(folder);
    assertThat(uci.rowCount()).isEqualTo(4);
    assertThat(uci.splitCount()).isEqualTo(2);
    Split split = uci.split(0);
    assertThat(split.train(uci.features(DataType.DOUBLE)).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{3, 1}, {9, 7}});
    assertThat(split.test(uci.targets(DataType.FLOAT)).toFloatVector()).containsExactly(5, 11);
    assertThat(uci.split(1).test()).containsExactly(0, 2);
    assertThat(uci).hasToString("UciFolder(" + folder + ": 4 x 2, 2 splits)");
    write("index_features.txt", "2");
    write("index_target.txt", "0 1");
    assertThat(UciFolder.in(folder).targets(DataType.FLOAT).shape()).containsExactly(4, 2);
    for (int index : new int[] {-1, 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> uci.split(index))
          .withMessage("UciFolder.split: index must be in [0, 2), got " + index);
    }
  }

  @Test
  void namesItselfWhereDataAreWrong() throws IOException {
    Path path = write("data.txt", "1 2 x\n");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> UciFolder.in(folder))
        .withMessageStartingWith("UciFolder.in: every cell must be a finite decimal number, got")
        .withMessageContaining(path.toString());
    write("data.txt", "1 2 3\n4 1e39 6\n7 8 9\n10 11 -1e39\n");
    UciFolder uci = UciFolder.in(folder);
    assertThat(uci.targets(DataType.DOUBLE).toDoubleVector()).containsExactly(2, 1e39, 8, 11);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uci.targets(DataType.FLOAT))
        .withMessage(
            "UciFolder.targets: values must fit FLOAT, got 1.0E39 at [1]; DOUBLE holds them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uci.features(DataType.FLOAT))
        .withMessage(
            "UciFolder.features: values must fit FLOAT, got -1.0E39 at [3, 0]; DOUBLE holds them");
  }

  private void assertFails(String name, String text, String message) throws IOException {
    Path path = write(name, text);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> UciFolder.in(folder))
        .withMessage("UciFolder.in: " + message + " in " + path);
  }

  @Test
  void rejectsDamagedFiles() throws IOException {
    assertFails(
        "test_splits.txt",
        "0\n1 4\n",
        "row numbers must be integers in [0, 4), got \"4\" at line 2");
    assertFails(
        "test_splits.txt",
        "0 0\n",
        "every line must be a set of test rows, got \"Split.of: test rows must differ, got 0"
            + " twice\"");
    assertFails("test_splits.txt", "\n", "file must have row numbers, got none");
    writeFolder();
    String once = "every column must be once a feature or a target, got column 0 again";
    assertFails("index_target.txt", "1 0", once);
    assertFails("index_features.txt", "0 0", once);
    writeFolder();
    assertFails(
        "index_target.txt", "3", "column numbers must be integers in [0, 3), got \"3\" at line 1");
    assertFails(
        "index_target.txt",
        "-1",
        "column numbers must be integers in [0, 3), got \"-1\" at line 1");
    assertFails(
        "index_target.txt",
        "0.5",
        "column numbers must be integers in [0, 3), got \"0.5\" at line 1");
    assertFails(
        "index_target.txt", "x", "column numbers must be integers in [0, 3), got \"x\" at line 1");
    Files.delete(folder.resolve("index_target.txt"));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> UciFolder.in(folder))
        .withMessage(
            "UciFolder.in: file must exist, got no file at " + folder.resolve("index_target.txt"));
  }

  @ParameterizedTest
  @CsvSource({
    "concrete, 1030, 8, 20",
    "energy, 768, 8, 20",
    "protein, 45730, 9, 5",
    "wine-quality-red, 1599, 11, 20",
    "yacht, 308, 6, 20"
  })
  void readsRealSets(String name, int rows, int features, int splits) {
    UciFolder uci = UciFolder.in(RealData.require("uci/" + name));
    assertThat(uci.features(DataType.FLOAT).shape()).containsExactly(rows, features);
    assertThat(uci.targets(DataType.FLOAT).shape()).containsExactly(rows);
    assertThat(uci.splitCount()).isEqualTo(splits);
    for (int i = 0; i < splits; i++) {
      assertThat(uci.split(i).test()).hasSize((int) Math.round(rows * 0.1));
    }
  }
}
