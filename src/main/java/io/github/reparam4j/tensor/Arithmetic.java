/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.binary;
import static io.github.reparam4j.tensor.Derivative.unary;

/**
 * Sums, products, powers and orderings. In the derivatives y is the value. NaN in, NaN out, unless
 * said otherwise.
 */
public enum Arithmetic implements Elementwise {
  /** -x. Derivative -1. */
  NEG(
      (i, y, g) -> g.neg(),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = -x[i];
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = -x[i];
          })),

  /** |x|. Derivative sign(x), 0 at 0 (the middle of the subgradients). */
  ABS(
      unary((x, y) -> x.stopGradient().sign()),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.abs(x[i]);
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.abs(x[i]);
          })),

  /** -1, 0 or 1 by the sign of x; a zero keeps its sign. No gradient: it is 0 almost everywhere. */
  SIGN(
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.signum(x[i]);
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.signum(x[i]);
          })),

  /** The largest integer not above x. No gradient: it is 0 almost everywhere. */
  FLOOR(
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = (float) Math.floor(x[i]);
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.floor(x[i]);
          })),

  /** x^2. Derivative 2 x. */
  SQUARE(
      unary((x, y) -> x.mul(2)),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = x[i] * x[i];
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = x[i] * x[i];
          })),

  /**
   * Square root; NaN for x &lt; 0. Derivative 1 / (2 y), infinite at 0; but 0 at 0 if x is a sum of
   * squares, because y is a norm then.
   */
  SQRT(
      unary(SumOfSquares::rootDerivative),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = (float) Math.sqrt(x[i]);
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.sqrt(x[i]);
          })),

  /** 1 / sqrt(x); infinite at 0, NaN for x &lt; 0. Derivative -y / (2 x). */
  RSQRT(
      unary((x, y) -> y.div(x).mul(-0.5)),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = (float) (1 / Math.sqrt(x[i]));
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = 1 / Math.sqrt(x[i]);
          })),

  /** 1 / x; infinite with the sign of the zero at 0. Derivative -y^2. */
  RECIPROCAL(
      unary((x, y) -> y.square().neg()),
      Loops.unary(
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = 1 / x[i];
          },
          (x, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = 1 / x[i];
          })),

  /** a + b. Derivatives 1, 1. */
  ADD(
      (i, y, g) -> g,
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] + b[i];
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] + b[i];
          })),

  /** a - b. Derivatives 1, -1. */
  SUB(
      (i, y, g) -> i == 0 ? g : g.neg(),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] - b[i];
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] - b[i];
          })),

  /** a b. Derivatives b, a. */
  MUL(
      binary((a, b, y) -> b, (a, b, y) -> a),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] * b[i];
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] * b[i];
          })),

  /** a b, but 0 wherever a is 0, even if b is infinite or NaN there. Derivatives b, a. */
  MULTIPLY_NO_NAN(
      (i, y, g) -> i == 0 ? g.multiplyNoNan(y.inputs().get(1)) : byFactorOf(y.inputs().get(0), g),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) {
              // All bits of the product survive unless a is a zero of either sign.
              int bits = Float.floatToRawIntBits(a[i]) << 1;
              int mask = (bits | -bits) >> 31;
              y[i] = Float.intBitsToFloat(Float.floatToRawIntBits(a[i] * b[i]) & mask);
            }
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) {
              long bits = Double.doubleToRawLongBits(a[i]) << 1;
              long mask = (bits | -bits) >> 63;
              y[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(a[i] * b[i]) & mask);
            }
          })),

  /** a / b. Derivatives 1 / b, -y / b. */
  DIV(
      binary((a, b, y) -> b.reciprocal(), (a, b, y) -> y.div(b).neg()),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] / b[i];
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] / b[i];
          })),

  /**
   * a^b, as {@link Math#pow}: 1 for b = 0, NaN for a negative a and a b that is not an integer.
   * Derivatives b a^(b-1), which is 0 where b is 0, and y ln a, which is 0 where y is 0.
   */
  POW(
      binary((a, b, y) -> b.multiplyNoNan(a.pow(b.sub(1))), (a, b, y) -> y.multiplyNoNan(a.log())),
      Loops.calling(Math::pow)),

  /** The greater of a and b; NaN if either is. Derivatives 1 to the greater, 1/2 each at a tie. */
  MAX(
      binary((a, b, y) -> shareOfGreater(a, b), (a, b, y) -> shareOfGreater(b, a)),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(a[i], b[i]);
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(a[i], b[i]);
          })),

  /** The lesser of a and b; NaN if either is. Derivatives 1 to the lesser, 1/2 each at a tie. */
  MIN(
      binary((a, b, y) -> shareOfGreater(b, a), (a, b, y) -> shareOfGreater(a, b)),
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.min(a[i], b[i]);
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.min(a[i], b[i]);
          }));

  private final ElementwiseDefinition definition;

  Arithmetic(GradientRule rule, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops);
  }

  Arithmetic(Loops loops) {
    this.definition = ElementwiseDefinition.withoutGradient(loops);
  }

  /** a g, but 0 wherever a is 0 or g is 0, even if the other is infinite or NaN there. */
  private static Tensor byFactorOf(Tensor a, Tensor g) {
    Tensor finite = g.stopGradient().abs().lt(Double.POSITIVE_INFINITY);
    Tensor passes = a.stopGradient().ne(0).maximum(finite);
    return Tensor.where(passes, g, Tensor.fill(g.dtype(), 0)).multiplyNoNan(a);
  }

  /** 1 where a &gt; b, 1/2 where they tie, else 0. */
  private static Tensor shareOfGreater(Tensor a, Tensor b) {
    Tensor p = a.stopGradient();
    Tensor q = b.stopGradient();
    return p.gt(q).add(p.ge(q)).mul(0.5);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
