/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Comparisons, which give 1 for true and 0 for false, and the selections made with them.
 *
 * <p>Comparisons have no gradient: it is 0 almost everywhere, and a loss that depends on a sample
 * through one would silently lose part of its gradient. To declare that the loss is intended, call
 * {@code stopGradient()} on the operands.
 */
public enum Selection implements Elementwise {
  /** a = b; false for NaN. */
  EQ(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] == b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] == b[i] ? 1 : 0;
          })),
  /** a != b; true for NaN. */
  NE(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] != b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] != b[i] ? 1 : 0;
          })),
  /** a &lt; b; false for NaN. */
  LT(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] < b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] < b[i] ? 1 : 0;
          })),
  /** a &lt;= b; false for NaN. */
  LE(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] <= b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] <= b[i] ? 1 : 0;
          })),
  /** a &gt; b; false for NaN. */
  GT(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] > b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] > b[i] ? 1 : 0;
          })),
  /** a &gt;= b; false for NaN. */
  GE(
      Loops.binary(
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] >= b[i] ? 1 : 0;
          },
          (a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = a[i] >= b[i] ? 1 : 0;
          })),

  /**
   * Input 1 where input 0 is not 0 (NaN included), else input 2. Derivatives 1 to the selected one
   * and 0 to the other; none by the condition.
   */
  WHERE(
      (input, y, g) -> {
        Tensor condition = y.inputs().get(0).stopGradient();
        Tensor zero = Tensor.fill(g.dtype(), 0);
        return input == 1 ? Tensor.where(condition, g, zero) : Tensor.where(condition, zero, g);
      },
      1,
      Loops.ternary(
          (c, a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = c[i] != 0 ? a[i] : b[i];
          },
          (c, a, b, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = c[i] != 0 ? a[i] : b[i];
          })),

  /**
   * Input 0 held within [input 1, input 2]: max(low, min(x, high)), NaN if x is. Derivatives: 1 by
   * x where low &lt;= x &lt;= high, by low where x &lt; low, by high where x &gt; high; else 0.
   */
  CLAMP(
      (input, y, g) -> Tensor.where(clampSelects(input, y.inputs()), g, Tensor.fill(g.dtype(), 0)),
      0,
      Loops.ternary(
          (x, low, high, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(low[i], Math.min(x[i], high[i]));
          },
          (x, low, high, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(low[i], Math.min(x[i], high[i]));
          }));

  private final ElementwiseDefinition definition;

  Selection(Loops loops) {
    this.definition = ElementwiseDefinition.withoutGradient(loops);
  }

  Selection(GradientRule rule, int firstDifferentiable, Loops loops) {
    this.definition = ElementwiseDefinition.of(rule, loops).differentiableFrom(firstDifferentiable);
  }

  /** 1 where {@link #CLAMP} passes the gradient to an input, else 0. */
  private static Tensor clampSelects(int input, List<Tensor> inputs) {
    Tensor x = inputs.get(0).stopGradient();
    Tensor low = inputs.get(1).stopGradient();
    Tensor high = inputs.get(2).stopGradient();
    return switch (input) {
      case 0 -> x.ge(low).mul(x.le(high));
      case 1 -> x.lt(low);
      default -> x.gt(high);
    };
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
