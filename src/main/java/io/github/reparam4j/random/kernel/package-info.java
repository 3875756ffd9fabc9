/**
 * The counter-based generator and the scalar transformations of its bits, from which noise of every
 * element type is made, on plain loops or on vectors. Knows neither keys nor distributions.
 *
 * <p>Start here: {@link io.github.reparam4j.random.kernel.Philox} makes the bits; {@link
 * io.github.reparam4j.random.kernel.FloatKernels} and {@link
 * io.github.reparam4j.random.kernel.DoubleKernels} transform them.
 */
@Internal
package io.github.reparam4j.random.kernel;

import io.github.reparam4j.internal.Internal;
