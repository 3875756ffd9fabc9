/**
 * The counter-based generator and the scalar transformations of its bits, for noise of both element
 * types, plain or on vectors. The package knows neither keys nor distributions.
 *
 * <p>Start here: {@link io.github.reparam4j.random.kernel.Philox}.
 */
@Internal
package io.github.reparam4j.random.kernel;

import io.github.reparam4j.internal.Internal;
