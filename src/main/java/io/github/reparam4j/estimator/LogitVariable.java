/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A discrete variable b as a function of a continuous one z, whose location are the logits: b = 1
 * where z &gt; 0 with z = logits + logistic noise, or b marks the greatest element of z = ln
 * probabilities + Gumbel noise.
 *
 * @param logits logits of 1, or of the categories up to a constant, of the shape of the samples
 * @param location of z: the logits, or the logarithms of the probabilities of the categories
 * @param isOneHot whether the last axis are categories
 * @param isIndex whether the cost takes the index of the category instead of a one-hot vector
 * @param eventRank number of axes of an event of b
 */
record LogitVariable(
    Tensor logits, Tensor location, boolean isOneHot, boolean isIndex, int eventRank) {
  /**
   * The variable of a distribution.
   *
   * @throws IllegalArgumentException if it is neither Bernoulli nor categorical
   */
  static LogitVariable of(String where, Distribution q, int samples) {
    Distribution elements = SurrogateTerm.elements(q);
    Shape shape = SurrogateTerm.sampleShape(samples, q);
    int eventRank = q.eventShape().rank();
    if (elements instanceof Bernoulli b) {
      Tensor logits = b.logits().broadcastTo(shape);
      return new LogitVariable(logits, logits, false, false, eventRank);
    }
    if (elements instanceof OneHotCategorical c) {
      Tensor logits = c.logProbs().broadcastTo(shape);
      return new LogitVariable(logits, logits.logSoftmax(-1), true, false, eventRank);
    }
    if (elements instanceof Categorical c) {
      Tensor logits = c.logProbs().broadcastTo(shape.append(Shape.of(c.categoryCount())));
      return new LogitVariable(logits, logits.logSoftmax(-1), true, true, eventRank + 1);
    }
    throw refused(where, q);
  }

  static IllegalArgumentException refused(String where, Distribution q) {
    return Errors.argument(
        where,
        "distribution must be Bernoulli or OneHotCategorical, or Independent ones",
        q,
        "an index has no relaxed form, so take OneHotCategorical for Categorical; Relax and Carms"
            + " take both, ScoreFunction any distribution");
  }

  /** z with the gradient of the logits. */
  Tensor continuous() {
    long[] shape = location.shape().toLongs();
    Tensor noise = Noise.gumbel(location.dtype(), shape);
    return location.add(isOneHot ? noise : noise.sub(Noise.gumbel(location.dtype(), shape)));
  }

  /** b, without gradient. */
  Tensor discrete(Tensor z) {
    Tensor x = z.stopGradient();
    if (!isOneHot) {
      return x.gt(0);
    }
    Tensor categories = Tensor.range(x.dtype(), x.shape().dim(-1));
    return x.argMax(-1).expandDims(-1).eq(categories).stopGradient();
  }

  /** b as the cost takes it. */
  Tensor ofCost(Tensor b) {
    return isIndex ? b.argMax(-1) : b;
  }

  /**
   * A sample of z given b: z itself, with the gradient of its distribution given b. With the noise
   * held constant that leads from b to z, z moves by P(b) (1 - exp(-|z|)) with the logit, and z_i
   * by 1 - exp(z_i - z_b) with its ln probability, b the chosen category.
   */
  Tensor givenDiscrete(Tensor z, Tensor b) {
    return Tensor.withGradient(
        z.stopGradient(),
        (input, y, g) -> {
          if (isOneHot) {
            Tensor chosen = y.mul(b).sumKeepDims(-1);
            return g.mul(y.sub(chosen).expm1().neg());
          }
          return g.mul(location.mul(sign(b)).sigmoid()).mul(y.abs().neg().expm1().neg());
        },
        location);
  }

  /** A relaxation of b: the softmax or sigmoid function of z / temperature. */
  Tensor relaxed(Tensor z, Tensor temperature) {
    Tensor scaled = z.div(temperature);
    return isOneHot ? scaled.softmax(-1) : scaled.sigmoid();
  }

  /** ln P(b), of the shape of samples and batch. */
  Tensor logProb(Tensor b) {
    Tensor each =
        isOneHot
            ? Tensor.where(b, location, Tensor.zeros(location.dtype()))
            : location.mul(sign(b)).logSigmoid();
    return sumOfEvents(each);
  }

  /** The sum over the axes of an event. */
  Tensor sumOfEvents(Tensor each) {
    return EventShapes.sumLast(each, eventRank);
  }

  /** 1 where b is 1, -1 where b is 0. */
  private static Tensor sign(Tensor b) {
    return b.mul(2).sub(1);
  }
}
