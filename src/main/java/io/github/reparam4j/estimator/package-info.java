/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Estimators of expectations E f(z), z ~ q, and of their gradients.
 *
 * <p>Start here: {@link io.github.reparam4j.estimator.Estimator} says what they have in common. An
 * estimate is an expression like any other, whose gradient under {@code Gradients.of} is the
 * estimator's.
 *
 * <pre>{@code
 * Tensor a = Pathwise.samples(16).antithetic().expectation(q, z -> f(z));
 * Tensor b = ScoreFunction.samples(16).baseline(Baseline.leaveOneOut()).expectation(q, z -> f(z));
 * Tensor c = DisArm.pairs(8).expectation(bernoulli, z -> f(z));
 * }</pre>
 *
 * <table>
 * <caption>Which estimator when</caption>
 * <tr><th>estimator</th><th>q</th><th>f</th><th>bias</th><th>use it</th></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Pathwise}</td><td>{@code Reparameterized}</td>
 * <td>differentiable, or continuous with kinks</td><td>none</td><td>wherever it applies: the least
 * variance, any order of derivatives that the samples have</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Pathwise#antithetic}</td><td>not drawn by
 * rejection</td><td>as above</td><td>none</td><td>if f is close to linear in the noise</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Pathwise#quasiRandom}</td><td>not drawn by
 * rejection</td><td>smooth</td><td>none</td><td>for many samples of few elements</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.ScoreFunction}</td><td>any</td><td>any</td>
 * <td>none</td><td>for discrete q, or f with jumps, with a {@link
 * io.github.reparam4j.estimator.Baseline}: leave-one-out if there are several samples; any order of
 * derivatives</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.DisArm}</td><td>{@code Bernoulli}</td><td>any</td>
 * <td>none</td><td>for Bernoulli q with two samples of each row: less variance than
 * leave-one-out; first derivatives</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Arm}</td><td>{@code Bernoulli}</td><td>any</td>
 * <td>none</td><td>to compare with: DisArm has less variance at the same cost</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Carms}</td><td>{@code Categorical}, {@code
 * OneHotCategorical}</td><td>any</td><td>none</td><td>for categorical q with two or more samples of
 * each row: less variance than leave-one-out; first derivatives</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Rebar}</td><td>{@code Bernoulli}, {@code
 * OneHotCategorical}</td><td>twice differentiable between 0 and 1</td><td>none</td><td>for one
 * sample of each row; learns in training; first derivatives</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Relax}</td><td>as Rebar, {@code
 * Categorical}</td><td>any</td>
 * <td>none</td><td>as Rebar, with a control variate of your own</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.Relaxed}</td><td>as Rebar</td><td>differentiable
 * between 0 and 1</td><td><b>biased</b></td><td>where a low variance matters more than the
 * bias</td></tr>
 * <tr><td>{@link io.github.reparam4j.estimator.MeasureValued}</td><td>{@code Normal}, {@code
 * Bernoulli}, {@code Poisson}</td><td>any</td><td>none</td><td>for f with jumps of few elements:
 * little variance, but one or more costs for each element; first derivatives</td></tr>
 * </table>
 *
 * <p>State of an estimator, such as a moving average, is updated in each step of training on a loss
 * that contains the expectation, see {@link io.github.reparam4j.tensor.Tensor#updating}.
 *
 * <p>An estimator of your own is one function, an {@code Estimator}.
 */
package io.github.reparam4j.estimator;
