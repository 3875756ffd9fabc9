/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Expectations of a count by a fixed number of terms, as expressions in DOUBLE that are
 * differentiable by the parameters as often as the probabilities are.
 *
 * <p>Where the count is small, all its values with a probability above 1e-17. Else nodes at a
 * distance of a sixth to a third of the standard deviation, over 16 of them to each side: the
 * trapezoidal rule for a function that is analytic and vanishes at both ends has an error of exp(-2
 * pi^2 / distance^2), here e^-150, against the sum over all integers likewise. The distance is a
 * power of 2 and the nodes are its multiples, so that they are exact up to means of 1e30.
 *
 * @param k the nodes, [terms] + batch, constants
 * @param weight the number of integers that a node stands for, 0 outside of the support
 */
record CountSum(Tensor k, Tensor weight) {
  private static final int TERMS = 192;

  /** Below this logarithm a probability is taken as 0. */
  private static final double MIN_LOG = -700;

  /**
   * The nodes for a count.
   *
   * @param mean its mean, of the batch
   * @param deviation its standard deviation
   * @param greatest its greatest value, or infinity
   * @param isSmall 1 where it is below 192 but for a probability of 1e-17
   */
  static CountSum of(Tensor mean, Tensor deviation, Tensor greatest, Tensor isSmall) {
    Tensor m = mean.stopGradient();
    Tensor one = Tensor.ones(DType.DOUBLE);
    Tensor distance = Tensor.where(isSmall, one, deviation.stopGradient().mul(0.35));
    Tensor step = Tensor.scalar(2).pow(distance.log().mul(1 / Math.log(2)).floor());
    step = Tensor.where(isSmall, one, step);
    Tensor centre = Tensor.where(isSmall, one.mul(TERMS / 2), m.div(step).floor());
    Tensor j = leading(TERMS, m.shape()).sub(TERMS / 2);
    Tensor k = centre.add(j).mul(step);
    Tensor isInside = k.ge(0).mul(k.le(greatest));
    Tensor zero = Tensor.zeros(DType.DOUBLE);
    return new CountSum(
        Tensor.where(isInside, k, zero).stopGradient(),
        Tensor.where(isInside, step, zero).stopGradient());
  }

  /** 0, 1, ..., count - 1 along an axis before those of the batch. */
  static Tensor leading(int count, Shape batch) {
    long[] dims = new long[batch.rank() + 1];
    Arrays.fill(dims, 1);
    dims[0] = count;
    return Tensor.range(DType.DOUBLE, count).reshape(dims);
  }

  /**
   * The entropy of the count: minus the sum of p ln p. The derivative of p is multiplied by ln p
   * less its mean, so that nothing cancels beyond what the sum over p of 1 leaves.
   *
   * @param logProb ln p of nodes
   */
  Tensor entropy(UnaryOperator<Tensor> logProb) {
    Tensor log = logProb.apply(k);
    return expectation(log, log).neg();
  }

  /**
   * The mean of a function of the count that may itself depend on the parameters.
   *
   * @param logProb ln p of the nodes
   * @param f the function at the nodes, finite where p is not 0
   */
  Tensor expectation(Tensor logProb, Tensor f) {
    Tensor log = finite(logProb);
    Tensor p = log.exp().mul(weight);
    Tensor isPossible = log.stopGradient().gt(MIN_LOG);
    Tensor value = Tensor.where(isPossible, f, Tensor.zeros(DType.DOUBLE));
    Tensor mean = p.mul(value).sum(0).stopGradient();
    return p.mul(value.sub(mean)).sum(0).add(mean);
  }

  private static Tensor finite(Tensor log) {
    Tensor isFinite = log.stopGradient().gt(MIN_LOG);
    return Tensor.where(isFinite, log, Tensor.fill(DType.DOUBLE, 2 * MIN_LOG));
  }
}
