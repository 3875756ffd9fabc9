/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.data.Split;
import io.github.reparam4j.data.Standardizer;
import io.github.reparam4j.data.Table;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pairs (x, y) to train the seed network on, and what its densities are scored against. */
final class CurveData {
  private static final int SCORED_POSITIONS = 2000;
  private static final int MIN_ROWS = 20;
  private static final double TRAIN_FRACTION = 0.8;

  private final String xName;
  private final String yName;
  private final INDArray x;
  private final INDArray y;
  private final Standardizer xScale;
  private final Standardizer yScale;
  private final Band scored;
  private final boolean truthIsKnown;

  private CurveData(
      String xName, String yName, INDArray x, INDArray y, Band scored, boolean truthIsKnown) {
    this.xName = xName;
    this.yName = yName;
    this.x = x;
    this.y = y;
    this.xScale = Standardizer.fit(x);
    this.yScale = Standardizer.fit(y);
    this.scored = scored;
    this.truthIsKnown = truthIsKnown;
  }

  /** Draws from the generated curve; densities are scored against its true distribution. */
  static CurveData generated(int n, RandomKey key) {
    HeteroscedasticCurve.Sample sample = HeteroscedasticCurve.sample(n, key);
    double half = HeteroscedasticCurve.LARGEST_X / (2 * SCORED_POSITIONS);
    double[] midpoints = Band.spaced(half, HeteroscedasticCurve.LARGEST_X - half, SCORED_POSITIONS);
    return new CurveData("x", "y", sample.x(), sample.y(), truthAt(midpoints), true);
  }

  /**
   * Reads a table of two columns, x and y. A fifth of the rows is held out, and densities are
   * scored against these.
   *
   * @throws UncheckedIOException if the file is missing, damaged or of another form
   */
  static CurveData read(Path file, RandomKey key) {
    Table table = Table.read(file);
    if (table.columnCount() != 2) {
      throw failure(file, "file must have two columns, x and y", table.columnCount());
    }
    if (table.rowCount() < MIN_ROWS) {
      throw failure(file, "file must have at least " + MIN_ROWS + " rows", table.rowCount());
    }
    INDArray x = table.columns(0).toArray(DataType.FLOAT);
    INDArray y = table.columns(1).toVector(DataType.FLOAT);
    Split split = Split.random(table.rowCount(), TRAIN_FRACTION, key);
    double[] heldOutX = split.test(x).reshape(-1).toDoubleVector();
    double[] heldOutY = split.test(y).toDoubleVector();
    Band heldOut = new Band(heldOutX, heldOutY, new double[heldOutX.length]);
    boolean named = !table.names().isEmpty();
    return new CurveData(
        named ? table.names().get(0) : "x",
        named ? table.names().get(1) : "y",
        split.train(x),
        split.train(y),
        heldOut,
        false);
  }

  private static UncheckedIOException failure(Path file, String must, int got) {
    String message = Errors.argument("--curve", must, got + " in " + file, null).getMessage();
    return new UncheckedIOException(message, new IOException(message));
  }

  /** The true mean and standard deviation of the generated curve. */
  static Band truthAt(double[] x) {
    return new Band(
        x,
        Arrays.stream(x).map(HeteroscedasticCurve::mean).toArray(),
        Arrays.stream(x).map(HeteroscedasticCurve::standardDeviation).toArray());
  }

  /** Whether {@link #truthAt} holds for these data. */
  boolean truthIsKnown() {
    return truthIsKnown;
  }

  String xName() {
    return xName;
  }

  String yName() {
    return yName;
  }

  /** The x to train on, in their own units. */
  double[] x() {
    return x.reshape(x.size(0)).toDoubleVector();
  }

  /** The y to train on, in their own units. */
  double[] y() {
    return y.toDoubleVector();
  }

  /** Evenly spaced positions over the range of x. */
  double[] positions(int count) {
    if (truthIsKnown) {
      return Band.spaced(0, HeteroscedasticCurve.LARGEST_X, count);
    }
    double[] own = x();
    return Band.spaced(
        Arrays.stream(own).min().orElseThrow(), Arrays.stream(own).max().orElseThrow(), count);
  }

  /** The standardised x to train on, [n, 1]. */
  INDArray features() {
    return xScale.apply(x);
  }

  /** The standardised y to train on, [n]. */
  INDArray targets() {
    return yScale.apply(y);
  }

  Standardizer xScale() {
    return xScale;
  }

  Standardizer yScale() {
    return yScale;
  }

  /** What densities are scored against by {@link Band#averageNll}: not what is trained on. */
  Band scored() {
    return scored;
  }

  /** How many points there are, and of what. */
  @Override
  public String toString() {
    String source = truthIsKnown ? "the generated curve" : yName + " against " + xName;
    return x.size(0) + " points of " + source;
  }
}
