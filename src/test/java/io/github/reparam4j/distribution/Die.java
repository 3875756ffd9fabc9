/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/** The counts 0, 1, ..., 5, each with probability 1/6. */
record Die(Shape batchShape) implements Distribution {
  @Override
  public DType dtype() {
    return DType.DOUBLE;
  }

  @Override
  public Constraint support() {
    return new Constraint.CountsUpTo(Tensor.scalar(5));
  }

  @Override
  public Die expand(long... batchShape) {
    return new Die(Shape.of(batchShape));
  }

  @Override
  public Tensor sample(long... sampleShape) {
    return icdf(
        Noise.of(NoiseDistribution.UNIFORM, dtype(), Parameters.sampleShape(this, sampleShape)));
  }

  @Override
  public Tensor logProb(Tensor value) {
    return support().restrict(value, Tensor.scalar(-Math.log(6)));
  }

  @Override
  public Tensor cdf(Tensor value) {
    return value.floor().add(1).div(6).clamp(0, 1);
  }

  @Override
  public Tensor icdf(Tensor probability) {
    return probability.mul(-6).floor().neg().sub(1).clamp(0, 5);
  }
}
