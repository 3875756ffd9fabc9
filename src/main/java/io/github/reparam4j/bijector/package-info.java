/**
 * Invertible maps with their log-determinants, and distributions transformed by them.
 *
 * <p>Start here: {@link io.github.reparam4j.bijector.Bijector}, then {@link
 * io.github.reparam4j.bijector.TransformedDistribution}. A bijector from unconstrained values onto
 * the support of a distribution: {@link io.github.reparam4j.bijector.Bijector#bijectTo}.
 *
 * <pre>{@code
 * Bijector positive = Bijector.bijectTo(Gamma.of(2, 1).support());
 * var logNormal = TransformedDistribution.of(Normal.of(mu, sigma), positive);
 * }</pre>
 *
 * <p>A bijector of your own is one class that implements {@code Bijector}.
 *
 * <ul>
 *   <li>Scalars: {@link io.github.reparam4j.bijector.Identity}, {@link
 *       io.github.reparam4j.bijector.Shift}, {@link io.github.reparam4j.bijector.Scale}, {@link
 *       io.github.reparam4j.bijector.Affine}, {@link io.github.reparam4j.bijector.Exp}, {@link
 *       io.github.reparam4j.bijector.Log}, {@link io.github.reparam4j.bijector.Power}, {@link
 *       io.github.reparam4j.bijector.Softplus}, {@link io.github.reparam4j.bijector.Sigmoid},
 *       {@link io.github.reparam4j.bijector.Tanh}
 *   <li>Vectors: {@link io.github.reparam4j.bijector.AffineTril}, {@link
 *       io.github.reparam4j.bijector.Ordered}, {@link io.github.reparam4j.bijector.Permute}; onto
 *       the simplex {@link io.github.reparam4j.bijector.StickBreaking} and {@link
 *       io.github.reparam4j.bijector.SoftmaxCentered}
 *   <li>Onto matrices: {@link io.github.reparam4j.bijector.CholeskyFactor}, {@link
 *       io.github.reparam4j.bijector.CholeskyOuterProduct}, {@link
 *       io.github.reparam4j.bijector.CorrelationCholesky}
 *   <li>Combinations of others: {@link io.github.reparam4j.bijector.Chain}, {@link
 *       io.github.reparam4j.bijector.Inverse}, {@link io.github.reparam4j.bijector.Block}, {@link
 *       io.github.reparam4j.bijector.Reshape}
 * </ul>
 */
package io.github.reparam4j.bijector;
