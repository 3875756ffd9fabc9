/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.DistributionContract.KEY;
import static io.github.reparam4j.distribution.DistributionContract.assertClose;
import static io.github.reparam4j.distribution.DistributionContract.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every distribution of vectors or matrices with differentiable samples must do. A family's
 * test says which members to look at; it inherits all tests and cannot leave one out.
 */
abstract class VectorContract extends VectorDensityContract {
  private static final int GRADIENTS = MonteCarlo.COUNT / 4;

  /** A call that is refused, with its message. */
  record Refused(Supplier<Object> call, Class<? extends Exception> type, String message) {
    static Refused now(Supplier<Object> call, String message) {
      return new Refused(call, IllegalArgumentException.class, message);
    }

    static Refused whenRun(Supplier<Tensor> expression, String message) {
      return new Refused(() -> expression.get().eval(KEY), ArithmeticException.class, message);
    }
  }

  /**
   * A function of samples whose expectation is known.
   *
   * @param name what it is
   * @param function one number for each event
   * @param expectation its expectation, a smooth function of the parameters
   * @param bias the bias of a gradient by each parameter that must be found
   */
  record Expectation(
      String name,
      Function<Tensor, Tensor> function,
      ToDoubleFunction<List<Grid>> expectation,
      IntToDoubleFunction bias) {
    Expectation(
        String name,
        Function<Tensor, Tensor> function,
        ToDoubleFunction<List<Grid>> expectation,
        double bias) {
      this(name, function, expectation, p -> bias);
    }
  }

  /** Members at the ends of what their parameters may be. */
  abstract Stream<VectorCase> extremes();

  /** Parameters that are rejected. */
  abstract Stream<Refused> refused();

  /** Whether samples are smooth functions of parameters for a fixed key. */
  abstract boolean isExplicit();

  /** Functions of which gradients of expectations are compared. */
  Stream<Expectation> expectations(VectorCase c) {
    return Stream.empty();
  }

  // ---- samples

