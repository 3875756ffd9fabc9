/**
 * Training loops and what they need: batches of data, listeners, early stopping.
 *
 * <p>Start here: {@link io.github.reparam4j.training.Training} minimises a loss over mini-batches.
 * {@link io.github.reparam4j.training.BatchSource} is where it takes its data from; {@code Batches}
 * in {@code io.github.reparam4j.data} makes one from arrays. {@link
 * io.github.reparam4j.training.TrainingListener}s are told of each step and epoch: {@link
 * io.github.reparam4j.training.ProgressBar} shows them, {@link
 * io.github.reparam4j.training.EpochLog} logs them. {@link
 * io.github.reparam4j.training.EarlyStopping} ends training when it no longer helps.
 */
package io.github.reparam4j.training;
