package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of shapes, axes and types: the error names the method called and what was given. */
class ArgumentChecksTest {
  private static final Tensor VECTOR = Tensor.vector(1.0, 2.0, 3.0);
  private static final Tensor MATRIX = Tensor.zeros(DType.DOUBLE, 2, 3);
  private static final Tensor SQUARE = Tensor.zeros(DType.DOUBLE, 3, 3);
  private static final Tensor SCALAR = Tensor.scalar(1);
  private static final Tensor EMPTY = Tensor.zeros(DType.DOUBLE, 0, 3);
  private static final Tensor FLOATS = Tensor.vector(1f, 2f, 3f);
  private static final int MAX = Integer.MAX_VALUE;

  private record Case(String message, ThrowingCallable call) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Case refused(String message, ThrowingCallable call) {
    return new Case(message, call);
  }

  static Stream<Case> shapes() {
    Shape shape = Shape.of(2, 3);
    return Stream.of(
        refused(
            "Shape.of: every axis length must be in [0, 2^31), got [2, -1]; at axis 1",
            () -> Shape.of(2, -1)),
        refused(
            "Shape.of: every axis length must be in [0, 2^31), got [2147483648]; at axis 0",
            () -> Shape.of(1L << 31)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got 2 for shape [2, 3]", () -> shape.dim(2)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got -3 for shape [2, 3]",
            () -> shape.dim(-3)),
        refused(
            "Shape.dim: axis must be in [-rank, rank), got 0 for shape []",
            () -> Shape.scalar().dim(0)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from 0, to 3; shape [2, 3]",
            () -> shape.slice(0, 3)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from -1, to 1; shape [2, 3]",
            () -> shape.slice(-1, 1)),
        refused(
            "Shape.slice: need 0 <= from <= to <= 2, got from 2, to 1; shape [2, 3]",
            () -> shape.slice(2, 1)),
        refused(
            "Shape.broadcast: shapes must broadcast (equal lengths or 1, aligned at the last axis),"
                + " got [2, 3] and [2]; they differ at axis -1",
            () -> shape.broadcast(Shape.of(2))),
        refused(
            "Mine.of: shapes must broadcast (equal lengths or 1, aligned at the last axis), got [2,"
                + " 3] and [4, 3]; they differ at axis -2",
            () -> shape.broadcast("Mine.of", Shape.of(4, 3))));
  }

