/**
 * Checks of gradients by numerical differentiation: of a user's own operation, gradient rule,
 * distribution or loss. Checks of estimators of gradients by the mean of many runs, and their
 * variances.
 *
 * <p>Start here: {@link io.github.reparam4j.check.GradientCheck}, which gives a {@link
 * io.github.reparam4j.check.GradientReport}, and {@link
 * io.github.reparam4j.check.GradientVariance}, which gives a {@link
 * io.github.reparam4j.check.VarianceReport}.
 *
 * <pre>{@code
 * GradientCheck.of(loss).assertPasses();
 * GradientCheck.ofEstimator(noisyLoss).against(expectation).assertPasses();
 * }</pre>
 */
package io.github.reparam4j.check;
