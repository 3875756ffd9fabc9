/**
 * The language: expressions with shapes and element types, and their derivatives as expressions.
 * Values are computed by the package {@code program}.
 *
 * <p>Start here: {@link io.github.reparam4j.tensor.Tensor}, then {@link
 * io.github.reparam4j.tensor.Parameter} and {@link io.github.reparam4j.tensor.Gradients}.
 *
 * <pre>{@code
 * Parameter w = Parameter.of("w", Nd4j.zeros(DataType.DOUBLE, 3));
 * Tensor loss = w.sub(Tensor.vector(1.0, 2, 3)).square().sum();
 * INDArray slope = Gradients.of(loss, w).of(w).eval();           // -2, -4, -6
 * }</pre>
 *
 * <p>Where an operation is added: {@link io.github.reparam4j.tensor.Op} is the sealed family. An
 * {@link io.github.reparam4j.tensor.Elementwise} one is an enum constant with an {@link
 * io.github.reparam4j.tensor.ElementwiseDefinition} in the file of its theme, such as {@link
 * io.github.reparam4j.tensor.Transcendental}, and a method in {@link
 * io.github.reparam4j.tensor.ElementwiseMethods} or {@link
 * io.github.reparam4j.tensor.BinaryMethods}. Its scalar function goes to the package {@code
 * special}. A rule of a user's own needs no operation: {@link
 * io.github.reparam4j.tensor.Tensor#withGradient}.
 */
package io.github.reparam4j.tensor;
