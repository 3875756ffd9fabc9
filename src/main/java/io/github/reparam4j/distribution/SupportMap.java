/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * Increasing maps x(t) of an interval of t onto a support, along which all magnitudes of x are
 * equally near: one unit of t is about a factor of e.
 */
sealed interface SupportMap {
  /** {@return the map onto a support} */
  static SupportMap onto(String where, Distribution d) {
    Constraint support = d.support();
    DType dtype = d.dtype();
    if (support instanceof Constraint.AtLeast a) {
      return new Above(a.low().cast(dtype));
    }
    if (support instanceof Constraint.Interval i) {
      return new Between(i.low().cast(dtype), i.high().cast(dtype));
    }
    if (support instanceof Constraint.Reals) {
      return new Whole(dtype);
    }
    throw Errors.argument(
        where, "support must be the reals, a half-line or an interval", support, null);
  }

  /** {@return x(t)} */
  Tensor at(Tensor t);

  /** {@return dx/dt} */
  Tensor slope(Tensor t);

  /** {@return the smallest t, below which x(t) does not differ from the lower end} */
  double min();

  /** {@return the largest t} */
  double max();

  /** {@return the lower end of the support} */
  Tensor low();

  /** {@return the upper end of the support} */
  Tensor high();

  private static double exponent(DType dtype, double ofDouble, double ofFloat) {
    return dtype == DType.DOUBLE ? ofDouble : ofFloat;
  }

  /** x = sinh t. */
  record Whole(DType dtype) implements SupportMap {
    @Override
    public Tensor at(Tensor t) {
      Tensor e = t.abs().expm1();
      Tensor size = e.add(e.div(e.add(1))).mul(0.5);
      return Tensor.where(t.lt(0), size.neg(), size);
    }

    @Override
    public Tensor slope(Tensor t) {
      return t.exp().add(t.neg().exp()).mul(0.5);
    }

    @Override
    public double min() {
      return -max();
    }

    @Override
    public double max() {
      return exponent(dtype, 709, 88);
    }

    @Override
    public Tensor low() {
      return Tensor.fill(dtype, Double.NEGATIVE_INFINITY);
    }

    @Override
    public Tensor high() {
      return Tensor.fill(dtype, Double.POSITIVE_INFINITY);
    }
  }

  /** x = low + e^t. */
  record Above(Tensor low) implements SupportMap {
    @Override
    public Tensor at(Tensor t) {
      return low.add(t.exp());
    }

    @Override
    public Tensor slope(Tensor t) {
      return t.exp();
    }

    @Override
    public double min() {
      return exponent(low.dtype(), -746, -104);
    }

    @Override
    public double max() {
      return exponent(low.dtype(), 709, 88);
    }

    @Override
    public Tensor high() {
      return Tensor.fill(low.dtype(), Double.POSITIVE_INFINITY);
    }
  }

  /**
   * x = low + (high - low) / (1 + e^-t), computed from the nearer end. Where an end is infinite,
   * the map of a half-line or of all reals.
   */
  record Between(Tensor low, Tensor high) implements SupportMap {
    private record Ends(Tensor isLow, Tensor isHigh, Tensor low, Tensor high) {}

    /** The ends of a support, 0 in place of infinities, and which of them are finite. */
    private Ends ends() {
      Tensor isLow = low.abs().lt(Double.POSITIVE_INFINITY);
      Tensor isHigh = high.abs().lt(Double.POSITIVE_INFINITY);
      Tensor zero = Tensor.zeros(low.dtype());
      return new Ends(
          isLow, isHigh, Tensor.where(isLow, low, zero), Tensor.where(isHigh, high, zero));
    }

    private Tensor byEnds(Ends e, Tensor both, Tensor above, Tensor below, Tensor none) {
      return Tensor.where(
          e.isLow(), Tensor.where(e.isHigh(), both, above), Tensor.where(e.isHigh(), below, none));
    }

    @Override
    public Tensor at(Tensor t) {
      Ends e = ends();
      Tensor width = e.high().sub(e.low());
      Tensor both =
          Tensor.where(
              t.lt(0),
              e.low().add(width.mul(t.sigmoid())),
              e.high().sub(width.mul(t.neg().sigmoid())));
      return byEnds(
          e,
          both,
          new Above(e.low()).at(t),
          e.high().sub(t.neg().exp()),
          new Whole(low.dtype()).at(t));
    }

    @Override
    public Tensor slope(Tensor t) {
      Ends e = ends();
      Tensor both = e.high().sub(e.low()).mul(t.sigmoid()).mul(t.neg().sigmoid());
      return byEnds(e, both, t.exp(), t.neg().exp(), new Whole(low.dtype()).slope(t));
    }

    @Override
    public double min() {
      return -max();
    }

    @Override
    public double max() {
      return exponent(low.dtype(), 746, 104);
    }
  }
}
