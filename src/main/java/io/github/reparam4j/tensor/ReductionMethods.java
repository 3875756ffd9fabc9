/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.tensor.Reduction.Kind;
import java.util.Arrays;

/**
 * Along axes: methods of {@link Tensor} that combine elements. The methods take the axes to reduce,
 * negative ones from the end, all of them if none is named; the axes disappear, or stay with length
 * 1 in the methods named {@code ...KeepDims}.
 */
public sealed interface ReductionMethods permits Tensor {
  /**
   * Sum; 0 for no elements.
   *
   * @param axes the axes, all if none
   * @return the sum
   */
  default Tensor sum(int... axes) {
    return dropAxes(sumKeepDims(axes), (Tensor) this, "sum", axes);
  }

  /**
   * Sum, retaining its axes with length 1.
   *
   * @param axes the axes, all if none
   * @return the sum
   */
  default Tensor sumKeepDims(int... axes) {
    return reduce(Kind.SUM, "sum", axes);
  }

  /**
   * Arithmetic mean.
   *
   * @param axes the axes, all if none
   * @return the mean
   * @throws IllegalArgumentException if there is nothing to average
   */
  default Tensor mean(int... axes) {
    return dropAxes(meanKeepDims(axes), (Tensor) this, "mean", axes);
  }

  /**
   * Arithmetic mean, retaining its axes with length 1.
   *
   * @param axes the axes, all if none
   * @return the mean
   * @throws IllegalArgumentException if there is nothing to average
   */
  default Tensor meanKeepDims(int... axes) {
    Tensor x = (Tensor) this;
    long count = 1;
    for (int a : x.shape().axes("mean", axes)) {
      count *= x.shape().dim(a);
    }
    if (count == 0) {
      throw Arguments.refused(
          "mean", "the reduced axes must not be empty", "shape " + x.shape(), null);
    }
    return x.sumKeepDims(axes).mul(1.0 / count);
  }

  /**
   * Greatest element; NaN if one is. Ties share the gradient. Of two tensors, element by element:
   * {@link BinaryMethods#maximum(Tensor)}.
   *
   * @param axes the axes, all if none
   * @return the greatest
   */
  default Tensor max(int... axes) {
    return dropAxes(maxKeepDims(axes), (Tensor) this, "max", axes);
  }

  /**
   * Greatest element, retaining its axes with length 1.
   *
   * @param axes the axes, all if none
   * @return the greatest
   */
  default Tensor maxKeepDims(int... axes) {
    return reduce(Kind.MAX, "max", axes);
  }

  /**
   * Least element; NaN if one is. Ties share the gradient. Of two tensors, element by element:
   * {@link BinaryMethods#minimum(Tensor)}.
   *
   * @param axes the axes, all if none
   * @return the least
   */
  default Tensor min(int... axes) {
    return dropAxes(minKeepDims(axes), (Tensor) this, "min", axes);
  }

  /**
   * Least element, retaining its axes with length 1.
   *
   * @param axes the axes, all if none
   * @return the least
   */
  default Tensor minKeepDims(int... axes) {
    return reduce(Kind.MIN, "min", axes);
  }

  /**
   * Product, 1 for no elements, multiplied in pairs; its gradient is exact where factors are 0.
   *
   * @param axes the axes, all if none
   * @return the product
   */
  default Tensor prod(int... axes) {
    Tensor x = (Tensor) this;
    Tensor product = x;
    for (int axis : x.shape().axes("prod", axes)) {
      product = productAlong(product, axis);
    }
    return dropAxes(product, x, "prod", axes);
  }

  private static Tensor productAlong(Tensor x, int axis) {
    int n = x.shape().dim(axis);
    if (n == 0) {
      return Tensor.ones(x.dtype(), x.shape().withDim(axis, 1).toLongs());
    }
    Tensor rest = x;
    while (n > 1) {
      int half = n / 2;
      Tensor pairs = rest.slice(axis, 0, half).mul(rest.slice(axis, half, 2 * half));
      rest = n % 2 == 0 ? pairs : Tensor.concat(axis, pairs, rest.slice(axis, n - 1, n));
      n = rest.shape().dim(axis);
    }
    return rest;
  }

  /**
   * ln of the sum of e^x, without overflow; minus infinity if all elements are. Derivative softmax,
   * and 0 where the value is minus infinity.
   *
   * @param axes the axes, all if none
   * @return the value
   */
  default Tensor logSumExp(int... axes) {
    return dropAxes(logSumExpKeepDims(axes), (Tensor) this, "logSumExp", axes);
  }

  /**
   * As {@link #logSumExp}, retaining the axes with length 1.
   *
   * @param axes the axes, all if none
   * @return the value
   */
  default Tensor logSumExpKeepDims(int... axes) {
    Tensor x = (Tensor) this;
    Tensor shift = finiteMax(x, axes);
    return logSum(x.sub(shift), axes).add(shift);
  }

  /** The shift that is subtracted before exponentials: the maximum, or 0 where it is infinite. */
  private static Tensor finiteMax(Tensor x, int... axes) {
    Tensor max = x.stopGradient().maxKeepDims(axes);
    return Tensor.where(max.abs().lt(Double.POSITIVE_INFINITY), max, Tensor.fill(x.dtype(), 0));
  }

