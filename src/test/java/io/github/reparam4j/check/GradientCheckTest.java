/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.check.ComparedDerivative.Outcome;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link GradientCheck}: right gradients pass, wrong ones of every kind do not. */
class GradientCheckTest {
  private static Parameter vector(String name, double... x) {
    return Parameter.of(name, Tensor.vector(x).eval());
  }

  private static INDArray matrix(DType dtype, int rows, int columns) {
    Tensor i = Tensor.range(dtype, rows * columns);
    return i.add(1).mul(1.7).sin().mul(0.4).add(1).reshape(rows, columns).eval();
  }

  private static Outcome outcome(Tensor value) {
    return GradientCheck.of(value).run().worst().outcome();
  }

  // ---- right gradients

  private static Map<String, Function<Tensor[], Tensor>> functions() {
    Map<String, Function<Tensor[], Tensor>> all = new LinkedHashMap<>();
    all.put("exp", x -> x[0].exp());
    all.put("log", x -> x[0].log());
    all.put("square", x -> x[0].square());
    all.put("reciprocal", x -> x[0].reciprocal());
    all.put("sin 10 x", x -> x[0].mul(10).sin());
    all.put("tanh", x -> x[0].tanh());
    all.put("softplus", x -> x[0].softplus());
    all.put("erf", x -> x[0].erf());
    all.put("lgamma", x -> x[0].lgamma());
    all.put("gammaP", x -> Tensor.fill(x[0].dtype(), 1.5).gammaP(x[0]));
    all.put("relu away from 0", x -> x[0].sub(0.1).relu());
    all.put("mul", x -> x[0].mul(x[1].transpose()));
    all.put("div", x -> x[0].div(x[1].transpose()));
    all.put("pow", x -> x[0].pow(x[1].transpose()));
    all.put("matmul", x -> x[0].matmul(x[1]));
    all.put("sum", x -> x[0].mul(x[0]).sum(0));
    all.put("softmax", x -> x[0].softmax(-1));
    all.put("logSumExp", x -> x[0].logSumExp());
    all.put("cumsum", x -> x[0].exp().cumsum(1));
    all.put("gather", x -> x[0].square().gather(0, 1, 1, 0));
    all.put("a constant", x -> Tensor.ones(x[0].dtype(), 2));
    all.put("linear", x -> x[0].mul(1e6).sum());
    all.put("small", x -> x[0].exp().mul(1e-9));
    return all;
  }

  @TestFactory
  Stream<DynamicTest> rightGradientsPass() {
    return Stream.of(DType.values())
        .flatMap(
            dtype ->
                functions().entrySet().stream()
                    .map(
                        e ->
                            DynamicTest.dynamicTest(
                                e.getKey() + " " + dtype,
                                () ->
                                    GradientCheck.of(
                                            (a, b) -> e.getValue().apply(new Tensor[] {a, b}),
                                            matrix(dtype, 2, 3),
                                            matrix(dtype, 3, 2))
                                        .secondOrder()
                                        .assertPasses())));
  }

  @Test
  void exampleOfTheJavadoc() {
    INDArray left = matrix(DType.DOUBLE, 2, 3);
    INDArray right = matrix(DType.DOUBLE, 3, 2);

    Parameter x = Parameter.of("x", Tensor.vector(0.3, -1.2).eval());
    Tensor cube = Tensor.withGradient(x.pow(3), (input, y, g) -> g.mul(x.square()).mul(3), x);
    GradientCheck.of(cube).secondOrder().assertPasses();

    GradientCheck.of((a, b) -> a.matmul(b).tanh(), left, right).assertPasses();
  }

  @Test
  void largeAndSmallPoints() {
    GradientCheck.of(vector("x", 1e6, -3e4, 1e-3, 1e-6).square()).secondOrder().assertPasses();
    GradientCheck.of(vector("x", 1e-3, 1e-5, 1e6, 1e100).log()).assertPasses();
  }

  /** Below 0 there is no log, above 0.5 the requirement stops the run: the step shrinks. */
  @Test
  void stepsShrinkNearTheEndOfTheDomain() {
    Parameter x = vector("x", 1e-4);
    Tensor checked = x.require(Condition.POSITIVE, "test", "x", null).log();
    GradientReport report = GradientCheck.of(checked).run();
    assertThat(report.passes()).as("%s", report).isTrue();
    assertThat(report.worst().step()).isLessThan(1e-4 / 4);
  }

