/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reparam4j.RealData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class TableTest {
  private static final TableFormat CSV = TableFormat.csv();
  private static final TableFormat BLANKS = TableFormat.whitespace();

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table"), text);
  }

  private double[][] read(TableFormat format, String text) throws IOException {
    return format.read(file(text)).toArray(DataType.DOUBLE).toDoubleMatrix();
  }

  private void assertFails(TableFormat format, String text, String message) throws IOException {
    Path path = file(text);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> format.read(path))
        .withMessage("Table.read: " + message.formatted(path));
  }

  @Test
  void readsCsvWithAndWithoutHeader() throws IOException {
    Table table = Table.read(file("a, b ,\"c\"\n1,2.5,-3e2\n\r\n \n4,.5,+6\r\n"));
    assertThat(table.names()).containsExactly("a", "b", "c");
    assertThat(table.toArray(DataType.DOUBLE).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 2.5, -300}, {4, 0.5, 6}});
    assertThat(table).hasToString("Table(2 x 3, [a, b, c])");
    Table bare = Table.read(file("1,2\n3,4"));
    assertThat(bare.names()).isEmpty();
    assertThat(bare).hasToString("Table(2 x 2)");
    assertThat(bare.value(1, 0)).isEqualTo(3);
    assertThat(read(CSV.separator(';'), "1;2")).isDeepEqualTo(new double[][] {{1, 2}});
  }

  @Test
  void readsWhitespace() throws IOException {
    assertThat(read(BLANKS, "\n 1 \t2\r\n3    4\t\n\n"))
        .isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
    assertThat(BLANKS.read(file("\uFEFFx y\n1 2\n")).names()).containsExactly("x", "y");
    assertThat(CSV.read(file("\uFEFFx,y\n1,2\n")).names()).containsExactly("x", "y");
  }

  @Test
  void readsGzip() throws IOException {
    Path path = folder.resolve("zipped");
    Files.write(path, IdxTest.gzip("1,2\n3,4\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(Table.read(path).rowCount()).isEqualTo(2);
  }

  @Test
  void headerMayBeTold() throws IOException {
    assertThat(CSV.withHeader().read(file("2019,2020\n1,2")).names())
        .containsExactly("2019", "2020");
    assertFails(
        CSV.withoutHeader(),
        "a,b\n1,2\n",
        "every cell must be a finite decimal number, got \"a\" at line 1, column 0 in %s; for text,"
            + " give mapColumn or skipColumns");
    assertFails(
        CSV,
        "1,b\n1,2\n",
        "every cell must be a finite decimal number, got \"b\" at line 1, column 1 in %s; for text,"
            + " give mapColumn or skipColumns");
  }

  @Test
  void skipsLines() throws IOException {
    assertThat(read(CSV.skipLines(2), "title\nx,y,z\n1,2\n"))
        .isDeepEqualTo(new double[][] {{1, 2}});
    assertThat(read(BLANKS.skipLines(1), "title\n1 2\n")).isDeepEqualTo(new double[][] {{1, 2}});
    assertFails(
        CSV.skipLines(1),
        "title\n1,2\n3,x\n",
        "every cell must be a finite decimal number, got \"x\" at line 3, column 1 in %s; for text,"
            + " give mapColumn or skipColumns");
    assertFails(
        CSV.skipLines(9), "1\n", "file must have more than the 9 skipped lines, got fewer in %s");
    assertFails(
        BLANKS.skipLines(9), "1\n", "file must have at least one row of numbers, got none in %s");
  }

  @Test
  void skipsAndMapsColumns() throws IOException {
    TableFormat format = CSV.skipColumns(0, 3).mapColumn(1, Map.of("M", 1.0, "B", 0.0)::get);
    Table table = format.read(file("id,label,size,note\nA7, M ,2.5,big\nA8,B,1,\n"));
    assertThat(table.names()).containsExactly("label", "size");
    assertThat(table.toArray(DataType.DOUBLE).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{1, 2.5}, {0, 1}});
    assertThat(format.read(file("A7,M,2.5,big\n")).names()).isEmpty();
    assertFails(
        format,
        "id,label,size,note\nA7,Q,2.5,big\n",
        "the function of mapColumn must accept every cell, got \"Q\" at line 2, column 1 \"label\""
            + " in %s; it threw NullPointerException");
    for (int column : new int[] {2, 5}) {
      assertFails(
          CSV.mapColumn(column, cell -> 0),
          "1,2\n",
          "columns to skip or map must be in [0, 2) as in line 1, got " + column + " in %s");
    }
    assertFails(
        CSV.skipColumns(0), "1\n", "at least one column must be kept, got all 1 skipped in %s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NA", "N/A", "NaN", "nan", "null", "?", " "})
  void missingValuesAreErrorsOrNaN(String missing) throws IOException {
    String text = "a,b\n1,2\n3," + missing + "\n";
    assertFails(
        CSV,
        text,
        "every cell must have a value, got \""
            + missing.strip()
            + "\" at line 3, column 1 \"b\" in %s; missingAsNaN() reads it as NaN");
    assertThat(read(CSV.missingAsNaN(), text)[1]).containsExactly(3, Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1f", "2d", "0x1p3", "Infinity", "-Infinity", "1e999", "1 2", "1,5", "٣", "--1"})
  void rejectsWhatIsNoDecimalNumber(String cell) throws IOException {
    assertFails(
        CSV.separator(';').missingAsNaN(),
        "a;b\n1;2\n" + cell + ";3\n",
        "every cell must be a finite decimal number, got \""
            + cell
            + "\" at line 3, column 0 \"a\" in %s; for text, give mapColumn or skipColumns");
  }

  @Test
  void rejectsRaggedRows() throws IOException {
    assertFails(
        CSV,
        "1,2,3\n4,5,6\n7,8\n",
        "every row must have 3 cells as in line 1, got 2 in line 3 in %s; if line 1 is a title,"
            + " skip it with skipLines");
    assertFails(
        BLANKS,
        "a b\n\n1 2 3\n",
        "every row must have 2 cells as in line 1, got 3 in line 3 in %s; if line 1 is a title,"
            + " skip it with skipLines");
  }

  @Test
  void rejectsEmptyMissingAndDamagedFiles() throws IOException {
    assertFails(CSV, "", "file must have at least one row of numbers, got none in %s");
    assertFails(CSV, "a,b\n", "file must have at least one row of numbers, got none in %s");
    Path absent = folder.resolve("absent.csv");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Table.read(absent))
        .withMessage("Table.read: file must exist, got no file at " + absent);
    byte[] zipped = IdxTest.gzip("1,2\n3,4\n".repeat(500).getBytes(StandardCharsets.UTF_8));
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(zipped, zipped.length / 2));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Table.read(cut))
        .withMessage(
            "Table.read: file must be complete, got an early end in " + cut + "; it was cut short");
    Path unclosed = file("1,2\n\"3,4\n");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> Table.read(unclosed))
        .withMessageStartingWith("Table.read: ");
  }

  @Test
  void selectsColumnsAndRows() throws IOException {
    Table table = Table.read(file("a,b,c\n1,2,3\n4,5,6\n7,8,9\n"));
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        assertThat(table.value(row, column)).isEqualTo(1 + 3 * row + column);
      }
    }
    assertThat(table.columns(2, 0).toArray(DataType.DOUBLE).toDoubleMatrix())
        .isDeepEqualTo(new double[][] {{3, 1}, {6, 4}, {9, 7}});
    assertThat(table.columns("c", "a").names()).containsExactly("c", "a");
    assertThat(table.columns("a").value(2, 0)).isEqualTo(7);
    assertThat(table.columns("b").toVector(DataType.FLOAT).toFloatVector())
        .containsExactly(2, 5, 8);
    Table rows = table.rows(2, 2, 0);
    assertThat(rows.columns(0).toVector(DataType.DOUBLE).toDoubleVector()).containsExactly(7, 7, 1);
    assertThat(rows.names()).isEqualTo(List.of("a", "b", "c"));
    assertThat(table.rows().toArray(DataType.FLOAT).shape()).containsExactly(0, 3);
    assertThat(table.rows().columns(0).toVector(DataType.FLOAT).shape()).containsExactly(0);
  }

  @Test
  void rejectsBadSelections() throws IOException {
    Table table = Table.read(file("a,b\n1,2\n")).columns(0, 1, 0);
    Table bare = Table.read(file("1,2\n"));
    assertRejected(
        () -> table.columns("c"),
        "Table.columns: name must be that of one column of [a, b, a], got \"c\"");
    assertRejected(
        () -> table.columns("a"),
        "Table.columns: name must be that of one column of [a, b, a], got \"a\"");
    assertRejected(
        () -> bare.columns("a"),
        "Table.columns: name must be that of one column of [], got \"a\"; the file has no header,"
            + " use column numbers");
    assertRejected(() -> table.columns(3), "Table.columns: column must be in [0, 3), got 3");
    assertRejected(
        () -> table.columns(new int[0]),
        "Table.columns: there must be at least one column, got none");
    assertRejected(() -> table.rows(-1), "Table.rows: row must be in [0, 1), got -1");
    assertRejected(() -> table.value(0, 3), "Table.value: column must be in [0, 3), got 3");
    assertRejected(() -> table.value(0, -1), "Table.value: column must be in [0, 3), got -1");
    assertRejected(() -> table.value(1, 0), "Table.value: row must be in [0, 1), got 1");
    assertRejected(() -> CSV.maxBytes(0), "TableFormat.maxBytes: number must be >= 1, got 0");
    assertRejected(
        () -> table.toVector(DataType.FLOAT),
        "Table.toVector: table must have one column, got 3; select it with columns(...)");
    assertRejected(
        () -> table.toArray(DataType.INT64),
        "Table.toArray: type must be FLOAT or DOUBLE, got LONG");
    assertRejected(
        () -> CSV.separator('\n'),
        "TableFormat.separator: separator must not be a quote or a line end, got character 10");
    assertRejected(() -> CSV.skipLines(-1), "TableFormat.skipLines: number must be >= 0, got -1");
    assertRejected(
        () -> CSV.skipColumns(-1), "TableFormat.skipColumns: column must be >= 0, got -1");
    assertRejected(
        () -> CSV.mapColumn(-1, x -> 0), "TableFormat.mapColumn: column must be >= 0, got -1");
  }

  @Test
  void rejectsOneNameOfTwoColumns() throws IOException {
    String text = "a,b,a,,\n1,2,3,4,5\n";
    assertFails(
        CSV,
        text,
        "names of columns must differ, got \"a\" for columns 0 and 2 in %s; skip one of them with"
            + " skipColumns, or the header with skipLines and withoutHeader");
    assertThat(CSV.skipColumns(2).read(file(text)).names()).containsExactly("a", "b", "", "");
    assertThat(CSV.skipLines(1).withoutHeader().read(file(text)).columnCount()).isEqualTo(5);
  }

  @Test
  void rejectsValuesThatFloatCannotHold() throws IOException {
    Table table = CSV.read(file("1,2\n3.4028235e38,-1e-50\n5,-3.5e38\n"));
    assertThat(table.toArray(DataType.DOUBLE).getDouble(2, 1)).isEqualTo(-3.5e38);
    assertThat(table.columns(0).toVector(DataType.FLOAT).toFloatVector())
        .containsExactly(1, Float.MAX_VALUE, 5);
    assertRejected(
        () -> table.toArray(DataType.FLOAT),
        "Table.toArray: values must fit FLOAT, got -3.5E38 at [2, 1]; DOUBLE holds them");
    assertRejected(
        () -> table.columns(1).toVector(DataType.FLOAT),
        "Table.toVector: values must fit FLOAT, got -3.5E38 at [2]; DOUBLE holds them");
    Table first = CSV.missingAsNaN().mapColumn(0, cell -> 1e39).read(file("1,NA\n"));
    assertRejected(
        () -> first.toArray(DataType.FLOAT),
        "Table.toArray: values must fit FLOAT, got 1.0E39 at [0, 0]; DOUBLE holds them");
    assertThat(first.columns(1).toVector(DataType.FLOAT).getFloat(0)).isNaN();
  }

  /** Around the first size of the buffer, its double, and FastCSV's default of 16,384 cells. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1024, 1025, 2047, 2048, 2049, 5000, 16_385, 40_000})
  void readsTablesOfAnyWidth(int width) throws IOException {
    for (TableFormat format : List.of(CSV, BLANKS)) {
      String separator = format == CSV ? "," : " ";
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < width; column++) {
          text.append(column == 0 ? "" : separator).append(row * width + column);
        }
        text.append('\n');
      }
      Table table = format.read(file(text.toString()));
      assertThat(table.rowCount()).isEqualTo(3);
      double[] values = table.toArray(DataType.DOUBLE).reshape(3L * width).toDoubleVector();
      assertThat(values).isEqualTo(IntStream.range(0, 3 * width).asDoubleStream().toArray());
      assertThat(table.value(2, width - 1)).isEqualTo(3 * width - 1);
    }
  }

  @Test
  void skipsManyColumnsAndShowsFewNames() throws IOException {
    int width = 30_000;
    String header = IntStream.range(0, width).mapToObj(i -> "n" + i).collect(joining(","));
    String row = "x,".repeat(width - 100) + "1,".repeat(99) + "2";
    TableFormat format = CSV.skipColumns(IntStream.range(0, width - 100).toArray());
    Table table = format.read(file(header + "\n" + row + "\n"));
    assertThat(table.columns("n29999").value(0, 0)).isEqualTo(2);
    assertThat(table.toString()).endsWith("n29949, ... 50 more])").hasSizeLessThan(500);
    int[] first = IntStream.range(0, 51).toArray();
    assertThat(table.columns(first)).asString().endsWith("n29949, ... 1 more])");
    assertThat(table.columns(Arrays.copyOf(first, 50))).asString().endsWith(", n29949])");
  }

  private static void assertRejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  /** Cells of 40 and 41 characters. */
  @Test
  void showsTheStartOfALongCell() throws IOException {
    for (String cell : List.of("x".repeat(40), "x".repeat(41))) {
      String shown = "x".repeat(40) + (cell.length() > 40 ? "..." : "");
      assertFails(
          CSV,
          "1\n" + cell + "\n",
          "every cell must be a finite decimal number, got \""
              + shown
              + "\" at line 2, column 0 in %s; for text, give mapColumn or skipColumns");
    }
  }

  @Test
  void rejectsSelectionsOfTooManyNumbers() {
    Table wide = new Table(List.of(), 1, 1 << 16, new double[1 << 16]);
    assertRejected(
        () -> wide.rows(new int[1 << 15]),
        "Table.rows: table must have fewer than 2^31 numbers, got 32768 x 65536");
    Table high = new Table(List.of(), 1 << 16, 1, new double[1 << 16]);
    assertRejected(
        () -> high.columns(new int[1 << 15]),
        "Table.columns: table must have fewer than 2^31 numbers, got 65536 x 32768");
  }

  @Test
  void readsRealTables() {
    Table cycle = Table.read(RealData.require("mcycle.csv"));
    assertThat(cycle.rowCount()).isEqualTo(133);
    assertThat(cycle.columns("time_ms").value(0, 0)).isEqualTo(2.4);
    Table wdbc =
        CSV.skipLines(1)
            .skipColumns(0)
            .mapColumn(1, Map.of("M", 1.0, "B", 0.0)::get)
            .read(RealData.require("wdbc/wdbc.data"));
    assertThat(wdbc.toArray(DataType.DOUBLE).shape()).containsExactly(569, 31);
    assertThat(wdbc.columns(0).toVector(DataType.DOUBLE).sumNumber().intValue()).isEqualTo(212);
    Table digits = Table.read(RealData.require("optdigits/optdigits.tra"));
    assertThat(digits.rowCount()).isEqualTo(3823);
    assertThat(digits.columns("Class").columnCount()).isEqualTo(1);
  }
}
