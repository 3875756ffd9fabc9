/**
 * Expressions that several families share and that are hard to compute accurately: tails of the
 * normal distribution, logarithms of ratios, series of the log-gamma function.
 *
 * <p>Start here: {@link io.github.reparam4j.distribution.numerics.LogRatio}.
 */
@Internal
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.internal.Internal;
