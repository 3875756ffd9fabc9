/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of numbers, read from a text file. Immutable.
 *
 * <pre>{@code
 * Table table = Table.read(Path.of("mcycle.csv"));
 * INDArray x = table.columns("time_ms").toArray(DataType.FLOAT);            // [133, 1]
 * INDArray y = table.columns("acceleration_g").toVector(DataType.FLOAT);    // [133]
 * }</pre>
 *
 * <p>{@link TableFormat} reads other separators, text columns and missing values. Rows and columns
 * count from 0.
 */
public final class Table {
  private static final int MAX_SHOWN_NAMES = 50;

  private final List<String> names;
  private final int rows;
  private final int columns;

  /** In row-major order. */
  private final double[] values;

  Table(List<String> names, int rows, int columns, double[] values) {
    this.names = names;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * Reads a CSV file: commas between the cells; a first line without numbers is a header; missing
   * values are errors.
   *
   * @param path the file, plain or gzipped
   * @return its numbers
   * @throws java.io.UncheckedIOException as {@link TableFormat#read}
   */
  public static Table read(Path path) {
    return TableFormat.csv().read(path);
  }

  /** {@return the number of rows, without the header} */
  public int rowCount() {
    return rows;
  }

  /** {@return the number of columns} */
  public int columnCount() {
    return columns;
  }

  /** {@return the names of the columns, or an empty list if the file has no header} */
  public List<String> names() {
    return names;
  }

  /**
   * The value of one cell.
   *
   * @param row from 0
   * @param column from 0
   * @return the value; NaN if it was missing
   * @throws IllegalArgumentException if there is no such row or column
   */
  public double value(int row, int column) {
    requireIndex("Table.value", "row", row, rows);
    requireIndex("Table.value", "column", column, columns);
    return values[row * columns + column];
  }

  /**
   * A table of some of the columns.
   *
   * @param indices column numbers, in the order of the result
   * @return all rows of these columns
   * @throws IllegalArgumentException if there is no index, or no such column
   */
  public Table columns(int... indices) {
    if (Errors.given("Table.columns", "indices", indices).length == 0) {
      throw Errors.argument("Table.columns", "there must be at least one column", "none", null);
    }
    for (int index : indices) {
      requireIndex("Table.columns", "column", index, columns);
    }
    double[] selected = new double[size("Table.columns", rows, indices.length)];
    int next = 0;
    for (int row = 0; row < rows; row++) {
      for (int index : indices) {
        selected[next] = values[row * columns + index];
        next++;
      }
    }
    List<String> selectedNames =
        names.isEmpty() ? names : Arrays.stream(indices).mapToObj(names::get).toList();
    return new Table(selectedNames, rows, indices.length, selected);
  }

  /**
   * A table of some of the columns.
   *
   * @param columnNames names of the header, in the order of the result
   * @return all rows of these columns
   * @throws IllegalArgumentException if there is no name, no header, or a name is not that of
   *     exactly one column
   */
  public Table columns(String... columnNames) {
    int[] indices = new int[Errors.given("Table.columns", "columnNames", columnNames).length];
    for (int i = 0; i < indices.length; i++) {
      String name = Errors.given("Table.columns", "name " + i, columnNames[i]);
      indices[i] = names.indexOf(name);
      if (indices[i] < 0 || indices[i] != names.lastIndexOf(name)) {
        throw Errors.argument(
            "Table.columns",
            "name must be that of one column of " + shortNames(),
            '"' + name + '"',
            names.isEmpty() ? "the file has no header, use column numbers" : null);
      }
    }
    return columns(indices);
  }

  /**
   * A table of some of the rows.
   *
   * @param indices row numbers, in the order of the result; may repeat
   * @return these rows
   * @throws IllegalArgumentException if there is no such row
   */
  public Table rows(int... indices) {
    Errors.given("Table.rows", "indices", indices);
    double[] selected = new double[size("Table.rows", indices.length, columns)];
    for (int i = 0; i < indices.length; i++) {
      requireIndex("Table.rows", "row", indices[i], rows);
      System.arraycopy(values, indices[i] * columns, selected, i * columns, columns);
    }
    return new Table(names, indices.length, columns, selected);
  }

  /**
   * The values as a matrix.
   *
   * @param type FLOAT or DOUBLE
   * @return a new array [rows, columns]
   * @throws IllegalArgumentException if the type is another one, or FLOAT and a value is beyond its
   *     range
   */
  public INDArray toArray(DataType type) {
    return toArray("Table.toArray", type, rows, columns);
  }

  INDArray toArray(String where, DataType type, long... shape) {
    RowBuffer.requireFloating(where, type);
    FiniteCheck.rejectOverflow(where, type, values, values.length, 0, shape);
    RowBuffer memory = RowBuffer.create(type, shape);
    memory.write(0, rows, values);
    return memory.array();
  }

  /**
   * The values of a table with one column as a vector.
   *
   * @param type FLOAT or DOUBLE
   * @return a new array [rows]
   * @throws IllegalArgumentException as {@link #toArray}, and if there are several columns
   */
  public INDArray toVector(DataType type) {
    RowBuffer.requireFloating("Table.toVector", type);
    if (columns != 1) {
      throw Errors.argument(
          "Table.toVector", "table must have one column", columns, "select it with columns(...)");
    }
    return toArray("Table.toVector", type, rows);
  }

  /** {@return the numbers of rows and columns, and the names} */
  @Override
  public String toString() {
    return "Table(" + rows + " x " + columns + (names.isEmpty() ? ")" : ", " + shortNames() + ")");
  }

  private String shortNames() {
    if (names.size() <= MAX_SHOWN_NAMES) {
      return names.toString();
    }
    String shown = String.join(", ", names.subList(0, MAX_SHOWN_NAMES));
    return "[" + shown + ", ... " + (names.size() - MAX_SHOWN_NAMES) + " more]";
  }

  private static int size(String where, int rows, int columns) {
    long size = (long) rows * columns;
    if (!(size <= Integer.MAX_VALUE - 8)) {
      throw Errors.argument(
          where, "table must have fewer than 2^31 numbers", rows + " x " + columns, null);
    }
    return (int) size;
  }

  private static void requireIndex(String where, String what, int index, int length) {
    if (!(index >= 0 && index < length)) {
      throw Errors.argument(where, what + " must be in [0, " + length + ")", index, null);
    }
  }
}
