/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Estimators of expectations and their gradients.
 *
 * <p>Start here: {@link io.github.reparam4j.estimator.Estimator} says what they have in common. An
 * estimate is an expression like any other, whose gradient under {@code Gradients.of} is the
 * estimator's.
 *
 * <pre>{@code
 * Tensor loss = Pathwise.samples(16).expectation(q, z -> z.sub(target).square());
 * }</pre>
 */
package io.github.reparam4j.estimator;
