/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * The findings of {@link GradientVariance}: for each estimator the statistics of its value and of
 * its gradient by each variable. Its text is a table.
 *
 * <pre>
 * estimator       by         runs      mean  std.error  variance   signal/noise  time/run  variance x time
 * pathwise        loc [2]   10000     2.801    0.02010     4.040         1.394   3.10 us        1.25e-05 s
 * score function  loc [2]   10000     2.834    0.06080     37.02        0.4658   3.40 us        1.26e-04 s
 * </pre>
 */
public final class VarianceReport {
  private static final String[] TITLES = {
    "estimator",
    "by",
    "runs",
    "mean",
    "std.error",
    "variance",
    "signal/noise",
    "time/run",
    "variance x time"
  };

  private final List<GradientStatistics> rows;

  VarianceReport(List<GradientStatistics> rows) {
    this.rows = List.copyOf(rows);
  }

  /** {@return all rows: for each estimator its value, then its gradients} */
  public List<GradientStatistics> rows() {
    return rows;
  }

  /**
   * The gradient of one estimator by one variable.
   *
   * @param estimator the name of the estimator
   * @param by one of the variables
   * @return the row
   * @throws IllegalArgumentException if there is none
   */
  public GradientStatistics of(String estimator, Variable by) {
    Errors.given("VarianceReport.of", "estimator", estimator);
    Errors.given("VarianceReport.of", "by", by);
    return row("VarianceReport.of", estimator, by.name());
  }

  /**
   * The value of one estimator.
   *
   * @param estimator the name of the estimator
   * @return the row
   * @throws IllegalArgumentException if there is none
   */
  public GradientStatistics valueOf(String estimator) {
    Errors.given("VarianceReport.valueOf", "estimator", estimator);
    return row("VarianceReport.valueOf", estimator, GradientVariance.VALUE);
  }

  private GradientStatistics row(String where, String estimator, String variable) {
    return rows.stream()
        .filter(r -> r.estimator().equals(estimator) && r.variable().equals(variable))
        .findFirst()
        .orElseThrow(
            () ->
                Errors.argument(
                    where,
                    "estimator and variable must be of this report",
                    "'" + estimator + "' by '" + variable + "'",
                    null));
  }

  /**
   * Writes the rows as comma-separated values with a line of titles: estimator, variable, elements,
   * runs, mean, standard_error, variance, signal_to_noise, seconds_per_run, variance_seconds.
   * Numbers have all their digits. The writer stays open.
   *
   * @param out where to write
   * @throws UncheckedIOException if writing fails
   */
  public void writeCsv(Appendable out) {
    Errors.given("VarianceReport.writeCsv", "out", out);
    StringBuilder text =
        new StringBuilder(
            "estimator,variable,elements,runs,mean,standard_error,variance,signal_to_noise,"
                + "seconds_per_run,variance_seconds\n");
    for (GradientStatistics r : rows) {
      text.append(names(r)).append(',').append(r.size()).append(',').append(r.runs()).append(',');
      text.append(r.mean()).append(',').append(r.standardError()).append(',');
      text.append(r.variance()).append(',').append(r.signalToNoise()).append(',');
      text.append(r.seconds()).append(',').append(r.varianceSeconds()).append('\n');
    }
    write(out, text);
  }

  /**
   * Writes a line for each element of each gradient: estimator, variable, element, runs, mean,
   * standard_error, variance. Otherwise as {@link #writeCsv}.
   *
   * @param out where to write
   * @throws UncheckedIOException if writing fails
   */
  public void writeElementsCsv(Appendable out) {
    Errors.given("VarianceReport.writeElementsCsv", "out", out);
    StringBuilder text =
        new StringBuilder("estimator,variable,element,runs,mean,standard_error,variance\n");
    for (GradientStatistics r : rows) {
      for (int i = 0; i < r.size(); i++) {
        text.append(names(r)).append(',').append(i).append(',').append(r.runs()).append(',');
        text.append(r.mean(i)).append(',').append(r.standardError(i)).append(',');
        text.append(r.variance(i)).append('\n');
      }
    }
    write(out, text);
  }

  /**
   * Writes a picture in the format SVG: for the value and each variable the variances of all
   * estimators, on a logarithmic scale. The writer stays open.
   *
   * <pre>{@code
   * try (Writer file = Files.newBufferedWriter(Path.of("variances.svg"))) {
   *   report.writeSvg(file);
   * }
   * }</pre>
   *
   * @param out where to write
   * @throws UncheckedIOException if writing fails
   */
  public void writeSvg(Appendable out) {
    Errors.given("VarianceReport.writeSvg", "out", out);
    write(out, new VarianceChart(rows).toString());
  }

  private static String names(GradientStatistics r) {
    return quoted(r.estimator()) + "," + quoted(r.variable());
  }

  private static String quoted(String name) {
    boolean isPlain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private static void write(Appendable out, CharSequence text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    String[][] cells = new String[rows.size() + 1][];
    cells[0] = TITLES;
    for (int i = 0; i < rows.size(); i++) {
      cells[i + 1] = cells(rows.get(i));
    }
    int[] width = new int[TITLES.length];
    for (String[] line : cells) {
      for (int c = 0; c < width.length; c++) {
        width[c] = Math.max(width[c], line[c].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] line : cells) {
      for (int c = 0; c < width.length; c++) {
        String form = c < 2 ? "%-" + width[c] + "s" : "  %" + width[c] + "s";
        text.append(c == 1 ? "  " : "").append(String.format(form, line[c]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String[] cells(GradientStatistics r) {
    boolean isScalar = r.shape().isScalar();
    return new String[] {
      r.estimator(),
      isScalar ? r.variable() : r.variable() + " " + r.shape(),
      Integer.toString(r.runs()),
      number(r.mean()),
      number(r.standardError()),
      number(r.variance()),
      number(r.signalToNoise()),
      String.format(Locale.ROOT, "%.2f us", 1e6 * r.seconds()),
      String.format(Locale.ROOT, "%.2e s", r.varianceSeconds())
    };
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.4g", x);
  }
}
