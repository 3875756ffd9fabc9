/**
 * Neural networks: functions from expressions to expressions, with parameters.
 *
 * <p>Start here: {@link io.github.reparam4j.nn.Mlp} is a whole network of {@link
 * io.github.reparam4j.nn.Dense} layers with an {@link io.github.reparam4j.nn.ActivationFunction}
 * between them. {@link io.github.reparam4j.nn.Initializer} makes the initial values of the
 * parameters. {@link io.github.reparam4j.nn.Sequential}, {@link io.github.reparam4j.nn.Residual}
 * and {@link io.github.reparam4j.nn.SkipConnection} connect layers, {@link
 * io.github.reparam4j.nn.LayerNorm}, {@link io.github.reparam4j.nn.BatchNorm} and {@link
 * io.github.reparam4j.nn.Dropout} stand between them, and {@link io.github.reparam4j.nn.Embedding}
 * takes indices. A layer of your own is one class, a {@link io.github.reparam4j.nn.Layer}. {@link
 * io.github.reparam4j.nn.Losses} compares outputs with targets.
 *
 * <pre>{@code
 * Mlp net = Mlp.of("net", 1, 64, 64, 2).activation(ActivationFunction.TANH);
 * Tensor y = net.apply(x);                       // x [n, 1], y [n, 2]
 * }</pre>
 *
 * <p>{@code net.inference()} is the network as it is used after training: without dropout, and with
 * running statistics instead of those of a batch. There is no global mode.
 *
 * <p>A layer is immutable but for the values of its parameters. The initial values are a function
 * of a key, so there is no global randomness.
 */
package io.github.reparam4j.nn;