  /**
   * ln of the sum of e^x for x whose greatest is 0: ln(1 + the sum of the others), which keeps the
   * digits of a small sum.
   */
  private static Tensor logSum(Tensor x, int... axes) {
    Tensor isGreatest = x.stopGradient().eq(0);
    Tensor others = Tensor.where(isGreatest, Tensor.fill(x.dtype(), 0), x.exp());
    Tensor ties = isGreatest.sumKeepDims(axes).sub(1);
    return Tensor.withGradient(
        others.sumKeepDims(axes).add(ties).log1p(),
        (input, y, g) ->
            Tensor.where(
                    y.stopGradient().eq(Double.NEGATIVE_INFINITY), Tensor.fill(x.dtype(), 0), g)
                .multiplyNoNan(x.sub(y).exp()),
        x);
  }

  /**
   * e^x divided by its sum along an axis, without overflow.
   *
   * @param axis the axis
   * @return values that sum to 1 along it
   */
  default Tensor softmax(int axis) {
    return logSoftmax(axis).exp();
  }

  /**
   * ln softmax: x - logSumExp(x), accurate also where all x share a large part. Where softmax is
   * near 1, the value is -ln(1 + the sum of the others) and its derivatives keep their digits.
   *
   * @param axis the axis
   * @return the value
   */
  default Tensor logSoftmax(int axis) {
    Tensor x = (Tensor) this;
    Tensor shifted = x.sub(finiteMax(x, axis));
    return Tensor.withGradient(
        shifted.sub(logSum(shifted, axis)), (input, y, g) -> byScores(axis, y, g), x);
  }

  /**
   * The cotangent of x for y = logSoftmax(x): g - e^y times the sum of g. Where e^y is near 1 it is
   * minus the sum of the other cotangents, as all sum to 0: the difference would lose their digits.
   */
  private static Tensor byScores(int axis, Tensor y, Tensor g) {
    Tensor isLikely = y.stopGradient().gt(-0.5);
    Tensor zero = Tensor.fill(g.dtype(), 0);
    Tensor p = y.exp();
    Tensor sum = g.sumKeepDims(axis);
    Tensor pOfOthers = Tensor.where(isLikely, zero, p).sumKeepDims(axis);
    Tensor gOfOthers = Tensor.where(isLikely, zero, g).sumKeepDims(axis);
    Tensor likely = sum.multiplyNoNan(pOfOthers).sub(gOfOthers);
    return Tensor.where(isLikely, likely, g.sub(sum.multiplyNoNan(p)));
  }

  /**
   * Running sum: y[i] = x[0] + ... + x[i].
   *
   * @param axis the axis
   * @return the sums, of this shape
   */
  default Tensor cumsum(int axis) {
    Tensor x = (Tensor) this;
    return Tensor.apply(new Scan(x.shape().axis("cumsum", axis), false), x);
  }

  /**
   * Running ln of a sum of exponentials: y[i] = ln(e^x[0] + ... + e^x[i]), without overflow or
   * underflow, each y[i] relative to its own greatest term. Computed by doubling, in about log2(n)
   * steps over n elements.
   *
   * @param axis the axis
   * @return the running values, of the same shape
   */
  default Tensor logCumSumExp(int axis) {
    Tensor y = (Tensor) this;
    int a = y.shape().axis("logCumSumExp", axis);
    int n = y.shape().dim(a);
    for (int step = 1; step < n; step = step > n / 2 ? n : 2 * step) {
      Tensor sums = y.slice(a, step, n).logAddExp(y.slice(a, 0, n - step));
      y = Tensor.concat(a, y.slice(a, 0, step), sums);
    }
    return y;
  }

  /**
   * Position of the first greatest element along an axis, of the first NaN if there is one; an
   * integer in this tensor's type. It has no gradient.
   *
   * @param axis the axis
   * @return positions, without that axis
   */
  default Tensor argMax(int axis) {
    Tensor x = (Tensor) this;
    int a = x.shape().axis("argMax", axis);
    return Tensor.apply(Reduction.over(Kind.ARG_MAX, a), x).squeeze(a);
  }

  /** Drops the axes that a reduction of x retained. */
  private static Tensor dropAxes(Tensor reduced, Tensor x, String where, int... axes) {
    return reduced.reshape(reduced.shape().without(x.shape().axes(where, axes)));
  }

  private Tensor reduce(Kind kind, String where, int... axes) {
    Tensor x = (Tensor) this;
    int[] normal = x.shape().axes(where, axes);
    boolean unchanged =
        kind != Kind.ARG_MAX && Arrays.stream(normal).allMatch(a -> x.shape().dim(a) == 1);
    if (unchanged) {
      // As a sum, it has the gradient of a norm in a root, see SumOfSquares.
      return kind == Kind.SUM ? Tensor.apply(new Layout.Reshape(x.shape()), x) : x;
    }
    return Tensor.apply(Reduction.over(kind, normal), x);
  }
}
