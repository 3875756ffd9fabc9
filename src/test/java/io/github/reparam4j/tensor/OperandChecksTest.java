/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.RefusedCall.refused;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of operands, constants and operations: the error names the method called. */
class OperandChecksTest {
  private static final Tensor VECTOR = Tensor.vector(1.0, 2.0, 3.0);
  private static final Tensor MATRIX = Tensor.zeros(DType.DOUBLE, 2, 3);
  private static final Tensor SQUARE = Tensor.zeros(DType.DOUBLE, 3, 3);
  private static final Tensor SCALAR = Tensor.scalar(1);
  private static final Tensor FLOATS = Tensor.vector(1f, 2f, 3f);
  private static final int MAX = Integer.MAX_VALUE;

  static Stream<RefusedCall> operands() {
    return Stream.of(
        refused(
            "add: all inputs must have one dtype, got DOUBLE and FLOAT; convert one with"
                + " cast(DType.DOUBLE)",
            () -> VECTOR.add(FLOATS)),
        refused(
            "sub: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [3] and"
                + " [2]; they differ at axis -1",
            () -> VECTOR.sub(Tensor.vector(1.0, 2.0))),
        refused(
            "mul: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [2, 3]"
                + " and [3, 3]; they differ at axis -2",
            () -> MATRIX.mul(SQUARE)),
        refused(
            "incompleteBeta: all inputs must have one dtype, got FLOAT and DOUBLE; convert one with"
                + " cast(DType.FLOAT)",
            () -> VECTOR.incompleteBeta(FLOATS, VECTOR)),
        refused(
            "clamp: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [3,"
                + " 3] and [2, 3]; they differ at axis -2",
            () -> VECTOR.clamp(SQUARE, MATRIX)),
        refused(
            "Tensor.where: all inputs must have one dtype, got DOUBLE and FLOAT; convert one with"
                + " cast(DType.DOUBLE)",
            () -> Tensor.where(MATRIX, VECTOR, FLOATS)),
        refused(
            "Tensor.where: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2, 3] and [3, 3]; they differ at axis -2",
            () -> Tensor.where(MATRIX, VECTOR, SQUARE)),
        refused(
            "matmul: inner dimensions must be equal, got left [2, 3] x right [2, 3]; did you mean"
                + " right.transpose()?",
            () -> MATRIX.matmul(MATRIX)),
        refused(
            "matmul: inner dimensions must be equal, got left [2, 3] x right [2, 4]; did you mean"
                + " left.transpose()?",
            () -> MATRIX.matmul(Tensor.zeros(DType.DOUBLE, 2, 4))),
        refused(
            "matmul: inner dimensions must be equal, got left [2, 3] x right [5, 4]",
            () -> MATRIX.matmul(Tensor.zeros(DType.DOUBLE, 5, 4))),
        refused(
            "matmul: both sides must be matrices, got [2, 3] x []", () -> MATRIX.matmul(SCALAR)),
        refused(
            "matmul: inner dimensions must be equal, got left [2, 3] x right [2]",
            () -> MATRIX.matmul(Tensor.vector(1.0, 2.0))),
        refused(
            "matmul: inner dimensions must be equal, got left [3] x right [2]",
            () -> VECTOR.matmul(Tensor.vector(1.0, 2.0))),
        refused(
            "matmul: inner dimensions must be equal, got left [3] x right [2, 3]",
            () -> VECTOR.matmul(MATRIX)),
        refused(
            "matmul: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [2]"
                + " and [3]; they differ at axis -1",
            () -> batch(2).matmul(batch(3))),
        refused(
            "matmul: all inputs must have one dtype, got DOUBLE and FLOAT; convert one with"
                + " cast(DType.DOUBLE)",
            () -> MATRIX.matmul(FLOATS)),
        refused("dot: shapes must be equal, got [2, 3] and [3]", () -> MATRIX.dot(VECTOR)),
        refused("outer: both must be vectors, got [2, 3] and [3]", () -> MATRIX.outer(VECTOR)),
        refused("outer: both must be vectors, got [3] and [2, 3]", () -> VECTOR.outer(MATRIX)),
        refused(
            "cholesky: the last two axes must be equal, got shape [2, 3]", () -> MATRIX.cholesky()),
        refused(
            "choleskyOrNan: the last two axes must be equal, got shape [3]",
            () -> VECTOR.choleskyOrNan()),
        refused(
            "triangularSolve: the last two axes must be equal, got shape [2, 3]",
            () -> MATRIX.triangularSolve(VECTOR)),
        refused(
            "triangularSolve: the right side must have as many rows as the triangle, got triangle"
                + " [3, 3], right side [3]; pass a vector as a matrix with one column",
            () -> SQUARE.triangularSolve(VECTOR)),
        refused(
            "solveTransposed: the right side must have as many rows as the triangle, got triangle"
                + " [3, 3], right side [2, 3]",
            () -> SQUARE.solveTransposed(MATRIX)),
        refused(
            "triangularSolve: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2] and [3]; they differ at axis -1",
            () -> batch(2).triangularSolve(batch(3))),
        refused(
            "choleskyLogDet: the last two axes must be equal, got shape [2, 3]",
            () -> MATRIX.choleskyLogDet()),
        refused("polygamma: order must be in 0..100, got -1", () -> VECTOR.polygamma(-1)),
        refused(
            "besselIve: order must be finite and >= 0, got NaN",
            () -> VECTOR.besselIve(Double.NaN)),
        refused(
            "evalScalar: expression must have one element, got shape [2, 3]; use eval",
            () -> MATRIX.evalScalar()));
  }

