/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** A distribution without differentiable samples, by hiding another's. */
record Opaque(Distribution inner) implements Distribution {
  @Override
  public DType dtype() {
    return inner.dtype();
  }

  @Override
  public Shape batchShape() {
    return inner.batchShape();
  }

  @Override
  public Shape eventShape() {
    return inner.eventShape();
  }

  @Override
  public Constraint support() {
    return inner.support();
  }

  @Override
  public Opaque expand(long... batchShape) {
    return new Opaque(inner.expand(batchShape));
  }

  @Override
  public Tensor sample(long... sampleShape) {
    return inner.sample(sampleShape);
  }

  @Override
  public Tensor logProb(Tensor value) {
    return inner.logProb(value);
  }

  @Override
  public Tensor cdf(Tensor value) {
    return inner.cdf(value);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return inner.icdf(probability);
  }
}
