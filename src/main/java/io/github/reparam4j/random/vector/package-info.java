/**
 * Noise on {@code jdk.incubator.vector}, with the same bits as the plain loops. Loaded by
 * reflection, only if the JVM has that module.
 *
 * <p>Start here: {@code VectorApiNoise}, the implementation of {@code random.VectorNoise}.
 */
@Internal
package io.github.reparam4j.random.vector;

import io.github.reparam4j.internal.Internal;
