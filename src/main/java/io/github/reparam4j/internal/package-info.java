/**
 * Code that every package of the library may use: the form of error messages, the choice of vector
 * kernels, charts, and the mark of internal code.
 *
 * <p>Start here: {@link io.github.reparam4j.internal.Errors} builds messages; {@link
 * io.github.reparam4j.internal.VectorProvider} decides, once for a process, whether kernels and
 * noise are computed with {@code jdk.incubator.vector}; {@link
 * io.github.reparam4j.internal.SvgPicture} draws charts; {@link
 * io.github.reparam4j.internal.Internal} marks types that are public only for other packages of the
 * library.
 */
@Internal
package io.github.reparam4j.internal;
