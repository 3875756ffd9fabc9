/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;

/**
 * Makes the noise of samples, see {@link Noise#drawnFrom}: for samples that are not independent,
 * such as antithetic or quasi-random ones.
 */
@FunctionalInterface
public interface NoiseSource {
  /**
   * Noise in place of a leaf. What this method calls of {@link Noise} makes ordinary leaves.
   *
   * @param distribution the distribution of each element
   * @param dtype element type
   * @param shape the shape; in samples of distributions axis 0 is the first sample axis
   * @return noise of that distribution, type and shape
   */
  Tensor draw(NoiseDistribution distribution, DType dtype, Shape shape);
}
