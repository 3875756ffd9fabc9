/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.TrainingResult;

/**
 * A network whose outputs are the parameters of a mixture: k logits, if k &gt; 1, then d k means,
 * then d k numbers of which the standard deviations are made.
 *
 * @param network the network, as it is trained
 * @param targets d
 * @param components k
 * @param result of its training, null before
 */
record DensityNetwork(Layer network, int targets, int components, TrainingResult result) {
  /** Least standard deviation, in standard deviations of the target. */
  private static final double FLOOR = 1e-3;

  private static final long WEIGHTS = "DensityModel weights".hashCode();

  /** A network that is not trained yet, with first weights that the seed decides. */
  static DensityNetwork untrained(
      String where, NetworkFactory factory, int components, StandardizedData data, long seed) {
    RandomKey key = RandomKey.of(seed).fold(WEIGHTS);
    Layer network = network(where, factory, components, data, key);
    return new DensityNetwork(network, data.units().targets(), components, null);
  }

  private static Layer network(
      String where, NetworkFactory factory, int components, StandardizedData data, RandomKey key) {
    int perTarget = 2 * data.units().targets();
    int outputs = components == 1 ? perTarget : components * (1 + perTarget);
    DType dtype = data.units().dtype();
    Layer network = factory.network(data.units().features(), outputs, dtype, key);
    Errors.given(where, "the factory's network", network);
    Tensor y = network.inference().apply(Tensor.zeros(dtype, 2, data.units().features()));
    if (!y.shape().equals(Shape.of(2, outputs)) || y.dtype() != dtype) {
      throw Errors.argument(
          where,
          "network must map [n, " + data.units().features() + "] to [n, " + outputs + "] " + dtype,
          y.shape() + " " + y.dtype() + " for n = 2",
          null);
    }
    return network;
  }

  DensityNetwork inference() {
    return new DensityNetwork(network.inference(), targets, components, result);
  }

  DensityNetwork trained(TrainingResult result) {
    return new DensityNetwork(network, targets, components, result);
  }

  /** The densities of rows of standardised features. */
  GaussianMixture density(Tensor x) {
    Tensor out = network.apply(x);
    int n = x.shape().dim(0);
    int logits = components == 1 ? 0 : components;
    int means = logits + targets * components;
    Tensor weights = components == 1 ? Tensor.zeros(x.dtype(), n, 1) : out.slice(-1, 0, logits);
    Tensor raw = out.slice(-1, means, means + targets * components);
    return new GaussianMixture(
        weights,
        out.slice(-1, logits, means).reshape(n, targets, components),
        raw.softplus().add(FLOOR).reshape(n, targets, components));
  }
}
