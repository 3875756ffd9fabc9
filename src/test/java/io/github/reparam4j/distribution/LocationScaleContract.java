/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;

/** The contract of every family with a finite location and a positive scale. */
abstract class LocationScaleContract extends ContinuousContract {
  abstract Distribution of(Tensor loc, Tensor scale);

  /** Where the density has a kink. */
  double[] kinks(double loc) {
    return new double[0];
  }

  /** The optional methods that the family lacks. */
  Has[] lacks() {
    return new Has[0];
  }

  final DistributionCase member(double loc, double scale) {
    return DistributionCase.of(p -> of(p[0], p[1]), loc, scale).kinks(kinks(loc)).lacking(lacks());
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(member(0.3, 1), member(-40, 2.5), member(1e3, 1e-2));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        member(0, 1e-30), member(0, 1e30), member(1e30, 1), member(-1e30, 1e-30), member(7, 1e30));
  }

  @Override
  final Stream<Invalid> invalid() {
    DistributionCase one = member(0, 1);
    String where = one.distribution().getClass().getSimpleName() + ".of: ";
    String scale = where + "scale must be > 0, got ";
    String hint = "; pass a log-scale through exp or softplus";
    return Stream.of(
        new Invalid(one.with(1, 0), scale + "0.0" + hint),
        new Invalid(one.with(1, -1), scale + "-1.0" + hint),
        new Invalid(one.with(1, Double.NaN), scale + "NaN" + hint),
        new Invalid(one.with(0, Double.NaN), where + "loc must be finite, got NaN"),
        new Invalid(
            one.with(0, Double.POSITIVE_INFINITY), where + "loc must be finite, got Infinity"));
  }
}
