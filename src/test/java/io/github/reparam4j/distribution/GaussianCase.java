/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A form of {@link ReparamGaussian} with the shapes of its parameters and what it should be.
 *
 * @param form the form
 * @param dtype the type of all parameters
 * @param shapes those of loc and of the one or two parameters of the scale
 * @param batch the batch shape that must come of them
 */
record GaussianCase(Form form, DType dtype, List<Shape> shapes, Shape batch) {
  enum Form {
    STANDARD_DEVIATION,
    LOG_VARIANCE,
    TRIANGLE,
    LOW_RANK
  }

  /** Every form with every way to broadcast, in both types. */
  static Stream<GaussianCase> all() {
    return Arrays.stream(DType.values()).flatMap(GaussianCase::all);
  }

  static Stream<GaussianCase> all(DType dtype) {
    Stream<GaussianCase> elements =
        Stream.of(Form.STANDARD_DEVIATION, Form.LOG_VARIANCE)
            .flatMap(
                f ->
                    Stream.of(
                        of(f, dtype, s(), s(), s()),
                        of(f, dtype, s(3), s(3), s(3)),
                        of(f, dtype, s(3), s(), s(3)),
                        of(f, dtype, s(5), s(5), s()),
                        of(f, dtype, s(2, 4, 3), s(2, 1, 3), s(4, 1))));
    Stream<GaussianCase> triangles =
        Stream.of(
            of(Form.TRIANGLE, dtype, s(), s(1), s(1, 1)),
            of(Form.TRIANGLE, dtype, s(), s(3), s(3, 3)),
            of(Form.TRIANGLE, dtype, s(5), s(5, 3), s(3, 3)),
            of(Form.TRIANGLE, dtype, s(5), s(3), s(5, 3, 3)),
            of(Form.TRIANGLE, dtype, s(2, 4), s(2, 1, 3), s(4, 3, 3)));
    Stream<GaussianCase> lowRanks =
        Stream.of(
            of(Form.LOW_RANK, dtype, s(), s(3), s(3, 2), s(3)),
            of(Form.LOW_RANK, dtype, s(), s(2), s(2, 3), s(2)),
            of(Form.LOW_RANK, dtype, s(5), s(5, 3), s(3, 1), s(3)),
            of(Form.LOW_RANK, dtype, s(5), s(3), s(3, 2), s(5, 3)),
            of(Form.LOW_RANK, dtype, s(5), s(3), s(5, 3, 2), s(3)),
            of(Form.LOW_RANK, dtype, s(2, 4), s(2, 1, 3), s(4, 3, 2), s(3)));
    return Stream.of(elements, triangles, lowRanks).flatMap(c -> c);
  }

  private static GaussianCase of(Form form, DType dtype, Shape batch, Shape... shapes) {
    return new GaussianCase(form, dtype, List.of(shapes), batch);
  }

  private static Shape s(long... dims) {
    return Shape.of(dims);
  }

  boolean isVector() {
    return form == Form.TRIANGLE || form == Form.LOW_RANK;
  }

  int eventLength() {
    return isVector() ? shapes.get(0).dim(-1) : 1;
  }

  Shape event() {
    return isVector() ? Shape.of(eventLength()) : Shape.scalar();
  }

  /** The shape of the noise of one sample. */
  Shape noise() {
    int length = form == Form.LOW_RANK ? eventLength() + shapes.get(1).dim(-1) : eventLength();
    return isVector() ? batch.append(Shape.of(length)) : batch;
  }

  /** Fixed values, different for each seed. Elements above the diagonal of a triangle are NaN. */
  List<Parameter> parameters(int seed) {
    return IntStream.range(0, shapes.size())
        .mapToObj(i -> Grid.parameter("p" + i, dtype, shapes.get(i), j -> value(i, j, seed)))
        .toList();
  }

  private double value(int parameter, int i, int seed) {
    double wave = Math.sin(1.7 * i + 0.9 * parameter + 0.6 + 2.3 * seed);
    if (parameter == 0) {
      return 1.2 * wave;
    }
    return switch (form) {
      case STANDARD_DEVIATION -> 0.9 + 0.5 * wave;
      case LOG_VARIANCE -> wave;
      case TRIANGLE -> {
        int n = eventLength();
        int row = i / n % n;
        int column = i % n;
        yield row == column ? 0.9 + 0.4 * wave : row > column ? 0.7 * wave : Double.NaN;
      }
      case LOW_RANK -> parameter == 1 ? 0.8 * wave : 0.6 + 0.3 * wave;
    };
  }

  ReparamGaussian distribution(List<? extends Tensor> p) {
    return switch (form) {
      case STANDARD_DEVIATION -> ReparamGaussian.of(p.get(0), p.get(1));
      case LOG_VARIANCE -> ReparamGaussian.fromLogVariance(p.get(0), p.get(1));
      case TRIANGLE -> ReparamGaussian.fromScaleTril(p.get(0), p.get(1));
      case LOW_RANK -> ReparamGaussian.fromLowRank(p.get(0), p.get(1), p.get(2));
    };
  }

  /** One member of the batch, by its position in row-major order. */
  NaiveGaussian naive(List<Parameter> parameters, long member) {
    List<Grid> p = parameters.stream().map(t -> Grid.of(t.array())).toList();
    int n = eventLength();
    int columns = isVector() ? noise().dim(-1) : 1;
    double[] mean = new double[n];
    double[][] map = new double[n][columns];
    int[] one = Grid.index(batch, member, isVector() ? 1 : 0);
    int[] two = Grid.index(batch, member, isVector() ? 2 : 0);
    int last = two.length - 1;
    for (int i = 0; i < n; i++) {
      if (isVector()) {
        one[one.length - 1] = i;
        two[last - 1] = i;
      }
      mean[i] = p.get(0).at(one);
      for (int j = 0; j < columns; j++) {
        if (isVector()) {
          two[last] = j;
        }
        map[i][j] =
            switch (form) {
              case STANDARD_DEVIATION -> p.get(1).at(one);
              case LOG_VARIANCE -> Math.exp(p.get(1).at(one) / 2);
              case TRIANGLE -> j <= i ? p.get(1).at(two) : 0;
              case LOW_RANK ->
                  j < columns - n
                      ? p.get(1).at(two)
                      : j - (columns - n) == i ? Math.sqrt(p.get(2).at(one)) : 0;
            };
      }
    }
    return new NaiveGaussian(mean, map);
  }

  @Override
  public String toString() {
    return form + " " + dtype + " " + shapes;
  }
}
