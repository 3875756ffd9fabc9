/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.tensor.Tensor;

/**
 * The value of a map at a point and the logarithm of its volume change there.
 *
 * @param value the value
 * @param logDet ln |det J| of the map's Jacobian, one value per event
 */
public record ValueWithLogDet(Tensor value, Tensor logDet) {}
