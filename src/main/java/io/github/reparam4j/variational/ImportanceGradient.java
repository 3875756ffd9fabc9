/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.distribution.SampleWithLogProb;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * The ways to differentiate an importance-weighted bound; formulas in {@link
 * ImportanceWeightedBound}.
 */
enum ImportanceGradient {
  PATHWISE("pathwise") {
    @Override
    ImportanceWeights weights(LatentModel model, int samples) {
      SampleWithLogProb drawn = ((Reparameterized) model.q()).rsampleAndLogProb(samples);
      return at(drawn.sample(), drawn.sample(), drawn.logProb(), model);
    }
  },

  STICKING_THE_LANDING("sticking the landing") {
    @Override
    ImportanceWeights weights(LatentModel model, int samples) {
      Tensor z = ((Reparameterized) model.q()).rsample(samples);
      return at(z, z, PathDerivative.of(model.q()::logProb, z), model);
    }
  },

  DOUBLY_REPARAMETERIZED("doubly reparameterized") {
    @Override
    ImportanceWeights weights(LatentModel model, int samples) {
      Tensor z = ((Reparameterized) model.q()).rsample(samples);
      Tensor fixed = z.stopGradient();
      return at(z, fixed, model.q().logProb(fixed), model);
    }

    @Override
    Tensor bound(UnaryOperator<Tensor> mean, ImportanceWeights w) {
      Tensor slope = Gradients.orZero(w.log().sum(), w.point()).of(w.point());
      Tensor share = trailing(w.normalized().square(), slope);
      Tensor path = share.multiplyNoNan(slope.stopGradient()).mul(zero(w.z()));
      return mean.apply(w.logJoint().sub(w.logDensity().stopGradient()))
          .add(PathDerivative.sumTo(path, w.logJoint().shape().rank()).sum(0));
    }
  },

  VIMCO("VIMCO") {
    @Override
    ImportanceWeights weights(LatentModel model, int samples) {
      return drawn(model, samples);
    }

    @Override
    Tensor bound(UnaryOperator<Tensor> mean, ImportanceWeights w) {
      Tensor value = mean.apply(w.log());
      Tensor signal = value.sub(withoutEach(mean, w.log())).stopGradient();
      return value.add(signal.mul(zero(w.logDensity())).sum(0));
    }

    /** The bound with weight k replaced by the geometric mean of the others, [K, batch]. */
    private Tensor withoutEach(UnaryOperator<Tensor> mean, Tensor log) {
      int samples = log.shape().dim(0);
      Tensor others = log.sum(0).sub(log).div(samples - 1);
      Tensor own = trailing(Tensor.eye(log.dtype(), samples), log.expandDims(1));
      return mean.apply(Tensor.where(own.ne(0), others.expandDims(0), log.expandDims(1)));
    }
  },

  WAKE_SLEEP("reweighted wake-sleep") {
    @Override
    ImportanceWeights weights(LatentModel model, int samples) {
      return drawn(model, samples);
    }

    @Override
    Tensor bound(UnaryOperator<Tensor> mean, ImportanceWeights w) {
      return mean.apply(w.logJoint().sub(w.logDensity().stopGradient()))
          .add(w.normalized().mul(zero(w.logDensity())).sum(0));
    }
  };

  private final String label;

  ImportanceGradient(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Whether the gradient is that of any function of the weights. */
  boolean hasOrders() {
    return this == PATHWISE || this == STICKING_THE_LANDING;
  }

  /** Draws samples of q and weights them. */
  abstract ImportanceWeights weights(LatentModel model, int samples);

  /**
   * The bound with this gradient.
   *
   * @param mean from the logarithms of the weights, [K, ...], to that of their mean
   */
  Tensor bound(UnaryOperator<Tensor> mean, ImportanceWeights w) {
    return mean.apply(w.log());
  }

  private static ImportanceWeights drawn(LatentModel model, int samples) {
    Tensor z = model.q().sample(samples);
    return at(z, z, model.q().logProb(z), model);
  }

  private static ImportanceWeights at(
      Tensor z, Tensor point, Tensor logDensity, LatentModel model) {
    return new ImportanceWeights(z, point, model.logJoint(point), logDensity);
  }

  /** 0 with the gradient of a finite x. */
  private static Tensor zero(Tensor x) {
    return x.sub(x.stopGradient());
  }

  /** With axes of length 1 at the end, up to the rank of another. */
  private static Tensor trailing(Tensor x, Tensor like) {
    Tensor y = x;
    while (y.shape().rank() < like.shape().rank()) {
      y = y.expandDims(-1);
    }
    return y;
  }
}
