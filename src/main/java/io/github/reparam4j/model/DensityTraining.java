/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.data.Split;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Batch;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.EarlyStopping;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingResult;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The training of one network, or of all members of an ensemble in the same steps of one program.
 */
final class DensityTraining {
  private static final long HELD_OUT = "DensityModel held out".hashCode();

  private DensityTraining() {}

  /** Batches of the same rows for each network, in an order of its own: x, y, x, y, ... */
  private record OwnOrders(Batches rows, int count) implements BatchSource {
    @Override
    public Iterator<Batch> epoch(RandomKey key) {
      List<Iterator<Batch>> each =
          IntStream.range(0, count).mapToObj(i -> rows.epoch(key.fold(i))).toList();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.stream().map(Iterator::hasNext).reduce(true, Boolean::logicalAnd);
        }

        @Override
        public Batch next() {
          return Batch.of(each.stream().flatMap(i -> i.next().arrays().stream()).toList());
        }
      };
    }

    @Override
    public int arity() {
      return 2 * count;
    }

    @Override
    public OptionalLong batchesPerEpoch() {
      return rows.batchesPerEpoch();
    }
  }

  /** Trains networks, each on its own loss. */
  static List<DensityNetwork> train(
      String where, List<DensityNetwork> networks, StandardizedData data, FitOptions options) {
    DensityLoss loss = options.loss();
    networks.forEach(network -> loss.requireFits(where, network.components()));
    List<DensityNetwork> used = networks.stream().map(DensityNetwork::inference).toList();
    Training training =
        Training.minimizeAll(in -> meanLoss(loss, networks, in)).seed(options.seed());
    Batches batches = Batches.of(data.x(), data.y());
    if (options.heldOut() > 0) {
      RandomKey key = RandomKey.of(options.seed()).fold(HELD_OUT);
      Split split = Split.random(data.x().size(0), 1 - options.heldOut(), key);
      batches = Batches.of(split.train(data.x()), split.train(data.y()));
      Batches heldOut = Batches.of(split.test(data.x()), split.test(data.y())).inOrder();
      training =
          training
              .validateAll(heldOut, in -> meanLoss(loss, used, in))
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
            .fit(
                networks.size() == 1 ? batches : new OwnOrders(batches, networks.size()),
                Training.epochs(options.epochs()),
                options.listeners());
    return networks.stream().map(network -> network.trained(result)).toList();
  }

  /**
   * The mean of the networks' losses, with the gradient of their sum: each network has its own.
   *
   * @param in x and y of each network, or of all
   */
  private static Tensor meanLoss(DensityLoss loss, List<DensityNetwork> networks, List<Tensor> in) {
    int count = networks.size();
    Tensor sum =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  int at = 2 * i % in.size();
                  return loss.of(networks.get(i).density(in.get(at)), in.get(at + 1)).mean();
                })
            .reduce(Tensor::add)
            .orElseThrow();
    return count == 1 ? sum : Tensor.withGradient(sum.div(count), (input, v, g) -> g, sum);
  }
}
