/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * A skip connection by concatenation, y = [x, f(x)] along the last axis, so that later layers see
 * the input itself; {@link Residual} adds instead. Source: Huang et al., "Densely connected
 * convolutional networks" (2017), equation 2.
 *
 * <pre>{@code
 * Layer block = SkipConnection.of(Mlp.of("block", 8, 32, 24));      // [n, 8] to [n, 32]
 * }</pre>
 */
public final class SkipConnection implements Layer {
  private final Layer inner;

  private SkipConnection(Layer inner) {
    this.inner = inner;
  }

  /**
   * y = [x, f(x)].
   *
   * @param inner f, which keeps all axes but the last
   * @return the layer
   */
  public static SkipConnection of(Layer inner) {
    Errors.given("SkipConnection.of", "inner", inner);
    return new SkipConnection(inner);
  }

  /**
   * The layer's function.
   *
   * @param x of shape [..., a]
   * @return of shape [..., a + b] for an output [..., b] of the inner layer
   * @throws IllegalArgumentException if the two differ in another axis
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("SkipConnection.apply", "x", x);
    return Tensor.concat(-1, x, inner.apply(x));
  }

  @Override
  public List<Parameter> parameters() {
    return inner.parameters();
  }

  @Override
  public SkipConnection inference() {
    return new SkipConnection(inner.inference());
  }

  @Override
  public String toString() {
    return "SkipConnection(" + inner + ")";
  }
}