  static Stream<RefusedCall> constants() {
    return Stream.of(
        refused(
            "Tensor.constant: need 2 values for shape [2], got 3",
            () -> Tensor.constant(new double[3], 2)),
        refused(
            "Tensor.constant: need 4 values for shape [2, 2], got 3",
            () -> Tensor.constant(new float[3], 2, 2)),
        refused(
            "Tensor.constant: every axis length must be in [0, 2^31), got [-3]; at axis 0",
            () -> Tensor.constant(new float[3], -3)),
        refused(
            "Tensor.range: n must be in [0, 9007199254740992], got -1",
            () -> Tensor.range(DType.DOUBLE, -1)),
        refused(
            "Tensor.range: n must be in [0, 16777216], got 16777217",
            () -> Tensor.range(DType.FLOAT, (1 << 24) + 1)),
        refused(
            "Tensor.eye: every axis length must be in [0, 2^31), got [-1]; at axis 0",
            () -> Tensor.eye(DType.FLOAT, -1)),
        refused(
            "Tensor.eye: matrices with a diagonal must have at most 46340 rows, got 46341; shape"
                + " [46341]",
            () -> Tensor.eye(DType.FLOAT, 46_341)),
        refused(
            "Tensor.fill: every axis length must be in [0, 2^31), got [-1]; at axis 0",
            () -> Tensor.fill(DType.FLOAT, 1, -1)),
        refused(
            "Tensor.zeros: every axis length must be in [0, 2^31), got [2, -1]; at axis 1",
            () -> Tensor.zeros(DType.FLOAT, 2, -1)),
        refused(
            "Tensor.ones: every axis length must be in [0, 2^31), got [2147483648]; at axis 0",
            () -> Tensor.ones(DType.FLOAT, 1L << 31)),
        refused(
            "Input.of: every axis length must be in [0, 2^31), got [-1]; at axis 0",
            () -> Input.of("x", DType.FLOAT, -1)),
        refused(
            "Input.bind: array for 'x' must have shape [2], got [3]",
            () -> Input.of("x", DType.FLOAT, 2).bind(NdArrays.of(new float[3], Shape.of(3)))),
        refused(
            "Variable.assign: value for 'p' must have shape [3], got [1, 3]",
            () ->
                Parameter.of("p", NdArrays.of(new float[3], Shape.of(3)))
                    .assign(NdArrays.of(new float[3], Shape.of(1, 3)))),
        refused(
            "Noise.standardNormal: every axis length must be in [0, 2^31), got [-1]; at axis 0",
            () -> Noise.standardNormal(DType.DOUBLE, -1)),
        refused(
            "Noise.uniform: every axis length must be in [0, 2^31), got [2147483648]; at axis 0",
            () -> Noise.uniform(DType.DOUBLE, 1L << 31)),
        refused(
            "Noise.gumbel: a leaf of DOUBLE noise must have at most 8589934592 elements, got shape"
                + " [131072, 65537]; make several leaves",
            () -> Noise.gumbel(DType.DOUBLE, 1 << 17, (1 << 16) + 1)),
        refused(
            "Noise.exponential: a leaf of FLOAT noise must have at most 17179869184 elements, got"
                + " shape [131072, 131073]; make several leaves",
            () -> Noise.exponential(DType.FLOAT, 1 << 17, (1 << 17) + 1)),
        refused(
            "Noise.antithetic: distribution must be symmetric, got GUMBEL",
            () -> Noise.antithetic(NoiseDistribution.GUMBEL, DType.FLOAT, Shape.of(2))),
        refused(
            "Noise.antithetic: the sample axis (axis 0) must have even length, got shape [3]",
            () -> Noise.antithetic(NoiseDistribution.UNIFORM, DType.FLOAT, Shape.of(3))),
        refused(
            "Noise.antithetic: the sample axis (axis 0) must have even length, got shape []",
            () -> Noise.antithetic(NoiseDistribution.UNIFORM, DType.FLOAT, Shape.scalar())));
  }

