/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether predicted densities fit targets that were not trained on.
 *
 * <p>The probability integral transform u = F(y | x) of a target is uniform on [0, 1] if the
 * predicted densities are the true ones. Its histogram is flat then; it is high at both ends if the
 * predicted spread is too small, and in the middle if it is too great. Coverage of a level is the
 * fraction of targets inside the central interval of that probability. Among calibrated predictions
 * the sharper one is the better. Sources: Dawid, "Statistical theory: the prequential approach"
 * (1984); Gneiting, Balabdaoui and Raftery, "Probabilistic forecasts, calibration and sharpness"
 * (2007).
 *
 * <pre>{@code
 * Calibration report = Calibration.of(fitted.predict(xTest), yTest);
 * System.out.println(report);
 * Files.writeString(Path.of("calibration.csv"), report.toCsv());
 * }</pre>
 *
 * <p>Of vectors of targets, each element counts as a target by itself, but for the negative
 * log-likelihood, which is that of the vector.
 */
public final class Calibration {
  private static final double[] LEVELS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};
  private static final int BINS = 10;
  private static final int BAR = 40;

  private final int targets;
  private final double[] coverage;
  private final double[] widths;
  private final int[] histogram;
  private final double meanNll;
  private final double rootMeanSquaredError;
  private final double meanStandardDeviation;

  private Calibration(Prediction prediction, INDArray y) {
    double[] transform = vector(prediction.cdf(y));
    this.targets = transform.length;
    this.coverage = new double[LEVELS.length];
    for (int i = 0; i < LEVELS.length; i++) {
      double half = LEVELS[i] / 2;
      coverage[i] = mean(Arrays.stream(transform).map(u -> Math.abs(u - 0.5) <= half ? 1 : 0));
    }
    int levels = LEVELS.length;
    Tensor ends = prediction.ends(LEVELS);
    Tensor width = ends.slice(0, levels, 2 * levels).sub(ends.slice(0, 0, levels));
    this.widths = vector(width.mean(1, 2).eval());
    this.histogram = new int[BINS];
    for (double u : transform) {
      histogram[(int) Math.min(BINS - 1, u * BINS)]++;
    }
    this.meanNll = -mean(Arrays.stream(vector(prediction.logDensity(y))));
    INDArray error = prediction.mean().sub(y.castTo(prediction.mean().dataType()));
    this.rootMeanSquaredError = Math.sqrt(mean(Arrays.stream(vector(error)).map(e -> e * e)));
    this.meanStandardDeviation = mean(Arrays.stream(vector(prediction.standardDeviation())));
  }

  /**
   * Compares predictions with targets.
   *
   * @param prediction the predicted densities of n rows
   * @param y the targets, FLOAT or DOUBLE [n] or [n, d]
   * @return the report
   * @throws IllegalArgumentException if the shape or the type of the targets does not fit
   */
  public static Calibration of(Prediction prediction, INDArray y) {
    Errors.given("Calibration.of", "prediction", prediction);
    prediction.targets("Calibration.of", y);
    return new Calibration(prediction, y);
  }

  private static double[] vector(INDArray array) {
    return array.ravel().toDoubleVector();
  }

  private static double mean(DoubleStream values) {
    return values.average().orElseThrow();
  }

  // ---- figures

  /** {@return the number of targets} */
  public int targets() {
    return targets;
  }

  /** {@return the levels of the central intervals, ascending} */
  public double[] levels() {
    return LEVELS.clone();
  }

  /** {@return the fraction of targets inside the central interval of each level} */
  public double[] coverage() {
    return coverage.clone();
  }

  /** {@return the mean width of the central interval of each level, in units of the targets} */
  public double[] meanWidths() {
    return widths.clone();
  }

  /** {@return the mean over the levels of |coverage - level|} */
  public double calibrationError() {
    return mean(
        IntStream.range(0, LEVELS.length).mapToDouble(i -> Math.abs(coverage[i] - LEVELS[i])));
  }

  /**
   * {@return how many targets have their probability integral transform in [0, 0.1), [0.1, 0.2),
   * ..., [0.9, 1]}
   */
  public int[] histogram() {
    return histogram.clone();
  }

  /** {@return the mean negative log-likelihood, in nats per row} */
  public double meanNll() {
    return meanNll;
  }

  /** {@return the root of the mean squared difference of predicted means and targets} */
  public double rootMeanSquaredError() {
    return rootMeanSquaredError;
  }

  /** {@return the mean of the predicted standard deviations, a measure of sharpness} */
  public double meanStandardDeviation() {
    return meanStandardDeviation;
  }

  // ---- as text

  /**
   * The intervals and the histogram as comma-separated values, with the columns {@code table},
   * {@code at} (the level, or the lower end of the bin), {@code value} (coverage, or fraction of
   * targets in the bin), {@code width} (mean width of the interval, or width of the bin).
   *
   * @return lines that end with a line feed
   */
  public String toCsv() {
    StringBuilder csv = new StringBuilder("table,at,value,width\n");
    for (int i = 0; i < LEVELS.length; i++) {
      csv.append("coverage,%s,%s,%s\n".formatted(LEVELS[i], coverage[i], widths[i]));
    }
    for (int i = 0; i < BINS; i++) {
      double fraction = (double) histogram[i] / targets;
      csv.append("histogram,%s,%s,%s\n".formatted((double) i / BINS, fraction, 1.0 / BINS));
    }
    return csv.toString();
  }

  /**
   * Coverage by level beside the diagonal on which it should lie, and the histogram beside the line
   * at which it should be flat, as a picture in the format SVG.
   *
   * <pre>{@code
   * Files.writeString(Path.of("calibration.svg"), report.toSvg());
   * }</pre>
   *
   * @return the document
   */
  public String toSvg() {
    return new CalibrationChart(this).toString();
  }

  /** {@return two tables, of the intervals and of the histogram, with the scores before them} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%d targets: mean NLL %.4f nats, RMSE %.4g, mean standard deviation %.4g%n",
            targets, meanNll, rootMeanSquaredError, meanStandardDeviation));
    text.append(format("%nlevel   coverage   mean width%n"));
    for (int i = 0; i < LEVELS.length; i++) {
      text.append(format("%5.2f   %8.3f   %10.4g%n", LEVELS[i], coverage[i], widths[i]));
    }
    text.append(format("mean |coverage - level| %.3f%n", calibrationError()));
    text.append(format("%nF(y | x)    targets%n"));
    int most = Arrays.stream(histogram).max().orElseThrow();
    for (int i = 0; i < BINS; i++) {
      String bar = "#".repeat(Math.round((float) BAR * histogram[i] / most));
      double from = (double) i / BINS;
      String line = format("%.1f - %.1f   %7d  %s", from, from + 1.0 / BINS, histogram[i], bar);
      text.append(line.stripTrailing()).append(format("%n"));
    }
    return text.toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
