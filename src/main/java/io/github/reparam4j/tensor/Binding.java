/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The value of an input for one run; made by {@link Input#bind}.
 *
 * @param input the input
 * @param array its value
 */
public record Binding(Input input, INDArray array) {}
