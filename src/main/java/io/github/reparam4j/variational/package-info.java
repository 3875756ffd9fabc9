/**
 * Variational inference: models with latent variables, trained by a bound on the evidence that is
 * differentiated through samples.
 *
 * <p>Start here: {@link io.github.reparam4j.variational.Vae} is the plain variational autoencoder.
 * {@link io.github.reparam4j.variational.LatentVariableModel} takes any networks, {@linkplain
 * io.github.reparam4j.variational.Posteriors posterior}, {@linkplain
 * io.github.reparam4j.variational.Priors prior} and {@linkplain
 * io.github.reparam4j.variational.Likelihoods likelihood}; it is trained by an {@link
 * io.github.reparam4j.variational.EvidenceBound} and judged by its {@link
 * io.github.reparam4j.variational.LogLikelihood}. The bounds also stand alone, for models written
 * as functions:
 *
 * <pre>{@code
 * Bound bound = Elbo.samples(1).bound(q, prior, z -> logLikelihood(x, z));
 * }</pre>
 */
package io.github.reparam4j.variational;