  @Test
  void samplesAreFunctionsOfTheirParameters() {
    Parameter loc = vector("loc", 0.3, -2);
    Parameter scale = vector("scale", 0.5, 3);
    Tensor cost = Normal.of(loc, scale).rsample(20).sin().mean();
    for (int seed = 0; seed < 3; seed++) {
      GradientCheck.of(cost).key(RandomKey.of(seed)).secondOrder().assertPasses();
    }
    double[] analytic =
        Stream.of(1, 1, 2)
            .map(seed -> GradientCheck.of(cost).key(RandomKey.of(seed)).run())
            .mapToDouble(r -> r.compared().get(0).analytic())
            .toArray();
    assertThat(analytic[0]).isEqualTo(analytic[1]).isNotEqualTo(analytic[2]);
    GradientCheck.of(Gamma.of(scale, loc.exp()).logProb(Tensor.scalar(0.7))).assertPasses();
  }

  @Test
  void inputsAreBound() {
    Parameter w = vector("w", 0.3, -2);
    Input x = Input.of("x", DType.DOUBLE, 2);
    INDArray value = Tensor.vector(3.0, 5).eval();
    GradientReport report = GradientCheck.of(w.mul(x).sum()).bind(x.bind(value)).run();
    assertThat(report.passes()).isTrue();
    assertThat(report.compared())
        .extracting(ComparedDerivative::analytic)
        .containsExactly(3.0, 5.0);
  }

  @Test
  void emptyVariablesAndValuesPass() {
    Parameter none = Parameter.of("none", Tensor.zeros(DType.DOUBLE, 0, 3).eval());
    GradientReport report = GradientCheck.of(none.exp()).secondOrder().run();
    assertThat(report.compared()).isEmpty();
    report.assertPasses();
    assertThatThrownBy(report::worst)
        .hasMessage("GradientReport.worst: a derivative must be there, got none");
    Parameter some = vector("some", 1, 2);
    Tensor empty = some.exp().mul(Tensor.zeros(DType.DOUBLE, 0, 1));
    assertThat(GradientCheck.of(empty).run().compared()).hasSize(2);
    GradientCheck.of(empty).assertPasses();
  }

  // ---- wrong gradients

  private static Tensor square(Tensor x, GradientRule rule) {
    return Tensor.withGradient(x.square(), rule, x);
  }

  @Test
  void aWrongFactorIsFound() {
    Parameter x = vector("x", 0.3, -1.2);
    GradientCheck.of(square(x, (i, y, g) -> g.mul(x).mul(2))).assertPasses();
    GradientReport report = GradientCheck.of(square(x, (i, y, g) -> g.mul(x).mul(2.01))).run();
    assertThat(report.passes()).isFalse();
    assertThat(report.failures()).hasSize(2);
    assertThat(report.worst().outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(report.worst().analytic() / report.worst().numeric()).isBetween(1.00499, 1.00501);
    assertThat(outcome(square(x, (i, y, g) -> g.mul(x).mul(2 + 1e-6)))).isEqualTo(Outcome.DIFFERS);
    assertThat(outcome(square(x, (i, y, g) -> g.mul(x).mul(-2)))).isEqualTo(Outcome.DIFFERS);
    Tensor tiny = square(x.mul(1e-6), (i, y, g) -> g.mul(x).mul(1e-6));
    assertThat(outcome(tiny.sum())).isEqualTo(Outcome.DIFFERS);
  }

  @Test
  void aWrongFactorIsFoundInFloat() {
    Parameter x = Parameter.of("x", Tensor.vector(0.3f, -1.2f).eval());
    GradientCheck.of(square(x, (i, y, g) -> g.mul(x).mul(2))).assertPasses();
    assertThat(outcome(square(x, (i, y, g) -> g.mul(x).mul(2.01)))).isEqualTo(Outcome.DIFFERS);
  }

  @Test
  void aMissingInputIsFound() {
    Parameter a = vector("a", 0.3, -1.2);
    Parameter b = vector("b", 2, 3);
    Tensor product = Tensor.withGradient(a.mul(b), (i, y, g) -> g.mul(b), a);
    assertThatThrownBy(() -> GradientCheck.of(product.sum()).by(a, b).assertPasses())
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "GradientCheck: the gradient must be the central difference, got 0.0"
                + " where the difference is -?[0-9.]+ \\(allowed [0-9.e-]+, step [0-9.e-]+\\) by"
                + " 'b' at \\[[01]] of shape \\[2], and 1 more; no gradient flows here: an input is"
                + " missing in withGradient, or stopGradient cuts it");
    GradientCheck.of(product.sum()).by(a).assertPasses();
  }

  @Test
  void aMissingTermIsFound() {
    Parameter x = vector("x", 0.3, -1.2);
    assertThat(outcome(x.mul(x.stopGradient().exp()))).isEqualTo(Outcome.DIFFERS);
  }