  @ParameterizedTest
  @MethodSource("cases")
  final void samplesLieInTheSupport(VectorCase c) {
    for (DType dtype : DType.values()) {
      Distribution d = c.distribution(dtype);
      assertThat(values(d.support().contains(d.sample(1000)))).as("%s", dtype).containsOnly(1.0);
    }
    Parameter[] by = c.variables(DType.DOUBLE);
    Tensor x = c.family().apply(by).sample(10);
    assertThat(values(Gradients.orZero(x.sum(), by).of(by[0]))).containsOnly(0.0);
    assertThat(values(x)).isEqualTo(values(x));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void sampleAndLogProbAgreesWithEachApart(VectorCase c) {
    Reparameterized d = (Reparameterized) c.distribution();
    SampleWithLogProb both = d.rsampleAndLogProb(30);
    double[] x = values(both.sample());
    assertThat(x).isEqualTo(values(d.rsample(30)));
    double[] apart = values(d.logProb(Tensor.constant(x, both.sample().shape().toLongs())));
    assertClose(
        Grid.values(both.logProb().sharingNoiseOf(both.sample()).eval(KEY)),
        apart,
        1e-9,
        "logProb");
  }

  /** Means and variances of a million samples; see {@link MonteCarlo} for the probabilities. */
  @ParameterizedTest
  @MethodSource("cases")
  final void samplesHaveTheMeanAndVariance(VectorCase c) {
    assumeTrue(c.has(Has.MEAN) && c.has(Has.VARIANCE) && hasFourMoments(c));
    Distribution d = c.distribution();
    int size = (int) d.eventShape().size();
    double[] x = Grid.values(d.sample(MonteCarlo.COUNT).eval(MonteCarlo.KEY));
    double[] means = values(d.mean());
    double[] variances = values(d.variance());
    for (int j = 0; j < size; j++) {
      int at = j;
      double[] element =
          IntStream.range(0, MonteCarlo.COUNT).mapToDouble(i -> x[i * size + at]).toArray();
      if (variances[j] < 1e-20) { // exact but for rounding
        assertThat(Arrays.stream(element).allMatch(e -> Math.abs(e - means[at]) < 1e-14)).isTrue();
      } else {
        double sd = Math.sqrt(variances[j]);
        MonteCarlo.assertMean("element " + j, element, means[j], 0.02 * sd);
        MonteCarlo.assertVariance(
            "element " + j, element, means[j], variances[j], 0.2 * variances[j]);
      }
    }
  }

  /** Whether samples have enough moments to compare their variance. */
  boolean hasFourMoments(VectorCase c) {
    return true;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void rsampleGradientMatchesCentralDifference(VectorCase c) {
    assumeTrue(isExplicit());
    Parameter[] by = c.variables(DType.DOUBLE);
    Reparameterized d = (Reparameterized) c.family().apply(by);
    SampleWithLogProb both = d.rsampleAndLogProb(7);
    Tensor weights =
        Tensor.range(DType.DOUBLE, (int) both.sample().shape().size())
            .mul(0.7)
            .sin()
            .reshape(both.sample().shape());
    Tensor loss = both.sample().mul(weights).sum().add(both.logProb().mean());
    CentralDifference.assertGradientsMatch(loss, List.of(by));
  }

  /**
   * The average of one-sample gradients against the slope of the exact expectation: of a quarter of
   * {@link MonteCarlo#COUNT}, with a skewness of less than half of what is allowed there, so with
   * the same probabilities.
   */
  @ParameterizedTest
  @MethodSource("cases")
  final void gradientsOfExpectationsAreUnbiased(VectorCase c) {
    List<Expectation> all = expectations(c).toList();
    assumeTrue(!all.isEmpty());
    Parameter[] by = c.variables(DType.DOUBLE, GRADIENTS);
    Tensor x = ((Reparameterized) c.family().apply(by)).rsample();
    List<Tensor> outputs = new ArrayList<>();
    for (Expectation e : all) {
      Gradients gradients = Gradients.orZero(e.function().apply(x).sum(), by);
      Arrays.stream(by).map(gradients::of).forEach(outputs::add);
    }
    try (Program program = Program.of(outputs.toArray(Tensor[]::new))) {
      RunResult run = program.run(MonteCarlo.KEY);
      for (int i = 0; i < outputs.size(); i++) {
        assertUnbiased(c, all.get(i / by.length), i % by.length, Grid.values(run.get(i)));
      }
    }
  }

  private static void assertUnbiased(VectorCase c, Expectation e, int p, double[] each) {
    int size = c.parameters().get(p).data().length;
    for (int j = 0; j < size; j++) {
      int element = j;
      double slope =
          Differences.central(
              x -> e.expectation().applyAsDouble(c.with(p, element, x).parameters()),
              c.parameters().get(p).data()[j],
              1e-3);
      double[] samples =
          IntStream.range(0, GRADIENTS).mapToDouble(i -> each[i * size + element]).toArray();
      String what = e.name() + " by parameter " + p + "[" + j + "]";
      double far = Arrays.stream(samples).map(s -> Math.abs(s - slope)).max().orElseThrow();
      if (far > 1e-5) { // else the gradient is not random, but for rounding
        assertThat(skewness(samples)).as("skewness of %s", what).isBetween(-12.5, 12.5);
        MonteCarlo.assertMean(what, samples, slope, e.bias().applyAsDouble(p));
      }
    }
  }

  private static double skewness(double... x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double second = Arrays.stream(x).map(s -> Math.pow(s - mean, 2)).average().orElseThrow();
    double third = Arrays.stream(x).map(s -> Math.pow(s - mean, 3)).average().orElseThrow();
    return third / Math.pow(second, 1.5);
  }

  // ---- constants as parameters

  @ParameterizedTest
  @MethodSource("cases")
  final void constantsAsLeavesHaveTheGradientsOfParameters(VectorCase c) {
    Parameter[] by = c.variables(DType.DOUBLE);
    Tensor x = c.chart().event(coordinates(c, DType.DOUBLE));
    ConstantLeaves.assertSameGradients("logProb", by, p -> c.family().apply(p).logProb(x));
    ConstantLeaves.assertSameGradients(
        "rsample", by, p -> ((Reparameterized) c.family().apply(p)).rsample(20));
    ConstantLeaves.assertSameGradients(
        "rsampleAndLogProb",
        by,
        p -> ((Reparameterized) c.family().apply(p)).rsampleAndLogProb(20).logProb());
    ConstantLeaves.assertSameGradients(
        "logProb of samples",
        by,
        p -> {
          Distribution d = c.family().apply(p);
          return d.logProb(d.sample(20));
        });
    for (Has what : List.of(Has.MEAN, Has.VARIANCE, Has.ENTROPY)) {
      if (c.has(what)) {
        ConstantLeaves.assertSameGradients(what.name(), by, p -> value(c.family().apply(p), what));
      }
    }
  }

  // ---- ends of the range

  @Test
  final void nothingIsNotANumberAtTheExtremes() {
    extremes()
        .forEach(
            c -> {
              for (DType dtype : DType.values()) {
                assertNumbers(c, dtype);
              }
            });
  }

  private static void assertNumbers(VectorCase c, DType dtype) {
    Parameter[] by = c.variables(dtype);
    Reparameterized d = (Reparameterized) c.family().apply(by);
    Tensor x = c.chart().event(coordinates(c, dtype).mul(3));
    assertThat(values(d.logProb(x))).as("logProb of %s %s", c, dtype).doesNotContain(Double.NaN);
    SampleWithLogProb both = d.rsampleAndLogProb(50);
    assertThat(values(both.sample())).as("sample of %s %s", c, dtype).doesNotContain(Double.NaN);
    assertThat(values(both.logProb()))
        .as("logProb of a sample of %s %s", c, dtype)
        .doesNotContain(Double.NaN);
    Gradients g = Gradients.orZero(both.sample().sum(), by);
    for (Parameter p : by) {
      assertThat(values(g.of(p)))
          .as("rsample's gradient of %s %s", c, dtype)
          .doesNotContain(Double.NaN);
    }
  }

  // ---- errors

  @Test
  final void refusesWhatIsWrong() {
    refused()
        .forEach(
            r ->
                assertThatThrownBy(() -> r.call().get())
                    .isInstanceOf(r.type())
                    .hasMessage(r.message()));
  }

  @Test
  final void rejectsMixedTypes() {
    VectorCase c = cases().findFirst().orElseThrow();
    Tensor[] mixed = c.variables(DType.DOUBLE);
    assumeTrue(mixed.length > 1);
    mixed = Arrays.copyOf(mixed, mixed.length, Tensor[].class);
    mixed[1] = mixed[1].cast(DType.FLOAT);
    Tensor[] parameters = mixed;
    assertThatThrownBy(() -> c.family().apply(parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(": parameters must have one dtype, got [DOUBLE, FLOAT");
  }
}
