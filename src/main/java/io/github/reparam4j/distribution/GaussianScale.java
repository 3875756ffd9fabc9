/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/** The sigma of a {@link ReparamGaussian}: a linear map of standard noise. */
sealed interface GaussianScale permits DiagonalScale, TriangularScale, LowRankScale {
  /** Whether sigma acts on vectors along the last axis or on single elements. */
  boolean isVector();

  /** Number of standard normal variates for one vector. */
  int noiseLength();

  /** Whether the density of a sample is a function of its noise. */
  boolean isFunctionOfNoise();

  /** sigma z. */
  Tensor times(Tensor z);

  /** d' Sigma^-1 d for each event. */
  Tensor mahalanobis(Tensor d);

  /** ln |sigma| = 1/2 ln |Sigma| for each event. */
  Tensor logDet();

  /** tr Sigma - n - ln |Sigma| for each event of n elements: never negative, 0 for Sigma = I. */
  Tensor excess();

  /** The excess of P^-1 Sigma, where P is the covariance of another scale of the same event. */
  Tensor excessOver(GaussianScale p);

  /** Standard deviation of each element, the square root of the diagonal of Sigma. */
  Tensor standardDeviation();

  /** The lower-triangular L with L L' = Sigma; independent elements form vectors. */
  Tensor triangle();

  /** Sigma; independent elements form vectors. */
  Tensor covariance();
}
