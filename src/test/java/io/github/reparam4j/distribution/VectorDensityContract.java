/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every distribution of vectors or matrices must do, but for its samples: {@link
 * VectorContract}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VectorDensityContract {
  static final int POINTS = 12;

  /** Members of ordinary parameters. */
  abstract Stream<VectorCase> cases();

  /** Values outside of the support of a case, one after another; their log-density is -infinity. */
  abstract double[] outside(VectorCase c);

  /** Error of a log-density against the textbook's, relative. */
  double densityTolerance() {
    return 1e-12;
  }

  /** Error of integrals. */
  double integralTolerance() {
    return 1e-9;
  }

  static Tensor coordinates(VectorCase c, DType dtype) {
    Tensor u = Tensor.constant(c.chart().points(POINTS), POINTS, c.chart().dimensions());
    return u.cast(DType.FLOAT).cast(dtype); // the same numbers for both types
  }

  // ---- shapes

  @ParameterizedTest
  @MethodSource("cases")
  final void shapesAreSampleThenBatchThenEvent(VectorCase c) {
    int n = c.parameters().size();
    Shape[] batches = new Shape[n];
    Arrays.fill(batches, Shape.scalar());
    batches[0] = n == 1 ? Shape.of(3, 4) : Shape.of(3, 1);
    if (n > 1) {
      batches[n - 1] = Shape.of(4);
    }
    Reparameterized d =
        (Reparameterized) c.family().apply(c.variables(DType.DOUBLE, new double[] {1}, batches));
    Shape event = d.eventShape();
    Shape batch = Shape.of(3, 4);
    assertThat(d.batchShape()).isEqualTo(batch);
    assertThat(d.sample().shape()).isEqualTo(batch.append(event));
    assertThat(d.rsample(2, 5).shape()).isEqualTo(Shape.of(2, 5, 3, 4).append(event));
    assertThat(d.rsample(0).eval(KEY).isEmpty()).isTrue();
    assertThat(d.logProb(d.sample(2, 5)).shape()).isEqualTo(Shape.of(2, 5, 3, 4));
    Tensor one = c.chart().event(coordinates(c, DType.DOUBLE).select(0, 0));
    assertThat(one.shape()).isEqualTo(event);
    assertThat(d.logProb(one).shape()).isEqualTo(batch);
    assertThat(d.support().eventRank()).isEqualTo(event.rank());
    SampleWithLogProb both = d.rsampleAndLogProb(2);
    assertThat(both.sample().shape()).isEqualTo(Shape.of(2, 3, 4).append(event));
    assertThat(both.logProb().shape()).isEqualTo(Shape.of(2, 3, 4));
    for (Has what : Has.values()) {
      if (c.has(what)) {
        Shape expected = what == Has.ENTROPY ? batch : batch.append(event);
        assertThat(value(d, what).shape()).as("%s", what).isEqualTo(expected);
        double[] all = values(value(d, what));
        double[] alone = values(value(c.distribution(), what));
        double[] repeated = new double[all.length];
        Arrays.setAll(repeated, i -> alone[i % alone.length]);
        assertClose(all, repeated, 1e-14, what.name());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void scoreHasMeanZero(VectorCase c) {
    Parameter[] by = c.variables(DType.DOUBLE, Score.COUNT);
    Distribution d = c.family().apply(by);
    Score.assertMeanIsZero(d, d.sample(), by);
  }

  static Tensor value(Distribution d, Has what) {
    return switch (what) {
      case ENTROPY -> d.entropy();
      case MEAN -> d.mean();
      case VARIANCE -> d.variance();
      case MODE -> d.mode();
      case CDF -> d.cdf(Tensor.scalar(0));
      case ICDF -> d.icdf(Tensor.scalar(0));
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void membersOfABatchAreThoseApart(VectorCase c) {
    double[] factors = {1, 1.07, 1.15};
    Shape[] three = new Shape[c.parameters().size()];
    Arrays.fill(three, Shape.of(3));
    Shape[] none = new Shape[three.length];
    Arrays.fill(none, Shape.scalar());
    Distribution batch = c.family().apply(c.variables(DType.DOUBLE, factors, three));
    Tensor x = c.chart().event(coordinates(c, DType.DOUBLE).select(0, 1));
    double[] all = values(batch.logProb(x));
    for (int i = 0; i < factors.length; i++) {
      double[] factor = {factors[i]};
      Distribution one = c.family().apply(c.variables(DType.DOUBLE, factor, none));
      assertClose(new double[] {all[i]}, values(one.logProb(x)), 1e-13, "logProb of member");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void expandedIsTheSame(VectorCase c) {
    Distribution d = c.distribution();
    Distribution expanded = d.expand(2, 3);
    assertThat(expanded).isInstanceOf(d.getClass());
    assertThat(expanded.batchShape()).isEqualTo(Shape.of(2, 3));
    assertThat(expanded.eventShape()).isEqualTo(d.eventShape());
    assertThat(expanded.sample(4).shape()).isEqualTo(Shape.of(4, 2, 3).append(d.eventShape()));
    Tensor x = c.chart().event(coordinates(c, DType.DOUBLE).select(0, 0));
    assertThat(expanded.logProb(x).shape()).isEqualTo(Shape.of(2, 3));
    double[] six = new double[6];
    Arrays.fill(six, values(d.logProb(x))[0]);
    assertClose(values(expanded.logProb(x)), six, 1e-14, "logProb");
    for (Has what : List.of(Has.MEAN, Has.VARIANCE, Has.ENTROPY, Has.MODE)) {
      if (c.has(what)) {
        assertThat(value(expanded, what).shape())
            .as("%s", what)
            .isEqualTo(Shape.of(2, 3).append(value(d, what).shape()));
      }
    }
    assertThatThrownBy(() -> expanded.expand(5)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void whatIsLackingSaysSo(VectorCase c) {
    Distribution d = c.distribution();
    for (Has what : c.lacks()) {
      assertThatThrownBy(() -> value(d, what))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining(": there must be a closed form, got a distribution without one");
    }
  }

  // ---- density

  @ParameterizedTest
  @MethodSource("cases")
  final void logProbEqualsTextbookFormula(VectorCase c) {
    Tensor events = c.chart().event(coordinates(c, DType.DOUBLE));
    double[] found = values(c.distribution().logProb(events));
    double[] x = values(events);
    int size = x.length / POINTS;
    double[] expected =
        IntStream.range(0, POINTS)
            .mapToDouble(
                i ->
                    c.density()
                        .log(c.parameters(), Arrays.copyOfRange(x, i * size, (i + 1) * size)))
            .toArray();
    assertClose(found, expected, densityTolerance(), "logProb");
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityIntegratesToOneAndMomentsMatch(VectorCase c) {
    assumeTrue(!c.rules().isEmpty());
    Distribution d = c.distribution();
    double[][] points = Chart.product(c.rules().toArray(Quadrature[]::new));
    int dims = c.chart().dimensions();
    double[] flat = new double[points.length * dims];
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(points[i], 0, flat, i * dims, dims);
    }
    Tensor u = Tensor.constant(flat, points.length, dims);
    Tensor event = c.chart().event(u);
    double[][] out = new double[3][];
    try (Program program = Program.of(event, d.logProb(event), c.chart().logVolume(u))) {
      RunResult run = program.run(KEY);
      Arrays.setAll(out, i -> Grid.values(run.get(i)));
    }
    double[] mass = new double[points.length];
    for (int i = 0; i < mass.length; i++) {
      double log = out[1][i] + out[2][i];
      mass[i] = log > -700 && log < 700 ? points[i][dims] * Math.exp(log) : 0;
    }
    assertThat(Arrays.stream(mass).sum()).as("mass").isCloseTo(1, within(integralTolerance()));
    assertMoments(c, d, out[0], mass);
    if (c.has(Has.ENTROPY)) {
      double entropy =
          IntStream.range(0, mass.length)
              .filter(i -> mass[i] > 0)
              .mapToDouble(i -> -mass[i] * out[1][i])
              .sum();
      assertThat(d.entropy().evalScalar())
          .as("entropy")
          .isCloseTo(entropy, within(100 * integralTolerance() * (1 + Math.abs(entropy))));
    }
  }

  private void assertMoments(VectorCase c, Distribution d, double[] x, double[] mass) {
    int size = (int) d.eventShape().size();
    double[] means = new double[size];
    double[] squares = new double[size];
    for (int i = 0; i < mass.length; i++) {
      for (int j = 0; mass[i] > 0 && j < size; j++) {
        means[j] += mass[i] * x[i * size + j];
      }
    }
    for (int i = 0; i < mass.length; i++) {
      for (int j = 0; mass[i] > 0 && j < size; j++) {
        squares[j] += mass[i] * Math.pow(x[i * size + j] - means[j], 2);
      }
    }
    double tolerance = 100 * integralTolerance();
    if (c.has(Has.MEAN) && Arrays.stream(values(d.mean())).allMatch(Double::isFinite)) {
      assertClose(values(d.mean()), means, tolerance, "mean");
      if (c.has(Has.VARIANCE) && Arrays.stream(values(d.variance())).allMatch(Double::isFinite)) {
        assertClose(values(d.variance()), squares, tolerance, "variance");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityIsGreatestAtTheMode(VectorCase c) {
    assumeTrue(c.has(Has.MODE));
    Distribution d = c.distribution();
    assumeTrue(Arrays.stream(values(d.mode())).allMatch(Double::isFinite));
    double atMode = d.logProb(d.mode()).evalScalar();
    double[] others = values(d.logProb(d.sample(500)));
    assertThat(Arrays.stream(others).max().orElseThrow())
        .isLessThanOrEqualTo(atMode + 1e-12 * (1 + Math.abs(atMode)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void logProbGradientMatchesCentralDifference(VectorCase c) {
    double[] at = c.chart().points(POINTS);
    Shape shape = Shape.of(POINTS, c.chart().dimensions());
    Parameter u = Grid.parameter("u", DType.DOUBLE, shape, i -> at[i]);
    List<Parameter> by = new ArrayList<>(List.of(c.variables(DType.DOUBLE)));
    Distribution d = c.family().apply(by.toArray(Parameter[]::new));
    by.add(u);
    CentralDifference.assertGradientsMatch(d.logProb(c.chart().event(u)).mean(), by);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void entropyGradientMatchesCentralDifference(VectorCase c) {
    assumeTrue(c.has(Has.ENTROPY));
    Parameter[] by = c.variables(DType.DOUBLE);
    Tensor entropy = c.family().apply(by).entropy();
    List<Parameter> used = entropy.parameters();
    CentralDifference.assertGradientsMatch(entropy, used);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void floatAgreesWithDouble(VectorCase c) {
    List<Grid> rounded = new ArrayList<>();
    for (Parameter p : c.variables(DType.FLOAT)) {
      rounded.add(Grid.of(p.array()));
    }
    VectorCase same =
        new VectorCase(c.family(), rounded, c.chart(), c.density(), c.rules(), c.lacks());
    Distribution narrow = c.distribution(DType.FLOAT);
    assertThat(narrow.dtype()).isEqualTo(DType.FLOAT);
    assertThat(narrow.sample().dtype()).isEqualTo(DType.FLOAT);
    assertClose(
        values(narrow.logProb(c.chart().event(coordinates(c, DType.FLOAT)))),
        values(same.distribution().logProb(c.chart().event(coordinates(c, DType.DOUBLE)))),
        floatTolerance(),
        "logProb");
    for (Has what : List.of(Has.MEAN, Has.VARIANCE, Has.ENTROPY, Has.MODE)) {
      if (c.has(what)) {
        assertClose(
            values(value(narrow, what)),
            values(value(same.distribution(), what)),
            floatTolerance(),
            what.name());
      }
    }
  }

  /** Error of a log-density in FLOAT, relative. */
  double floatTolerance() {
    return 2e-5;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void densityOutsideOfTheSupportIsZero(VectorCase c) {
    Distribution d = c.distribution();
    double[] x = outside(c);
    int size = (int) d.eventShape().size();
    Shape shape = Shape.of(x.length / size).append(d.eventShape());
    Tensor values = Tensor.constant(x, shape.toLongs());
    assertThat(values(d.support().contains(values))).containsOnly(0.0);
    assertThat(values(d.logProb(values))).containsOnly(Double.NEGATIVE_INFINITY);
    double[] one = values(c.chart().event(coordinates(c, DType.DOUBLE).select(0, 0)));
    one[size - 1] = Double.NaN;
    assertThat(d.logProb(Tensor.constant(one, d.eventShape().toLongs())).evalScalar()).isNaN();
  }
}
