/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * The logarithm of the probability of an interval, ln P(low &lt;= X &lt;= high). In a tail it is a
 * difference of logarithms of that tail, which does not underflow. On an interval of small relative
 * mass, where the difference cancels, it is a Gauss-Kronrod sum of the density with seven nodes,
 * wherever the estimated error of the sum is smaller than the rounding error of the difference.
 */
final class IntervalMass {
  private static final double[] NODES = {
    0, 0.4342437493468026, 0.7745966692414834, 0.9604912687080203
  };
  private static final double[] KRONROD = {
    0.4509165386584741, 0.4013974147759622, 0.2684880898683334, 0.1046562260264673
  };
  private static final double[] GAUSS = {8.0 / 9, 0, 5.0 / 9, 0};

  private IntervalMass() {}

  /**
   * The logarithm of the probability, minus infinity where high is below low.
   *
   * @param base a distribution of scalars with a cdf
   * @param low the lower end; may be minus infinity
   * @param high the upper end; may be infinity
   */
  static Tensor log(Distribution base, Tensor low, Tensor high) {
    boolean isDiscrete = base.support().isDiscrete();
    Tensor before = isDiscrete ? low.neg().floor().neg().sub(1) : low;
    Tensor logBefore = base.logCdf(before);
    Tensor logFrom = base.logSurvival(before);
    Tensor logTo = base.logCdf(high);
    Tensor logAfter = base.logSurvival(high);
    Tensor isUpper = logFrom.stopGradient().lt(logBefore.stopGradient());
    Tensor isLower = logTo.stopGradient().lt(logAfter.stopGradient());
    Tensor fall = notAbove(Tensor.where(isUpper, logAfter.sub(logFrom), logBefore.sub(logTo)));
    Tensor greater = Tensor.where(isUpper, logFrom, logTo);
    Tensor inTail = greater.add(fall.log1mexp());
    Tensor outside = notAbove(logBefore.logAddExp(logAfter));
    Tensor isTail = isUpper.maximum(isLower);
    Tensor none = Tensor.fill(base.dtype(), Double.NEGATIVE_INFINITY);
    Tensor isNone = isTail.mul(greater.stopGradient().eq(Double.NEGATIVE_INFINITY));
    Tensor wide = Tensor.where(isNone, none, Tensor.where(isTail, inTail, outside.log1mexp()));
    if (isDiscrete) {
      return wide;
    }
    Tensor share = Tensor.where(isTail, wide.sub(greater), wide).exp().stopGradient();
    Tensor rounding = Tensor.where(isTail, greater.abs().add(1), Tensor.ones(base.dtype()));
    return narrow(base, low, high, wide, rounding.stopGradient().div(share));
  }

  /** Rounding may give a probability that exceeds 1. */
  private static Tensor notAbove(Tensor log) {
    return Tensor.where(log.stopGradient().gt(0), Tensor.zeros(log.dtype()), log);
  }

  /**
   * The sum of densities, where it is more accurate.
   *
   * @param cancellation the relative error of the difference, in units of rounding
   */
  private static Tensor narrow(
      Distribution base, Tensor low, Tensor high, Tensor wide, Tensor cancellation) {
    DType dtype = base.dtype();
    Tensor least = base.support().low().cast(dtype);
    Tensor greatest = base.support().high().cast(dtype);
    Tensor from = low.clamp(least, greatest);
    Tensor length = high.clamp(least, greatest).sub(from);
    Tensor isFinite =
        length.stopGradient().gt(0).mul(length.stopGradient().lt(Double.POSITIVE_INFINITY));
    Tensor width = Tensor.where(isFinite, length, Tensor.ones(dtype));
    Tensor start = Tensor.where(isFinite, from, Tensor.zeros(dtype));
    Tensor middle = base.logProb(start.add(width.mul(0.5)));
    Tensor gauss = Tensor.fill(dtype, GAUSS[0]);
    Tensor kronrod = Tensor.fill(dtype, KRONROD[0]);
    for (int i = 1; i < NODES.length; i++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        Tensor at = start.add(width.mul(0.5 + 0.5 * sign * NODES[i]));
        Tensor height = base.logProb(at).sub(middle).exp();
        gauss = gauss.add(height.mul(GAUSS[i]));
        kronrod = kronrod.add(height.mul(KRONROD[i]));
      }
    }
    Tensor sum = middle.add(kronrod.mul(0.5).log()).add(width.log());
    Tensor difference = gauss.div(kronrod).sub(1).abs().mul(200).stopGradient();
    Tensor error = difference.mul(difference.sqrt()); // as QUADPACK estimates it
    double epsilon = dtype == DType.FLOAT ? 0x1p-23 : 0x1p-52;
    Tensor isBetter = error.lt(cancellation.mul(epsilon)).mul(isFinite);
    return Tensor.where(isBetter, sum, wide);
  }
}
