/**
 * Mini-batches of arrays, readers of data files, and generated data sets.
 *
 * <p>Start here: {@link io.github.reparam4j.data.Batches} makes mini-batches of arrays for
 * training. {@link io.github.reparam4j.data.Table} reads tables of numbers, {@link
 * io.github.reparam4j.data.Idx} and {@link io.github.reparam4j.data.Mnist} images, {@link
 * io.github.reparam4j.data.UciFolder} regression benchmarks. {@link
 * io.github.reparam4j.data.StrokeDigits} and {@link io.github.reparam4j.data.HeteroscedasticCurve}
 * need no files. {@link io.github.reparam4j.data.Split} and {@link
 * io.github.reparam4j.data.Standardizer} prepare arrays for training.
 *
 * <p>Nothing is downloaded. An error in an argument is an {@code IllegalArgumentException}; a fault
 * of a file is a {@code java.io.UncheckedIOException} that names the file and the position in it.
 */
package io.github.reparam4j.data;
