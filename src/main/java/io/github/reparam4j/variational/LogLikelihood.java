/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The log-likelihood ln p(x) of each row under a latent-variable model, by importance sampling from
 * the encoder with many samples: the {@link ImportanceWeightedBound} L_K, summed piece by piece, so
 * that memory does not grow with K or with the number of rows. The estimate is below ln p(x) in
 * expectation and tends to it; K = 1,000 to 5,000 is usual.
 *
 * <pre>{@code
 * LogLikelihood.Estimate test =
 *     LogLikelihood.samples(1000).key(RandomKey.of(1)).of(model, images);
 * System.out.println(test.mean() + " +- " + test.standardError());
 * }</pre>
 *
 * <p>Immutable; every method returns a new object. The same key gives the same numbers.
 */
public final class LogLikelihood {
  private final int samples;
  private final int atOnce;
  private final int rows;
  private final RandomKey key;
  private final Progress progress;

  /** Is told of progress. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after each piece of work, by the thread that called {@link LogLikelihood#of}.
     *
     * @param done number of pieces done
     * @param total number of all pieces
     */
    void done(long done, long total);
  }

  /**
   * The log-likelihood of each row.
   *
   * @param rows ln p(x) of each row, in nats
   */
  public record Estimate(double[] rows) {
    /** {@return the mean over the rows} */
    public double mean() {
      double sum = 0;
      for (double row : rows) {
        sum += row;
      }
      return sum / rows.length;
    }

    /**
     * {@return the standard error of the mean over the rows, which are taken for independent draws;
     * NaN for one row}
     */
    public double standardError() {
      double mean = mean();
      double squares = 0;
      for (double row : rows) {
        squares += (row - mean) * (row - mean);
      }
      return Math.sqrt(squares / (rows.length - 1.0) / rows.length);
    }

    /** {@return the number of rows, the mean and its standard error} */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "log-likelihood of %d rows: %.4f +- %.4f nats",
          rows.length,
          mean(),
          standardError());
    }
  }

  private LogLikelihood(int samples, int atOnce, int rows, RandomKey key, Progress progress) {
    this.samples = samples;
    this.atOnce = atOnce;
    this.rows = rows;
    this.key = key;
    this.progress = progress;
  }

  /**
   * With K samples for each row, 50 samples of 100 rows at once, key 0.
   *
   * @param samples K, at least 1; rounded up to a multiple of the samples at once
   * @return the estimator
   * @throws IllegalArgumentException if K is less than 1
   */
  public static LogLikelihood samples(int samples) {
    if (samples < 1) {
      throw Errors.argument("LogLikelihood.samples", "samples must be >= 1", samples, null);
    }
    return new LogLikelihood(
        samples, Math.min(50, samples), 100, RandomKey.of(0), (done, total) -> {});
  }

  /**
   * Sets how much is computed at once; the results for another choice differ by the noise.
   *
   * @param samplesAtOnce number of samples for each row, at least 1
   * @param rowsAtOnce number of rows, at least 1
   * @return a new estimator
   * @throws IllegalArgumentException if a number is less than 1
   */
  public LogLikelihood atOnce(int samplesAtOnce, int rowsAtOnce) {
    if (samplesAtOnce < 1 || rowsAtOnce < 1) {
      throw Errors.argument(
          "LogLikelihood.atOnce",
          "numbers must be >= 1",
          "samples " + samplesAtOnce + ", rows " + rowsAtOnce,
          null);
    }
    return new LogLikelihood(samples, Math.min(samplesAtOnce, samples), rowsAtOnce, key, progress);
  }

  /**
   * Sets the key of the noise.
   *
   * @param noise the key
   * @return a new estimator
   */
  public LogLikelihood key(RandomKey noise) {
    Errors.given("LogLikelihood.key", "key", noise);
    return new LogLikelihood(samples, atOnce, rows, noise, progress);
  }

  /**
   * Sets who is told of progress.
   *
   * @param listener called after each piece of work
   * @return a new estimator
   */
  public LogLikelihood progress(Progress listener) {
    Errors.given("LogLikelihood.progress", "progress", listener);
    return new LogLikelihood(samples, atOnce, rows, key, listener);
  }

  /**
   * Estimates the log-likelihood of rows under a model; its posterior may be discrete.
   *
   * @param model the model
   * @param x data, [n, ...], of the model's dtype, n at least 1
   * @return the log-likelihood of each row
   * @throws IllegalArgumentException if the data are closed, are no rows or do not fit the model
   * @throws ArithmeticException if a row has a value outside the support of the likelihood
   */
  public Estimate of(LatentVariableModel<? extends Distribution> model, INDArray x) {
    Errors.given("LogLikelihood.of", "model", model);
    Errors.given("LogLikelihood.of", "x", x);
    if (x.wasClosed()) {
      throw Errors.argument("LogLikelihood.of", "x must be open", "a closed array", null);
    }
    if (x.rank() < 2 || x.isEmpty()) {
      throw Errors.argument(
          "LogLikelihood.of",
          "x must have rows, [n, ...], and at least one",
          "shape " + Arrays.toString(x.shape()),
          null);
    }
    int count = Math.toIntExact(x.size(0));
    int pieces = (samples + atOnce - 1) / atOnce;
    double[] result = new double[count];
    long total = (long) pieces * ((count + rows - 1) / rows);
    long done = 0;
    try (Program program = Program.tracing(in -> piece(model, in))) {
      for (int from = 0; from < count; from += rows) {
        int to = Math.min(from + rows, count);
        INDArray part = x.get(NDArrayIndex.interval(from, to)).dup('c');
        double[][] logMeans = new double[pieces][];
        for (int i = 0; i < pieces; i++) {
          logMeans[i] = program.run(key.fold(from).step(i), part).get(0).toDoubleVector();
          progress.done(++done, total);
        }
        for (int row = from; row < to; row++) {
          result[row] = logMean(logMeans, row - from);
        }
      }
    }
    return new Estimate(result);
  }

  private Program.Definition piece(
      LatentVariableModel<? extends Distribution> model, List<Input> in) {
    return new Program.Definition(List.of(model.importanceWeighted(in.get(0), atOnce)), Map.of());
  }

  /** The logarithm of the mean of e^v over the pieces. */
  private static double logMean(double[][] values, int row) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double[] piece : values) {
      greatest = Math.max(greatest, piece[row]);
    }
    double sum = 0;
    for (double[] piece : values) {
      sum += Math.exp(piece[row] - greatest);
    }
    return greatest + Math.log(sum / values.length);
  }
}
