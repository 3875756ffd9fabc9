/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A regression data set with fixed train/test splits, in the folder layout that the UCI benchmarks
 * of Bayesian neural networks share.
 *
 * <pre>{@code
 * UciFolder yacht = UciFolder.in(Path.of("uci/yacht"));
 * Split split = yacht.split(0);
 * INDArray x = split.train(yacht.features(DataType.DOUBLE));   // [277, 6]
 * INDArray y = split.train(yacht.targets(DataType.DOUBLE));    // [277]
 * }</pre>
 *
 * <p>The files: {@code data.txt}, a table with cells separated by blanks and no header; {@code
 * index_features.txt} and {@code index_target.txt}, column numbers from 0; {@code test_splits.txt},
 * whose line i has the test rows of split i, while all other rows are training rows. The splits are
 * those of J. M. Hernandez-Lobato and R. P. Adams, "Probabilistic backpropagation for scalable
 * learning of Bayesian neural networks", ICML 2015.
 */
public final class UciFolder {
  private static final String WHERE = "UciFolder.in";

  private final Path folder;
  private final Table features;
  private final Table targets;
  private final List<Split> splits;

  private UciFolder(Path folder, Table features, Table targets, List<Split> splits) {
    this.folder = folder;
    this.features = features;
    this.targets = targets;
    this.splits = splits;
  }

  /**
   * Reads a data set.
   *
   * @param folder the folder of the four files
   * @return the data and their splits
   * @throws java.io.UncheckedIOException if a file is missing or damaged, a row or column number is
   *     outside the table, or a column is named twice
   */
  public static UciFolder in(Path folder) {
    Errors.given(WHERE, "folder", folder);
    TableFormat format = TableFormat.whitespace().withoutHeader();
    Table data = format.read(WHERE, folder.resolve("data.txt"));
    int rows = data.rowCount();
    List<Split> splits = new ArrayList<>();
    Path splitsPath = folder.resolve("test_splits.txt");
    for (int[] test : indices(splitsPath, "row", rows)) {
      try {
        splits.add(Split.of(rows, test));
      } catch (IllegalArgumentException e) {
        String must = "every line must be a set of test rows";
        throw FileErrors.of(WHERE, splitsPath, must, '"' + e.getMessage() + '"', null);
      }
    }
    BitSet used = new BitSet();
    return new UciFolder(
        folder,
        data.columns(columns(folder.resolve("index_features.txt"), data, used)),
        data.columns(columns(folder.resolve("index_target.txt"), data, used)),
        List.copyOf(splits));
  }

  /** The column numbers of a file; rejects those that are in use already, and adds the others. */
  private static int[] columns(Path path, Table data, BitSet used) {
    int[] columns =
        indices(path, "column", data.columnCount()).stream().flatMapToInt(IntStream::of).toArray();
    for (int column : columns) {
      if (used.get(column)) {
        throw FileErrors.of(
            WHERE,
            path,
            "every column must be once a feature or a target",
            "column " + column + " again",
            null);
      }
      used.set(column);
    }
    return columns;
  }

  /** The indices of a file, line by line, each in [0, length); 1.000e+00 is read as 1. */
  private static List<int[]> indices(Path path, String what, int length) {
    List<int[]> lines =
        FileErrors.readText(
            WHERE,
            path,
            in -> {
              LineReader reader = new LineReader(in);
              List<int[]> read = new ArrayList<>();
              for (String line = reader.next(); line != null; line = reader.next()) {
                if (!line.isBlank()) {
                  read.add(indices(path, what, length, reader.number(), line));
                }
              }
              return read;
            });
    if (lines.isEmpty()) {
      throw FileErrors.of(WHERE, path, "file must have " + what + " numbers", "none", null);
    }
    return lines;
  }

  private static int[] indices(Path path, String what, int length, long number, String line)
      throws IOException {
    List<String> tokens = TableReader.tokens(line, number);
    int[] indices = new int[tokens.size()];
    for (int i = 0; i < indices.length; i++) {
      double value = TableReader.number(tokens.get(i));
      indices[i] = (int) value;
      if (!(value == indices[i] && value >= 0 && value < length)) {
        throw FileErrors.of(
            WHERE,
            path,
            what + " numbers must be integers in [0, " + length + ")",
            '"' + tokens.get(i) + "\" at line " + number,
            null);
      }
    }
    return indices;
  }

  /** {@return the number of rows} */
  public int rowCount() {
    return features.rowCount();
  }

  /**
   * The features of all rows.
   *
   * @param type FLOAT or DOUBLE
   * @return a new array [rows, features]
   */
  public INDArray features(DataType type) {
    return features.toArray("UciFolder.features", type, rowCount(), features.columnCount());
  }

  /**
   * The targets of all rows.
   *
   * @param type FLOAT or DOUBLE
   * @return a new array, [rows] if there is one target column, else [rows, targets]
   */
  public INDArray targets(DataType type) {
    int columns = targets.columnCount();
    return columns == 1
        ? targets.toArray("UciFolder.targets", type, rowCount())
        : targets.toArray("UciFolder.targets", type, rowCount(), columns);
  }

  /** {@return the number of splits} */
  public int splitCount() {
    return splits.size();
  }

  /**
   * One of the splits.
   *
   * @param index from 0
   * @return the training and test rows
   * @throws IllegalArgumentException if there is no such split
   */
  public Split split(int index) {
    if (!(index >= 0 && index < splits.size())) {
      throw Errors.argument(
          "UciFolder.split", "index must be in [0, " + splits.size() + ")", index, null);
    }
    return splits.get(index);
  }

  /** {@return folder, size and number of splits} */
  @Override
  public String toString() {
    String size = features.rowCount() + " x " + features.columnCount();
    return "UciFolder(" + folder + ": " + size + ", " + splits.size() + " splits)";
  }
}
