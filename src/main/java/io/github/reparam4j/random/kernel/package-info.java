/**
 * The counter-based generator and the scalar transformations of its bits: what noise of every
 * element type, plain or on vectors, is made of. Knows neither keys nor distributions.
 *
 * <p>Start here: {@link io.github.reparam4j.random.kernel.Philox}.
 */
@Internal
package io.github.reparam4j.random.kernel;

import io.github.reparam4j.internal.Internal;
