/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * Lower-triangular matrices of independent elements: standard normal below the diagonal, chi on it.
 * Used in the decomposition of a Wishart matrix by M. S. Bartlett ("On the theory of statistical
 * regression", 1933) and, with normalised rows, in the onion method.
 *
 * @param below the elements below the diagonal, zeros elsewhere
 * @param logDiagonal the logarithms of the diagonal
 */
public record BartlettFactor(Tensor below, Tensor logDiagonal) {
  /**
   * Draws new noise.
   *
   * @param df degrees of freedom of each element of the diagonal, [..., n]
   * @param shape shape of the diagonal, to which df broadcasts
   */
  public static BartlettFactor sample(Tensor df, Shape shape) {
    Tensor logGamma = GammaVariates.logGamma(df.mul(0.5), shape);
    int n = shape.dim(-1);
    Tensor normal = Noise.standardNormal(df.dtype(), shape.append(Shape.of(n)).toLongs());
    Tensor index = Tensor.range(df.dtype(), n);
    Tensor isBelow = index.expandDims(1).gt(index);
    return new BartlettFactor(
        Tensor.where(isBelow, normal, Tensor.zeros(df.dtype())),
        logGamma.add(Math.log(2)).mul(0.5));
  }

  public Tensor matrix() {
    int n = logDiagonal.shape().dim(-1);
    Tensor identity = Tensor.eye(below.dtype(), n);
    return Tensor.where(identity, logDiagonal.exp().expandDims(-1), below);
  }

  /** The sum of squares of each row. */
  public Tensor squaredNorms() {
    return below.square().sum(-1).add(logDiagonal.mul(2).exp());
  }
}
