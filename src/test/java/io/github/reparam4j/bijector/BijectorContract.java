/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The contract of every bijector. A subclass supplies the cases; it inherits all tests as final
 * methods and cannot omit one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BijectorContract {
  private static final int BATCH = 3;

  abstract Stream<BijectorCase> cases();

  /** Values of the elements of x at which no result may be NaN. */
  double[] extremes() {
    return new double[] {-1e30, -1e15, -800, -90, -20, -1e-30, 0, 1e-30, 20, 90, 800, 1e15, 1e30};
  }

  /** Relative error of the inverse in DOUBLE. */
  double inverseTolerance() {
    return 1e-12;
  }

  static double[] values(Tensor t) {
    INDArray array = t.eval();
    return array.isEmpty() ? new double[0] : array.dup('c').data().asDouble();
  }

  static void assertClose(double[] found, double[] expected, double tolerance, String what) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .as("%s [%d]", what, i)
          .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
    }
  }

  /** The sixth-order central difference with respect to x[i]. */
  static double[] difference(double[] x, int i, double h, UnaryOperator<double[]> f) {
    double[][] at = new double[7][];
    for (int k = -3; k <= 3; k++) {
      double[] moved = x.clone();
      moved[i] += k * h;
      at[k + 3] = f.apply(moved);
    }
    return IntStream.range(0, at[0].length)
        .mapToDouble(
            j ->
                (45 * (at[4][j] - at[2][j]) - 9 * (at[5][j] - at[1][j]) + at[6][j] - at[0][j])
                    / (60 * h))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inverseInvertsForward(BijectorCase c) {
    Bijector b = c.bijector();
    Tensor x = c.x(DType.DOUBLE, BATCH);
    double[] back = values(b.inverse(b.forward(x)));
    double[] start = values(x.broadcastTo(b.inverse(b.forward(x)).shape()));
    assertClose(back, start, inverseTolerance(), "inverse of forward");
    Bijector inFloat = c.bijector(DType.FLOAT);
    Tensor y = inFloat.forward(c.x(DType.FLOAT, BATCH));
    assertThat(y.dtype()).isEqualTo(DType.FLOAT);
    assertClose(values(inFloat.inverse(y)), start, 2e-4, "inverse of forward in FLOAT");
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void valuesLieInTheCodomainAndPointsInTheDomain(BijectorCase c) {
    for (DType dtype : DType.values()) {
      Bijector b = c.bijector(dtype);
      Tensor x = c.x(dtype, BATCH);
      assertThat(values(b.domain().contains(x))).as("%s", dtype).containsOnly(1.0);
      assertThat(values(b.codomain().contains(b.forward(x)))).as("%s", dtype).containsOnly(1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void shapesAreBatchThenEvent(BijectorCase c) {
    Bijector b = c.bijector();
    Tensor x = c.x(DType.DOUBLE, 6).reshape(Shape.of(2, 3).append(c.event()));
    assertThat(b.domain().eventRank()).isEqualTo(c.event().rank());
    ValueWithLogDet y = b.forwardAndLogDet(x);
    Shape batch = y.logDet().shape();
    assertThat(batch).isEqualTo(Shape.of(2, 3));
    assertThat(y.value().shape().rank()).isEqualTo(2 + b.codomain().eventRank());
    assertThat(y.value().shape().slice(0, 2)).isEqualTo(batch);
    ValueWithLogDet back = b.inverseAndLogDet(y.value());
    assertThat(back.value().shape()).isEqualTo(x.shape());
    assertThat(back.logDet().shape()).isEqualTo(batch);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void logDetMatchesNumericalJacobian(BijectorCase c) {
    Bijector b = c.bijector();
    int n = (int) c.event().size();
    double[] x = c.points(1);
    double[][] columns = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] all =
          difference(
              x,
              i,
              1e-3,
              v -> values(b.forward(Tensor.constant(v, Shape.of(1).append(c.event()).toLongs()))));
      int[] coordinates =
          c.coordinates() == null ? IntStream.range(0, n).toArray() : c.coordinates();
      columns[i] = Arrays.stream(coordinates).mapToDouble(p -> all[p]).toArray();
    }
    double expected = logDeterminant(columns);
    assertThat(values(b.logDet(c.x(DType.DOUBLE, 1)))[0])
        .isCloseTo(expected, within(1e-8 * (1 + Math.abs(expected))));
  }

  /** ln |det| by Gaussian elimination with partial pivoting. */
  private static double logDeterminant(double[][] matrix) {
    double sum = 0;
    int n = matrix.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k]) ? i : pivot;
      }
      double[] row = matrix[pivot];
      matrix[pivot] = matrix[k];
      matrix[k] = row;
      sum += Math.log(Math.abs(row[k]));
      for (int i = k + 1; i < n; i++) {
        double factor = matrix[i][k] / row[k];
        for (int j = k; j < n; j++) {
          matrix[i][j] -= factor * row[j];
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void combinedMethodsMatchSeparateOnes(BijectorCase c) {
    Bijector b = c.bijector();
    Tensor x = c.x(DType.DOUBLE, BATCH);
    ValueWithLogDet forward = b.forwardAndLogDet(x);
    assertThat(values(forward.value())).isEqualTo(values(b.forward(x)));
    assertThat(values(forward.logDet())).isEqualTo(values(b.logDet(x)));
    Tensor y = Tensor.constant(forward.value().eval());
    ValueWithLogDet inverse = b.inverseAndLogDet(y);
    assertThat(values(inverse.value())).isEqualTo(values(b.inverse(y)));
    assertClose(
        values(inverse.logDet()), values(b.logDet(x).neg()), 1e3 * inverseTolerance(), "logDet");
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void invertedIsTheInverse(BijectorCase c) {
    Bijector b = c.bijector();
    Bijector back = b.inverted();
    Tensor y = Tensor.constant(b.forward(c.x(DType.DOUBLE, BATCH)).eval());
    assertThat(values(back.forward(y))).isEqualTo(values(b.inverse(y)));
    assertThat(values(back.logDet(y))).isEqualTo(values(b.inverseAndLogDet(y).logDet()));
    assertThat(back.domain().eventRank()).isEqualTo(b.codomain().eventRank());
    assertThat(back.inverted()).isEqualTo(b);
    double[] there = values(b.then(back).logDet(c.x(DType.DOUBLE, BATCH)));
    assertClose(there, new double[BATCH], 1e3 * inverseTolerance(), "logDet there and back");
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void gradientsMatchCentralDifferences(BijectorCase c) {
    Tensor at = c.x(DType.DOUBLE, 1);
    assertGradients(c, at, (b, x) -> b.forward(x));
    assertGradients(c, at, (b, x) -> b.logDet(x));
    if (c.coordinates() == null) {
      Tensor y = c.bijector().forward(at);
      assertGradients(c, y, (b, x) -> b.inverse(x));
      assertGradients(c, y, (b, x) -> b.inverseAndLogDet(x).logDet());
    }
  }

  private static void assertGradients(
      BijectorCase c, Tensor at, BiFunction<Bijector, Tensor, Tensor> part) {
    int n = c.parameters().length;
    Parameter[] by = new Parameter[n + 1];
    for (int i = 0; i < n; i++) {
      BijectorCase.Value v = c.parameters()[i];
      by[i] = parameter("p" + i, v.data(), v.shape());
    }
    by[n] = parameter("x", values(at), at.shape());
    Tensor out = part.apply(c.family().apply(Arrays.copyOf(by, n, Tensor[].class)), by[n]);
    Tensor weights = Tensor.range(DType.DOUBLE, (int) out.shape().size()).mul(0.3).add(0.7);
    Tensor loss = out.reshape(-1).mul(weights).sum();
    Gradients gradients = Gradients.orZero(loss, by);
    for (Parameter p : by) {
      double[] start = p.shape().size() == 0 ? new double[0] : p.array().data().asDouble();
      double[] found = values(gradients.of(p));
      for (int i = 0; i < start.length; i++) {
        double[] expected =
            difference(
                start,
                i,
                1e-3,
                v -> {
                  p.assign(Nd4j.createFromArray(v).reshape(p.shape().toLongs()));
                  return new double[] {loss.evalScalar()};
                });
        assertThat(found[i])
            .as("by %s [%d]", p, i)
            .isCloseTo(expected[0], within(1e-8 * (1 + Math.abs(expected[0]))));
      }
      p.assign(Nd4j.createFromArray(start).reshape(p.shape().toLongs()));
    }
  }

  private static Parameter parameter(String name, double[] data, Shape shape) {
    return Parameter.of(name, Nd4j.createFromArray(data).reshape(shape.toLongs()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void noResultIsNanAtExtremeValues(BijectorCase c) {
    for (DType dtype : DType.values()) {
      Bijector b = c.bijector(dtype);
      for (double value : extremes()) {
        for (int pattern = 0; pattern < 3; pattern++) {
          assertNoNan(b, c, dtype, value, pattern);
        }
      }
    }
  }

  /**
   * Pattern 0 sets all elements to the value, 1 every second one, 2 only the first; others are 0.5.
   */
  private void assertNoNan(Bijector b, BijectorCase c, DType dtype, double value, int pattern) {
    double[] data =
        IntStream.range(0, (int) c.event().size())
            .mapToDouble(i -> pattern == 0 || pattern == 1 && i % 2 == 0 || i == 0 ? value : 0.5)
            .toArray();
    Tensor x = Tensor.constant(data, Shape.of(1).append(c.event()).toLongs()).cast(dtype);
    String what = c + " of " + Arrays.toString(data) + " " + dtype;
    assertThat(values(b.forward(x))).as(what).doesNotContain(Double.NaN);
    assertThat(values(b.logDet(x))).as("logDet of " + what).doesNotContain(Double.NaN);
    Tensor leaf = x.stopGradient();
    Gradients g = Gradients.orZero(b.logDet(leaf).sum(), leaf);
    assertThat(DoubleStream.of(values(g.of(leaf))).noneMatch(Double::isNaN))
        .as("gradient of logDet of " + what)
        .isTrue();
  }
}
