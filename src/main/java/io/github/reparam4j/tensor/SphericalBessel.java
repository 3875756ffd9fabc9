/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.Derivative.unary;

import io.github.reparam4j.special.SphericalBesselFunctions;
import java.util.function.DoubleBinaryOperator;

/**
 * Functions of I_order that the von Mises-Fisher distribution of dimension 2 order + 2 needs, for x
 * &gt;= 0; NaN for x &lt; 0.
 *
 * @param kind which function
 * @param order a real number &gt;= 0; nothing is differentiated by it
 */
public record SphericalBessel(Kind kind, double order) implements Elementwise {
  /** The functions of the family, at an order. */
  public enum Kind {
    /** G(x) = ln(Gamma(order + 1) (2 / x)^order I_order(x)). Derivative {@link #RATIO}. */
    LOG_NORMALIZER(SphericalBesselFunctions::logNormalizer),

    /** G(x) - x. Derivative minus {@link #RATIO_GAP}. */
    LOG_NORMALIZER_GAP(SphericalBesselFunctions::logNormalizerGap),

    /** A(x) = I_(order+1)(x) / I_order(x). Derivative {@link #RATIO_SLOPE}. */
    RATIO(SphericalBesselFunctions::ratio),

    /** 1 - A(x). Derivative minus {@link #RATIO_SLOPE}. */
    RATIO_GAP(SphericalBesselFunctions::ratioGap),

    /**
     * A'(x). Derivative (y + A / x) (B - A) + A (B' - y) with B = A of the next order; it cancels
     * for large x, where its relative error is about 1e-16 x.
     */
    RATIO_SLOPE(SphericalBesselFunctions::ratioSlope);

    private final DoubleBinaryOperator function;

    Kind(DoubleBinaryOperator function) {
      this.function = function;
    }
  }

  /**
   * Checks the order.
   *
   * @param kind which function
   * @param order a real number &gt;= 0
   * @throws IllegalArgumentException if it is negative, NaN or infinite
   */
  public SphericalBessel {
    if (!(order >= 0 && order < Double.POSITIVE_INFINITY)) {
      throw Arguments.refused("sphericalBessel", "order must be finite and >= 0", order, null);
    }
  }

  @Override
  public String label() {
    return kind + "(" + order + ")";
  }

  @Override
  public ElementwiseDefinition definition() {
    return ElementwiseDefinition.of(
        unary(this::derivative), Loops.calling(x -> kind.function.applyAsDouble(order, x)));
  }

  private Tensor derivative(Tensor x, Tensor y) {
    return switch (kind) {
      case LOG_NORMALIZER -> of(Kind.RATIO, order, x);
      case LOG_NORMALIZER_GAP -> of(Kind.RATIO_GAP, order, x).neg();
      case RATIO -> of(Kind.RATIO_SLOPE, order, x);
      case RATIO_GAP -> of(Kind.RATIO_SLOPE, order, x).neg();
      case RATIO_SLOPE -> bend(x, y);
    };
  }

  private Tensor bend(Tensor x, Tensor y) {
    Tensor a = of(Kind.RATIO, order, x);
    Tensor b = of(Kind.RATIO, order + 1, x);
    Tensor overX = x.mul(b).add(2 * (order + 1)).reciprocal();
    Tensor slope = of(Kind.RATIO_SLOPE, order + 1, x);
    return y.add(overX).mul(b.sub(a)).add(a.mul(slope.sub(y)));
  }

  private static Tensor of(Kind kind, double order, Tensor x) {
    return Tensor.apply(new SphericalBessel(kind, order), x);
  }
}
