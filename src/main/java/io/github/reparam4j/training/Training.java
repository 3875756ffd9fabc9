/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.UpdateRule;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Fits parameters to data: minimises a loss over mini-batches.
 *
 * <pre>{@code
 * Training training = Training.minimize((x, t) -> net.apply(x).sub(t).square().mean())
 *     .with(Adam.rate(1e-3))
 *     .seed(42);
 * TrainingResult result =
 *     training.fit(Batches.of(features, targets).size(128), Training.epochs(20));
 * }</pre>
 *
 * <p>The loss function is called with one {@link Tensor} for each array of a batch, once for each
 * combination of batch shapes, and its result is compiled; it is not called at each step. So a Java
 * number or array that it reads keeps its first value. A hyper-parameter that changes from step to
 * step is a {@code Variable}, which a listener sets, or an expression of the number of steps:
 *
 * <pre>{@code
 * Variable beta = Variable.fill("beta", DType.FLOAT, 0);        // a listener calls beta.assign(...)
 * OptimizerState state = Adam.rate(1e-3).on(vae.parameters());
 * Tensor warmup = state.step().div(1000).minimum(1);            // DOUBLE: cast it for a FLOAT loss
 * Training.minimize(x -> reconstruction(x).add(kl(x).mul(warmup))).with(state);
 * }</pre>
 *
 * <p>The loss is a scalar. It must use networks and parameters that were made outside of the
 * function, and have no more than one of a name. All parameters that it has a gradient with respect
 * to are trained, unless {@link #parameters} names them. Arrays of a batch that are broadcast
 * against each other, such as targets [n, 1] against predictions [n], are refused, unless {@link
 * #allowingBroadcast} is called.
 *
 * <p>One seed decides the order of the data and all noise: two fits from equal parameters give the
 * same bits for any number of threads. Each step draws new noise; validation draws the same noise
 * in every epoch, so that epochs can be compared.
 *
 * <p>Means over an epoch weight each batch by its number of rows.
 *
 * <p>Immutable; every method returns a new object.
 */
public final class Training {
  private final TrainingSettings settings;

  private Training(TrainingSettings settings) {
    this.settings = settings;
  }

  // ---- the loss

  /**
   * Minimises an expression without data; fit it with {@link BatchSource#steps}.
   *
   * @param loss makes the loss, a scalar
   * @return the training, without an optimiser yet
   */
  public static Training minimize(Supplier<Tensor> loss) {
    Errors.given("Training.minimize", "loss", loss);
    return new Training(TrainingSettings.of(BatchFunction.of(loss).toLoss(Loss::of)));
  }

  /**
   * Minimises a function of batches of one array.
   *
   * @param loss makes the loss, a scalar
   * @return the training, without an optimiser yet
   */
  public static Training minimize(UnaryOperator<Tensor> loss) {
    Errors.given("Training.minimize", "loss", loss);
    return new Training(TrainingSettings.of(BatchFunction.of(loss).toLoss(Loss::of)));
  }

  /**
   * Minimises a function of batches of two arrays, such as features and targets.
   *
   * @param loss makes the loss, a scalar
   * @return the training, without an optimiser yet
   */
  public static Training minimize(BinaryOperator<Tensor> loss) {
    Errors.given("Training.minimize", "loss", loss);
    return new Training(TrainingSettings.of(BatchFunction.of(loss).toLoss(Loss::of)));
  }

  /**
   * Minimises a function of batches of any number of arrays.
   *
   * @param loss makes the loss, a scalar
   * @return the training, without an optimiser yet
   */
  public static Training minimizeAll(Function<List<Tensor>, Tensor> loss) {
    Errors.given("Training.minimizeAll", "loss", loss);
    return new Training(TrainingSettings.of(BatchFunction.ofAll(loss).toLoss(Loss::of)));
  }

  /**
   * Minimises a function that also returns metrics to report, such as the parts of the loss. They
   * share the noise of the loss, whereas a {@link #metric(String, UnaryOperator) metric} draws its
   * own.
   *
   * @param loss makes the loss and its metrics
   * @return the training, without an optimiser yet
   */
  public static Training minimizeReporting(Function<List<Tensor>, Loss> loss) {
    Errors.given("Training.minimizeReporting", "loss", loss);
    return new Training(TrainingSettings.of(BatchFunction.ofAll(loss)));
  }

  // ---- the optimiser and the seed

  /**
   * Sets the optimiser, with a rule's own learning rate at every step. Each fit starts it afresh.
   *
   * @param rule the rule, such as {@code Adam.rate(1e-3)}
   * @return a new training
   * @throws IllegalArgumentException if the rule's rate is not positive and finite
   */
  public Training with(UpdateRule rule) {
    Errors.given("Training.with", "rule", rule);
    return with(Optimizer.of(rule));
  }

  /**
   * Sets the optimiser. Each fit starts it afresh.
   *
   * @param optimizer the optimiser, such as {@code Adam.rate(1e-3).clipNorm(5)}
   * @return a new training
   */
  public Training with(Optimizer optimizer) {
    Errors.given("Training.with", "optimizer", optimizer);
    return new Training(
        settings.withOptimization(new TrainingSettings.Optimization(optimizer, null)));
  }

  /**
   * Sets an optimiser whose state continues from fit to fit and remains the caller's.
   *
   * @param state the state, made for the parameters to be trained
   * @return a new training
   */
  public Training with(OptimizerState state) {
    Errors.given("Training.with", "state", state);
    return new Training(settings.withOptimization(new TrainingSettings.Optimization(null, state)));
  }

  /**
   * Names the parameters to train. Other parameters of the loss keep their values.
   *
   * @param trained the parameters, at least one
   * @return a new training
   */
  public Training parameters(List<Parameter> trained) {
    Errors.allGiven("Training.parameters", "trained", trained);
    if (trained.isEmpty()) {
      throw Errors.argument("Training.parameters", "there must be at least one", "none", null);
    }
    return new Training(settings.withParameters(trained));
  }

  /**
   * Sets the seed of the order of the data and of all noise; 0 if not called.
   *
   * @param seed any value
   * @return a new training
   */
  public Training seed(long seed) {
    return new Training(settings.withSeed(seed));
  }

  /**
   * Checks every operation of every step for NaN and infinities, and stops at the first with an
   * exception that names the operation and the line that made it. Slow.
   *
   * @return a new training
   */
  public Training detectingAnomalies() {
    return new Training(settings.withNonFiniteChecks());
  }

  /**
   * Lets the loss broadcast arrays of a batch against each other, so that it compares each row with
   * all others. Without this call it is an error, because it mostly happens by accident.
   *
   * @return a new training
   */
  public Training allowingBroadcast() {
    return new Training(settings.withBroadcast());
  }

  // ---- metrics and validation

  /**
   * Reports a scalar beside the loss, computed in the same run, before the update. Subexpressions
   * that it shares with the loss are computed once; noise that it draws is its own.
   *
   * @param name its name
   * @param metric makes it from the array of a batch
   * @return a new training
   * @throws IllegalArgumentException if the name is taken
   */
  public Training metric(String name, UnaryOperator<Tensor> metric) {
    Errors.given("Training.metric", "name", name);
    Errors.given("Training.metric", "metric", metric);
    return metric(name, BatchFunction.of(metric));
  }

  /**
   * As {@link #metric(String, UnaryOperator)} for batches of two arrays.
   *
   * @param name its name
   * @param metric makes it from the arrays of a batch
   * @return a new training
   * @throws IllegalArgumentException if the name is taken
   */
  public Training metric(String name, BinaryOperator<Tensor> metric) {
    Errors.given("Training.metric", "name", name);
    Errors.given("Training.metric", "metric", metric);
    return metric(name, BatchFunction.of(metric));
  }

  /**
   * As {@link #metric(String, UnaryOperator)} for batches of any number of arrays.
   *
   * @param name its name
   * @param metric makes it from the arrays of a batch
   * @return a new training
   * @throws IllegalArgumentException if the name is taken
   */
  public Training metricOfAll(String name, Function<List<Tensor>, Tensor> metric) {
    Errors.given("Training.metricOfAll", "name", name);
    Errors.given("Training.metricOfAll", "metric", metric);
    return metric(name, BatchFunction.ofAll(metric));
  }

  private Training metric(String name, BatchFunction<Tensor> metric) {
    if (settings.metrics().containsKey(name)) {
      throw Errors.argument(
          "Training.metric", "names must be distinct", "'" + name + "' twice", null);
    }
    return new Training(settings.withMetric(name, metric));
  }

  /**
   * Evaluates the loss and the metrics on other data after each epoch, without updates.
   *
   * @param source the data
   * @return a new training
   */
  public Training validate(BatchSource source) {
    Errors.given("Training.validate", "source", source);
    return new Training(settings.withValidation(new TrainingSettings.Validation(source, null)));
  }

  /**
   * Evaluates another loss on other data after each epoch, such as one without dropout.
   *
   * @param source the data, batches of one array
   * @param loss makes the validation loss, a scalar
   * @return a new training
   */
  public Training validate(BatchSource source, UnaryOperator<Tensor> loss) {
    Errors.given("Training.validate", "source", source);
    Errors.given("Training.validate", "loss", loss);
    return validate(source, BatchFunction.of(loss));
  }

  /**
   * Evaluates another loss on other data after each epoch, such as one without dropout.
   *
   * @param source the data, batches of two arrays
   * @param loss makes the validation loss, a scalar
   * @return a new training
   */
  public Training validate(BatchSource source, BinaryOperator<Tensor> loss) {
    Errors.given("Training.validate", "source", source);
    Errors.given("Training.validate", "loss", loss);
    return validate(source, BatchFunction.of(loss));
  }

  /**
   * Evaluates another loss on other data after each epoch, such as one without dropout.
   *
   * @param source the data, batches of any number of arrays
   * @param loss makes the validation loss, a scalar
   * @return a new training
   */
  public Training validateAll(BatchSource source, Function<List<Tensor>, Tensor> loss) {
    Errors.given("Training.validateAll", "source", source);
    Errors.given("Training.validateAll", "loss", loss);
    return validate(source, BatchFunction.ofAll(loss));
  }

  private Training validate(BatchSource source, BatchFunction<Tensor> loss) {
    return new Training(
        settings.withValidation(new TrainingSettings.Validation(source, loss.toLoss(Loss::of))));
  }

  /**
   * Stops before the last epoch if the loss no longer improves.
   *
   * @param rule when to stop
   * @return a new training
   */
  public Training stopEarly(EarlyStopping rule) {
    Errors.given("Training.stopEarly", "rule", rule);
    return new Training(settings.withStopping(rule));
  }

  /**
   * Saves the training while it runs, so that {@link #resume} can continue it.
   *
   * @param checkpoints where and when
   * @return a new training
   */
  public Training checkpoints(Checkpoints checkpoints) {
    Errors.given("Training.checkpoints", "checkpoints", checkpoints);
    return new Training(settings.withCheckpoints(checkpoints));
  }

  /**
   * Evaluates loss and metrics on a data set, without updates: by the loss of {@link #validate} if
   * that has one of its own. Needs no optimiser. The noise is that of validation.
   *
   * @param source the data
   * @return means over the batches
   * @throws IllegalArgumentException if batches do not fit the loss, or there is none
   * @throws ArithmeticException if a check such as that of a scale fails
   */
  public Evaluation evaluate(BatchSource source) {
    Errors.given("Training.evaluate", "source", source);
    return TrainingRun.evaluate(settings, source);
  }

  // ---- the fit

  /**
   * How long to train; reads well as a static import.
   *
   * @param count number of walks through the data, at least 1
   * @return the epochs
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static Epochs epochs(int count) {
    return new Epochs(count, 0);
  }

  /**
   * Trains: changes the values of the parameters in place.
   *
   * <p>If the thread is interrupted, it stops after the step under way and returns, with {@link
   * TrainingResult.Reason#INTERRUPTED} and the thread's flag set.
   *
   * @param source the data
   * @param epochs how long, see {@link #epochs}
   * @param listeners are told of each step and epoch
   * @return the losses and metrics of each epoch
   * @throws IllegalStateException if there is no optimiser, or both its state and {@link
   *     #parameters} are given, or there are {@link #checkpoints} in the folder already
   * @throws IllegalArgumentException if batches do not fit the loss, an epoch has no batch, the
   *     loss is not a scalar or has no parameter
   * @throws ArithmeticException if the loss of a step, a gradient or a new value of a parameter or
   *     of the optimiser's state is NaN or infinite, or a check such as that of a scale fails; the
   *     parameters and the state are as before that step, which the message names
   */
  public TrainingResult fit(BatchSource source, Epochs epochs, TrainingListener... listeners) {
    return TrainingRun.run(settings, "Training.fit", source, epochs, listeners);
  }

  /**
   * Continues a fit from the newest of its {@link #checkpoints}, whatever ended it; starts from the
   * beginning if there is none. Given the same training, source and epochs, parameters and reports
   * have the same bits as those of a fit that was never ended. More epochs may be given.
   *
   * @param source the data
   * @param epochs how long in all, counted from the beginning of the first fit
   * @param listeners are told of each step and epoch that remains
   * @return the losses and metrics of all epochs
   * @throws IllegalStateException if there are no checkpoints, and as {@link #fit}
   * @throws IllegalArgumentException if variables of the loss and the optimiser are not those of
   *     the checkpoint (the message lists all differences), the seed is another, and as {@link
   *     #fit}
   * @throws java.io.UncheckedIOException if the newest checkpoint can't be read: delete it to
   *     continue from the one before; or if a new one can't be written
   * @throws ArithmeticException as {@link #fit}
   */
  public TrainingResult resume(BatchSource source, Epochs epochs, TrainingListener... listeners) {
    return TrainingRun.run(settings, "Training.resume", source, epochs, listeners);
  }
}
