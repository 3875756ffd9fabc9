/**
 * Kernels on {@code jdk.incubator.vector}. Loaded by reflection, only if the JVM has that module.
 *
 * <p>Start here: {@code VectorApiKernels}, the implementation of {@code
 * program.kernel.VectorKernels}, which registers each kernel.
 */
@Internal
package io.github.reparam4j.program.vector;

import io.github.reparam4j.internal.Internal;
