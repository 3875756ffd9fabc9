/**
 * Variational inference: models with latent variables, trained by a bound on the evidence that is
 * differentiated through samples.
 *
 * <p>Start here: {@link io.github.reparam4j.variational.Vae} is the variational autoencoder, its
 * loss the negative of {@link io.github.reparam4j.variational.Vae#elbo}.
 */
package io.github.reparam4j.variational;
