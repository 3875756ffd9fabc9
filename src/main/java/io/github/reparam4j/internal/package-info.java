/**
 * What every package of the library may use: the form of error messages, the choice of vector
 * kernels, and the mark of internal code.
 *
 * <p>Start here: {@link io.github.reparam4j.internal.Errors} builds messages; {@link
 * io.github.reparam4j.internal.VectorProvider} decides, once for a process, whether kernels and
 * noise are computed with {@code jdk.incubator.vector}.
 */
@Internal
package io.github.reparam4j.internal;
