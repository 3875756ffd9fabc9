/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * Samples and their log-density under the distribution that they were drawn from.
 *
 * @param sample the samples, of shape sample + batch + event
 * @param logProb their log-density, of shape sample + batch
 */
public record SampleWithLogProb(Tensor sample, Tensor logProb) {}
