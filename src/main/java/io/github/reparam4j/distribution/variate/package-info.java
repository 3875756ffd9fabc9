/**
 * Samples that no formula transforms noise into: expressions of noise, by rejection, whose
 * gradients are implicit.
 *
 * <p>Start here: {@link io.github.reparam4j.distribution.variate.GammaVariates}.
 */
@Internal
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.internal.Internal;
