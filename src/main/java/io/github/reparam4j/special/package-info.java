/**
 * Special functions of scalars, their quantiles and expansions, and rejection samplers: plain
 * {@code double} and {@code float} arithmetic without tensors.
 *
 * <p>Start here: {@link io.github.reparam4j.special.GammaFunctions}. The element-wise operations of
 * {@code tensor} call these functions element by element and state their derivatives.
 */
@Internal
package io.github.reparam4j.special;

import io.github.reparam4j.internal.Internal;
