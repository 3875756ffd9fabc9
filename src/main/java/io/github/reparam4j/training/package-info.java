/**
 * Training loops with batches of data, listeners, early stopping and checkpoints.
 *
 * <p>Start here: {@link io.github.reparam4j.training.Training} minimises a loss over mini-batches.
 * {@link io.github.reparam4j.training.BatchSource} is a data set as training reads it; {@code
 * Batches} in {@code io.github.reparam4j.data} makes one from arrays. {@link
 * io.github.reparam4j.training.TrainingListener}s receive each step and epoch: {@link
 * io.github.reparam4j.training.ProgressBar} shows them, {@link
 * io.github.reparam4j.training.EpochLog} logs them. {@link
 * io.github.reparam4j.training.EarlyStopping} ends training when the loss no longer improves.
 * {@link io.github.reparam4j.training.ReduceOnPlateau} lowers the rate then. {@link
 * io.github.reparam4j.training.Checkpoints} save a training while it runs, so that it can be
 * resumed; a {@link io.github.reparam4j.training.Checkpoint} is such a file, or the parameters of a
 * network in one.
 */
package io.github.reparam4j.training;
