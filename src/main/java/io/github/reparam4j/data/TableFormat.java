/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The format of a table of numbers in a text file. Immutable; every method returns a new format.
 *
 * <pre>{@code
 * Table table = TableFormat.csv()
 *     .skipLines(1)                                          // a title
 *     .skipColumns(0)                                        // an identifier
 *     .mapColumn(1, Map.of("M", 1.0, "B", 0.0)::get)         // a label
 *     .read(Path.of("wdbc.data"));
 * }</pre>
 *
 * <p>Columns count from 0, lines from 1. Blank lines are skipped. Files are UTF-8, plain or
 * gzipped. CSV follows RFC 4180 and is read by FastCSV.
 */
public final class TableFormat {
  /** The separator that stands for any run of blanks. */
  static final char WHITESPACE = 0;

  private static final ToDoubleFunction<String> SKIPPED = cell -> Double.NaN;

  /** Whether the first line names the columns. */
  enum Header {
    DETECTED,
    PRESENT,
    ABSENT
  }

  private final char separator;
  private final Header header;
  private final int skippedLines;
  private final boolean missingAllowed;
  private final Map<Integer, ToDoubleFunction<String>> mappings;

  /** Most bytes of text, or -1 for the default. */
  private final long limit;

  private TableFormat(
      char separator,
      Header header,
      int skippedLines,
      boolean missingAllowed,
      Map<Integer, ToDoubleFunction<String>> mappings,
      long limit) {
    this.separator = separator;
    this.header = header;
    this.skippedLines = skippedLines;
    this.missingAllowed = missingAllowed;
    this.mappings = mappings;
    this.limit = limit;
  }

  /**
   * Cells separated by commas, a header detected, missing values rejected.
   *
   * @return the format
   */
  public static TableFormat csv() {
    return new TableFormat(',', Header.DETECTED, 0, false, Map.of(), -1);
  }

  /**
   * Cells separated by any number of blanks or tabs, a header detected, missing values rejected.
   *
   * @return the format
   */
  public static TableFormat whitespace() {
    return new TableFormat(WHITESPACE, Header.DETECTED, 0, false, Map.of(), -1);
  }

  /**
   * Sets what separates the cells of a CSV file, such as ';' or a tab.
   *
   * @param character not a quote and not a line end
   * @return the format
   * @throws IllegalArgumentException if the character is one of these
   */
  public TableFormat separator(char character) {
    if ("\"\r\n\0".indexOf(character) >= 0) {
      throw Errors.argument(
          "TableFormat.separator",
          "separator must not be a quote or a line end",
          "character " + (int) character,
          null);
    }
    return new TableFormat(character, header, skippedLines, missingAllowed, mappings, limit);
  }

  /**
   * Declares that the first line names the columns. By default a first line without a single number
   * is taken to be a header.
   *
   * @return the format
   */
  public TableFormat withHeader() {
    return new TableFormat(
        separator, Header.PRESENT, skippedLines, missingAllowed, mappings, limit);
  }

  /**
   * Declares that the first line is data.
   *
   * @return the format
   */
  public TableFormat withoutHeader() {
    return new TableFormat(separator, Header.ABSENT, skippedLines, missingAllowed, mappings, limit);
  }

  /**
   * Skips the first lines of the file, with any contents. A header comes after them.
   *
   * @param lines number of lines, at least 0
   * @return the format
   * @throws IllegalArgumentException if the number is negative
   */
  public TableFormat skipLines(int lines) {
    if (!(lines >= 0)) {
      throw Errors.argument("TableFormat.skipLines", "number must be >= 0", lines, null);
    }
    return new TableFormat(separator, header, lines, missingAllowed, mappings, limit);
  }

  /**
   * Reads missing cells (empty, NA, N/A, NaN, null or ?) as NaN instead of rejecting them.
   *
   * @return the format
   */
  public TableFormat missingAsNaN() {
    return new TableFormat(separator, header, skippedLines, true, mappings, limit);
  }

  /**
   * Omits columns, with any contents. The remaining columns are renumbered from 0.
   *
   * @param columns column numbers in the file
   * @return the format
   * @throws IllegalArgumentException if a number is negative
   */
  public TableFormat skipColumns(int... columns) {
    return mapped("TableFormat.skipColumns", SKIPPED, columns);
  }

  /**
   * Converts the text of a column to numbers by a function, such as {@code Map.of("M", 1.0, "B",
   * 0.0)::get}. The function receives each cell without leading and trailing blanks. NaN means a
   * missing value; an exception, such as a {@code NullPointerException} of the map, that the cell
   * is wrong.
   *
   * @param column column number in the file
   * @param number the function
   * @return the format
   * @throws IllegalArgumentException if the number is negative
   */
  public TableFormat mapColumn(int column, ToDoubleFunction<String> number) {
    Errors.given("TableFormat.mapColumn", "number", number);
    return mapped("TableFormat.mapColumn", number, column);
  }

  private TableFormat mapped(String where, ToDoubleFunction<String> number, int... columns) {
    Map<Integer, ToDoubleFunction<String>> more = new HashMap<>(mappings);
    for (int column : Errors.given(where, "columns", columns)) {
      if (!(column >= 0)) {
        throw Errors.argument(where, "column must be >= 0", column, null);
      }
      more.put(column, number);
    }
    Map<Integer, ToDoubleFunction<String>> fixed = Map.copyOf(more);
    return new TableFormat(separator, header, skippedLines, missingAllowed, fixed, limit);
  }

  /**
   * Sets how many bytes of text a file may have, decompressed. By default a plain file may have any
   * size and a gzipped one may expand to 1 GiB, so that a small file cannot occupy the machine.
   *
   * @param bytes at least 1
   * @return the format
   * @throws IllegalArgumentException if the number is less than 1
   */
  public TableFormat maxBytes(long bytes) {
    if (!(bytes >= 1)) {
      throw Errors.argument("TableFormat.maxBytes", "number must be >= 1", bytes, null);
    }
    return new TableFormat(separator, header, skippedLines, missingAllowed, mappings, bytes);
  }

  /**
   * Reads a file of this format.
   *
   * @param path the file, plain or gzipped
   * @return its numbers
   * @throws java.io.UncheckedIOException if the file is missing, damaged or no regular file, has no
   *     rows, has rows of different lengths, two columns of one name, more than 1,048,576 columns,
   *     more text than allowed, or a cell that is missing or not a finite number; the message names
   *     line and column
   */
  public Table read(Path path) {
    return read("Table.read", path);
  }

  Table read(String where, Path path) {
    return new TableReader(where, this, path).read();
  }

  long limit() {
    return limit;
  }

  char separator() {
    return separator;
  }

  Header header() {
    return header;
  }

  int skippedLines() {
    return skippedLines;
  }

  boolean isMissingAllowed() {
    return missingAllowed;
  }

  boolean isSkipped(int column) {
    return mappings.get(column) == SKIPPED;
  }

  /** The function for a column, or null if its cells are numbers. */
  ToDoubleFunction<String> mapping(int column) {
    return mappings.get(column);
  }

  /** The highest column number that is skipped or mapped, or -1. */
  int lastMentionedColumn() {
    return mappings.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
  }
}
