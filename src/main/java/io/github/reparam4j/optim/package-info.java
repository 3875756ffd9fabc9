/**
 * Optimisers: update rules written as expressions on variables.
 *
 * <p>Start here: {@link io.github.reparam4j.optim.Adam} and {@link io.github.reparam4j.optim.Sgd}
 * are the ones most used; {@link io.github.reparam4j.optim.Optimizer} has what all share. {@link
 * io.github.reparam4j.optim.Schedule} changes the rate over time.
 *
 * <pre>{@code
 * OptimizerState state = Adam.rate(1e-3).clipNorm(5).on(net.parameters());
 * Program step = Program.of(loss).updating(state.updates(loss));
 * for (int i = 0; i < 1000; i++) {
 *   step.run(key.step(i), x.bind(batch));
 * }
 * }</pre>
 *
 * <p>An optimiser is a configuration, immutable. What it remembers between steps, such as moments
 * and the number of steps, are {@code Variable}s of an {@link
 * io.github.reparam4j.optim.OptimizerState}: a program updates them with the parameters, a
 * checkpoint saves them. Nothing else is mutable.
 *
 * <p>In the code: an {@code UpdateRule} is the formula of an optimiser, {@code StepSize} the rate,
 * schedule and clipping that all share.
 */
package io.github.reparam4j.optim;
