/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.special.GammaFunctions;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The parameters of a distribution on the sphere of R^d that is symmetric about a direction.
 *
 * @param mu the direction, unit vectors [..., d]
 * @param concentration how concentrated it is, &gt;= 0
 * @param batchShape the shape to which both broadcast, without d
 */
record SphericalDirection(Tensor mu, Tensor concentration, Shape batchShape) {
  static SphericalDirection of(String where, Tensor meanDirection, Tensor concentration) {
    Parameters.requireOneType(where, meanDirection, concentration);
    Shape shape = meanDirection.shape();
    if (shape.rank() < 1 || shape.dim(-1) < 2) {
      throw Errors.argument(where, "meanDirection must be [..., d] with d at least 2", shape, null);
    }
    Tensor finite = Parameters.finite(where, "meanDirection", meanDirection);
    String hint = "pass a log-concentration through exp or softplus";
    Tensor k = Parameters.finite(where, "concentration", concentration);
    k = Parameters.require(where, "concentration", k, Condition.NON_NEGATIVE, hint);
    Shape batch = shape.slice(0, shape.rank() - 1).broadcast(where, k.shape());
    return new SphericalDirection(unit(where, finite), k, batch);
  }

  /** The vector divided by its length, whose square may not be representable. */
  private static Tensor unit(String where, Tensor x) {
    Tensor size =
        Parameters.require(
                where,
                "greatest element of meanDirection",
                x.abs().max(-1),
                Condition.POSITIVE,
                "the zero vector has no direction")
            .stopGradient();
    Tensor scaled = x.div(size.expandDims(-1));
    return scaled.div(scaled.square().sumKeepDims(-1).sqrt());
  }

  SphericalDirection expand(String where, long... to) {
    Shape larger = EventShapes.larger(where, batchShape, to);
    return new SphericalDirection(
        mu.broadcastTo(larger.append(Shape.of(dimension()))),
        concentration.broadcastTo(larger),
        larger);
  }

  int dimension() {
    return mu.shape().dim(-1);
  }

  /** The direction, of the shape batch + [d]. */
  Tensor wideMu() {
    return mu.broadcastTo(batchShape.append(Shape.of(dimension())));
  }

  /**
   * (1 - mu'x) / 2 for unit vectors x, without cancellation near mu: |x - mu|^2 / 4. Its gradient
   * is that of (1 - mu'x) / 2, for any x.
   */
  Tensor halfVersine(String where, Tensor x) {
    requireEvents(where, x, dimension());
    return quarterOfSquare(x, x.sub(mu), -0.5);
  }

  /** (1 + mu'x) / 2, likewise. */
  Tensor halfCoversine(String where, Tensor x) {
    requireEvents(where, x, dimension());
    return quarterOfSquare(x, x.add(mu), 0.5);
  }

  private Tensor quarterOfSquare(Tensor x, Tensor difference, double slope) {
    Tensor value = difference.square().sum(-1).mul(0.25);
    return Tensor.withGradient(value, (input, y, g) -> g.mul(slope), x.mul(mu).sum(-1));
  }

  static void requireEvents(String where, Tensor x, int dimension) {
    if (x.shape().rank() < 1 || x.shape().dim(-1) != dimension) {
      throw Errors.argument(where, "value must be [..., " + dimension + "]", x.shape(), null);
    }
  }

  /** The variance of each element from those along mu and across it. */
  Tensor variance(Tensor along, Tensor across) {
    Tensor square = wideMu().square();
    return along.expandDims(-1).mul(square).add(across.expandDims(-1).mul(square.neg().add(1)));
  }

  /** ln of the area of the sphere of R^d, 2 pi^(d/2) / Gamma(d/2). */
  static double logArea(int d) {
    return Math.log(2) + 0.5 * d * Math.log(Math.PI) - GammaFunctions.lgamma(0.5 * d);
  }
}
