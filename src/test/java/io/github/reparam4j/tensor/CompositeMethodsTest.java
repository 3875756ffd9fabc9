/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.OpCase.Arg.integer;
import static io.github.reparam4j.tensor.OpCase.Arg.real;

import io.github.reparam4j.tensor.OpCase.Arg;
import io.github.reparam4j.tensor.OpCase.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the methods of {@link Tensor} that are composed of several operations by {@link OpCheck}.
 */
class CompositeMethodsTest {
  private static final Arg MATRIX = real(-3, 3, 3, 4);

  static Stream<OpCase> cases() {
    List<OpCase> all = new ArrayList<>();
    for (Form form : new Form[] {Form.PLAIN, Form.PERMUTED, Form.SLICED}) {
      Arg m = MATRIX.as(form);
      add(all, "leakyRelu", in -> in.get(0).leakyRelu(0.1), m);
      add(all, "elu", in -> in.get(0).elu(), m);
      add(all, "gelu", in -> in.get(0).gelu(), m);
      add(all, "clamp", in -> in.get(0).clamp(-1, 1.5), m);
      add(all, "max number", in -> in.get(0).maximum(0.3), m);
      add(all, "min number", in -> in.get(0).minimum(0.3), m);
      add(all, "pow number", in -> in.get(0).pow(3), m);
      add(all, "numbers", in -> in.get(0).add(1).mul(2).sub(3).div(4), m);
      add(all, "logSumExp", in -> in.get(0).logSumExp(), m);
      add(all, "logSumExp", in -> in.get(0).logSumExp(0), m);
      add(all, "logSumExp", in -> in.get(0).logSumExpKeepDims(-1), m);
      add(all, "softmax", in -> in.get(0).softmax(0), m);
      add(all, "softmax", in -> in.get(0).softmax(-1), m);
      add(all, "logSoftmax", in -> in.get(0).logSoftmax(1), m);
      add(all, "mean", in -> in.get(0).mean(), m);
      add(all, "mean", in -> in.get(0).mean(-1), m);
      add(all, "meanKeepDims", in -> in.get(0).meanKeepDims(0), m);
      add(all, "sum", in -> in.get(0).sum(-2), m);
      add(all, "sumKeepDims", in -> in.get(0).sumKeepDims(0, 1), m);
      add(
          all,
          "maxKeepDims",
          in -> in.get(0).mul(scales(in.get(0))).maxKeepDims(0),
          Arg.real(1, 3, 3, 4));
      add(all, "prod", in -> in.get(0).prod(), m);
      add(all, "prod", in -> in.get(0).prod(0), m);
      add(all, "prod", in -> in.get(0).prod(-1), m);
      add(all, "cumsum", in -> in.get(0).cumsum(-1), m);
      add(all, "logCumSumExp", in -> in.get(0).logCumSumExp(-1), m);
      add(all, "logCumSumExp", in -> in.get(0).logCumSumExp(0), m);
      add(all, "diag", in -> in.get(0).diag(), m);
      add(all, "tril", in -> in.get(0).tril(), m);
      add(all, "column", in -> in.get(0).column(2), m);
      add(all, "gather", in -> in.get(0).gather(-1, 3, 0, 3), m);
      add(all, "gather none", in -> in.get(0).gather(0), m);
      add(all, "squeeze", in -> in.get(0).expandDims(1).expandDims(-1).squeeze(), m);
      add(all, "dot", in -> in.get(0).dot(in.get(1)), m, MATRIX);
      add(all, "stack", in -> Tensor.stack(1, in.get(0), in.get(1)), m, MATRIX);
      add(all, "stack last", in -> Tensor.stack(-1, in.get(0), in.get(1)), m, MATRIX);
      add(all, "where", in -> Tensor.where(in.get(0), in.get(1), in.get(2)), mask(), m, real(1, 2));
    }
    add(all, "leakyRelu", in -> in.get(0).leakyRelu(0.1), real(-3, 3, 8200));
    add(all, "elu", in -> in.get(0).elu(), real(-3, 3, 8200));
    add(all, "logSumExp", in -> in.get(0).logSumExp(), real(-3, 3, 20_000));
    add(all, "logSumExp of none", in -> in.get(0).logSumExp(1), real(-3, 3, 0, 3));
    add(all, "softmax", in -> in.get(0).softmax(0), real(-3, 3, 600, 10));
    add(all, "prod of none", in -> in.get(0).prod(0), real(-3, 3, 0, 3).withoutGradient());
    add(all, "prod of five", in -> in.get(0).prod(), real(-3, 3, 5));
    add(all, "outer", in -> in.get(0).outer(in.get(1)), real(-3, 3, 3), real(-3, 3, 4));
    add(all, "diagonal", in -> in.get(0).diagonal(), real(-3, 3, 2, 3, 3));
    add(all, "diagonal", in -> in.get(0).diagonal(), real(-3, 3, 3, 3).as(Form.PERMUTED));
    add(all, "diagonal of none", in -> in.get(0).diagonal(), real(-3, 3, 0, 0));
    add(all, "tril of a batch", in -> in.get(0).tril(), real(-3, 3, 2, 4, 3));
    add(all, "choleskyLogDet", in -> in.get(0).choleskyLogDet(), real(1, 3, 2, 3, 3));
    add(
        all,
        "log determinant",
        in -> LinearAlgebraShapes.positiveDefinite(in.get(0)).cholesky().choleskyLogDet(),
        real(-1, 1, 2, 3, 3));
    return all.stream();
  }

  /** Separates the rows, so that a central difference does not change which one is greatest. */
  private static Tensor scales(Tensor like) {
    return Tensor.vector(1.0, 20.0, 7.0).expandDims(1).cast(like.dtype());
  }

  private static Arg mask() {
    return integer(0, 1, 3, 4);
  }

  private static void add(
      List<OpCase> all, String name, Function<List<Tensor>, Tensor> build, Arg... args) {
    all.add(OpCase.of(name, 1e-13, build, args));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchesTheNaiveEvaluatorInDouble(OpCase tested) {
    OpCheck.check(tested, DType.DOUBLE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchesTheNaiveEvaluatorInFloat(OpCase tested) {
    OpCheck.check(tested, DType.FLOAT);
  }
}
