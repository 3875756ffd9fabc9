/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * A point mass. The log-probability (of a mass, not a density) is 0 at the point and minus infinity
 * elsewhere, without gradient; samples are the point, with gradients.
 */
public final class Delta implements Reparameterized {
  private final Tensor point;
  private final int eventRank;

  private Delta(Tensor point, int eventRank) {
    this.point = point;
    this.eventRank = eventRank;
  }

  /**
   * A batch of scalar points.
   *
   * @param point the points
   * @return the distribution; its batch shape is that of the points
   */
  public static Delta of(Tensor point) {
    Errors.given("Delta.of", "point", point);
    return of(point, 0);
  }

  /**
   * A batch of points that are arrays.
   *
   * @param point the points
   * @param eventRank number of trailing axes of one point
   * @return the distribution
   * @throws IllegalArgumentException if there are fewer axes
   */
  public static Delta of(Tensor point, int eventRank) {
    Errors.given("Delta.of", "point", point);
    if (eventRank < 0 || eventRank > point.shape().rank()) {
      throw Errors.argument(
          "Delta.of",
          "eventRank must be in [0, rank]",
          eventRank + " for shape " + point.shape(),
          null);
    }
    return new Delta(point, eventRank);
  }

  // ---- parameters

  /** {@return the point} */
  public Tensor point() {
    return point;
  }

  @Override
  public DType dtype() {
    return point.dtype();
  }

  @Override
  public Shape batchShape() {
    return point.shape().slice(0, point.shape().rank() - eventRank);
  }

  @Override
  public Shape eventShape() {
    Shape all = point.shape();
    return all.slice(all.rank() - eventRank, all.rank());
  }

  @Override
  public Delta expand(long... batchShape) {
    Tensor wide = point;
    for (int i = point.shape().rank(); i < batchShape.length + eventRank; i++) {
      wide = wide.expandDims(0);
    }
    return new Delta(wide.broadcastTo(Shape.of(batchShape).append(eventShape())), eventRank);
  }

  // ---- support

  @Override
  public Constraint support() {
    Constraint element = new Constraint.Interval(point, point);
    return eventRank == 0 ? element : new Constraint.Each(element, eventRank);
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return point.broadcastTo(Parameters.sampleShape(this, sampleShape));
  }

  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Shape shape = Shape.of(sampleShape).append(batchShape());
    return new SampleWithLogProb(rsample(sampleShape), Tensor.zeros(dtype(), shape.toLongs()));
  }

  // ---- probability

  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("Delta.logProb", "value", value);
    return support().restrict(value, Tensor.zeros(dtype()));
  }

  @Override
  public Tensor cdf(Tensor value) {
    Errors.given("Delta.cdf", "value", value);
    requireScalars("cdf");
    Tensor x = value.stopGradient();
    Tensor step = x.ge(point.stopGradient());
    return Tensor.where(x.eq(x), step, Tensor.fill(dtype(), Double.NaN));
  }

  @Override
  public Tensor icdf(Tensor probability) {
    Errors.given("Delta.icdf", "probability", probability);
    requireScalars("icdf");
    return Parameters.probabilityOrNan(probability.stopGradient()).mul(0).add(point);
  }

  private void requireScalars(String what) {
    if (eventRank > 0) {
      throw Errors.unsupported(
          "Delta." + what, "events must be scalars", "shape " + eventShape(), null);
    }
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return point;
  }

  @Override
  public Tensor variance() {
    return Tensor.zeros(dtype(), point.shape().toLongs());
  }

  @Override
  public Tensor standardDeviation() {
    return variance();
  }

  @Override
  public Tensor mode() {
    return point;
  }

  // ---- entropy

  /** {@return 0, the entropy of a mass at one point} */
  @Override
  public Tensor entropy() {
    return Tensor.zeros(dtype(), batchShape().toLongs());
  }

  @Override
  public String toString() {
    return "Delta batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
