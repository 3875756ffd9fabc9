/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Running sum along an axis: y[i] = x[0] + ... + x[i], or from the other end. Derivative: the
 * running sum of the cotangent in the other direction.
 *
 * @param axis the axis, not negative
 * @param reverse whether to sum from the last element down
 */
public record Scan(int axis, boolean reverse) implements Op {
  @Override
  public String label() {
    return "cumsum";
  }

  @Override
  public Shape shape(List<Tensor> inputs) {
    return inputs.get(0).shape();
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    return Tensor.apply(new Scan(axis, !reverse), g);
  }
}
