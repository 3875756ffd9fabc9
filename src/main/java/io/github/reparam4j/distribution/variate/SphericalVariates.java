/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.SphericalVariate;
import io.github.reparam4j.tensor.Tensor;

/**
 * Points x on the sphere of R^d whose distribution is symmetric about a direction mu: x = t mu +
 * sqrt(1 - t^2) v, where v is uniform among the unit vectors perpendicular to mu. The projection t
 * is given by its logit y = ln((1 + t) / (1 - t)), which has the digits of 1 - t and of 1 + t.
 */
public final class SphericalVariates {
  private SphericalVariates() {}

  /**
   * The logit of the projection of a von Mises-Fisher variate, drawn by rejection (Wood 1994). Its
   * gradient by the concentration is the implicit one, dy/dconcentration at a constant value of the
   * distribution function of t (Figurnov, Mohamed and Mnih 2018). For one dimension no other
   * gradient is unbiased for all functions, and none of the correction terms of rejection samplers
   * is needed. It is of first order: a second derivative is an error that says so.
   *
   * @param d dimension, at least 2
   * @param concentration &gt;= 0
   * @param shape shape of the samples, which the concentration's must broadcast to
   * @return y, of that shape; relative error of its gradient 1e-12 in DOUBLE
   */
  public static Tensor vonMisesFisherLogit(int d, Tensor concentration, Shape shape) {
    DType dtype = concentration.dtype();
    Tensor m = Tensor.fill(dtype, 0.5 * (d - 1));
    Tensor logit = GammaVariates.logGamma(m, shape).sub(GammaVariates.logGamma(m, shape));
    Tensor u = Noise.uniform(dtype, shape.toLongs());
    Tensor value =
        Expressions.apply(
            new SphericalVariate(SphericalVariate.Kind.DRAW, d),
            concentration.stopGradient(),
            logit.stopGradient(),
            u);
    GradientRule implicit =
        (input, y, g) ->
            g.multiplyNoNan(
                Expressions.apply(
                    new SphericalVariate(SphericalVariate.Kind.BY_CONCENTRATION, d),
                    concentration,
                    y));
    return Expressions.apply(
        new Marker.OnceDifferentiable("SphericalVariates.vonMisesFisherLogit", implicit),
        value,
        concentration);
  }

  /**
   * Points with given projections. v is a uniform unit vector perpendicular to the first axis,
   * mapped by the Householder reflection that maps the first axis to mu or -mu, whichever is
   * farther. So its derivative by mu is bounded for every mu.
   *
   * @param mu unit vectors, [..., d]
   * @param logit y, of the shape sample + batch
   * @return points, of the shape sample + batch + [d]
   */
  public static Tensor around(Tensor mu, Tensor logit) {
    int d = mu.shape().dim(-1);
    Tensor v = direction(logit.dtype(), logit.shape(), d - 1);
    Tensor first = mu.slice(-1, 0, 1);
    Tensor rest = mu.slice(-1, 1, d);
    Tensor isNegative = first.stopGradient().lt(0);
    Tensor sign = Tensor.where(isNegative, Tensor.fill(mu.dtype(), -1), Tensor.ones(mu.dtype()));
    Tensor share = rest.mul(v).sum(-1).expandDims(-1).div(first.mul(sign).add(1));
    // v - u (u'v) / (1 + |mu[0]|) with u = mu + sign e0
    Tensor tangent = Tensor.concat(-1, first.add(sign).mul(share).neg(), v.sub(rest.mul(share)));
    Tensor half = logit.mul(0.5).expandDims(-1);
    return mu.mul(half.tanh()).add(tangent.mul(half.logCosh().neg().exp()));
  }

  /**
   * Uniform points on the sphere of R^n, without gradient.
   *
   * @param dtype element type
   * @param shape shape of the samples and their batch
   * @param n dimension, at least 1
   * @return unit vectors, of the shape with an axis of length n at its end
   */
  public static Tensor direction(DType dtype, Shape shape, int n) {
    Tensor z = Noise.standardNormal(dtype, shape.append(Shape.of(n)).toLongs());
    if (n == 1) {
      return Tensor.where(z.lt(0), Tensor.fill(dtype, -1), Tensor.ones(dtype));
    }
    return z.div(z.square().sumKeepDims(-1).sqrt());
  }
}
