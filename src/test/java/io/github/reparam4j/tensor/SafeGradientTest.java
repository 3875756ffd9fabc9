/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients are safe by selection: a branch that was not selected contributes exactly 0 to first
 * and second derivatives, even if its value or derivative is infinite or NaN.
 */
class SafeGradientTest {
  /** A function and points at which its value or derivative is infinite or NaN. */
  private record Unsafe(String name, UnaryOperator<Tensor> f, double... points) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Unsafe> unsafe() {
    return Stream.of(
        new Unsafe("sqrt", Tensor::sqrt, 0, -1),
        new Unsafe("rsqrt", Tensor::rsqrt, 0, -1),
        new Unsafe("log", Tensor::log, 0, -1),
        new Unsafe("log1p", Tensor::log1p, -1, -2),
        new Unsafe("log1mexp", Tensor::log1mexp, 0, 1),
        new Unsafe("reciprocal", Tensor::reciprocal, 0),
        new Unsafe("div", x -> x.add(1).div(x), 0),
        new Unsafe("0/0", x -> x.div(x), 0),
        new Unsafe("pow(1/2)", x -> x.pow(0.5), 0, -1),
        new Unsafe("pow(-1)", x -> x.pow(-1), 0),
        new Unsafe("x^x", x -> x.pow(x), 0, -1.5),
        new Unsafe("2^x", x -> Tensor.fill(x.dtype(), 2).pow(x), 1e30),
        new Unsafe("exp", Tensor::exp, 1e4),
        new Unsafe("expm1", Tensor::expm1, 1e4),
        new Unsafe("xlogy", x -> x.xlogy(x), 0, -1),
        new Unsafe("xlog1py", x -> x.xlog1py(x), -1, -2),
        new Unsafe("lgamma", Tensor::lgamma, 0, -1),
        new Unsafe("digamma", Tensor::digamma, 0, -1),
        new Unsafe("normalHazard", Tensor::normalHazard, 1e30),
        new Unsafe("ndtri", Tensor::ndtri, 0, 1, -1),
        new Unsafe("erfinv", Tensor::erfinv, -1, 1, 2),
        new Unsafe("erfcx", Tensor::erfcx, -1e4),
        new Unsafe("logExpm1", Tensor::logExpm1, 0, -1),
        new Unsafe("expE1", Tensor::expE1, 0, -1),
        new Unsafe("besselRatio(1/x)", x -> x.reciprocal().besselRatio(), 0),
        new Unsafe("besselI1e(1/x)", x -> x.reciprocal().besselI1e(), 0),
        new Unsafe("besselIve", x -> x.besselIve(0.5), 0, -1),
        new Unsafe("logAddExp", x -> x.log().logAddExp(x.log()), 0),
        new Unsafe("tanh(log)", x -> x.log().tanh(), 0, -1),
        new Unsafe("sigmoid(log)", x -> x.log().sigmoid(), 0, -1),
        new Unsafe("softplus(log)", x -> x.log().softplus(), 0, -1),
        new Unsafe("exp(log)", x -> x.log().exp(), 0, -1),
        new Unsafe("log(sqrt)", x -> x.sqrt().log(), 0, -1),
        new Unsafe("sqrt(log)", x -> x.log().sqrt(), 0, -1),
        new Unsafe("atan(1/x)", x -> x.reciprocal().atan(), 0),
        new Unsafe("ndtr(1/x)", x -> x.reciprocal().ndtr(), 0),
        new Unsafe("sin(1/x)", x -> x.reciprocal().sin(), 0),
        new Unsafe("exp(exp)", x -> x.exp().exp(), 1e4),
        new Unsafe("elu(log)", x -> x.log().elu(), 0, -1),
        new Unsafe("gelu(log)", x -> x.log().gelu(), 0, -1),
        new Unsafe("clamp(log)", x -> x.log().clamp(-5, 5), 0, -1),
        new Unsafe("max(log)", x -> x.log().maximum(x.sqrt()), 0, -1),
        new Unsafe(
            "softmax", x -> Tensor.stack(0, x.log(), x.reciprocal()).softmax(0).select(0, 0), 0),
        new Unsafe("logSumExp", x -> Tensor.stack(0, x.log(), x.log()).logSumExp(0), 0, -1),
        new Unsafe("norm", x -> Tensor.stack(0, x, x).square().sum(0).sqrt(), 0),
        new Unsafe("prod", x -> Tensor.stack(0, x.log(), x).prod(0), 0));
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void unselectedBranchContributesNothing(Unsafe unsafe) {
    for (DType dtype : DType.values()) {
      for (double point : unsafe.points) {
        for (boolean first : new boolean[] {true, false}) {
          // At 0.75 the function itself is selected: the program must still differentiate it.
          Variable x = variable(dtype, point, 0.75);
          Tensor selectX = constant(dtype, first ? 1 : 0, first ? 0 : 1);
          Tensor f = unsafe.f.apply(x);
          Tensor chosen = first ? Tensor.where(selectX, x, f) : Tensor.where(selectX, f, x);
          Tensor loss = chosen.add(1).square().sum();
          double rounded = dtype == DType.FLOAT ? (float) point : point;
          String name = unsafe + " at " + point + " " + dtype;
          assertThat(gradient(loss, x)[0])
              .as("gradient of " + name)
              .isEqualTo(dtype == DType.FLOAT ? 2 * (float) (rounded + 1) : 2 * (rounded + 1));
          assertThat(secondDerivative(loss, x)[0]).as("second derivative of " + name).isEqualTo(2);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void thirdDerivativeOfAnUnselectedBranchIsZero(Unsafe unsafe) {
    Variable x = variable(DType.DOUBLE, unsafe.points[0], 0.75);
    Tensor chosen = Tensor.where(Tensor.vector(1.0, 0.0), x, unsafe.f.apply(x));
    Tensor g = Gradients.of(chosen.add(1).square().sum(), x).of(x);
    Tensor h = Gradients.of(g.sum(), x).of(x);
    Tensor third = Gradients.orZero(h.sum(), x).of(x);
    assertThat(elements(third)[0]).isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource
  void boundsThatHoldPassNothingOn(DType dtype) {
    Variable x = variable(dtype, 0, 0, -1);
    assertThat(gradient(x.log().clamp(-5, 5).sum(), x)).startsWith(0, 0);
    assertThat(gradient(x.sqrt().maximum(1).sum(), x)).startsWith(0, 0);
    assertThat(gradient(x.log().maximum(-7).sum(), x)).startsWith(0, 0);
    assertThat(gradient(x.log().relu().sum(), x)).startsWith(0, 0);
    assertThat(gradient(x.reciprocal().minimum(3).sum(), x)).startsWith(0, 0);
    assertThat(gradient(Tensor.stack(0, x.log(), x).maxKeepDims(0).sum(), x)).startsWith(1, 1);
    assertThat(secondDerivative(x.log().clamp(-5, 5).sum(), x)).startsWith(0, 0);
    assertThat(secondDerivative(x.sqrt().maximum(1).sum(), x)).startsWith(0, 0);
  }

  @Test
  void clampPassesTheGradientWithinItsBoundsEndsIncluded() {
    Variable x = variable(DType.DOUBLE, -2, -1, 0, 1, 2);
    Variable low = variable(DType.DOUBLE, -1);
    Variable high = variable(DType.DOUBLE, 1);
    Tensor loss = x.clamp(low, high).sum();
    assertThat(gradient(loss, x)).containsExactly(0, 1, 1, 1, 0);
    assertThat(gradient(loss, low)).containsExactly(1);
    assertThat(gradient(loss, high)).containsExactly(1);
  }

  @Test
  void tiesShareTheGradient() {
    Variable x = variable(DType.DOUBLE, 3, 1, 3, 3);
    double third = 1.0 / 3;
    assertThat(gradient(x.max().sum(), x)).containsExactly(third, 0, third, third);
    assertThat(gradient(x.neg().min(), x)).containsExactly(-third, 0, -third, -third);
    Variable y = variable(DType.DOUBLE, 3, 2, 0, 4);
    assertThat(gradient(x.maximum(y).sum(), x)).containsExactly(0.5, 0, 1, 0);
    assertThat(gradient(x.maximum(y).sum(), y)).containsExactly(0.5, 1, 0, 1);
    assertThat(gradient(x.minimum(y).sum(), x)).containsExactly(0.5, 1, 0, 1);
  }

  @Test
  void kinksHaveTheDerivativeThatTheirOperationsState() {
    Variable x = variable(DType.DOUBLE, 0, -0.0);
    assertThat(gradient(x.abs().sum(), x)).containsExactly(0, 0);
    assertThat(gradient(x.relu().sum(), x)).containsExactly(0, 0);
    assertThat(gradient(x.leakyRelu(0.1).sum(), x)).containsExactly(0.1, 0.1);
    assertThat(gradient(x.elu().sum(), x)).containsExactly(1, 1);
    assertThat(secondDerivative(x.elu().sum(), x)).containsExactly(1, 1);
    assertThat(gradient(x.sqrt().sum(), x)).containsExactly(POSITIVE_INFINITY, NEGATIVE_INFINITY);
  }

  @Test
  void productsDifferentiateThroughZeros() {
    assertThat(gradientOfProduct(2, 0, 5)).containsExactly(0, 10, 0);
    assertThat(gradientOfProduct(0, 3, 0)).containsExactly(0, 0, 0);
    Variable x = variable(DType.DOUBLE, 0, 3, 0);
    // d2(abc) = a (db dc) + ...; along (1, 1, 1) the Hessian's rows sum to b+c, a+c, a+b.
    assertThat(secondDerivative(x.prod(), x)).containsExactly(3, 0, 3);
  }

  private static double[] gradientOfProduct(double... factors) {
    Variable x = variable(DType.DOUBLE, factors);
    return gradient(x.prod(), x);
  }

  @Test
  void logarithmsOfProbabilitiesDifferentiateAtTheEnds() {
    Variable x = variable(DType.DOUBLE, 0, 0, 1);
    Variable p = variable(DType.DOUBLE, 0, 0.5, 0.5);
    assertThat(elements(x.xlogy(p))).containsExactly(0, 0, Math.log(0.5));
    assertThat(gradient(x.xlogy(p).sum(), p)).containsExactly(0, 0, 2);
    assertThat(gradient(x.xlog1py(p.neg()).sum(), p)).containsExactly(0, 0, -2);
    Variable power = variable(DType.DOUBLE, 0, 0, 2);
    assertThat(gradient(p.pow(power).sum(), p)).containsExactly(0, 0, 1);
    assertThat(gradient(x.pow(Tensor.fill(DType.DOUBLE, 2)).sum(), x)).containsExactly(0, 0, 2);
  }

  @Test
  void logSumExpOfNothingButMinusInfinityHasGradientZero() {
    Variable x = variable(DType.DOUBLE, NEGATIVE_INFINITY, NEGATIVE_INFINITY);
    assertThat(x.logSumExp().evalScalar()).isEqualTo(NEGATIVE_INFINITY);
    assertThat(gradient(x.logSumExp(), x)).containsExactly(0, 0);
    Variable one = variable(DType.DOUBLE, NEGATIVE_INFINITY, 3);
    assertThat(one.logSumExp().evalScalar()).isEqualTo(3);
    assertThat(gradient(one.logSumExp(), one)).containsExactly(0, 1);
    Variable nan = variable(DType.DOUBLE, NaN, 3);
    assertThat(nan.logSumExp().evalScalar()).isNaN();
  }

  @Test
  void logAddExpHasItsDerivativesWhereItsArgumentsAreEqual() {
    Variable a = variable(DType.DOUBLE, 2, NEGATIVE_INFINITY, POSITIVE_INFINITY);
    Variable b = variable(DType.DOUBLE, 2, NEGATIVE_INFINITY, POSITIVE_INFINITY);
    Tensor loss = a.logAddExp(b).sum();
    assertThat(gradient(loss, a)).containsExactly(0.5, 0.5, 0.5);
    assertThat(secondDerivative(loss, a)).containsExactly(0.25, 0, 0);
    Tensor mixed = Gradients.of(Gradients.of(loss, a).of(a).sum(), b).of(b);
    assertThat(elements(mixed)).containsExactly(-0.25, 0, 0);
  }

  @Test
  void productOfZeroAndInfinityIsZeroToSecondOrder() {
    Variable a = variable(DType.DOUBLE, 0, 0, 2);
    Variable b = variable(DType.DOUBLE, POSITIVE_INFINITY, 3, 5);
    Tensor loss = a.multiplyNoNan(b).sum();
    assertThat(elements(a.multiplyNoNan(b))).containsExactly(0, 0, 10);
    assertThat(gradient(loss, a)).containsExactly(POSITIVE_INFINITY, 3, 5);
    assertThat(gradient(loss, b)).containsExactly(0, 0, 2);
    Tensor mixed = Gradients.of(Gradients.of(loss, b).of(b).sum(), a).of(a);
    assertThat(elements(mixed)).containsExactly(1, 1, 1);
  }

  // ---- small helpers

  private static Variable variable(DType dtype, double... elements) {
    return Variable.of(
        "x", NdArrays.of(elements, Shape.of(elements.length)).castTo(dtype.toNd4j()));
  }

  private static Tensor constant(DType dtype, double... elements) {
    return Tensor.vector(elements).cast(dtype);
  }

  private static double[] gradient(Tensor loss, Tensor by) {
    return elements(Gradients.of(loss, by).of(by));
  }

  /** The Hessian times a vector of ones: the second derivative of element-wise functions. */
  private static double[] secondDerivative(Tensor loss, Tensor by) {
    List<Tensor> ones = new ArrayList<>();
    ones.add(Tensor.ones(by.dtype(), by.shape().toLongs()));
    return elements(Gradients.hessianVectorProduct(loss, List.of(by), ones).of(by));
  }

  private static double[] elements(Tensor t) {
    // The sign of a zero is ignored here.
    return Arrays.stream(NaiveArrays.elements(t.eval())).map(x -> x + 0.0).toArray();
  }

  // ---- norms

  /** A norm has the subgradient 0 at 0, a root of anything else an infinite slope. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void normsHaveGradientZeroAtZero(DType dtype) {
    List<UnaryOperator<Tensor>> norms =
        List.of(
            x -> x.square().sum().sqrt(),
            x -> x.square().sum(-1).sqrt().sum(),
            x -> x.square().sum(0).sqrt().sum(),
            x -> x.square().mean().sqrt(),
            x -> x.square().sumKeepDims(-1).sqrt().mul(x).sum().add(x.square().sum().sqrt()),
            x -> x.dot(x).sqrt(),
            x -> x.square().sum().mul(3).div(7).sqrt(),
            x -> x.square().add(x.mul(2).square()).sqrt().sum(),
            x -> x.reshape(-1).square().sum().reshape(1).sqrt().sum());
    for (Shape shape : List.of(Shape.of(3, 2), Shape.of(1, 1), Shape.of(3, 1))) {
      Parameter x = Parameter.of("x", Tensor.zeros(dtype, shape.toLongs()).eval());
      Parameter half = Parameter.of("half", Tensor.fill(dtype, 0.5, shape.toLongs()).eval());
      for (UnaryOperator<Tensor> norm : norms) {
        Tensor value = norm.apply(x);
        Tensor g = Gradients.of(value, x).of(x);
        assertThat(value.evalScalar()).isZero();
        assertThat(g.eval().dup().data().asDouble()).containsOnly(0);
        Tensor second = Gradients.of(g.sum(), x).of(x);
        assertThat(second.eval().dup().data().asDouble()).containsOnly(0);
        Tensor away = Gradients.of(norm.apply(half), half).of(half);
        assertThat(away.abs().sum().evalScalar()).isGreaterThan(0.3);
      }
    }
    Parameter scalar = Parameter.of("scalar", Tensor.zeros(dtype).eval());
    Tensor length = scalar.square().sum().sqrt();
    assertThat(Gradients.of(length, scalar).of(scalar).evalScalar()).isZero();
    Parameter zero = Parameter.of("zero", Tensor.zeros(dtype, 2).eval());
    Tensor root = Gradients.of(zero.sqrt().sum(), zero).of(zero);
    assertThat(root.eval().dup().data().asDouble()).containsOnly(POSITIVE_INFINITY);
    Tensor outside = Gradients.of(zero.square().sum().sub(1).sqrt(), zero).of(zero);
    assertThat(outside.eval().dup().data().asDouble()).containsOnly(NaN);
  }

  // ---- cotangents of other shapes

  /**
   * A rule may return a cotangent that broadcasts to its input, or that the input broadcasts to.
   */
  @ParameterizedTest
  @EnumSource(DType.class)
  void cotangentsTakeTheShapeOfTheirInput(DType dtype) {
    Parameter x = Parameter.of("x", Tensor.fill(dtype, 1, 2, 3).eval());
    Tensor value = x.stopGradient().mul(5);
    List<Shape> smaller = List.of(Shape.of(), Shape.of(3), Shape.of(2, 1), Shape.of(1, 3));
    for (Shape shape : smaller) {
      Tensor y =
          Tensor.withGradient(value, (i, out, g) -> Tensor.fill(dtype, 2, shape.toLongs()), x);
      Tensor g = Gradients.of(y.sum(), x).of(x);
      assertThat(g.shape()).isEqualTo(x.shape());
      assertThat(g.eval().dup().data().asDouble()).containsExactly(2, 2, 2, 2, 2, 2);
      Tensor through = Gradients.of(y.mul(x).sum(), x).of(x);
      assertThat(through.eval().dup().data().asDouble()).containsExactly(7, 7, 7, 7, 7, 7);
    }
    Parameter row = Parameter.of("row", Tensor.fill(dtype, 1, 3).eval());
    Tensor wide = Tensor.withGradient(value, (i, out, g) -> Tensor.fill(dtype, 2, 2, 3), row);
    Tensor g = Gradients.of(wide.sum(), row).of(row);
    assertThat(g.shape()).isEqualTo(row.shape());
    assertThat(g.eval().dup().data().asDouble()).containsExactly(4, 4, 4);
  }
}
