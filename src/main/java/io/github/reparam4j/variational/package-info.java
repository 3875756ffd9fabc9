/**
 * Variational inference: models with latent variables, trained by a bound on the evidence that is
 * differentiated through samples.
 *
 * <p>Start here: {@link io.github.reparam4j.variational.Vae} is the variational autoencoder. Its
 * loss is the negative of {@link io.github.reparam4j.variational.Vae#elbo}; encoder and decoder are
 * any {@link io.github.reparam4j.nn.Layer}s.
 */
package io.github.reparam4j.variational;
