/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Tensor;

/**
 * Slopes at the end of a support that the chain rule loses. A power x^k computed as e^(k ln x) has
 * at x = 0 the factors 0 and infinity in its derivative; the product is taken as 0, but the limit
 * is 1 for k = 1 and infinite for k &lt; 1.
 */
public final class BorderSlope {
  private BorderSlope() {}

  /**
   * The same value, with the slope of c d^k added where x is at the end, for the distance d of x
   * from the end.
   *
   * @param y a value whose derivative by x lacks that of the power
   * @param x the variable
   * @param end the end of the support
   * @param exponent k
   * @param slope the slope by x for k = 1, not 0; of its sign is the infinite one for k &lt; 1
   * @return y
   */
  public static Tensor add(Tensor y, Tensor x, double end, Tensor exponent, Tensor slope) {
    Tensor zero = Tensor.zeros(y.dtype());
    Tensor k = exponent.stopGradient();
    Tensor steep = Tensor.where(k.lt(1), slope.stopGradient().mul(Double.POSITIVE_INFINITY), zero);
    Tensor limit = Tensor.where(k.eq(1), slope, steep);
    Tensor isEnd = x.stopGradient().eq(end);
    return Tensor.withGradient(
        y,
        (input, value, g) ->
            input == 0 ? g : Tensor.where(isEnd, g.multiplyNoNan(limit), Tensor.zeros(g.dtype())),
        y,
        x);
  }

  /**
   * The same value, with an infinite slope added where a probability is at an end: entropies have
   * it, as the derivative of p ln p is ln p + 1.
   *
   * <p>Only a probability that is given as such has the slope. One that is computed, as by a
   * softmax or a sigmoid, is 0 where that function is flat; the limit of the product of both slopes
   * is 0.
   *
   * @param y the value
   * @param probability a probability or weight
   * @param isEnd where to add the slope
   * @param slope the slope there
   * @return y
   */
  public static Tensor where(Tensor y, Tensor probability, Tensor isEnd, Tensor slope) {
    Tensor given = probability;
    while (given.op() instanceof Marker.Require || given.op() instanceof Layout.BroadcastTo) {
      given = given.inputs().get(0);
    }
    return given.op() instanceof Leaf ? at(y, probability, isEnd, slope) : y;
  }

  /**
   * The same value, with a slope added where x is at an end.
   *
   * @param y a value that does not depend on x there
   * @param x the variable
   * @param isEnd where to add the slope
   * @param slope the slope there
   * @return y
   */
  public static Tensor at(Tensor y, Tensor x, Tensor isEnd, Tensor slope) {
    return Tensor.withGradient(
        y,
        (input, value, g) ->
            input == 0 ? g : Tensor.where(isEnd, g.multiplyNoNan(slope), Tensor.zeros(g.dtype())),
        y,
        x);
  }
}