  @Test
  void oneWrongElementIsNamed() {
    Parameter x = Parameter.of("x", matrix(DType.DOUBLE, 3, 4));
    Tensor mask = Tensor.range(DType.DOUBLE, 12).eq(6).mul(1e-3).add(1).reshape(3, 4);
    Tensor wrong = square(x, (i, y, g) -> g.mul(x).mul(2).mul(mask));
    GradientReport report = GradientCheck.of(wrong.sum()).run();
    assertThat(report.failures()).hasSize(1);
    assertThat(report.worst().index()).isEqualTo(6);
    assertThatThrownBy(report::assertPasses)
        .hasMessageContaining("by 'x' at [1, 2] of shape [3, 4]; the ratio is 1.00100");
    assertThat(report.toString())
        .startsWith("GradientCheck: fails, 1 of 12 derivatives\n")
        .contains("\n  order 1 by 'x' [3, 4]: 12 compared, 1 fail, worst: DIFFERS, ")
        .hasLineCount(2);
  }

  /** Of 5000 elements 16 are looked at one by one; the direction has them all. */
  @Test
  void oneWrongElementOfManyIsFoundAlongADirection() {
    Parameter x = Parameter.of("x", matrix(DType.DOUBLE, 50, 100));
    Tensor mask = Tensor.range(DType.DOUBLE, 5000).eq(4321).add(1).reshape(50, 100);
    Tensor wrong = square(x, (i, y, g) -> g.mul(x).mul(2).mul(mask));
    GradientReport report = GradientCheck.of(wrong.mean()).elements(16).run();
    assertThat(report.compared()).hasSize(17);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.worst().index()).isEqualTo(-1);
    assertThatThrownBy(report::assertPasses)
        .hasMessageContaining("by 'x' along a random direction");
    GradientReport right = GradientCheck.of(x.square().mean()).elements(16).secondOrder().run();
    assertThat(right.passes()).as("%s", right).isTrue();
    assertThat(right.compared().stream().filter(c -> c.order() == 1))
        .extracting(ComparedDerivative::index)
        .doesNotHaveDuplicates()
        .hasSize(17);
    GradientReport other =
        GradientCheck.of(x.square().mean()).elements(16).key(RandomKey.of(1)).run();
    assertThat(other.compared().get(3).index()).isNotEqualTo(right.compared().get(3).index());
  }

  @Test
  void aWrongTranspositionIsFound() {
    Parameter a = Parameter.of("a", matrix(DType.DOUBLE, 3, 3));
    Parameter b = vector("b", 0.2, 0.7, -0.4);
    Tensor column = b.expandDims(-1);
    GradientRule right = (i, y, g) -> g.matmul(column.transpose());
    GradientRule wrong = (i, y, g) -> column.matmul(g.transpose());
    GradientCheck.of(Tensor.withGradient(a.matmul(column), right, a)).by(a).assertPasses();
    Tensor product = Tensor.withGradient(a.matmul(column), wrong, a);
    assertThat(GradientCheck.of(product).by(a).run().failures()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void aWrongSecondDerivativeIsFoundBySecondOrder() {
    Parameter x = vector("x", 0.3, -1.2);
    Tensor wrong = square(x, (i, y, g) -> g.mul(x.stopGradient()).mul(2));
    GradientCheck.of(wrong).assertPasses();
    GradientReport report = GradientCheck.of(wrong).secondOrder().run();
    assertThat(report.failures()).hasSize(2).allMatch(c -> c.order() == 2);
    assertThatThrownBy(report::assertPasses).hasMessageContaining(" in second order by 'x' at [");
  }

  // ---- no derivative

  @Test
  void aKinkIsReportedWhateverTheGradientIs() {
    Parameter x = vector("x", 0, 3);
    assertThat(outcome(x.abs())).isEqualTo(Outcome.NOT_DIFFERENTIABLE);
    assertThat(outcome(x.relu())).isEqualTo(Outcome.NOT_DIFFERENTIABLE);
    Tensor half = Tensor.withGradient(x.relu(), (i, y, g) -> g.mul(0.5), x);
    assertThat(GradientCheck.of(half).run().compared().get(0).outcome())
        .isEqualTo(Outcome.NOT_DIFFERENTIABLE);
    assertThat(outcome(x.cast(DType.FLOAT).abs())).isEqualTo(Outcome.NOT_DIFFERENTIABLE);
    assertThatThrownBy(() -> GradientCheck.of(x.abs()).assertPasses())
        .hasMessageStartingWith("GradientCheck: the function must be differentiable, got ")
        .hasMessageEndingWith(
            "by 'x' at [0] of shape [2]; move the point away from the kink or jump");
  }

  @Test
  void aJumpIsReported() {
    Parameter x = vector("x", 1);
    Tensor step = Tensor.withGradient(x.floor(), (i, y, g) -> g.mul(0), x);
    assertThat(outcome(step)).isEqualTo(Outcome.NOT_DIFFERENTIABLE);
  }

  /** The first step of 4.9e-4 would reach across a kink that is 1e-3 away. */
  @Test
  void aKinkNearbyMakesTheStepSmaller() {
    Parameter x = vector("x", 1e-3, -1e-4);
    GradientReport report = GradientCheck.of(x.relu().add(x.exp())).run();
    assertThat(report.passes()).as("%s", report).isTrue();
    assertThat(report.compared()).allMatch(c -> c.step() < 1e-4);
  }

  @Test
  void undefinedValuesAndGradientsAreReported() {
    assertThat(outcome(vector("x", 2, -1).log())).isEqualTo(Outcome.UNDEFINED);
    assertThat(outcome(vector("x", 0).log())).isEqualTo(Outcome.UNDEFINED);
    assertThat(outcome(vector("x", 0).sqrt())).isEqualTo(Outcome.UNDEFINED);
    Parameter x = vector("x", 1, 2);
    Tensor noGradient = square(x, (i, y, g) -> g.mul(Double.NaN));
    assertThat(outcome(noGradient)).isEqualTo(Outcome.UNDEFINED);
    assertThatThrownBy(() -> GradientCheck.of(noGradient).assertPasses())
        .hasMessageStartingWith(
            "GradientCheck: the function and its gradient must be" + " finite, got NaN where");
  }

  /** Rounding of 1e10 is 2e-6, which hides the slope; neither verdict could be trusted. */
  @Test
  void whatRoundingHidesIsInconclusive() {
    Parameter x = vector("x", 1.3777);
    Tensor lost = x.mul(x).add(1e10).sub(1e10);
    assertThat(outcome(lost)).isIn(Outcome.INCONCLUSIVE, Outcome.NOT_DIFFERENTIABLE);
  }

  // ---- what is left behind

  @Test
  void variablesAreAsBefore() {
    double[] x = {0.3, -0.0, 1e-310, 7};
    Parameter p = vector("p", x);
    Variable v = Variable.of("v", matrix(DType.FLOAT, 2, 2));
    INDArray before = v.value();
    GradientCheck.of(p.mul(v.cast(DType.DOUBLE).reshape(4)).sin())
        .by(p, v)
        .elements(2)
        .secondOrder()
        .run();
    assertThat(bits(p))
        .isEqualTo(Arrays.stream(x).mapToLong(Double::doubleToRawLongBits).toArray());
    assertThat(v.value()).isEqualTo(before);
    assertThat(GradientCheck.of(p.abs()).run().passes()).isFalse();
    assertThat(bits(p)[3]).isEqualTo(Double.doubleToRawLongBits(7));
  }

  private static long[] bits(Parameter p) {
    return Arrays.stream(p.value().data().asDouble())
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  /** The rule fails as a program runs, after the first element was moved. */
  @Test
  void variablesAreAsBeforeAnError() {
    Parameter p = vector("p", 1, 2);
    Tensor fails = p.require(Condition.COUNT, "test", "p", null).mul(3);
    GradientReport report = GradientCheck.of(fails).run();
    assertThat(report.worst().outcome()).isEqualTo(Outcome.UNDEFINED);
    assertThat(p.value().toDoubleVector()).containsExactly(1, 2);
    Tensor broken = p.sub(5).require(Condition.POSITIVE, "test", "p", null);
    assertThatThrownBy(() -> GradientCheck.of(broken).run())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("test: p must be > 0 everywhere, got -4.0 at [0]");
    assertThat(p.value().toDoubleVector()).containsExactly(1, 2);
  }

  // ---- arguments

  @Test
  void rejectsWhatCannotBeChecked() {
    Tensor constant = Tensor.vector(1.0, 2).exp();
    assertThatThrownBy(() -> GradientCheck.of(constant).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "GradientCheck: there must be a variable to differentiate by, got exp [2] DOUBLE"
                + " without parameters; name variables by GradientCheck.by, or pass arrays to"
                + " GradientCheck.of");
    Parameter x = vector("x", 1);
    assertThatThrownBy(() -> GradientCheck.of(x).elements(0))
        .hasMessage("GradientCheck.elements: max must be >= 1, got 0");
    assertThatThrownBy(() -> GradientCheck.of(x).tolerance(Double.NaN))
        .hasMessage("GradientCheck.tolerance: it must be > 0, got NaN");
    assertThatThrownBy(() -> GradientCheck.of(x.floor()).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("floor");
  }

  @Test
  void toleranceIsTheUsers() {
    Parameter x = vector("x", 0.3, -1.2);
    Tensor nearly = square(x, (i, y, g) -> g.mul(x).mul(2.0002));
    assertThat(GradientCheck.of(nearly).run().passes()).isFalse();
    assertThat(GradientCheck.of(nearly).tolerance(1e-3).run().passes()).isTrue();
    GradientCheck.of(t -> t.mul(Noise.standardNormal(DType.DOUBLE, 2)), x.value())
        .tolerance(1e-11)
        .assertPasses();
  }
}
