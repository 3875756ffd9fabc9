/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Reads one file and collects the rows of a {@link Table}. Used once. */
final class TableReader {
  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "?");
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;
  private static final int MAX_COLUMNS = 1 << 20;

  private final String where;
  private final TableFormat format;
  private final Path path;

  /** Number of cells in a line, or -1 before the first line. */
  private int width = -1;

  private long firstLine;

  /** Numbers in the file of the columns that are not skipped. */
  private int[] columns;

  private List<String> names = List.of();
  private double[] values = new double[1024];
  private int count;

  TableReader(String where, TableFormat format, Path path) {
    this.where = where;
    this.format = format;
    this.path = path;
  }

  Table read() {
    return FileErrors.read(where, path, format.limit(), this::read);
  }

  private Table read(InputStream in) throws IOException {
    if (format.separator() == TableFormat.WHITESPACE) {
      readWhitespace(in);
    } else {
      readCsv(in);
    }
    if (count == 0) {
      throw failure("file must have at least one row of numbers", "none", null);
    }
    return new Table(names, count / columns.length, columns.length, Arrays.copyOf(values, count));
  }

  /**
   * The value of a decimal number, or NaN if the text is something else or too large. Stricter than
   * {@code Double.parseDouble}, which also accepts 1f, 0x1p3 and Infinity.
   */
  static double number(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? Double.NaN : value;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void readWhitespace(InputStream in) throws IOException {
    LineReader lines = new LineReader(in);
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (lines.number() > format.skippedLines() && !line.isBlank()) {
        accept(lines.number(), tokens(line, lines.number()));
      }
    }
  }

  /** The cells of a line that are separated by blanks. */
  static List<String> tokens(String line, long number) throws IOException {
    StringTokenizer tokenizer = new StringTokenizer(line);
    int count = tokenizer.countTokens();
    if (count > MAX_COLUMNS) {
      throw new FileErrors.LimitException(
          "a line must have at most " + MAX_COLUMNS + " cells", count + " in line " + number, null);
    }
    List<String> tokens = new ArrayList<>(count);
    while (tokenizer.hasMoreTokens()) {
      tokens.add(tokenizer.nextToken());
    }
    return tokens;
  }

  private void readCsv(InputStream in) throws IOException {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(format.separator())
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .detectBomHeader(true)
            .build(CsvRecordHandler.of(handler -> handler.maxFields(MAX_COLUMNS)), in)) {
      skipLines(reader);
      Iterator<CsvRecord> records = reader.iterator();
      for (CsvRecord line = next(records); line != null; line = next(records)) {
        if (line.getFieldCount() > 1 || !line.getField(0).isBlank()) {
          accept(line.getStartingLineNumber(), line.getFields());
        }
      }
    }
  }

  private void skipLines(CsvReader<CsvRecord> reader) {
    if (format.skippedLines() > 0) {
      try {
        reader.skipLines(format.skippedLines());
      } catch (CsvParseException e) {
        String must = "file must have more than the " + format.skippedLines() + " skipped lines";
        throw failure(must, "fewer", null);
      }
    }
  }

  private CsvRecord next(Iterator<CsvRecord> records) throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw failure("file must be CSV", '"' + reason + '"', null);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void accept(long line, List<String> cells) {
    if (width < 0) {
      acceptFirst(line, cells);
      if (isHeader(cells)) {
        names = Arrays.stream(columns).mapToObj(column -> cells.get(column).strip()).toList();
        requireDistinctNames();
        return;
      }
    }
    if (cells.size() != width) {
      throw failure(
          "every row must have " + width + " cells as in line " + firstLine,
          cells.size() + " in line " + line,
          "if line " + firstLine + " is a title, skip it with skipLines");
    }
    makeRoom();
    for (int column : columns) {
      values[count] = value(line, column, cells.get(column).strip());
      count++;
    }
  }

  private void acceptFirst(long line, List<String> cells) {
    width = cells.size();
    firstLine = line;
    columns = IntStream.range(0, width).filter(column -> !format.isSkipped(column)).toArray();
    int last = format.lastMentionedColumn();
    if (last >= width) {
      throw failure(
          "columns to skip or map must be in [0, " + width + ") as in line " + line, last, null);
    }
    if (columns.length == 0) {
      throw failure("at least one column must be kept", "all " + width + " skipped", null);
    }
  }

  private boolean isHeader(List<String> cells) {
    return switch (format.header()) {
      case PRESENT -> true;
      case ABSENT -> false;
      case DETECTED -> {
        boolean text = false;
        boolean numeric = false;
        for (int column : columns) {
          String cell = cells.get(column).strip();
          boolean number = !Double.isNaN(number(cell));
          numeric |= number;
          text |= format.mapping(column) == null && !number && !MISSING.contains(cell);
        }
        yield text && !numeric;
      }
    };
  }

  private void requireDistinctNames() {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      Integer other = first.putIfAbsent(names.get(i), columns[i]);
      if (other != null && !names.get(i).isEmpty()) {
        throw failure(
            "names of columns must differ",
            quoted(names.get(i)) + " for columns " + other + " and " + columns[i],
            "skip one of them with skipColumns, or the header with skipLines and withoutHeader");
      }
    }
  }

  private void makeRoom() {
    if (count > MAX_VALUES - columns.length) {
      throw failure("table must have fewer than 2^31 numbers", "more", "read it in parts");
    }
    if (count + columns.length > values.length) {
      int larger = (int) Math.min(MAX_VALUES, 2L * values.length);
      values = Arrays.copyOf(values, Math.max(larger, count + columns.length));
    }
  }

  private double value(long line, int column, String cell) {
    ToDoubleFunction<String> mapping = format.mapping(column);
    double value;
    boolean missing;
    if (mapping == null) {
      value = number(cell);
      missing = MISSING.contains(cell);
    } else {
      value = mapped(mapping, line, column, cell);
      missing = Double.isNaN(value);
    }
    if (missing) {
      if (!format.isMissingAllowed()) {
        throw failure(
            "every cell must have a value",
            quoted(cell) + position(line, column),
            "missingAsNaN() reads it as NaN");
      }
      return Double.NaN;
    }
    if (!Double.isFinite(value)) {
      throw failure(
          "every cell must be a finite decimal number",
          quoted(cell) + position(line, column),
          "for text, give mapColumn or skipColumns");
    }
    return value;
  }

  private double mapped(ToDoubleFunction<String> mapping, long line, int column, String cell) {
    try {
      return mapping.applyAsDouble(cell);
    } catch (RuntimeException e) {
      UncheckedIOException failure =
          failure(
              "the function of mapColumn must accept every cell",
              quoted(cell) + position(line, column),
              "it threw " + e.getClass().getSimpleName());
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private String position(long line, int column) {
    String name =
        names.isEmpty() ? "" : " " + quoted(names.get(Arrays.binarySearch(columns, column)));
    return " at line " + line + ", column " + column + name;
  }

  private static String quoted(String text) {
    return '"' + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + '"';
  }

  private UncheckedIOException failure(String must, Object got, String hint) {
    return FileErrors.of(where, path, must, got, hint);
  }
}
