/**
 * Data: arrays into mini-batches, files into arrays, and data sets that are generated.
 *
 * <p>Start here: {@link io.github.reparam4j.data.Batches} turns arrays into what training takes.
 * {@link io.github.reparam4j.data.Table} reads tables of numbers, {@link
 * io.github.reparam4j.data.Idx} and {@link io.github.reparam4j.data.Mnist} images, {@link
 * io.github.reparam4j.data.UciFolder} regression benchmarks. {@link
 * io.github.reparam4j.data.StrokeDigits} and {@link io.github.reparam4j.data.HeteroscedasticCurve}
 * need no files. {@link io.github.reparam4j.data.Split} and {@link
 * io.github.reparam4j.data.Standardizer} prepare.
 *
 * <p>Nothing is downloaded. Errors in arguments are {@code IllegalArgumentException}s, what is
 * wrong with a file is a {@code java.io.UncheckedIOException} that names the file and the place.
 */
package io.github.reparam4j.data;
