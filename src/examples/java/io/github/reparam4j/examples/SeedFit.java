/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The seed network Y = mu(X) + sigma(X) Z, Z ~ N(0, 1), trained on a curve: a perceptron 1-64-64-2
 * with tanh, whose outputs are mu and, through softplus, sigma.
 */
final class SeedFit {
  private static final int BATCH = 100;
  private static final double RATE = 2e-3;

  /** The loss that is minimised. */
  enum Loss {
    /** J = sum ||y - t||^2 of one sample y for each row. Its expectation is least at sigma = 0. */
    SQUARED("squared loss of samples") {
      @Override
      Tensor of(ReparamGaussian y, Tensor t) {
        return y.rsample().sub(t).square().sum();
      }
    },

    /** -ln p(t | x), a proper score: its expectation is least at the true density. */
    NEGATIVE_LOG_LIKELIHOOD("negative log-likelihood") {
      @Override
      Tensor of(ReparamGaussian y, Tensor t) {
        return y.logProb(t).neg().mean();
      }
    };

    private final String title;

    Loss(String title) {
      this.title = title;
    }

    abstract Tensor of(ReparamGaussian y, Tensor t);

    String title() {
      return title;
    }
  }

  private final CurveData data;
  private final Loss loss;
  private final Mlp network;

  private SeedFit(CurveData data, Loss loss, long seed) {
    this.data = data;
    this.loss = loss;
    this.network =
        Mlp.of("seed", 1, 64, 64, 2)
            .activation(ActivationFunction.TANH)
            .key(RandomKey.of(seed).fold("seed network".hashCode()));
  }

  /** Trains a network. */
  static SeedFit train(CurveData data, Loss loss, int steps, long seed, TrainingListener progress) {
    SeedFit fit = new SeedFit(data, loss, seed);
    Training training =
        Training.minimize((x, t) -> loss.of(fit.density(x), t))
            .with(Adam.rate(RATE).schedule(Schedule.cosine(steps, 0)))
            .seed(seed);
    Batches batches = Batches.of(data.features(), data.targets()).size(BATCH);
    long epochs = Math.max(1, steps / batches.batchesPerEpoch().orElseThrow());
    training.fit(batches, Training.epochs((int) epochs), progress);
    return fit;
  }

  private ReparamGaussian density(Tensor x) {
    Tensor out = network.apply(x);
    return ReparamGaussian.of(out.column(0), out.column(1).softplus());
  }

  Loss loss() {
    return loss;
  }

  /** The learned mean and standard deviation at given x, in the data's own units. */
  Band at(double[] x) {
    INDArray column = Nd4j.createFromArray(x).castTo(DataType.FLOAT).reshape(x.length, 1);
    Tensor features = Tensor.constant(data.xScale().apply(column));
    ReparamGaussian density = density(features);
    Tensor mean = density.mean();
    Tensor deviation = density.standardDeviation();
    try (Program program = Program.of(mean, deviation)) {
      RunResult result = program.run();
      double scale = data.yScale().standardDeviations()[0];
      double shift = data.yScale().means()[0];
      return new Band(
          x,
          result.get(mean).castTo(DataType.DOUBLE).muli(scale).addi(shift).toDoubleVector(),
          result.get(deviation).castTo(DataType.DOUBLE).muli(scale).toDoubleVector());
    }
  }

  /** Average negative log-likelihood of data that were not trained on, in nats. */
  double averageNll() {
    Band scored = data.scored();
    return at(scored.x()).averageNll(scored);
  }
}
