/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * A residual connection, y = s(x) + f(x), where the shortcut s is the identity unless it is given.
 * Source: He et al., "Deep residual learning for image recognition" (2016), equations 1 and 2.
 *
 * <pre>{@code
 * Layer block = Residual.of(Mlp.of("block", 64, 64, 64).activation(ActivationFunction.SILU));
 * Layer wider = Residual.of(Mlp.of("wider", 64, 64, 128), Dense.of("projection", 64, 128));
 * }</pre>
 */
public final class Residual implements Layer {
  private final Layer inner;
  private final Layer shortcut;

  private Residual(Layer inner, Layer shortcut) {
    this.inner = inner;
    this.shortcut = shortcut;
  }

  /**
   * y = x + f(x).
   *
   * @param inner f, which keeps the shape
   * @return the layer
   */
  public static Residual of(Layer inner) {
    return of(inner, ActivationFunction.IDENTITY);
  }

  /**
   * y = s(x) + f(x).
   *
   * @param inner f
   * @param shortcut s, whose output has the shape of that of f
   * @return the layer
   */
  public static Residual of(Layer inner, Layer shortcut) {
    Errors.given("Residual.of", "inner", inner);
    Errors.given("Residual.of", "shortcut", shortcut);
    return new Residual(inner, shortcut);
  }

  /**
   * The layer's function.
   *
   * @param x an input that both take
   * @return s(x) + f(x)
   * @throws IllegalArgumentException if the two outputs differ in shape
   */
  @Override
  public Tensor apply(Tensor x) {
    Errors.given("Residual.apply", "x", x);
    Tensor direct = shortcut.apply(x);
    Tensor y = inner.apply(x);
    if (!y.shape().equals(direct.shape())) {
      throw Errors.argument(
          "Residual",
          "inner layer and shortcut must give one shape",
          y.shape() + " and " + direct.shape() + " from " + inner.name(),
          "pass a Dense layer as the shortcut");
    }
    return direct.add(y);
  }

  /** {@return the parameters of f, then those of s, each once} */
  @Override
  public List<Parameter> parameters() {
    return Stream.of(inner, shortcut).flatMap(l -> l.parameters().stream()).distinct().toList();
  }

  @Override
  public Residual inference() {
    return new Residual(inner.inference(), shortcut.inference());
  }

  @Override
  public String toString() {
    String s = shortcut == ActivationFunction.IDENTITY ? "" : ", shortcut " + shortcut;
    return "Residual(" + inner + s + ")";
  }
}