  static Stream<RefusedCall> gradients() {
    Parameter p = Parameter.of("p", NdArrays.of(new double[] {1, 2, 3}, Shape.of(3)));
    return Stream.of(
        refused(
            "Gradients.vjp: cotangent must have the output's dtype DOUBLE, got FLOAT",
            () -> Gradients.vjp(p, FLOATS, p)),
        refused(
            "Gradients.hessianVectorProduct: all inputs must have one dtype, got DOUBLE and FLOAT;"
                + " convert one with cast(DType.DOUBLE)",
            () -> Gradients.hessianVectorProduct(p.sum(), List.of(p), List.of(FLOATS))),
        refused(
            "Gradients.hessianVectorProduct: there must be one vector for each expression, got 0"
                + " for 0",
            () -> Gradients.hessianVectorProduct(p.sum(), List.of(), List.of())));
  }

  /** Errors that only operations made by hand can have. */
  static Stream<RefusedCall> operations() {
    Layout.Slice vector = new Layout.Slice(List.of(0), List.of(2), List.of(1));
    Indexing.ScatterAdd scatter = new Indexing.ScatterAdd(0, 4);
    return Stream.of(
        refused(
            "Tensor.apply: the number of inputs of add must be 2, got 1",
            () -> Tensor.apply(Arithmetic.ADD, VECTOR)),
        refused(
            "Expressions.apply: the number of inputs of exp must be 1, got 2",
            () -> Expressions.apply(Transcendental.EXP, List.of(VECTOR, VECTOR))),
        refused(
            "Tensor.apply: starts, sizes and steps must have one entry per axis, got [0]",
            () -> Tensor.apply(vector, MATRIX)),
        refused(
            "Tensor.apply: elements must lie within shape [3], got start -1, size 1, step 1; at"
                + " axis 0",
            () -> Tensor.apply(slice(-1, 1, 1), VECTOR)),
        refused(
            "Tensor.apply: elements must lie within shape [3], got start 0, size -1, step 1; at"
                + " axis 0",
            () -> Tensor.apply(slice(0, -1, 1), VECTOR)),
        refused(
            "Tensor.apply: elements must lie within shape [3], got start 0, size 2, step 0; at axis"
                + " 0",
            () -> Tensor.apply(slice(0, 2, 0), VECTOR)),
        refused(
            "Tensor.apply: elements must lie within shape [3], got start 1, size 2, step"
                + " 2147483647; at axis 0",
            () -> Tensor.apply(slice(1, 2, MAX), VECTOR)),
        refused(
            "Tensor.apply: elements must lie within shape [3], got start 4, size 0, step 1; at axis"
                + " 0",
            () -> Tensor.apply(slice(4, 0, 1), VECTOR)),
        refused(
            "Tensor.apply: elements must lie within shape [1], got start 0, size 2, step 1; at axis"
                + " 0",
            () -> Tensor.apply(new Indexing.Embed(Shape.of(1), vector), VECTOR)),
        refused(
            "Tensor.apply: elements must have shape [2], got [3]",
            () -> Tensor.apply(new Indexing.Embed(Shape.of(4), vector), VECTOR)),
        refused(
            "Tensor.apply: indices must be a vector of the length of axis 0, got indices [3] for"
                + " [2, 3]",
            () -> Tensor.apply(scatter, MATRIX, VECTOR)),
        refused(
            "Tensor.apply: indices must be a vector of the length of axis 0, got indices [3, 3] for"
                + " [3, 3]",
            () -> Tensor.apply(scatter, SQUARE, SQUARE)));
  }

  private static Layout.Slice slice(int start, int size, int step) {
    return new Layout.Slice(List.of(start), List.of(size), List.of(step));
  }

  private static Tensor batch(int n) {
    return Tensor.zeros(DType.DOUBLE, n, 3, 3);
  }

  @ParameterizedTest
  @MethodSource({"operands", "constants", "gradients", "operations"})
  void refuses(RefusedCall call) {
    call.check();
  }
}
