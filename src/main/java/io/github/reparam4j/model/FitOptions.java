/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.training.TrainingListener;
import java.util.List;

/**
 * How a {@link DensityModel} is fitted. Immutable; every method returns a new object.
 *
 * <pre>{@code
 * FitOptions options = FitOptions.epochs(200)
 *     .batchSize(64)
 *     .rate(5e-3)
 *     .stopEarly(0.1, 20)
 *     .seed(42)
 *     .listeners(ProgressBar.toTerminal());
 * }</pre>
 *
 * <p>Defaults: batches of 100, Adam at the rate 0.01, which falls to 0 over the epochs by half a
 * cosine; the negative log-likelihood; all rows are trained on; seed 0.
 */
public final class FitOptions {
  private static final double RATE = 0.01;
  private static final int BATCH = 100;

  private final int epochs;
  private final int batchSize;
  private final double rate;
  private final Optimizer optimizer;
  private final DensityLoss loss;
  private final double heldOut;
  private final int patience;
  private final long seed;
  private final List<TrainingListener> listeners;

  private FitOptions(
      int epochs,
      int batchSize,
      double rate,
      Optimizer optimizer,
      DensityLoss loss,
      double heldOut,
      int patience,
      long seed,
      List<TrainingListener> listeners) {
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.rate = rate;
    this.optimizer = optimizer;
    this.loss = loss;
    this.heldOut = heldOut;
    this.patience = patience;
    this.seed = seed;
    this.listeners = listeners;
  }

  /**
   * Options with the defaults.
   *
   * @param epochs number of walks through the data, at least 1
   * @return the options
   * @throws IllegalArgumentException if it is less than 1
   */
  public static FitOptions epochs(int epochs) {
    if (epochs < 1) {
      throw Errors.argument("FitOptions.epochs", "epochs must be >= 1", epochs, null);
    }
    DensityLoss loss = DensityLoss.negativeLogLikelihood();
    return new FitOptions(epochs, BATCH, RATE, null, loss, 0, 0, 0, List.of());
  }

  /**
   * Sets the number of rows in a batch. The last batch of an epoch has the rows that remain, but a
   * single one is left out, since a row has no statistics of a batch.
   *
   * @param rows at least 1; more than there are gives one batch of all
   * @return new options
   * @throws IllegalArgumentException if it is less than 1
   */
  public FitOptions batchSize(int rows) {
    if (rows < 1) {
      throw Errors.argument("FitOptions.batchSize", "rows must be >= 1", rows, null);
    }
    return new FitOptions(epochs, rows, rate, optimizer, loss, heldOut, patience, seed, listeners);
  }

  /**
   * Sets Adam with a rate that falls to 0 over the epochs by half a cosine.
   *
   * @param rate the first learning rate, greater than 0 and finite
   * @return new options
   * @throws IllegalArgumentException if it is out of range
   */
  public FitOptions rate(double rate) {
    if (!(rate > 0 && rate <= Double.MAX_VALUE)) {
      throw Errors.argument("FitOptions.rate", "rate must be > 0 and finite", rate, null);
    }
    return new FitOptions(epochs, batchSize, rate, null, loss, heldOut, patience, seed, listeners);
  }

  /**
   * Sets another optimiser, with a schedule of its own, such as {@code
   * Adam.rate(1e-3).clipNorm(5)}. The norm of an ensemble is that of all members' gradients.
   *
   * @param optimizer the optimiser
   * @return new options
   */
  public FitOptions with(Optimizer optimizer) {
    Errors.given("FitOptions.with", "optimizer", optimizer);
    return new FitOptions(
        epochs, batchSize, rate, optimizer, loss, heldOut, patience, seed, listeners);
  }

  /**
   * Sets what is minimised.
   *
   * @param loss the loss
   * @return new options
   */
  public FitOptions loss(DensityLoss loss) {
    Errors.given("FitOptions.loss", "loss", loss);
    return new FitOptions(
        epochs, batchSize, rate, optimizer, loss, heldOut, patience, seed, listeners);
  }

  /**
   * Holds some rows out for validation, drawn by the seed. Training stops when the loss of these
   * rows has not improved for some epochs, and the parameters of its best epoch are restored.
   *
   * @param fraction of the rows, in (0, 1)
   * @param patience number of epochs, at least 1
   * @return new options
   * @throws IllegalArgumentException if an argument is out of range
   */
  public FitOptions stopEarly(double fraction, int patience) {
    if (!(fraction > 0 && fraction < 1)) {
      throw Errors.argument("FitOptions.stopEarly", "fraction must be in (0, 1)", fraction, null);
    }
    if (patience < 1) {
      throw Errors.argument("FitOptions.stopEarly", "patience must be >= 1", patience, null);
    }
    return new FitOptions(
        epochs, batchSize, rate, optimizer, loss, fraction, patience, seed, listeners);
  }

  /**
   * Sets the seed of first weights, order of rows, rows held out, and noise: the same seed gives
   * the same model.
   *
   * @param seed any value
   * @return new options
   */
  public FitOptions seed(long seed) {
    return new FitOptions(
        epochs, batchSize, rate, optimizer, loss, heldOut, patience, seed, listeners);
  }

  /**
   * Sets what is told of steps and epochs, such as a {@link
   * io.github.reparam4j.training.ProgressBar}.
   *
   * @param listeners the listeners
   * @return new options
   */
  public FitOptions listeners(TrainingListener... listeners) {
    Errors.allGiven("FitOptions.listeners", "listeners", listeners);
    return new FitOptions(
        epochs, batchSize, rate, optimizer, loss, heldOut, patience, seed, List.of(listeners));
  }

  // ---- read by a fit

  int epochs() {
    return epochs;
  }

  int batchSize() {
    return batchSize;
  }

  /** The optimiser for a number of steps. */
  Optimizer optimizer(long steps) {
    return optimizer != null
        ? optimizer
        : Optimizer.of(Adam.rate(rate)).schedule(Schedule.cosine(steps, 0));
  }

  DensityLoss loss() {
    return loss;
  }

  /** The fraction of rows for validation, or 0. */
  double heldOut() {
    return heldOut;
  }

  int patience() {
    return patience;
  }

  long seed() {
    return seed;
  }

  TrainingListener[] listeners() {
    return listeners.toArray(TrainingListener[]::new);
  }

  /** {@return the numbers, the loss and the optimiser} */
  @Override
  public String toString() {
    String stop = heldOut > 0 ? ", stopEarly(" + heldOut + ", " + patience + ")" : "";
    String step = optimizer != null ? optimizer.toString() : "rate " + rate;
    return "FitOptions(epochs %d, batch size %d, %s, %s%s, seed %d)"
        .formatted(epochs, batchSize, step, loss, stop, seed);
  }
}
