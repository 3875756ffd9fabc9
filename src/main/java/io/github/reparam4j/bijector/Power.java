/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;

/**
 * y = x^p, from x &gt; 0 onto y &gt; 0. The log-determinant is ln |p| + (p - 1) ln x.
 *
 * @param exponent p, finite and not 0
 */
public record Power(double exponent) implements Bijector {
  /**
   * Checks the exponent.
   *
   * @param exponent p, finite and not 0
   * @throws IllegalArgumentException if it is 0 or not finite
   */
  public Power {
    if (!Double.isFinite(exponent) || exponent == 0) {
      throw Errors.argument("Power", "exponent must be finite and not 0", exponent, null);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.pow(exponent);
  }

  @Override
  public Tensor inverse(Tensor y) {
    double p = 1 / exponent;
    if (Math.abs(exponent) == Math.scalb(1, Math.getExponent(exponent))) {
      return y.pow(p); // 1 / p is exact
    }
    // The rounding of 1 / p costs up to ln y / ln 2 bits: a Newton step restores them.
    Tensor root = y.pow(p).stopGradient();
    Tensor ratio = root.pow(exponent).div(y.stopGradient());
    Tensor next = root.mul(ratio.sub(1).mul(-p).add(1));
    Tensor isFinite = next.abs().lt(Double.POSITIVE_INFINITY);
    Tensor value = Tensor.where(isFinite.mul(ratio.gt(0)), next, root);
    return Tensor.withGradient(value, (input, x, g) -> g.multiplyNoNan(y.pow(p - 1).mul(p)), y);
  }

  @Override
  public Tensor logDet(Tensor x) {
    Tensor constant = Tensor.fill(x.dtype(), Math.log(Math.abs(exponent)));
    return exponent == 1
        ? Tensor.zeros(x.dtype(), x.shape().toLongs())
        : x.log().mul(exponent - 1).add(constant);
  }

  @Override
  public Constraint domain() {
    return Constraints.POSITIVE;
  }

  @Override
  public Constraint codomain() {
    return Constraints.POSITIVE;
  }

  @Override
  public Optional<Tensor> direction() {
    return Optional.of(Tensor.fill(DType.DOUBLE, Math.signum(exponent)));
  }
}
