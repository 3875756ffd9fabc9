/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** Checks and samples of mixtures. */
final class MixtureSamples {
  private MixtureSamples() {}

  /** The batch to which weights and components broadcast. */
  static long[] batch(String where, Tensor logits, Distribution components) {
    Shape batch = components.batchShape();
    Shape given = logits.shape();
    if (given.rank() < 1 || batch.rank() < 1 || given.dim(-1) != batch.dim(-1)) {
      throw Errors.argument(
          where,
          "weights and the components' batch must have the same last axis",
          given + " and batch " + batch,
          null);
    }
    if (logits.dtype() != components.dtype()) {
      throw Errors.argument(
          where,
          "parameters must have one dtype",
          "[" + logits.dtype() + ", " + components.dtype() + "]",
          null);
    }
    return given.broadcast(where, batch).toLongs();
  }

  static long[] expanded(Tensor logWeights, long... batchShape) {
    return Shape.of(batchShape).append(Shape.of(logWeights.shape().dim(-1))).toLongs();
  }

  /** The union of the supports of all components. */
  static Constraint union(Constraint each, Distribution components) {
    Shape all = components.batchShape().append(components.eventShape());
    int axis = -1 - components.eventShape().rank();
    return each.mapEnds(low -> least(low, all, axis), high -> greatest(high, all, axis));
  }

  private static Tensor least(Tensor end, Shape all, int axis) {
    return end.shape().isScalar() ? end : end.broadcastTo(all).min(axis);
  }

  private static Tensor greatest(Tensor end, Shape all, int axis) {
    return end.shape().isScalar() ? end : end.broadcastTo(all).max(axis);
  }

  /** Draws a component as the argMax of logits plus Gumbel noise, and a sample of it. */
  static Tensor sample(Mixture m, long... sampleShape) {
    Tensor logWeights = m.logWeights().stopGradient();
    Shape wide = Shape.of(sampleShape).append(logWeights.shape());
    Tensor noise = Noise.gumbel(m.dtype(), wide.toLongs());
    Tensor index = logWeights.add(noise).argMax(-1);
    Tensor isChosen = Tensor.range(m.dtype(), wide.dim(-1)).eq(index.expandDims(-1));
    int eventRank = m.eventShape().rank();
    for (int i = 0; i < eventRank; i++) {
      isChosen = isChosen.expandDims(-1);
    }
    Tensor all = m.components().sample(sampleShape);
    return Tensor.where(isChosen, all, Tensor.zeros(m.dtype())).sum(-1 - eventRank).stopGradient();
  }

  // ---- differentiable samples

  /** Whether events are scalars, or vectors of independent scalars. */
  static boolean areDifferentiable(Reparameterized components) {
    return components.eventShape().isScalar()
        || components instanceof Independent i && i.axes() == 1 && i.base().eventShape().isScalar();
  }

  static void requireDifferentiable(String where, Reparameterized components) {
    if (!areDifferentiable(components)) {
      throw Errors.argument(
          where,
          "components with differentiable samples must be scalars or Independent scalars in a"
              + " vector",
          components,
          "pass them as a Distribution for a mixture without rsample");
    }
  }

  static Tensor rsample(Mixture.Pathwise m, long... sampleShape) {
    Tensor x = sample(m, sampleShape);
    return m.eventShape().isScalar()
        ? ImplicitReparameterization.of(x, nearerTail(m, x), m.logProb(x))
        : vectors(m, (Independent) m.components(), x);
  }

  /** F, or F - 1 above the median; no sample is so far out that it underflows. */
  private static Tensor nearerTail(Mixture m, Tensor x) {
    Tensor cdf = m.cdf(x);
    return Tensor.where(cdf.stopGradient().lt(0.5), cdf, m.survival(x).neg());
  }

  /**
   * With the probability w[i,k] of component k given the elements before i, S[i] = sum over k of
   * w[i,k] F[k](x[i]). Its derivatives: dS[i]/dx[i] is the conditional density, and dS[i]/dx[j] =
   * sum over k of w[i,k] (F[k](x[i]) - S[i]) d ln f[k](x[j]) / dx[j] for j &lt; i.
   *
   * <p>Each row is that of ln S[i], or of -ln(1 - S[i]) above the median, divided by the density:
   * nothing cancels or underflows far out.
   */
  private static Tensor vectors(Mixture.Pathwise m, Independent components, Tensor x) {
    Distribution each = components.base();
    Shape row = m.logWeights().shape().append(m.eventShape());
    Tensor wide = x.expandDims(-2);
    Tensor values = wide.broadcastTo(wide.shape().broadcast(row)).stopGradient();
    Tensor logDensity = each.logProb(values);
    Tensor before = before(logDensity);
    Tensor terms = before.add(m.logWeights().expandDims(-1));
    Tensor logGiven = terms.logSoftmax(-2); // ln w[i,k]
    Tensor logRatio = before.sub(terms.logSumExp(-2).expandDims(-2));
    Tensor logCdf = each.logCdf(values);
    Tensor isLower = logGiven.add(logCdf).stopGradient().logSumExp(-2).lt(-Math.log(2));
    Tensor logTail = Tensor.where(isLower.expandDims(-2), logCdf, each.logSurvival(values));
    Tensor logSum = MixtureWeights.logConditional(m, logGiven, logTail, logRatio);
    Tensor density = logGiven.add(logDensity).logSumExp(-2);
    Tensor size = logSum.sub(density).exp();
    Tensor factor = Tensor.where(isLower, size, size.neg()).stopGradient();
    Tensor share = logGiven.add(logTail).sub(logSum.expandDims(-2)).exp();
    Tensor score = Gradients.of(logDensity.sum(), values).of(values);
    Tensor below = share.sub(logGiven.exp()).transpose().matmul(score).tril();
    Tensor identity = Tensor.eye(m.dtype(), m.eventShape().dim(0));
    Tensor one = Tensor.ones(m.dtype());
    Tensor jacobian = Tensor.where(identity, one, below.mul(factor.expandDims(-1)));
    return ImplicitReparameterization.ofVectors(x, logSum, factor, jacobian);
  }

  /** The log-densities of the elements before i, [..., k, d]. */
  private static Tensor before(Tensor logDensity) {
    int d = logDensity.shape().dim(-1);
    Tensor first = logDensity.slice(-1, 0, 1);
    Tensor none = Tensor.zeros(first.dtype(), first.shape().toLongs());
    return Tensor.concat(-1, none, logDensity.slice(-1, 0, d - 1).cumsum(-1));
  }
}
