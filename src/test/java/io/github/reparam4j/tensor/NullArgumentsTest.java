/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A null argument is refused by the name of the method and of the parameter. */
class NullArgumentsTest {
  private static final Parameter X =
      Parameter.of("x", NdArrays.of(new double[] {1, 2}, Shape.of(2)));
  private static final Input INPUT = Input.of("in", DType.DOUBLE, 2);
  private static final Tensor NONE = null;
  private static final Shape NO_SHAPE = null;
  private static final long[] NO_DIMS = null;
  private static final int[] NO_INTS = null;
  private static final NoiseDistribution UNIFORM = NoiseDistribution.UNIFORM;

  static Stream<Arguments> binaryMethods() {
    Map<String, BiFunction<Tensor, Tensor, Tensor>> methods = new TreeMap<>();
    methods.put("add: b", Tensor::add);
    methods.put("sub: b", Tensor::sub);
    methods.put("mul: b", Tensor::mul);
    methods.put("div: b", Tensor::div);
    methods.put("pow: b", Tensor::pow);
    methods.put("maximum: b", Tensor::maximum);
    methods.put("minimum: b", Tensor::minimum);
    methods.put("multiplyNoNan: b", Tensor::multiplyNoNan);
    methods.put("logAddExp: b", Tensor::logAddExp);
    methods.put("xlogy: b", Tensor::xlogy);
    methods.put("xlog1py: b", Tensor::xlog1py);
    methods.put("eq: b", Tensor::eq);
    methods.put("ne: b", Tensor::ne);
    methods.put("lt: b", Tensor::lt);
    methods.put("le: b", Tensor::le);
    methods.put("gt: b", Tensor::gt);
    methods.put("ge: b", Tensor::ge);
    methods.put("logBeta: b", Tensor::logBeta);
    methods.put("gammaP: x", Tensor::gammaP);
    methods.put("gammaQ: x", Tensor::gammaQ);
    methods.put("gammaLogDensity: x", Tensor::gammaLogDensity);
    methods.put("matmul: right", Tensor::matmul);
    methods.put("dot: other", Tensor::dot);
    methods.put("outer: other", Tensor::outer);
    methods.put("triangularSolve: right", Tensor::triangularSolve);
    methods.put("solveTransposed: right", Tensor::solveTransposed);
    methods.put("sharingNoiseOf: context", Tensor::sharingNoiseOf);
    return methods.entrySet().stream()
        .map(e -> refused(e.getKey(), () -> e.getValue().apply(X, null)));
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        refused("incompleteBeta: a", () -> X.incompleteBeta(null, X)),
        refused("incompleteBeta: b", () -> X.incompleteBeta(X, null)),
        refused("clamp: low", () -> X.clamp(null, X)),
        refused("clamp: high", () -> X.clamp(X, null)),
        refused("cast: to", () -> X.cast(null)),
        refused("reshape: dims", () -> X.reshape(NO_DIMS)),
        refused("reshape: shape", () -> X.reshape(NO_SHAPE)),
        refused("broadcastTo: dims", () -> X.broadcastTo(NO_DIMS)),
        refused("broadcastTo: shape", () -> X.broadcastTo(NO_SHAPE)),
        refused("permute: order", () -> X.permute(NO_INTS)),
        refused("squeeze: axes", () -> X.squeeze(NO_INTS)),
        refused("gather: indices", () -> X.gather(0, NO_INTS)),
        refused("gather: indices", () -> X.gather(0, NONE)),
        refused("sum: axes", () -> X.sum(NO_INTS)),
        refused("mean: axes", () -> X.mean(NO_INTS)),
        refused("maxKeepDims: axes", () -> X.maxKeepDims(NO_INTS)),
        refused("min: axes", () -> X.min(NO_INTS)),
        refused("prod: axes", () -> X.prod(NO_INTS)),
        refused("logSumExp: axes", () -> X.logSumExp(NO_INTS)),
        refused("require: condition", () -> X.require(null, "a", "b", null)),
        refused("require: where", () -> X.require(Marker.Condition.FINITE, null, "b", null)),
        refused("require: name", () -> X.require(Marker.Condition.FINITE, "a", null, null)),
        refused("updating: variable", () -> X.updating(null, X)),
        refused("updating: next", () -> X.updating(Parameter.of("p", X.eval()), null)),
        refused("eval: key", () -> X.eval((RandomKey) null)),
        refused("evalScalar: key", () -> X.sum().evalScalar((RandomKey) null)),
        refused("eval: bindings", () -> X.eval((Binding[]) null)),
        refused("eval: bindings[0]", () -> X.eval((Binding) null)),
        refused("Input.bind: array", () -> INPUT.bind(null)),
        refused("Variable.assign: value", () -> X.assign(null)));
  }

  static Stream<Arguments> factories() {
    return Stream.of(
        refused("Tensor.constant: array", () -> Tensor.constant((INDArray) null)),
        refused("Tensor.constant: values", () -> Tensor.constant((double[]) null, 1)),
        refused("Tensor.constant: values", () -> Tensor.constant((float[]) null, 1)),
        refused("Tensor.constant: shape", () -> Tensor.constant(new float[1], NO_DIMS)),
        refused("Tensor.constant: shape", () -> Tensor.constant(new double[1], NO_DIMS)),
        refused("Tensor.vector: values", () -> Tensor.vector((double[]) null)),
        refused("Tensor.vector: values", () -> Tensor.vector((float[]) null)),
        refused("Tensor.fill: dtype", () -> Tensor.fill(null, 1)),
        refused("Tensor.fill: shape", () -> Tensor.fill(DType.FLOAT, 1, NO_DIMS)),
        refused("Tensor.zeros: dtype", () -> Tensor.zeros(null, 1)),
        refused("Tensor.ones: shape", () -> Tensor.ones(DType.FLOAT, NO_DIMS)),
        refused("Tensor.range: dtype", () -> Tensor.range(null, 1)),
        refused("Tensor.eye: dtype", () -> Tensor.eye(null, 1)),
        refused("Tensor.where: condition", () -> Tensor.where(null, X, X)),
        refused("Tensor.where: ifTrue", () -> Tensor.where(X, null, X)),
        refused("Tensor.where: ifFalse", () -> Tensor.where(X, X, null)),
        refused("Tensor.concat: parts", () -> Tensor.concat(0, (Tensor[]) null)),
        refused("Tensor.concat: parts[1]", () -> Tensor.concat(0, X, null)),
        refused("Tensor.stack: parts", () -> Tensor.stack(0, (Tensor[]) null)),
        refused("Tensor.stack: parts[0]", () -> Tensor.stack(0, NONE)),
        refused("Tensor.withGradient: value", () -> Tensor.withGradient(null, (i, y, g) -> g, X)),
        refused("Tensor.withGradient: rule", () -> Tensor.withGradient(X, null, X)),
        refused(
            "Tensor.withGradient: inputs[0]", () -> Tensor.withGradient(X, (i, y, g) -> g, NONE)),
        refused("Tensor.apply: inputs[1]", () -> Tensor.apply(Arithmetic.ADD, X, null)),
        refused("Tensor.apply: op", () -> Tensor.apply(null, X)),
        refused("Input.of: name", () -> Input.of(null, DType.FLOAT, 1)),
        refused("Input.of: dtype", () -> Input.of("x", null, 1)),
        refused("Input.of: shape", () -> Input.of("x", DType.FLOAT, NO_DIMS)),
        refused("Variable.of: name", () -> Variable.of(null, X.value())),
        refused("Variable.of: initial", () -> Variable.of("x", null)),
        refused("Variable.fill: name", () -> Variable.fill(null, DType.FLOAT, 0)),
        refused("Variable.fill: dtype", () -> Variable.fill("x", null, 0)),
        refused("Variable.fill: shape", () -> Variable.fill("x", DType.FLOAT, 0, NO_DIMS)),
        refused("Parameter.of: name", () -> Parameter.of(null, X.value())),
        refused("Parameter.of: initial", () -> Parameter.of("x", (INDArray) null)),
        refused("Noise.of: distribution", () -> Noise.of(null, DType.FLOAT, Shape.of(2))),
        refused("Noise.of: dtype", () -> Noise.of(UNIFORM, null, Shape.of(2))),
        refused("Noise.of: shape", () -> Noise.of(UNIFORM, DType.FLOAT, null)),
        refused(
            "Noise.antithetic: distribution",
            () -> Noise.antithetic(null, DType.FLOAT, Shape.of(2))),
        refused(
            "Noise.forRejection: distribution",
            () -> Noise.forRejection(null, DType.FLOAT, Shape.of(2))),
        refused("Noise.drawnFrom: source", () -> Noise.drawnFrom(null, () -> 1)),
        refused("Noise.drawnFrom: expressions", () -> Noise.drawnFrom(Noise::of, null)),
        refused("Noise.antithetic: dtype", () -> Noise.antithetic(UNIFORM, null, Shape.of(2))),
        refused("Noise.antithetic: shape", () -> Noise.antithetic(UNIFORM, DType.FLOAT, null)),
        refused("Noise.uniform: shape", () -> Noise.uniform(DType.FLOAT, NO_DIMS)),
        refused("Noise.gumbel: dtype", () -> Noise.gumbel(null, 2)),
        refused("DType.holding: type", () -> DType.holding(null)));
  }

  static Stream<Arguments> shapesAndGradients() {
    Gradients g = Gradients.of(X.sum(), X);
    List<Tensor> none = Arrays.asList((Tensor) null);
    return Stream.of(
        refused("Shape.of: dims", () -> Shape.of(NO_DIMS)),
        refused("Shape.append: inner", () -> Shape.of(1).append(null)),
        refused("Shape.broadcast: other", () -> Shape.of(1).broadcast(null)),
        refused("Shape.broadcast: other", () -> Shape.of(1).broadcast("Mine.of", null)),
        refused("Shape.broadcastsTo: target", () -> Shape.of(1).broadcastsTo(null)),
        refused("Gradients.of: loss", () -> Gradients.of(null, X)),
        refused("Gradients.of: by", () -> Gradients.of(X.sum(), (Tensor[]) null)),
        refused("Gradients.of: by[1]", () -> Gradients.of(X.sum(), X, null)),
        refused("Gradients.of: by", () -> g.of(null)),
        refused("Gradients.orZero: loss", () -> Gradients.orZero(null, X)),
        refused("Gradients.orZero: by[0]", () -> Gradients.orZero(X.sum(), NONE)),
        refused("Gradients.vjp: output", () -> Gradients.vjp(null, X, X)),
        refused("Gradients.vjp: cotangent", () -> Gradients.vjp(X, null, X)),
        refused("Gradients.vjp: by[0]", () -> Gradients.vjp(X, X, NONE)),
        refused(
            "Gradients.hessianVectorProduct: loss",
            () -> Gradients.hessianVectorProduct(null, List.of(X), List.of(X))),
        refused(
            "Gradients.hessianVectorProduct: by",
            () -> Gradients.hessianVectorProduct(X.sum(), null, List.of(X))),
        refused(
            "Gradients.hessianVectorProduct: by[0]",
            () -> Gradients.hessianVectorProduct(X.sum(), none, List.of(X))),
        refused(
            "Gradients.hessianVectorProduct: vectors",
            () -> Gradients.hessianVectorProduct(X.sum(), List.of(X), null)),
        refused(
            "Gradients.hessianVectorProduct: vectors[0]",
            () -> Gradients.hessianVectorProduct(X.sum(), List.of(X), none)));
  }

  private static Arguments refused(String name, ThrowingCallable call) {
    return Arguments.of(name, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"binaryMethods", "methods", "factories", "shapesAndGradients"})
  void namesTheParameter(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " must be given, got null");
  }
}
