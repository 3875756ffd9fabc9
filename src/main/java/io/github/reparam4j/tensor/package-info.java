/**
 * The language: expressions with shapes and element types, and their derivatives as expressions.
 * Values are computed by the package {@code program}.
 *
 * <p>Start here: {@link io.github.reparam4j.tensor.Tensor}, then {@link
 * io.github.reparam4j.tensor.Parameter} and {@link io.github.reparam4j.tensor.Gradients}. To add an
 * operation, see {@link io.github.reparam4j.tensor.Elementwise}.
 */
package io.github.reparam4j.tensor;
