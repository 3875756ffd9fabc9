/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.RefusedCall.refused;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of axes and indices: the error names the method called and what was given. */
class ArgumentChecksTest {
  private static final Tensor VECTOR = Tensor.vector(1.0, 2.0, 3.0);
  private static final Tensor MATRIX = Tensor.zeros(DType.DOUBLE, 2, 3);
  private static final Tensor SQUARE = Tensor.zeros(DType.DOUBLE, 3, 3);
  private static final Tensor SCALAR = Tensor.scalar(1);
  private static final Tensor EMPTY = Tensor.zeros(DType.DOUBLE, 0, 3);
  private static final Tensor FLOATS = Tensor.vector(1f, 2f, 3f);
  private static final int MAX = Integer.MAX_VALUE;

  static Stream<RefusedCall> layouts() {
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

  static Stream<RefusedCall> ranges() {
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

  static Stream<RefusedCall> reductions() {
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

  @ParameterizedTest
  @MethodSource({"layouts", "ranges", "reductions"})
  void refuses(RefusedCall call) {
    call.check();
  }
}
