/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A family with scalar parameters at one point of its parameter space.
 *
 * @param family makes the distribution from its parameters
 * @param parameters their values
 * @param kinks where the density is not smooth, besides the ends of the support
 * @param lacks what the family has no closed form for
 */
record DistributionCase(
    Function<Tensor[], Distribution> family, double[] parameters, double[] kinks, Set<Has> lacks) {
  /** Optional methods of a family. */
  enum Has {
    ENTROPY,
    MEAN,
    VARIANCE,
    MODE,
    CDF,
    ICDF
  }

  static DistributionCase of(Function<Tensor[], Distribution> family, double... parameters) {
    return new DistributionCase(family, parameters, new double[0], Set.of());
  }

  /** Where the density has a kink or a jump. */
  DistributionCase kinks(double... at) {
    return new DistributionCase(family, parameters, at, lacks);
  }

  /** The optional methods that the family lacks. */
  DistributionCase lacking(Has... what) {
    return new DistributionCase(family, parameters, kinks, Set.of(what));
  }

  boolean has(Has what) {
    return !lacks.contains(what);
  }

  /** The one distribution of the case. */
  Distribution distribution(DType dtype) {
    return family.apply(
        Arrays.stream(parameters).mapToObj(p -> Tensor.fill(dtype, p)).toArray(Tensor[]::new));
  }

  Distribution distribution() {
    return distribution(DType.DOUBLE);
  }

  /** Parameters in DOUBLE, each of a shape that holds the case's value everywhere. */
  Parameter[] variables(long... shape) {
    return IntStream.range(0, parameters.length)
        .mapToObj(i -> Grid.parameter("p" + i, DType.DOUBLE, Shape.of(shape), j -> parameters[i]))
        .toArray(Parameter[]::new);
  }

  /** The case with one parameter changed. */
  DistributionCase with(int parameter, double value) {
    double[] changed = parameters.clone();
    changed[parameter] = value;
    return new DistributionCase(family, changed, kinks, lacks);
  }

  /** Some of the family's own samples in increasing order, as points to look at. */
  double[] points(int count) {
    return Arrays.stream(Grid.values(distribution().sample(count).eval(CentralDifference.KEY)))
        .sorted()
        .toArray();
  }

  /** Steps by which the parameters are changed: small beside them and the spread of samples. */
  double[] steps() {
    double[] sample = points(101);
    double spread = sample[75] - sample[25];
    double least = spread > 0 ? Math.min(spread, 1) : 1;
    return Arrays.stream(parameters)
        .map(Math::abs)
        .map(size -> 4e-3 * (size > 1e-3 ? Math.min(size, least) : least))
        .toArray();
  }

  /** Whether the density is not smooth within a distance of a value. */
  boolean isKinkNear(double value, double distance) {
    return Arrays.stream(kinks).anyMatch(k -> Math.abs(value - k) < distance);
  }

  @Override
  public String toString() {
    return distribution().getClass().getSimpleName() + Arrays.toString(parameters);
  }
}
