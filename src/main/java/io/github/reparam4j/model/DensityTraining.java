/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.Split;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.EarlyStopping;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import java.util.List;

/** The training of one network, or of all members of an ensemble in the same steps. */
final class DensityTraining {
  private static final long HELD_OUT = "DensityModel held out".hashCode();

  private DensityTraining() {}

  /** Trains networks, each on its own loss of the same batches. */
  static List<DensityNetwork> train(
      String where, List<DensityNetwork> networks, StandardizedData data, FitOptions options) {
    DensityLoss loss = options.loss();
    networks.forEach(network -> loss.requireFits(where, network.components()));
    List<DensityNetwork> used = networks.stream().map(DensityNetwork::inference).toList();
    Training training =
        Training.minimize((x, y) -> meanLoss(loss, networks, x, y)).seed(options.seed());
    Batches batches = Batches.of(data.x(), data.y());
    if (options.heldOut() > 0) {
      RandomKey key = RandomKey.of(options.seed()).fold(HELD_OUT);
      Split split = Split.random(data.x().size(0), 1 - options.heldOut(), key);
      batches = Batches.of(split.train(data.x()), split.train(data.y()));
      Batches heldOut = Batches.of(split.test(data.x()), split.test(data.y())).inOrder();
      training =
          training
              .validate(heldOut, (x, y) -> meanLoss(loss, used, x, y))
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
    return networks.stream().map(network -> network.trained(result)).toList();
  }

  /** The mean of the networks' losses, with the gradient of their sum: each network has its own. */
  private static Tensor meanLoss(
      DensityLoss loss, List<DensityNetwork> networks, Tensor x, Tensor y) {
    Tensor sum =
        networks.stream()
            .map(network -> loss.of(network.density(x), y).mean())
            .reduce(Tensor::add)
            .orElseThrow();
    int count = networks.size();
    return count == 1 ? sum : Tensor.withGradient(sum.div(count), (input, v, g) -> g, sum);
  }
}
