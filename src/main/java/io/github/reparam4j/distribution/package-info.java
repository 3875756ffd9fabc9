/**
 * Distributions with differentiable samples. Start here: {@link
 * io.github.reparam4j.distribution.ReparamGaussian}, y = mu + sigma z.
 */
package io.github.reparam4j.distribution;
