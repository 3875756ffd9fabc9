/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every distribution of scalar events must do. A family's test says which members to look at;
 * it inherits all tests and cannot leave one out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DistributionContract {
  static final RandomKey KEY = RandomKey.of(20141215);

  /** Parameters that are not allowed, with the message that says so. */
  record Invalid(DistributionCase member, String message) {}

  /** Members of ordinary parameters. */
  abstract Stream<DistributionCase> cases();

  /** Members at the ends of the ranges of their parameters, for DOUBLE. */
  abstract Stream<DistributionCase> extremes();

  /** The same for FLOAT; those of DOUBLE whose parameters are FLOATs unless a test says more. */
  Stream<DistributionCase> floatExtremes() {
    return extremes()
        .filter(
            c ->
                Arrays.stream(c.parameters())
                    .allMatch(p -> p == 0 || Math.abs(p) > 1e-38 && Math.abs(p) < 3e38));
  }

  /** Parameters that are rejected. */
  abstract Stream<Invalid> invalid();

  /** Error of a log-density in FLOAT beyond rounding of what it is made from. */
  double floatTolerance() {
    return 1e-5;
  }

  /** Values at which the extremes are looked at. */
  double[] extremeValues() {
    return new double[] {
      Double.NEGATIVE_INFINITY,
      -1e30,
      -1,
      -1e-30,
      0,
      1e-30,
      0.5,
      1,
      2,
      1e30,
      Double.POSITIVE_INFINITY
    };
  }

  /** Points of the support. */
  abstract double[] points(DistributionCase c);

  public static double[] values(Tensor t) {
    return Grid.values(t.eval(KEY));
  }

  /**
   * The values of several tensors of one dtype, by one program, because compiling it costs most.
   */
  static double[][] valuesOfAll(Tensor... all) {
    if (all.length == 0) {
      return new double[0][];
    }
    Tensor[] flat = Arrays.stream(all).map(t -> t.reshape(t.shape().size())).toArray(Tensor[]::new);
    double[] joined = values(Tensor.concat(0, flat));
    double[][] each = new double[all.length][];
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      int to = from + (int) all[i].shape().size();
      each[i] = Arrays.copyOfRange(joined, from, to);
      from = to;
    }
    return each;
  }

  static Tensor vector(DType dtype, double... x) {
    return dtype == DType.DOUBLE ? Tensor.vector(x) : Tensor.vector(toFloats(x));
  }

  private static float[] toFloats(double... x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  static void assertClose(double[] found, double[] expected, double tolerance, String what) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      if (!Double.isFinite(expected[i])) {
        assertThat(found[i]).as("%s [%d]", what, i).isEqualTo(Double.valueOf(expected[i]));
      } else if (found[i] != expected[i]) {
        assertThat(found[i])
            .as("%s [%d]", what, i)
            .isCloseTo(expected[i], within(tolerance * (1 + Math.abs(expected[i]))));
      }
    }
  }

  // ---- shapes

  @ParameterizedTest
  @MethodSource("cases")
  final void shapesAreSampleThenBatch(DistributionCase c) {
    int n = c.parameters().length;
    Tensor[] parameters = new Tensor[n];
    for (int i = 0; i < n; i++) {
      long[] shape = n == 1 ? new long[] {3, 4} : i == 0 ? new long[] {3, 1} : new long[] {4};
      parameters[i] = Tensor.fill(DType.DOUBLE, c.parameters()[i], shape);
    }
    Distribution d = c.family().apply(parameters);
    assertThat(d.batchShape()).isEqualTo(Shape.of(3, 4));
    assertThat(d.eventShape()).isEqualTo(Shape.scalar());
    assertThat(d.sample().shape()).isEqualTo(Shape.of(3, 4));
    assertThat(d.sample(2, 5).shape()).isEqualTo(Shape.of(2, 5, 3, 4));
    assertThat(d.logProb(d.sample(2, 5)).shape()).isEqualTo(Shape.of(2, 5, 3, 4));
    assertThat(d.logProb(Tensor.zeros(DType.DOUBLE, 7, 1, 1)).shape()).isEqualTo(Shape.of(7, 3, 4));
    for (Has what : Has.values()) {
      if (c.has(what)) {
        assertThat(value(d, what, d.sample()).shape()).as("%s", what).isEqualTo(Shape.of(3, 4));
      }
    }
    if (d instanceof Reparameterized r) {
      SampleWithLogProb both = r.rsampleAndLogProb(2);
      assertThat(both.sample().shape()).isEqualTo(Shape.of(2, 3, 4));
      assertThat(both.logProb().shape()).isEqualTo(Shape.of(2, 3, 4));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void expandedIsTheSame(DistributionCase c) {
    Distribution d = c.distribution();
    Distribution expanded = d.expand(2, 3);
    assertThat(expanded).isInstanceOf(d.getClass());
    assertThat(expanded.batchShape()).isEqualTo(Shape.of(2, 3));
    assertThat(expanded.sample(4).shape()).isEqualTo(Shape.of(4, 2, 3));
    double[] six = Arrays.copyOf(points(c), 6);
    Tensor x = Tensor.vector(six);
    // But for the order in which sums are taken.
    assertClose(values(expanded.logProb(x.reshape(2, 3))), values(d.logProb(x)), 1e-14, "logProb");
    for (Has what : List.of(Has.MEAN, Has.VARIANCE, Has.ENTROPY, Has.MODE)) {
      if (c.has(what)) {
        double[][] both = valuesOfAll(value(d, what, x), value(expanded, what, x));
        double[] sixTimes = DoubleStream.generate(() -> both[0][0]).limit(6).toArray();
        assertClose(both[1], sixTimes, 1e-14, what.name());
      }
    }
  }

  static Tensor value(Distribution d, Has what, Tensor x) {
    return switch (what) {
      case ENTROPY -> d.entropy();
      case MEAN -> d.mean();
      case VARIANCE -> d.variance();
      case MODE -> d.mode();
      case CDF -> d.cdf(x);
      case ICDF -> d.icdf(x.mul(0).add(0.5));
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void whatIsLackingSaysSo(DistributionCase c) {
    Distribution d = c.distribution();
    for (Has what : c.lacks()) {
      assertThatThrownBy(() -> value(d, what, d.sample()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(
              "%s.%s: there must be a closed form, got a distribution without one; estimate it"
                  + " from samples",
              lackingIn(d, what), what.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** Which distribution says that something is lacking: of composed ones it may be a part. */
  String lackingIn(Distribution d, Has what) {
    Class<?> outer = d.getClass().getEnclosingClass();
    return (outer == null ? d.getClass() : outer).getSimpleName();
  }

  // ---- types

  @ParameterizedTest
  @MethodSource("cases")
  final void floatAgreesWithDouble(DistributionCase c) {
    double[] rounded =
        Grid.values(vector(DType.FLOAT, points(c)).eval()); // the same numbers for both
    Distribution narrow = c.distribution(DType.FLOAT);
    assertThat(narrow.dtype()).isEqualTo(DType.FLOAT);
    assertThat(narrow.sample().dtype()).isEqualTo(DType.FLOAT);
    DistributionCase same = c;
    for (int i = 0; i < c.parameters().length; i++) {
      same = same.with(i, (float) c.parameters()[i]);
    }
    Distribution wide = same.distribution();
    assertClose(
        values(narrow.logProb(vector(DType.FLOAT, rounded))),
        values(wide.logProb(Tensor.vector(rounded))),
        floatTolerance(),
        "logProb");
    for (Has what : List.of(Has.MEAN, Has.VARIANCE, Has.ENTROPY, Has.MODE)) {
      if (c.has(what)) {
        assertClose(
            values(value(narrow, what, narrow.sample())),
            values(value(wide, what, wide.sample())),
            floatTolerance(),
            what.name());
      }
    }
  }

  // ---- gradients of the log-density

  @ParameterizedTest
  @MethodSource("cases")
  final void logProbGradientMatchesCentralDifference(DistributionCase c) {
    LogProbGradients.assertMatchDifferences(c, points(c));
  }

  static double sum(double... x) {
    return DoubleStream.of(x).sum();
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void scoreHasMeanZero(DistributionCase c) {
    Parameter[] by = c.variables(Score.COUNT);
    Distribution d = c.family().apply(by);
    double[] steps = c.steps();
    Tensor[] still =
        IntStream.range(0, by.length)
            .filter(i -> !Score.movesSupport(c, i, steps[i]))
            .mapToObj(i -> by[i])
            .toArray(Tensor[]::new);
    Score.assertMeanIsZero(d, d.sample(), still);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void constantsAsLeavesHaveTheGradientsOfParameters(DistributionCase c) {
    ConstantLeaves.assertSameGradients(c, points(c));
  }

  // ---- moments and entropy

  @ParameterizedTest
  @MethodSource("cases")
  final void standardDeviationIsTheRootOfTheVariance(DistributionCase c) {
    if (c.has(Has.VARIANCE)) {
      Distribution d = c.distribution();
      double variance = values(d.variance())[0];
      double deviation = values(d.standardDeviation())[0];
      assertThat(deviation).isCloseTo(Math.sqrt(variance), withinPercentage(1e-10));
    }
  }

  @Test
  final void entropyGradientMatchesDifferencesAtTheExtremes() {
    Stream.concat(cases(), extremes())
        .filter(c -> c.has(Has.ENTROPY))
        .forEach(
            c -> {
              for (int i = 0; i < c.parameters().length; i++) {
                if (c.parameters()[i] != 0 && Double.isFinite(c.parameters()[i])) {
                  EntropyGradients.assertMatchDifferences(c, i);
                }
              }
            });
  }

  // ---- samples

  @ParameterizedTest
  @MethodSource("cases")
  final void sampleHasNoGradientAndIsAFunctionOfTheKey(DistributionCase c) {
    Parameter[] by = c.variables();
    Tensor x = c.family().apply(by).sample(10);
    assertThat(values(Gradients.orZero(x.sum(), by).of(by[0]))).containsOnly(0.0);
    assertThat(values(x)).isEqualTo(values(x));
    assertThat(values(c.distribution().support().contains(x))).containsOnly(1.0);
  }

  // ---- ends of the range

  @Test
  final void nothingIsNotANumberAtTheExtremes() {
    extremes().forEach(c -> assertNumbers(c, DType.DOUBLE));
    floatExtremes().forEach(c -> assertNumbers(c, DType.FLOAT));
  }

  private void assertNumbers(DistributionCase c, DType dtype) {
    Distribution d = c.distribution(dtype);
    Tensor x = vector(dtype, extremeValues());
    assertThat(values(d.logProb(x))).as("logProb of %s %s", c, dtype).doesNotContain(Double.NaN);
    assertThat(values(d.sample(50))).as("sample of %s %s", c, dtype).doesNotContain(Double.NaN);
    if (c.has(Has.CDF)) {
      assertThat(DoubleStream.of(values(d.cdf(x))).allMatch(p -> p >= 0 && p <= 1))
          .as("cdf of %s %s is a probability", c, dtype)
          .isTrue();
    }
    if (d instanceof Reparameterized) {
      Tensor[] by =
          IntStream.range(0, c.parameters().length)
              .mapToObj(i -> Grid.parameter("p" + i, dtype, Shape.scalar(), j -> c.parameters()[i]))
              .toArray(Tensor[]::new);
      Reparameterized r = (Reparameterized) c.family().apply(by);
      Gradients g = Gradients.orZero(r.rsample(50).sum(), by);
      Tensor[] slopes = Arrays.stream(by).map(g::of).toArray(Tensor[]::new);
      for (double[] slope : valuesOfAll(slopes)) {
        assertThat(slope).as("rsample's gradient of %s %s", c, dtype).doesNotContain(Double.NaN);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void logProbOfNanIsNan(DistributionCase c) {
    assertThat(values(c.distribution().logProb(Tensor.vector(Double.NaN))))
        .containsOnly(Double.NaN);
  }

  // ---- errors

  @Test
  final void rejectsInvalidNumbers() {
    invalid()
        .forEach(
            i ->
                assertThatThrownBy(() -> i.member().distribution(DType.DOUBLE))
                    .as("%s", Arrays.toString(i.member().parameters()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(i.message()));
  }

  /** Whether a parameter may be infinite: an end of an interval, or a logit, as documented. */
  boolean mayBeInfinite(int parameter) {
    return false;
  }

  @Test
  final void rejectsInfiniteParameters() {
    InfiniteParameters.assertRefused(cases().findFirst().orElseThrow(), this::mayBeInfinite);
  }

  @Test
  final void rejectsInvalidTensorsWhenRun() {
    invalid()
        .forEach(
            i -> {
              Parameter[] by = i.member().variables(2);
              Supplier<Tensor> use = () -> i.member().family().apply(by).logProb(Tensor.scalar(1));
              String[] parts = i.message().split(" must be |, got ");
              assertThatThrownBy(() -> use.get().eval())
                  .isInstanceOf(ArithmeticException.class)
                  .hasMessageStartingWith(parts[0] + " must be " + parts[1] + " everywhere, got ")
                  .hasMessageContaining(" at [0] of shape [2]");
            });
  }

  @Test
  final void rejectsMixedTypes() {
    DistributionCase c = cases().findFirst().orElseThrow();
    if (c.parameters().length > 1) {
      Tensor[] mixed =
          Arrays.stream(c.parameters()).mapToObj(Tensor::scalar).toArray(Tensor[]::new);
      mixed[1] = mixed[1].cast(DType.FLOAT);
      assertThatThrownBy(() -> c.family().apply(mixed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(": parameters must have one dtype, got [DOUBLE, FLOAT");
    }
  }
}
