/**
 * Optimisers: update rules written as expressions on variables.
 *
 * <p>Start here: {@link io.github.reparam4j.optim.Adam} and {@link io.github.reparam4j.optim.Sgd}
 * are the ones most used; {@link io.github.reparam4j.optim.Optimizer} has the options that all
 * share. {@link io.github.reparam4j.optim.Schedule} changes the learning rate over time.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).clipNorm(5).on(net.parameters());
 * Program step = Program.of(loss).updating(state.updates(loss));
 * for (int i = 0; i < 1000; i++) {
 *   step.run(key.step(i), x.bind(batch));
 * }
 * }</pre>
 *
 * <p>An optimiser is an immutable configuration. Moments and the number of steps made are {@code
 * Variable}s of an {@link io.github.reparam4j.optim.OptimizerState}: a program updates them
 * together with the parameters. Nothing else is mutable.
 *
 * <p>An optimiser of your own is one class, an {@link io.github.reparam4j.optim.UpdateRule}.
 */
package io.github.reparam4j.optim;
