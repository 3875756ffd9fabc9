package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Conversion to another element type, rounding to nearest. Derivative 1.
 *
 * @param to the type of the result
 */
public record Cast(DType to) implements Elementwise {
  private static final Loops COPY =
      Loops.unary(
          (x, y, n) -> System.arraycopy(x, 0, y, 0, n),
          (x, y, n) -> System.arraycopy(x, 0, y, 0, n));

  @Override
  public String label() {
    return "cast";
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Domain domain() {
    return Domain.REALS;
  }

  /** {@return a copy: the conversion happens as the tile is loaded} */
  @Override
  public Loops loops() {
    return COPY;
  }

  @Override
  public DType dtype(List<Tensor> inputs) {
    return to;
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    return g.cast(y.inputs().get(0).dtype());
  }
}
