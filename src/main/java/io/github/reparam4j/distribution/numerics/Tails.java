/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.Tensor;

/**
 * (exp(c e) - 1) / c and its inverse ln(1 + c z) / c, which are e and z at c = 0. Series are used
 * near c = 0, because the closed form of the gradient by c cancels there.
 */
public final class Tails {
  private static final int EXP_TERMS = 14;
  private static final int LOG_TERMS = 10;

  private Tails() {}

  /**
   * (exp(c e) - 1) / c. For large c e computed as exp(c e - ln c); on overflow as a multiple of c
   * e, so that the gradient is not a difference of infinities.
   */
  public static Tensor expm1Over(Tensor c, Tensor e) {
    Tensor t = c.multiplyNoNan(e);
    Tensor at = t.stopGradient();
    Tensor sum = Tensor.ones(t.dtype());
    for (int n = EXP_TERMS; n > 1; n--) {
      sum = sum.mul(t).div(n).add(1);
    }
    Tensor far = t.sub(c.abs().log()).exp();
    Tensor overflows = far.stopGradient().eq(Double.POSITIVE_INFINITY);
    far = Tensor.where(overflows, t.mul(Double.POSITIVE_INFINITY), far);
    far = Tensor.where(c.stopGradient().lt(0), far.neg(), far);
    Tensor closed = Tensor.where(at.gt(40), far, t.expm1().div(c));
    return Tensor.where(at.abs().lt(0.5), e.mul(sum), closed);
  }

  /**
   * ln(1 + c z) / c, infinite of the sign of z where 1 + c z is not positive. Near c z = 0 from the
   * series of 2 artanh(r) with r = c z / (2 + c z).
   */
  public static Tensor log1pOver(Tensor c, Tensor z) {
    Tensor t = c.multiplyNoNan(z).maximum(-1);
    Tensor twoPlus = t.add(2);
    Tensor square = t.div(twoPlus).square();
    Tensor sum = Tensor.fill(t.dtype(), 1.0 / (2 * LOG_TERMS + 1));
    for (int n = LOG_TERMS - 1; n >= 0; n--) {
      sum = sum.mul(square).add(1.0 / (2 * n + 1));
    }
    Tensor near = z.mul(sum).mul(2).div(twoPlus);
    Tensor at = t.stopGradient();
    Tensor closed =
        Tensor.withGradient(
            t.log1p().div(c),
            (input, y, g) ->
                input == 0
                    ? g.multiplyNoNan(z.div(t.add(1)).sub(y).div(c))
                    : g.multiplyNoNan(t.add(1).reciprocal()),
            c,
            z);
    Tensor overflows = at.eq(Double.POSITIVE_INFINITY);
    Tensor far = Tensor.where(overflows, c.abs().log().add(z.abs().log()).div(c), closed);
    return Tensor.where(at.abs().lt(0.25), near, far);
  }
}
