/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A step whose gradient or new values are not finite is refused, and sets nothing. */
@Timeout(120)
class FiniteUpdateTest {
  private static final RandomKey KEY = RandomKey.of(1);

  /** A rule of the user's whose new values are finite even if the gradient is infinite. */
  private record Signs(double rate) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of();
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) -> List.of(p.sub(g.sign().mul(rate.cast(p.dtype()))));
    }
  }

  /** A rule of the user's with an operation that has no bounds. */
  private record Powers(double rate) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("last");
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) ->
          List.of(p.sub(g.abs().pow(0.5).mul(g.sign()).mul(rate.cast(p.dtype()))), g);
    }
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
            Sgd.rate(0.1),
            Sgd.rate(0.1).momentum(0.9),
            Sgd.rate(0.1).nesterov(0.9).weightDecay(0.01),
            Adam.rate(0.1),
            AdamW.rate(0.1),
            RmsProp.rate(0.1),
            RmsProp.rate(0.1).momentum(0.9),
            Adagrad.rate(0.1),
            new Signs(0.1),
            new Powers(0.1))
        .flatMap(rule -> Stream.of(Optimizer.of(rule), rule.clipNorm(1)));
  }

  /** Where the gradient by a parameter of some elements is not finite in one of them. */
  private enum Model {
    /** d sqrt(x^2) / dx = 0/0 at 0. */
    ONE_ELEMENT(w -> w.square().sqrt().sum(), 1),
    /** As before, in one of many elements. */
    ELEMENTWISE(w -> w.square().sqrt().sum(), 5000),
    /** The update is computed together with the gradient. */
    WITHOUT_SUM(w -> w.slice(0, 0, 1).square().sqrt().reshape(), 1),
    /** A gradient that is a product of matrices, joined with its update where there are vectors. */
    PRODUCT(FiniteUpdateTest::product, 64 * 64),
    /** As before, by noise. */
    NOISE(w -> product(w).add(Noise.standardNormal(w.dtype(), 3).cast(w.dtype()).sum()), 64 * 64);

    private final Function<Tensor, Tensor> loss;
    private final int size;

    Model(Function<Tensor, Tensor> loss, int size) {
      this.loss = loss;
      this.size = size;
    }
  }

  /** sqrt of squares of products, one of which is 0 because a column of w is. */
  private static Tensor product(Tensor w) {
    Tensor x =
        Tensor.constant(
            Nd4j.linspace(
                    w.dtype() == DType.FLOAT ? DataType.FLOAT : DataType.DOUBLE,
                    0.01,
                    1e-3,
                    32 * 64)
                .reshape(32, 64));
    return x.matmul(w.reshape(64, 64)).square().sqrt().sum();
  }

  private static INDArray start(DType dtype, int size, boolean zero) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = zero && i % 64 == (size == 1 ? 0 : 17) ? 0 : i % 13 * 0.1f + 0.137f;
    }
    return Nd4j.create(values, new long[] {size}, 'c')
        .castTo(dtype == DType.FLOAT ? DataType.FLOAT : DataType.DOUBLE);
  }

  private static List<double[]> values(OptimizerState state) {
    List<Variable> all = new ArrayList<>(state.parameters());
    all.addAll(state.variables());
    return all.stream().map(v -> v.value().dup().data().asDouble()).toList();
  }

  private static void requireSame(List<double[]> actual, List<double[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Arrays.equals(actual.get(i), expected.get(i))).as("variable " + i).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void gradientThatIsNotFiniteSetsNothing(Optimizer optimizer) {
    for (Model model : Model.values()) {
      for (DType dtype : DType.values()) {
        Parameter w = Parameter.of("w", start(dtype, model.size, true));
        Parameter other = Parameter.of("other", start(dtype, 3, false));
        OptimizerState state = optimizer.on(List.of(other, w));
        Tensor loss = model.loss.apply(w).add(other.square().sum());
        try (Program step = Program.of(loss).updating(state.updates(loss))) {
          List<double[]> before = values(state);
          String where = model.size == 1 ? "at [0]" : "at [17]";
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> step.run(KEY))
                .as(model + " " + dtype)
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("Program.run: gradient by parameter 'w' ")
                .hasMessageContaining(where);
            requireSame(values(state), before);
          }
          // and goes on once there is a gradient
          w.assign(start(dtype, model.size, false));
          step.run(KEY);
          assertThat(Arrays.equals(values(state).get(1), before.get(1))).isFalse();
        }
      }
    }
  }

  /** Checked steps have the bits of unchecked ones, whichever way they are made. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void finiteStepsAreTheSameAsWithoutTheCheck(Optimizer optimizer) {
    for (Model model : Model.values()) {
      for (DType dtype : DType.values()) {
        Parameter w = Parameter.of("w", start(dtype, model.size, false));
        Parameter v = Parameter.of("v", start(dtype, model.size, false));
        OptimizerState ofW = optimizer.on(List.of(w));
        OptimizerState ofV = optimizer.on(List.of(v));
        Tensor lossW = model.loss.apply(w);
        Tensor lossV = model.loss.apply(v);
        try (Program checked = Program.of(lossW).updating(ofW.updates(lossW))) {
          for (int i = 0; i < 5; i++) {
            List<double[]> next = new ArrayList<>();
            Map<Variable, Tensor> updates = ofV.updates(lossV);
            List<Variable> order = new ArrayList<>();
            order.add(v);
            order.addAll(ofV.variables());
            try (Program values =
                Program.of(order.stream().map(updates::get).toArray(Tensor[]::new))) {
              var result = values.run(KEY.step(i));
              for (int k = 0; k < order.size(); k++) {
                next.add(result.get(k).dup().data().asDouble());
              }
              for (int k = 0; k < order.size(); k++) {
                order.get(k).assign(result.get(k));
              }
            }
            checked.run(KEY.step(i));
            requireSame(values(ofW), next);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void newValueThatOverflowsIsRefused(DType dtype) {
    double huge = dtype == DType.FLOAT ? 1e38 : 1e308;
    Parameter w = Parameter.of("w", start(dtype, 500, false));
    OptimizerState state = Sgd.rate(huge).on(List.of(w));
    Tensor loss = w.mul(1e3).sum();
    try (Program step = Program.of(loss).updating(state.updates(loss))) {
      List<double[]> before = values(state);
      assertThatThrownBy(step::run)
          .hasMessageStartingWith("Program.run: new value of parameter 'w' [500] " + dtype)
          .hasMessageContaining("must be finite, got -Infinity at [0]");
      requireSame(values(state), before);
    }
  }

  @Test
  void secondMomentThatOverflowsIsRefused() {
    Parameter w = Parameter.of("w", start(DType.FLOAT, 500, false));
    OptimizerState state = Adam.rate(0.1).on(List.of(w));
    Tensor loss = w.mul(1e25).sum();
    try (Program step = Program.of(loss).updating(state.updates(loss))) {
      List<double[]> before = values(state);
      assertThatThrownBy(step::run)
          .hasMessageStartingWith("Program.run: new value of variable 'adam/v/w' [500] FLOAT must");
      requireSame(values(state), before);
    }
  }

  @Test
  void stepsNearTheGreatestNumberGoOnUntilTheyOverflow() {
    Parameter w = Parameter.of("w", start(DType.FLOAT, 500, false));
    OptimizerState state = Sgd.rate(1).on(List.of(w));
    Tensor loss = w.mul(-1e38).sum();
    try (Program step = Program.of(loss).updating(state.updates(loss))) {
      for (int i = 1; i <= 3; i++) {
        step.run();
        assertThat(w.value().getDouble(0)).isCloseTo(i * 1e38, withinPercentage(1e-4));
      }
      assertThatThrownBy(step::run).hasMessageContaining("new value of parameter 'w'");
      assertThat(w.value().getDouble(0)).isCloseTo(3e38, withinPercentage(1e-4));
    }
  }

  @Test
  void parameterThatTheUserSetsByHandIsChecked() {
    Parameter w = Parameter.of("w", start(DType.DOUBLE, 100, false));
    Variable plain = Variable.of("plain", Nd4j.zeros(100));
    Input x = Input.of("x", DType.DOUBLE, 100);
    Tensor next = w.div(x);
    try (Program program =
        Program.of(next.sum()).updating(Map.of(w, next, plain, x.cast(DType.FLOAT).reciprocal()))) {
      INDArray ones = Nd4j.ones(DataType.DOUBLE, 100);
      program.run(x.bind(ones));
      INDArray zero = ones.dup().putScalar(99, 0);
      INDArray before = w.value();
      assertThatThrownBy(() -> program.run(x.bind(zero)))
          .hasMessageStartingWith("Program.run: new value of parameter 'w' [100] DOUBLE")
          .hasMessageContaining("Infinity at [99]");
      assertThat(w.value()).isEqualTo(before);
      assertThat(plain.value().getDouble(99)).isEqualTo(1);
    }
    // a variable that is no parameter may hold anything
    try (Program program =
        Program.of(next.sum())
            .updating(Map.of(plain, Tensor.ones(DType.FLOAT, 100).mul(Double.POSITIVE_INFINITY)))) {
      INDArray ones = Nd4j.ones(DataType.DOUBLE, 100);
      program.run(x.bind(ones));
      assertThat(plain.value().getDouble(5)).isInfinite();
    }
  }

  /** Values that user code writes to an array between runs count, too. */
  @Test
  void arrayThatTheUserChangesIsReadAnew() {
    Parameter w = Parameter.of("w", start(DType.FLOAT, 5000, false));
    INDArray array = w.array();
    OptimizerState state = Sgd.rate(0.1).on(List.of(w));
    Tensor loss = Tensor.where(w.stopGradient().gt(1e30), Tensor.fill(DType.FLOAT, 1), w).sum();
    try (Program step = Program.of(loss).updating(state.updates(loss))) {
      step.run();
      array = w.array();
      array.putScalar(3, Float.POSITIVE_INFINITY);
      assertThatThrownBy(step::run)
          .hasMessageContaining("new value of parameter 'w'")
          .hasMessageContaining("[3]");
      array.putScalar(3, 1);
      step.run();
    }
  }

  /** Rules of random arithmetic on values of all magnitudes: refused exactly where not finite. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void randomRulesAreRefusedExactlyWhereTheyOverflow(DType dtype) {
    Random random = new Random(5);
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      RandomRule rule = new RandomRule(random.nextLong());
      int size = random.nextBoolean() ? 3 : 100;
      int range = dtype == DType.FLOAT ? 37 : 300;
      Parameter w = Parameter.of("w", wild(random, dtype, size, range));
      OptimizerState state = Optimizer.of(rule).on(List.of(w));
      Tensor gradient = Tensor.constant(wild(random, dtype, size, range)).mul(w.sign());
      Map<Variable, Tensor> updates = state.updates(List.of(gradient));
      List<Variable> order = List.copyOf(updates.keySet());
      try (Program step = Program.of(w.sum()).updating(updates);
          Program values = Program.of(order.stream().map(updates::get).toArray(Tensor[]::new))) {
        for (int i = 0; i < 6; i++) {
          RunResult next = values.run();
          List<double[]> before =
              order.stream().map(v -> v.value().dup().data().asDouble()).toList();
          List<double[]> expected = new ArrayList<>();
          boolean finite = true;
          for (int k = 0; k < order.size(); k++) {
            expected.add(next.get(k).dup().data().asDouble());
            finite &= Arrays.stream(expected.get(k)).allMatch(Double::isFinite);
          }
          if (finite) {
            step.run();
          } else {
            assertThatThrownBy(step::run).as("trial " + trial).hasMessageContaining("must be");
            expected = before;
            refused++;
          }
          requireSame(
              order.stream().map(v -> v.value().dup().data().asDouble()).toList(), expected);
        }
      }
    }
    assertThat(refused).isBetween(100, 1700);
  }

  private static INDArray wild(Random random, DType dtype, int size, int range) {
    double[] values = new double[size];
    double scale = Math.pow(10, random.nextInt(2 * range) - range);
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian() * scale * Math.pow(10, random.nextInt(3));
    }
    DataType type = dtype == DType.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    return Nd4j.createFromArray(values).castTo(type);
  }

  private record RandomRule(long seed) implements UpdateRule {
    @Override
    public double rate() {
      return 0.5;
    }

    @Override
    public List<String> slots() {
      return List.of("a", "b");
    }

    @Override
    public ParameterUpdate at(Tensor rate, Tensor step) {
      return (p, g, slots) -> {
        Random random = new Random(seed);
        List<Tensor> all = new ArrayList<>(List.of(p, g, slots.get(0), slots.get(1)));
        all.add(rate.cast(p.dtype()).add(p.mul(0)));
        for (int i = 0; i < 8; i++) {
          Tensor x = all.get(random.nextInt(all.size()));
          Tensor y = all.get(random.nextInt(all.size()));
          all.add(
              switch (random.nextInt(14)) {
                case 0 -> x.add(y);
                case 1 -> x.sub(y);
                case 2 -> x.mul(y);
                case 3 -> x.div(y.abs().add(1e-3));
                case 4 -> x.square();
                case 5 -> x.abs().sqrt();
                case 6 -> x.maximum(y);
                case 7 -> x.minimum(y.abs());
                case 8 -> Tensor.where(x.gt(y), x, y.neg());
                case 9 -> x.clamp(-2, 3);
                case 10 -> x.tanh();
                case 11 -> x.mul(0.9).add(y.mul(0.1));
                case 12 -> x.minimum(50).exp();
                default -> x.abs().add(0.5).reciprocal();
              });
        }
        int n = all.size();
        return List.of(all.get(n - 1), all.get(n - 2), all.get(n - 3));
      };
    }
  }
}
