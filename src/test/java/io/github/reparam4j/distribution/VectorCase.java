/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A family of vectors or matrices at one point of its parameter space.
 *
 * @param family makes the distribution from its parameters
 * @param parameters their values, without batch axes
 * @param chart coordinates of the support
 * @param density the log-density by the textbook
 * @param rules for integrals over the chart's coordinates; none if there are too many
 * @param lacks what the family has no closed form for
 */
record VectorCase(
    Function<Tensor[], Distribution> family,
    List<Grid> parameters,
    Chart chart,
    Density density,
    List<Quadrature> rules,
    Set<Has> lacks) {

  /** A textbook log-density in plain arithmetic. */
  interface Density {
    double log(List<Grid> parameters, double... x);
  }

  static VectorCase of(Function<Tensor[], Distribution> family, Grid... parameters) {
    return new VectorCase(
        family, List.of(parameters), null, null, List.of(), Set.of(Has.CDF, Has.ICDF));
  }

  static Grid scalar(double x) {
    return new Grid(Shape.scalar(), new double[] {x});
  }

  static Grid vector(double... x) {
    return new Grid(Shape.of(x.length), x);
  }

  /** A square matrix in row-major order. */
  static Grid matrix(double... x) {
    int n = (int) Math.round(Math.sqrt(x.length));
    return new Grid(Shape.of(n, n), x);
  }

  VectorCase on(Chart of, Density reference) {
    return new VectorCase(family, parameters, of, reference, rules, lacks);
  }

  VectorCase integrable(Quadrature... by) {
    return new VectorCase(family, parameters, chart, density, List.of(by), lacks);
  }

  VectorCase lacking(Has... what) {
    List<Has> all = new ArrayList<>(lacks);
    all.addAll(Arrays.asList(what));
    return new VectorCase(family, parameters, chart, density, rules, Set.copyOf(all));
  }

  boolean has(Has what) {
    return !lacks.contains(what);
  }

  /** Parameters with batch axes in front, each member the same but for factors. */
  Parameter[] variables(DType dtype, double[] factors, Shape... batches) {
    return IntStream.range(0, parameters.size())
        .mapToObj(
            i -> {
              double[] data = parameters.get(i).data();
              Shape shape = batches[i].append(parameters.get(i).shape());
              return Grid.parameter(
                  "p" + i,
                  dtype,
                  shape,
                  j -> data[j % data.length] * factors[j / data.length % factors.length]);
            })
        .toArray(Parameter[]::new);
  }

  /** Parameters with one batch in front of all. */
  Parameter[] variables(DType dtype, long... batch) {
    Shape[] all = new Shape[parameters.size()];
    Arrays.fill(all, Shape.of(batch));
    return variables(dtype, new double[] {1}, all);
  }

  Distribution distribution(DType dtype) {
    return family.apply(variables(dtype));
  }

  Distribution distribution() {
    return distribution(DType.DOUBLE);
  }

  /** The case with one element of one parameter changed. */
  VectorCase with(int parameter, int element, double value) {
    double[] data = parameters.get(parameter).data().clone();
    data[element] = value;
    List<Grid> changed = new ArrayList<>(parameters);
    changed.set(parameter, new Grid(parameters.get(parameter).shape(), data));
    return new VectorCase(family, changed, chart, density, rules, lacks);
  }

  @Override
  public String toString() {
    List<String> values = parameters.stream().map(p -> Arrays.toString(p.data())).toList();
    return distribution().getClass().getSimpleName() + values;
  }
}
