/**
 * The purpose of the library, as programs to run.
 *
 * <p>Start here: {@link io.github.reparam4j.examples.SeedAndVae} trains the seed network Y = mu(X)
 * + sigma(X) Z and a variational autoencoder, prints what they learned, and draws it. {@link
 * io.github.reparam4j.examples.ConditionalDensities} compares models of densities on curves whose
 * best scores are known, and {@link io.github.reparam4j.examples.UciRegression} runs ensembles on
 * the UCI benchmarks. The examples are not part of the library: users of its jar need neither
 * XChart nor picocli.
 */
package io.github.reparam4j.examples;
