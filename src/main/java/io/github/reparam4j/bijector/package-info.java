/**
 * Invertible maps with their volume change, and the distributions that they make of others.
 *
 * <p>Start here: {@link io.github.reparam4j.bijector.Bijector}, then {@link
 * io.github.reparam4j.bijector.TransformedDistribution}.
 */
package io.github.reparam4j.bijector;
