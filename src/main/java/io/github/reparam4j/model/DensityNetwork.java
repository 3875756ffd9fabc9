/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.Split;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.EarlyStopping;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;

/**
 * A network whose outputs are the parameters of a mixture: k logits, if k &gt; 1, then d k means,
 * then d k numbers of which the standard deviations are made.
 *
 * @param network the network, as it is trained
 * @param targets d
 * @param components k
 * @param result of its training
 */
record DensityNetwork(Layer network, int targets, int components, TrainingResult result) {
  /** Least standard deviation, in standard deviations of the target. */
  private static final double FLOOR = 1e-3;

  private static final long WEIGHTS = "DensityModel weights".hashCode();
  private static final long HELD_OUT = "DensityModel held out".hashCode();

  /** Makes a network and trains it. */
  static DensityNetwork train(
      String where,
      NetworkFactory factory,
      int components,
      StandardizedData data,
      FitOptions options) {
    options.loss().requireFits(where, components);
    RandomKey key = RandomKey.of(options.seed());
    Layer network = network(where, factory, components, data, key.fold(WEIGHTS));
    DensityNetwork trained = new DensityNetwork(network, data.units().targets(), components, null);
    DensityNetwork used = trained.inference();
    DensityLoss loss = options.loss();
    Training training =
        Training.minimize((x, y) -> loss.of(trained.density(x), y).mean()).seed(options.seed());
    Batches batches = Batches.of(data.x(), data.y());
    if (options.heldOut() > 0) {
      Split split = Split.random(data.x().size(0), 1 - options.heldOut(), key.fold(HELD_OUT));
      batches = Batches.of(split.train(data.x()), split.train(data.y()));
      Batches heldOut = Batches.of(split.test(data.x()), split.test(data.y())).inOrder();
      training =
          training
              .validate(heldOut, (x, y) -> loss.of(used.density(x), y).mean())
              .stopEarly(EarlyStopping.patience(options.patience()).restoringBest());
    }
    batches = batches.size(options.batchSize());
    if (batches.rows() > options.batchSize() && batches.rows() % options.batchSize() == 1) {
      batches = batches.dropRemainder();
    }
    long steps = options.epochs() * batches.batchesPerEpoch().orElseThrow();
    TrainingResult result =
        training
            .with(options.optimizer(steps))
            .fit(batches, Training.epochs(options.epochs()), options.listeners());
    return new DensityNetwork(network, data.units().targets(), components, result);
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
