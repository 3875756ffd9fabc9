/**
 * What every other package may use and no user needs: not part of the library's interface, so
 * anything here may change in any release.
 *
 * <p>Start here: {@link io.github.reparam4j.internal.VectorProvider} decides, once for a process,
 * whether kernels and noise are computed with {@code jdk.incubator.vector}.
 */
package io.github.reparam4j.internal;
