/**
 * Checks of gradients by numerical differentiation: of a user's own operation, gradient rule,
 * distribution or loss.
 *
 * <p>Start here: {@link io.github.reparam4j.check.GradientCheck}, which gives a {@link
 * io.github.reparam4j.check.GradientReport}.
 *
 * <pre>{@code
 * GradientCheck.of(loss).assertPasses();
 * }</pre>
 */
package io.github.reparam4j.check;
