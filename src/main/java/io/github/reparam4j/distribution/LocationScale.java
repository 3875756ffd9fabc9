/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The two parameters of a location-scale family: x = loc + scale z, where the distribution of z
 * depends on neither.
 *
 * @param loc location, as given
 * @param scale scale, as given
 * @param batchShape the shape to which both broadcast
 */
record LocationScale(Tensor loc, Tensor scale, Shape batchShape) {
  /**
   * Checks that the location is finite and the scale positive.
   *
   * @throws IllegalArgumentException if shapes do not broadcast, dtypes differ or a scalar
   *     parameter is out of range
   */
  static LocationScale of(String where, Tensor loc, Tensor scale) {
    Tensor finite = Parameters.finite(where, "loc", loc);
    Tensor positive = Parameters.positive(where, "scale", scale);
    return new LocationScale(finite, positive, Parameters.batchShape(where, finite, positive));
  }

  LocationScale expand(long... shape) {
    Shape larger = Shape.of(shape);
    return new LocationScale(loc.broadcastTo(larger), scale.broadcastTo(larger), larger);
  }

  /** The same parameters in DOUBLE. */
  LocationScale real() {
    return new LocationScale(loc.cast(DType.DOUBLE), scale.cast(DType.DOUBLE), batchShape);
  }

  DType dtype() {
    return loc.dtype();
  }

  /** Noise of the shape sample + batch. */
  Tensor noise(NoiseDistribution distribution, long... sampleShape) {
    return Noise.of(distribution, dtype(), Shape.of(sampleShape).append(batchShape));
  }

  /** x = loc + scale z. */
  Tensor fromStandard(Tensor z) {
    return loc.add(scale.mul(z));
  }

  /** z = (x - loc) / scale. */
  Tensor standardise(Tensor x) {
    return x.sub(loc).div(scale);
  }

  /** The location, broadcast to the batch shape. */
  Tensor wideLoc() {
    return loc.broadcastTo(batchShape);
  }

  /** The scale, broadcast to the batch shape. */
  Tensor wideScale() {
    return scale.broadcastTo(batchShape);
  }

  /** loc + c scale, of the batch shape. */
  Tensor at(double c) {
    return loc.add(scale.mul(c));
  }

  /** ln scale + c, of the batch shape: the entropy of x, where c is the entropy of z. */
  Tensor entropy(double c) {
    return scale.log().add(c).broadcastTo(batchShape);
  }
}