  static Stream<Case> layouts() {
    return Stream.of(
        refused(
            "reshape: the number of elements must not change, got [2, 3] to [7]",
            () -> MATRIX.reshape(7)),
        refused(
            "reshape: the number of elements must not change, got [2, 3] to [7]",
            () -> MATRIX.reshape(Shape.of(7))),
        refused(
            "reshape: every axis length must be in [0, 2^31), and at most one may be -1, got [-1,"
                + " -1]",
            () -> MATRIX.reshape(-1, -1)),
        refused(
            "reshape: the number of elements must not change, got [2, 3] to [-1, 4]",
            () -> MATRIX.reshape(-1, 4)),
        refused(
            "reshape: every axis length must be in [0, 2^31), and at most one may be -1, got [-1,"
                + " -2]",
            () -> MATRIX.reshape(-1, -2)),
        refused(
            "reshape: every axis length must be in [0, 2^31), got [-2, 3]; at axis 0",
            () -> MATRIX.reshape(-2, 3)),
        refused(
            "reshape: the number of elements must not change, got [0, 3] to [-1, 0]; beside a"
                + " length of 0, -1 may be any length",
            () -> EMPTY.reshape(-1, 0)),
        refused("transpose: rank must be at least 2, got shape [3]", () -> VECTOR.transpose()),
        refused(
            "permute: order must name every axis of shape [2, 3] once, got [0]",
            () -> MATRIX.permute(0)),
        refused(
            "permute: order must name every axis of shape [2, 3] once, got [1, 1]",
            () -> MATRIX.permute(1, 1)),
        refused(
            "permute: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.permute(0, 2)),
        refused(
            "permute: order must name every axis of shape [2, 3] once, got [0, 1, 0]",
            () -> MATRIX.permute(0, 1, 0)),
        refused(
            "broadcastTo: every axis must have the target's length or 1, aligned at the last axis,"
                + " got [2, 3] to [3]",
            () -> MATRIX.broadcastTo(3)),
        refused(
            "broadcastTo: every axis must have the target's length or 1, aligned at the last axis,"
                + " got [2, 3] to [2, 4]",
            () -> MATRIX.broadcastTo(2, 4)),
        refused(
            "broadcastTo: every axis must have the target's length or 1, aligned at the last axis,"
                + " got [2, 3] to [4, 3]",
            () -> MATRIX.broadcastTo(Shape.of(4, 3))),
        refused(
            "broadcastTo: every axis length must be in [0, 2^31), got [2, -3]; at axis 1",
            () -> MATRIX.broadcastTo(2, -3)),
        refused(
            "expandDims: axis must be in [-rank - 1, rank], got 3 for shape [2, 3]",
            () -> MATRIX.expandDims(3)),
        refused(
            "expandDims: axis must be in [-rank - 1, rank], got -4 for shape [2, 3]",
            () -> MATRIX.expandDims(-4)),
        refused("squeeze: axis 0 must have length 1, got shape [2, 3]", () -> MATRIX.squeeze(0)),
        refused(
            "squeeze: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.squeeze(2)),
        refused(
            "squeeze: axes must be distinct, got [0, -3]",
            () -> MATRIX.expandDims(0).squeeze(0, -3)),
        refused(
            "diagonal: the last two axes must be equal, got shape [2, 3]", () -> MATRIX.diagonal()),
        refused(
            "diagonal: the last two axes must be equal, got shape [3]", () -> VECTOR.diagonal()),
        refused("diag: axis must be in [-rank, rank), got -1 for shape []", () -> SCALAR.diag()),
        refused("tril: rank must be at least 2, got shape [3]", () -> VECTOR.tril()),
        refused(
            "diag: matrices with a diagonal must have at most 46340 rows, got 46341; shape [46341]",
            () -> Tensor.ones(DType.FLOAT, 46_341).diag()),
        refused(
            "diagonal: matrices with a diagonal must have at most 46340 rows, got 46341; shape"
                + " [46341, 46341]",
            () -> Tensor.ones(DType.FLOAT, 46_341, 46_341).diagonal()),
        refused(
            "tril: n must be in [0, 16777216], got 16777217",
            () -> Tensor.ones(DType.FLOAT, (1 << 24) + 1, 2).tril()));
  }

  static Stream<Case> ranges() {
    return Stream.of(
        refused(
            "slice: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.slice(2, 0, 1)),
        refused(
            "slice: need 0 <= from <= to <= 3 and step >= 1, got from -1, to 1, step 1; axis 1 of"
                + " shape [2, 3]",
            () -> MATRIX.slice(1, -1, 1)),
        refused(
            "slice: need 0 <= from <= to <= 3 and step >= 1, got from 0, to 4, step 1; axis 1 of"
                + " shape [2, 3]",
            () -> MATRIX.slice(1, 0, 4)),
        refused(
            "slice: need 0 <= from <= to <= 3 and step >= 1, got from 2, to 1, step 1; axis 1 of"
                + " shape [2, 3]",
            () -> MATRIX.slice(1, 2, 1)),
        refused(
            "slice: need 0 <= from <= to <= 3 and step >= 1, got from 0, to 3, step 0; axis 1 of"
                + " shape [2, 3]",
            () -> MATRIX.slice(1, 0, 3, 0)),
        refused(
            "slice: need 0 <= from <= to <= 3 and step >= 1, got from 0, to 3, step -1; axis 1 of"
                + " shape [2, 3]",
            () -> MATRIX.slice(1, 0, 3, -1)),
        refused(
            "select: index must be in [0, 3), got 3; axis 1 of shape [2, 3]",
            () -> MATRIX.select(1, 3)),
        refused(
            "select: index must be in [0, 3), got -1; axis 1 of shape [2, 3]",
            () -> MATRIX.select(-1, -1)),
        refused(
            "select: index must be in [0, 2), got 2147483647; axis 0 of shape [2, 3]",
            () -> MATRIX.select(0, MAX)),
        refused(
            "select: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.select(2, 0)),
        refused(
            "column: index must be in [0, 3), got 3; axis 1 of shape [2, 3]",
            () -> MATRIX.column(3)),
        refused(
            "column: axis must be in [-rank, rank), got -1 for shape []", () -> SCALAR.column(0)),
        refused(
            "gather: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.gather(2, 0)),
        refused("gather: indices must be in [0, 3), got 3", () -> MATRIX.gather(1, 0, 3)),
        refused("gather: indices must be in [0, 3), got -1", () -> MATRIX.gather(1, -1)),
        refused(
            "gather: indices must be a vector, got shape [3, 3]", () -> MATRIX.gather(1, SQUARE)),
        refused(
            "gather: axis must be in [-rank, rank), got -3 for shape [2, 3]",
            () -> MATRIX.gather(-3, VECTOR)),
        refused(
            "gather: all inputs must have one dtype, got DOUBLE and FLOAT; convert one with"
                + " cast(DType.DOUBLE)",
            () -> MATRIX.gather(0, FLOATS)),
        refused(
            "Tensor.concat: there must be at least one tensor, got none", () -> Tensor.concat(0)),
        refused(
            "Tensor.concat: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> Tensor.concat(2, MATRIX)),
        refused(
            "Tensor.concat: shapes must agree but for axis 0, got [2, 3] and [3]",
            () -> Tensor.concat(0, MATRIX, VECTOR)),
        refused(
            "Tensor.concat: shapes must agree but for axis 1, got [2, 3] and [3, 3]",
            () -> Tensor.concat(1, MATRIX, SQUARE)),
        refused(
            "Tensor.concat: all inputs must have one dtype, got DOUBLE and FLOAT; convert one with"
                + " cast(DType.DOUBLE)",
            () -> Tensor.concat(0, VECTOR, FLOATS)),
        refused("Tensor.stack: there must be at least one tensor, got none", () -> Tensor.stack(0)),
        refused(
            "Tensor.stack: axis must be in [-rank - 1, rank], got 3 for shape [2, 3]",
            () -> Tensor.stack(3, MATRIX, MATRIX)),
        refused(
            "Tensor.stack: shapes must agree but for axis 0, got [1, 2, 3] and [1, 3, 3]",
            () -> Tensor.stack(0, MATRIX, SQUARE)));
  }

  static Stream<Case> reductions() {
    return Stream.of(
        refused("sum: axis must be in [-rank, rank), got 2 for shape [2, 3]", () -> MATRIX.sum(2)),
        refused("sum: axes must be distinct, got [0, 0]", () -> MATRIX.sum(0, 0)),
        refused("sumKeepDims: axes must be distinct, got [1, -1]", () -> MATRIX.sumKeepDims(1, -1)),
        refused(
            "mean: axis must be in [-rank, rank), got -3 for shape [2, 3]", () -> MATRIX.mean(-3)),
        refused("mean: the reduced axes must not be empty, got shape [0, 3]", () -> EMPTY.mean()),
        refused(
            "meanKeepDims: the reduced axes must not be empty, got shape [0, 3]",
            () -> EMPTY.meanKeepDims(0)),
        refused("max: axes must be distinct, got [0, -2]", () -> MATRIX.max(0, -2)),
        refused(
            "max: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.max(0)),
        refused(
            "maxKeepDims: the reduced axes must not be empty, got axes [0, 1] of shape [0, 3]",
            () -> EMPTY.maxKeepDims()),
        refused(
            "min: the reduced axes must not be empty, got axes [0, 1] of shape [0, 3]",
            () -> EMPTY.min()),
        refused(
            "minKeepDims: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.minKeepDims(0)),
        refused(
            "prod: axis must be in [-rank, rank), got 5 for shape [2, 3]", () -> MATRIX.prod(5)),
        refused("prod: axes must be distinct, got [1, 1]", () -> MATRIX.prod(1, 1)),
        refused(
            "logSumExp: the reduced axes must not be empty, got axes [0, 1] of shape [0, 3]",
            () -> EMPTY.logSumExp()),
        refused(
            "logSumExpKeepDims: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.logSumExpKeepDims(0)),
        refused(
            "logSumExp: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.logSumExp(2)),
        refused(
            "softmax: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.softmax(0)),
        refused(
            "softmax: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.softmax(2)),
        refused(
            "logSoftmax: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.logSoftmax(0)),
        refused(
            "cumsum: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.cumsum(2)),
        refused(
            "argMax: axis must be in [-rank, rank), got 2 for shape [2, 3]",
            () -> MATRIX.argMax(2)),
        refused(
            "argMax: the reduced axes must not be empty, got axes [0] of shape [0, 3]",
            () -> EMPTY.argMax(0)),
        refused(
            "argMax: positions must be exact in FLOAT, got axis of length 16777217; cast to DOUBLE"
                + " first",
            () -> Tensor.ones(DType.FLOAT, (1 << 24) + 1).argMax(0)));
  }

  static Stream<Case> operands() {
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
            "matmul: inner dimensions must be equal, got left [2, 3] x right [2, 1]; did you mean"
                + " left.transpose()?",
            () -> MATRIX.matmul(Tensor.vector(1.0, 2.0))),
        refused(
            "matmul: inner dimensions must be equal, got left [1, 3] x right [2, 1]",
            () -> VECTOR.matmul(Tensor.vector(1.0, 2.0))),
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

  static Stream<Case> constants() {
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

  /** What only operations made by hand can get wrong. */
  static Stream<Case> operations() {
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

  /** Shapes of more than 2^40 elements, whose sizes, strides or byte counts might wrap around. */
  static Stream<Case> sizes() {
    Tensor long1 = Tensor.ones(DType.FLOAT, MAX, 1);
    Tensor four = Tensor.vector(1.0, 2.0, 3.0, 4.0);
    return Stream.of(
        refused(
            "reshape: a shape must have at most 2^40 elements, got [20, 48448661, 49477, 384773]",
            () -> four.reshape(20, 48_448_661, 49_477, 384_773)),
        refused(
            "reshape: a shape must have at most 2^40 elements, got [1, 20, 48448661, 49477,"
                + " 384773]",
            () -> four.reshape(-1, 20, 48_448_661, 49_477, 384_773)),
        refused(
            "Tensor.ones: a shape must have at most 2^40 elements, got [65536, 65536, 65536,"
                + " 65536]",
            () -> Tensor.ones(DType.FLOAT, 65_536, 65_536, 65_536, 65_536).sum()),
        refused(
            "Shape.of: a shape must have at most 2^40 elements, got [1048576, 1048577]",
            () -> Shape.of(1 << 20, (1 << 20) + 1)),
        refused(
            "Shape.of: a shape must have at most 2^40 elements, got [2147483647, 0, 2147483647];"
                + " lengths of 0 count as 1 here",
            () -> Shape.of(MAX, 0, MAX)),
        refused(
            "Shape.append: a shape must have at most 2^40 elements, got [1048576, 2097152]",
            () -> Shape.of(1 << 20).append(Shape.of(1 << 21))),
        refused(
            "add: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.add(long1.transpose())),
        refused(
            "matmul: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.matmul(long1.transpose())),
        refused(
            "broadcastTo: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.broadcastTo(MAX, MAX)),
        refused(
            "outer: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.squeeze().outer(long1.squeeze())),
        refused(
            "Tensor.concat: every axis length must be in [0, 2^31), got [4294967294]; at axis 0",
            () -> Tensor.concat(0, long1, long1)),
        refused(
            "Tensor.stack: a shape must have at most 2^40 elements, got [2, 2147483647, 512]",
            () -> Tensor.stack(0, long1.broadcastTo(MAX, 512), long1.broadcastTo(MAX, 512))),
        refused(
            "mul: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> long1.squeeze().gather(0, long1.squeeze()).expandDims(1).mul(long1.squeeze())),
        refused(
            "Tensor.where: a shape must have at most 2^40 elements, got [2147483647, 2147483647]",
            () -> Tensor.where(long1, long1.transpose(), long1)),
        refused(
            "Noise.rademacher: a shape must have at most 2^40 elements, got [2147483647,"
                + " 2147483647, 2147483647, 2147483647]",
            () -> Noise.rademacher(DType.FLOAT, MAX, MAX, MAX, MAX)),
        refused(
            "Input.of: a shape must have at most 2^40 elements, got [2147483647, 2147483647,"
                + " 2147483647]",
            () -> Input.of("x", DType.DOUBLE, MAX, MAX, MAX)),
        refused(
            "Tensor.zeros: a shape must have at most 2^40 elements, got [0, 1048576, 2097152];"
                + " lengths of 0 count as 1 here",
            () -> Tensor.zeros(DType.DOUBLE, 0, 1 << 20, 1 << 21)));
  }

  static Stream<Case> gradients() {
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

  private static Tensor batch(int n) {
    return Tensor.zeros(DType.DOUBLE, n, 3, 3);
  }

  @ParameterizedTest
  @MethodSource({
    "shapes",
    "layouts",
    "ranges",
    "reductions",
    "operands",
    "constants",
    "sizes",
    "gradients",
    "operations"
  })
  void refuses(Case c) {
    assertThatThrownBy(c.call).isInstanceOf(IllegalArgumentException.class).hasMessage(c.message);
  }

  @Test
  void acceptsWhatIsJustWithinTheBounds() {
    assertThat(Shape.of(1 << 20, 1 << 20).size()).isEqualTo(1L << 40);
    assertThat(Shape.of(1 << 20, 0, 1 << 20).size()).isZero();
    assertThat(Shape.of(MAX).size()).isEqualTo(MAX);
    assertThat(Shape.of(2, 3).slice(2, 2)).isEqualTo(Shape.scalar());
    assertThat(Tensor.eye(DType.FLOAT, 46_340).shape()).isEqualTo(Shape.of(46_340, 46_340));
    assertThat(Noise.uniform(DType.DOUBLE, 1 << 17, 1 << 16).shape().size()).isEqualTo(1L << 33);
    assertThat(Noise.uniform(DType.FLOAT, 1 << 17, 1 << 17).shape().size()).isEqualTo(1L << 34);
    assertThat(MATRIX.slice(1, 3, 3).shape()).isEqualTo(Shape.of(2, 0));
    assertThat(MATRIX.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
    assertThat(EMPTY.reshape(-1, 3).shape()).isEqualTo(Shape.of(0, 3));
    assertThat(EMPTY.cumsum(0).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void stepMayBeAsLargeAsAnInt() {
    Tensor x = Tensor.constant(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    for (int step : new int[] {3, 1 << 30, MAX - 1, MAX}) {
      assertThat(NaiveArrays.elements(x.slice(1, 1, 3, step).eval())).containsExactly(2, 5);
      assertThat(NaiveArrays.elements(x.transpose().slice(0, 0, 3, step).eval()))
          .containsExactly(1, 4);
      Tensor slope = Gradients.of(x.slice(1, 1, 3, step).sum(), x).of(x);
      assertThat(NaiveArrays.elements(slope.eval())).containsExactly(0, 1, 0, 0, 1, 0);
    }
    Tensor repeated = Tensor.scalar(7).broadcastTo(MAX);
    assertThat(repeated.slice(0, 0, MAX, MAX - 1).shape()).isEqualTo(Shape.of(2));
    assertThat(NaiveArrays.elements(repeated.slice(0, 5, MAX, 1 << 30).eval()))
        .containsExactly(7, 7);
  }
}
