/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Tensor;

/**
 * Independent elements: one standard deviation each.
 *
 * @param standardDeviation sigma
 * @param logDet ln sigma
 */
record DiagonalScale(Tensor standardDeviation, Tensor logDet) implements GaussianScale {
  static DiagonalScale ofStandardDeviation(String where, Tensor scale) {
    Tensor checked = Parameters.positive(where, "scale", scale);
    return new DiagonalScale(checked, checked.log());
  }

  static DiagonalScale ofLogVariance(Tensor logVariance) {
    Tensor logScale = logVariance.mul(0.5);
    return new DiagonalScale(logScale.exp(), logScale);
  }

  @Override
  public boolean isVector() {
    return false;
  }

  @Override
  public int noiseLength() {
    return 1;
  }

  @Override
  public boolean isFunctionOfNoise() {
    return true;
  }

  @Override
  public Tensor times(Tensor z) {
    return standardDeviation.mul(z);
  }

  @Override
  public Tensor mahalanobis(Tensor d) {
    return d.div(standardDeviation).square();
  }

  @Override
  public Tensor excess() {
    return excessOfLog(logDet.mul(2));
  }

  @Override
  public Tensor excessOver(GaussianScale p) {
    return excessOfLog(logDet.sub(p.logDet()).mul(2));
  }

  /** e^x - 1 - x, which is never negative. */
  static Tensor excessOfLog(Tensor x) {
    return x.expm1().sub(x);
  }

  @Override
  public Tensor triangle() {
    return standardDeviation.diag();
  }

  @Override
  public Tensor covariance() {
    return standardDeviation.square().diag();
  }
}
