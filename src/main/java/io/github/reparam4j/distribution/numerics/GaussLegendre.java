/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * The composite Gauss-Legendre rule with eight nodes a panel on intervals [start, end], along a new
 * first axis.
 *
 * @param fractions the nodes as fractions of the interval
 * @param positions the nodes
 * @param weights the weights, of sum 1
 */
public record GaussLegendre(Tensor fractions, Tensor positions, Tensor weights) {
  private static final double[] NODES = {
    0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
  };
  private static final double[] WEIGHTS = {
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
  };
  private static final int COUNT = 8;

  /**
   * The rule on an interval.
   *
   * @param start the start of the interval
   * @param end its end, of the same shape or one that broadcasts with it
   * @param panels the number of panels, of equal length
   * @return the rule
   */
  public static GaussLegendre of(Tensor start, Tensor end, int panels) {
    double[] nodes = new double[COUNT * panels];
    double[] weights = new double[COUNT * panels];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = (i / COUNT + node(i % COUNT)) / panels;
      weights[i] = weight(i % COUNT) / panels;
    }
    Tensor length = end.sub(start);
    long[] shape = new long[length.shape().rank() + 1];
    Arrays.fill(shape, 1);
    shape[0] = nodes.length;
    DType dtype = start.dtype();
    Tensor fractions = Tensor.constant(nodes, shape).cast(dtype);
    return new GaussLegendre(
        fractions, start.add(length.mul(fractions)), Tensor.constant(weights, shape).cast(dtype));
  }

  /** The node i of 0 to 7 on [0, 1]. */
  private static double node(int i) {
    return 0.5 + 0.5 * NODES[i / 2] * (i % 2 == 0 ? 1 : -1);
  }

  private static double weight(int i) {
    return 0.5 * WEIGHTS[i / 2];
  }

  /**
   * The mean of a function over the interval.
   *
   * @param values the function at the positions
   * @return the mean
   */
  public Tensor mean(Tensor values) {
    return weights.mul(values).sum(0);
  }

  /**
   * The mean of a function over [0, 1] by one panel, without an axis for the nodes: for elements so
   * many that a sum in registers is faster.
   *
   * @param f the function
   * @return the mean
   */
  static Tensor mean(DoubleFunction<Tensor> f) {
    Tensor sum = f.apply(node(0)).mul(weight(0));
    for (int i = 1; i < COUNT; i++) {
      sum = sum.add(f.apply(node(i)).mul(weight(i)));
    }
    return sum;
  }
}
