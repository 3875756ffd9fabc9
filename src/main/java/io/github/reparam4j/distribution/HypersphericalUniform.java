/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.variate.SphericalVariates;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The uniform distribution on the unit sphere of R^d: density Gamma(d/2) / (2 pi^(d/2)) with
 * respect to its area. It has no parameters. It is the prior of variational posteriors on the
 * sphere:
 *
 * <pre>{@code
 * VonMisesFisher posterior = VonMisesFisher.of(direction, concentration);     // direction [..., 10]
 * Tensor kl = KlDivergence.of(posterior, HypersphericalUniform.of(10));
 * }</pre>
 *
 * <p>Samples are the direction of a vector of standard normals.
 */
public final class HypersphericalUniform implements Reparameterized {
  private final DType dtype;
  private final int dimension;
  private final Shape batchShape;

  private HypersphericalUniform(DType dtype, int dimension, Shape batchShape) {
    this.dtype = dtype;
    this.dimension = dimension;
    this.batchShape = batchShape;
  }

  /**
   * The uniform distribution on the unit sphere of R^dimension, in DOUBLE.
   *
   * @param dimension length of the vectors, at least 2
   * @return the distribution, with a scalar batch
   * @throws IllegalArgumentException if the dimension is less than 2
   */
  public static HypersphericalUniform of(int dimension) {
    return of(DType.DOUBLE, dimension);
  }

  /**
   * The uniform distribution on the unit sphere of R^dimension.
   *
   * @param dtype type of samples
   * @param dimension length of the vectors, at least 2
   * @return the distribution, with a scalar batch
   * @throws IllegalArgumentException if the dimension is less than 2
   */
  public static HypersphericalUniform of(DType dtype, int dimension) {
    Errors.given("HypersphericalUniform.of", "dtype", dtype);
    if (dimension < 2) {
      throw Errors.argument(
          "HypersphericalUniform.of", "dimension must be at least 2", dimension, null);
    }
    return new HypersphericalUniform(dtype, dimension, Shape.scalar());
  }

  // ---- parameters

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape batchShape() {
    return batchShape;
  }

  @Override
  public Shape eventShape() {
    return Shape.of(dimension);
  }

  @Override
  public HypersphericalUniform expand(long... batchShape) {
    Shape larger = EventShapes.larger("HypersphericalUniform.expand", this.batchShape, batchShape);
    return new HypersphericalUniform(dtype, dimension, larger);
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.UNIT_SPHERE;
  }

  // ---- samples

  /** As there are no parameters, nothing is differentiated. */
  @Override
  public Tensor rsample(long... sampleShape) {
    return SphericalVariates.direction(dtype, Shape.of(sampleShape).append(batchShape), dimension);
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("HypersphericalUniform.logProb", "value", value);
    SphericalDirection.requireEvents("HypersphericalUniform.logProb", value, dimension);
    return support().restrict(value, all(-SphericalDirection.logArea(dimension)));
  }

  private Tensor all(double x) {
    return Tensor.fill(dtype, x, batchShape.toLongs());
  }

  // ---- moments

  /** {@return 0} */
  @Override
  public Tensor mean() {
    return Tensor.zeros(dtype, batchShape.append(eventShape()).toLongs());
  }

  /** {@return 1 / d} */
  @Override
  public Tensor variance() {
    return Tensor.fill(dtype, 1.0 / dimension, batchShape.append(eventShape()).toLongs());
  }

  // ---- entropy

  @Override
  public Tensor entropy() {
    return all(SphericalDirection.logArea(dimension));
  }

  // ---- divergences

  static KlRules<HypersphericalUniform> divergences() {
    return KlRules.from(HypersphericalUniform.class)
        .to(HypersphericalUniform.class, HypersphericalUniform::divergence)
        .to(VonMisesFisher.class, VonMisesFisher::divergenceOf)
        .to(PowerSpherical.class, PowerSpherical::divergenceOf);
  }

  private static Tensor divergence(HypersphericalUniform p, HypersphericalUniform q) {
    Shape joint = p.batchShape.broadcast("KlDivergence.of", q.batchShape);
    return Tensor.zeros(DType.DOUBLE, joint.toLongs());
  }

  @Override
  public String toString() {
    return "HypersphericalUniform batch " + batchShape + " event " + eventShape() + " " + dtype;
  }
}
