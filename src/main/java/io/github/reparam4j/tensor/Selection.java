package io.github.reparam4j.tensor;

/**
 * Comparisons, which give 1 for true and 0 for false, and the selections made with them.
 *
 * <p>Comparisons have no gradient: it is 0 almost everywhere, and a loss that depends on a sample
 * through one would silently lose part of its gradient. Declare that it is meant by {@code
 * stopGradient()} on what is compared.
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
      Loops.ternary(
          (x, low, high, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(low[i], Math.min(x[i], high[i]));
          },
          (x, low, high, y, n) -> {
            for (int i = 0; i < n; i++) y[i] = Math.max(low[i], Math.min(x[i], high[i]));
          }));

  private final Loops loops;

  Selection(Loops loops) {
    this.loops = loops;
  }

  @Override
  public int arity() {
    return loops.arity();
  }

  @Override
  public Domain domain() {
    return Domain.REALS;
  }

  @Override
  public Loops loops() {
    return loops;
  }

  @Override
  public Path path(int input) {
    return switch (this) {
      case CLAMP -> Path.FLOWS;
      case WHERE -> input == 0 ? Path.FORBIDDEN : Path.FLOWS;
      default -> Path.FORBIDDEN;
    };
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    Tensor first = y.inputs().get(0).stopGradient();
    Tensor zero = Tensor.fill(g.dtype(), 0);
    if (this == WHERE) {
      return input == 1 ? Tensor.where(first, g, zero) : Tensor.where(first, zero, g);
    }
    Tensor low = y.inputs().get(1).stopGradient();
    Tensor high = y.inputs().get(2).stopGradient();
    Tensor selected =
        switch (input) {
          case 0 -> first.ge(low).mul(first.le(high));
          case 1 -> first.lt(low);
          default -> first.gt(high);
        };
    return Tensor.where(selected, g, zero);
  }
}
