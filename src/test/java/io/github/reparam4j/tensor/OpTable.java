/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.OpCase.Arg.integer;
import static io.github.reparam4j.tensor.OpCase.Arg.real;

import io.github.reparam4j.tensor.OpCase.Arg;
import io.github.reparam4j.tensor.OpCase.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The uses of each operation that {@link OpRegistryTest} checks, by enum constant or by class. The
 * tolerances apply to values in DOUBLE.
 */
final class OpTable {
  private static final long[] S34 = {3, 4};

  private final Map<Object, List<OpCase>> cases = new LinkedHashMap<>();

  private OpTable() {}

  static Map<Object, List<OpCase>> cases() {
    OpTable table = new OpTable();
    table.arithmetic();
    table.transcendental();
    table.activationsAndCasts();
    new SpecialOpTable(table).fill();
    table.selections();
    table.layouts();
    table.indexing();
    table.reductionsAndScans();
    table.linearAlgebra();
    new LeafOpTable(table).fill();
    return table.cases;
  }

  private void arithmetic() {
    elementwise(Arithmetic.NEG, 0, real(-3, 3));
    elementwise(Arithmetic.ABS, 0, real(-3, 3));
    elementwise(Arithmetic.SIGN, 0, real(-3, 3).withoutGradient());
    elementwise(Arithmetic.FLOOR, 0, real(-3, 3).withoutGradient());
    elementwise(Arithmetic.SQUARE, 0, real(-3, 3));
    elementwise(Arithmetic.SQRT, 0, real(0.2, 4));
    elementwise(Arithmetic.RSQRT, 0, real(0.2, 4));
    elementwise(Arithmetic.RECIPROCAL, 0, real(0.3, 4));
    elementwise(Arithmetic.RECIPROCAL, 0, real(-4, -0.3));
    elementwise(Arithmetic.ADD, 0, real(-3, 3), real(-3, 3));
    elementwise(Arithmetic.SUB, 0, real(-3, 3), real(-3, 3));
    elementwise(Arithmetic.MUL, 0, real(-3, 3), real(-3, 3));
    elementwise(Arithmetic.MULTIPLY_NO_NAN, 0, real(-3, 3), real(-3, 3));
    elementwise(Arithmetic.DIV, 0, real(-3, 3), real(0.3, 3));
    elementwise(Arithmetic.DIV, 0, real(-3, 3), real(-3, -0.3));
    elementwise(Arithmetic.POW, 1e-14, real(0.3, 3), real(-2, 3));
    elementwise(Arithmetic.POW, 1e-14, real(-3, -0.3), integer(-3, 3));
    elementwise(Arithmetic.MAX, 0, real(-3, 3), real(-3, 3));
    elementwise(Arithmetic.MIN, 0, real(-3, 3), real(-3, 3));
  }

  private void transcendental() {
    elementwise(Transcendental.EXP, 1e-14, real(-5, 3));
    elementwise(Transcendental.EXPM1, 1e-14, real(-5, 3));
    elementwise(Transcendental.LOG, 1e-14, real(0.2, 6));
    elementwise(Transcendental.LOG1P, 1e-14, real(-0.7, 6));
    elementwise(Transcendental.LOG1MEXP, 1e-14, real(-6, -0.3));
    elementwise(Transcendental.SIN, 1e-14, real(-7, 7));
    elementwise(Transcendental.COS, 1e-14, real(-7, 7));
    elementwise(Transcendental.ATAN, 1e-14, real(-7, 7));
    elementwise(Transcendental.TANH, 1e-14, real(-4, 4));
    elementwise(Transcendental.LOG_ADD_EXP, 1e-13, real(2, 5), real(-3, 3));
    elementwise(Transcendental.XLOGY, 1e-14, real(-3, 3), real(0.3, 4));
    elementwise(Transcendental.XLOG1PY, 1e-14, real(-3, 3), real(-0.6, 4));
  }

  private void activationsAndCasts() {
    elementwise(Activation.SIGMOID, 1e-14, real(-6, 6));
    elementwise(Activation.LOG_SIGMOID, 1e-14, real(-6, 6));
    elementwise(Activation.SOFTPLUS, 1e-14, real(-6, 6));
    elementwise(Activation.RELU, 0, real(-3, 3));
    add(
        Cast.class,
        OpCase.of(
            "cast",
            1e-7,
            in -> in.get(0).cast(DType.FLOAT).neg().cast(in.get(0).dtype()),
            real(-3, 3, S34).withoutGradient()),
        OpCase.of(
            "cast up",
            0,
            in -> in.get(0).cast(DType.DOUBLE).mul(3).cast(in.get(0).dtype()),
            real(-3, 3, S34)));
  }

  private void selections() {
    for (Selection s :
        List.of(
            Selection.EQ, Selection.NE, Selection.LT, Selection.LE, Selection.GT, Selection.GE)) {
      elementwise(s, 0, integer(-1, 1), integer(-1, 1));
      elementwise(s, 0, real(-3, 3).withoutGradient(), real(-3, 3).withoutGradient());
    }
    elementwise(Selection.WHERE, 0, integer(0, 1), real(-3, 3), real(-3, 3));
    elementwise(Selection.CLAMP, 0, real(-3, 3), real(-2, -0.5), real(0.5, 2));
  }

  private void layouts() {
    use(Layout.Reshape.class, "reshape", in -> in.get(0).reshape(2, -1, 3), real(-3, 3, S34));
    use(Layout.Reshape.class, "flatten", in -> in.get(0).reshape(-1), real(-3, 3, 2, 3, 4));
    use(Layout.Reshape.class, "one", in -> in.get(0).reshape(1, 1), real(-3, 3));
    use(Layout.Reshape.class, "empty", in -> in.get(0).reshape(0, 7), real(-3, 3, 3, 0));
    use(
        Layout.Reshape.class,
        "of a permuted tensor",
        in -> in.get(0).permute(1, 0, 2).reshape(6, 4),
        real(-3, 3, 2, 3, 4));
    use(Layout.Permute.class, "transpose", in -> in.get(0).transpose(), real(-3, 3, S34));
    use(Layout.Permute.class, "permute", in -> in.get(0).permute(2, 0, 1), real(-3, 3, 2, 3, 4));
    use(Layout.Permute.class, "negative", in -> in.get(0).permute(-1, 1, 0), real(-3, 3, 2, 3, 4));
    use(Layout.BroadcastTo.class, "rows", in -> in.get(0).broadcastTo(5, 3), real(-3, 3, 3));
    use(Layout.BroadcastTo.class, "inner", in -> in.get(0).broadcastTo(3, 5), real(-3, 3, 3, 1));
    use(Layout.BroadcastTo.class, "scalar", in -> in.get(0).broadcastTo(2, 2), real(-3, 3));
    use(Layout.BroadcastTo.class, "to none", in -> in.get(0).broadcastTo(0, 3), real(-3, 3, 3));
    use(Layout.Slice.class, "range", in -> in.get(0).slice(0, 1, 3), real(-3, 3, S34));
    use(Layout.Slice.class, "steps", in -> in.get(0).slice(-1, 0, 9, 4), real(-3, 3, 3, 9));
    use(Layout.Slice.class, "none", in -> in.get(0).slice(1, 2, 2), real(-3, 3, S34));
    use(
        Layout.Slice.class,
        "slice of slice",
        in -> in.get(0).slice(1, 1, 7, 2).slice(1, 1, 3).slice(0, 0, 3, 2),
        real(-3, 3, 3, 8));
    use(Layout.Slice.class, "select", in -> in.get(0).select(1, -1 + 3), real(-3, 3, 2, 3, 4));
  }

  private void indexing() {
    Arg m = real(-3, 3, S34);
    use(Indexing.Concat.class, "rows", in -> join(0, in), m, real(-3, 3, 2, 4), m);
    use(Indexing.Concat.class, "columns", in -> join(-1, in), m, real(-3, 3, 3, 0), m);
    use(
        Indexing.Concat.class,
        "middle",
        in -> join(1, in),
        real(1, 2, 2, 3, 4),
        real(3, 4, 2, 1, 4));
    use(Indexing.Concat.class, "vectors", in -> join(0, in), real(-3, 3, 5), real(-3, 3, 700));
    use(
        Indexing.Concat.class,
        "of views",
        in -> Tensor.concat(0, in.get(0).transpose(), in.get(1).broadcastTo(2, 3)),
        m,
        real(-3, 3, 3));
    use(
        Indexing.Embed.class,
        "embed",
        in ->
            Tensor.apply(
                new Indexing.Embed(
                    Shape.of(7, 9), new Layout.Slice(List.of(1, 0), List.of(3, 4), List.of(2, 2))),
                in.get(0)),
        m);
    use(Indexing.Embed.class, "diag", in -> in.get(0).diag(), real(-3, 3, 2, 3));
    use(Indexing.Embed.class, "empty", in -> in.get(0).diag(), real(-3, 3, 0));
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      Arg x = real(-3, 3, 4, 4, 4);
      use(
          Indexing.Gather.class,
          "gather",
          in -> in.get(0).gather(a, in.get(1)),
          x,
          integer(0, 3, 6));
      use(
          Indexing.ScatterAdd.class,
          "scatterAdd",
          in -> Tensor.apply(new Indexing.ScatterAdd(a, 5), in.get(0), in.get(1)),
          x,
          integer(0, 4, 4));
    }
    use(Indexing.Gather.class, "none", in -> in.get(0).gather(0, in.get(1)), m, integer(0, 2, 0));
    use(
        Indexing.Gather.class,
        "of views",
        in -> in.get(0).transpose().gather(1, in.get(1)),
        m,
        integer(0, 2, 5).as(Form.SLICED));
  }

  private static Tensor join(int axis, List<Tensor> parts) {
    return Tensor.concat(axis, parts.toArray(Tensor[]::new));
  }

  private void reductionsAndScans() {
    for (Reduction.Kind kind : Reduction.Kind.values()) {
      boolean position = kind == Reduction.Kind.ARG_MAX;
      long[][] shapes = {{6}, S34, {2, 3, 4}, {3, 1, 2}, {7, 700}, {600, 9}, {3, 20_000}};
      for (long[] shape : shapes) {
        Arg x = real(-0.3, 0.3, shape);
        for (int set = 1; set < 1 << shape.length; set++) {
          int chosen = set;
          int[] axes =
              IntStream.range(0, shape.length).filter(a -> (chosen & 1 << a) != 0).toArray();
          if (!position || axes.length == 1) {
            Reduction op = Reduction.over(kind, axes);
            for (Form form : new Form[] {Form.PLAIN, Form.PERMUTED}) {
              use(
                  kind,
                  op.toString(),
                  in -> Tensor.apply(op, kind == Reduction.Kind.SUM ? in.get(0) : apart(in.get(0))),
                  (position ? x.withoutGradient() : x).as(form));
            }
          }
        }
      }
    }
    use(Reduction.Kind.SUM, "of none", in -> in.get(0).sum(0), real(-3, 3, 0, 3));
    use(Reduction.Kind.SUM, "all of none", in -> in.get(0).sum(), real(-3, 3, 0, 3));
    use(Reduction.Kind.SUM, "to none", in -> in.get(0).sum(1), real(-3, 3, 0, 3));
    use(Reduction.Kind.MAX, "to none", in -> in.get(0).maxKeepDims(1), real(-3, 3, 0, 3));
    for (boolean reverse : new boolean[] {false, true}) {
      for (int axis = 0; axis < 3; axis++) {
        Scan scan = new Scan(axis, reverse);
        use(Scan.class, scan.toString(), in -> Tensor.apply(scan, in.get(0)), real(-3, 3, 2, 3, 4));
      }
      Scan rows = new Scan(0, reverse);
      use(Scan.class, "rows", in -> Tensor.apply(rows, in.get(0)), real(-1, 1, 700, 3));
      use(Scan.class, "none", in -> Tensor.apply(rows, in.get(0)), real(-1, 1, 0, 3));
      Arg permuted = real(-1, 1, 4, 3).as(Form.PERMUTED);
      use(Scan.class, "of a view", in -> Tensor.apply(rows, in.get(0)), permuted);
    }
  }

  /** Adds a different offset to each element, so that no two are close. */
  private static Tensor apart(Tensor x) {
    double[] offsets = new double[(int) x.shape().size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i * 7919L % offsets.length * 0.7;
    }
    return x.add(Tensor.constant(NdArrays.of(offsets, x.shape())).cast(x.dtype()));
  }

  private void linearAlgebra() {
    for (long[][] s : LinearAlgebraShapes.PRODUCTS) {
      use(
          LinearAlgebra.MatMul.class,
          "matmul",
          in -> in.get(0).matmul(in.get(1)),
          real(-2, 2, s[0]),
          real(-2, 2, s[1]));
    }
    for (Form left : new Form[] {Form.PERMUTED, Form.SLICED, Form.BROADCAST, Form.COMPUTED}) {
      Arg a = real(-2, 2, 3, 4).as(left);
      for (Form right : new Form[] {Form.PLAIN, Form.PERMUTED, Form.SLICED, Form.BROADCAST}) {
        Arg b = real(-2, 2, 4, 5).as(right);
        use(LinearAlgebra.MatMul.class, "matmul", in -> in.get(0).matmul(in.get(1)), a, b);
      }
    }
    for (long[] s : new long[][] {{1, 1}, {3, 3}, {2, 3, 3}, {2, 1, 4, 4}, {0, 0}, {0, 2, 2}}) {
      use(
          LinearAlgebra.Cholesky.class,
          "cholesky",
          in -> LinearAlgebraShapes.positiveDefinite(in.get(0)).cholesky(),
          real(-1, 1, s));
      use(
          LinearAlgebra.Cholesky.class,
          "choleskyOrNan",
          in -> LinearAlgebraShapes.positiveDefinite(in.get(0)).choleskyOrNan(),
          real(-1, 1, s));
    }
    for (boolean transposed : new boolean[] {false, true}) {
      LinearAlgebra.TriangularSolve op = new LinearAlgebra.TriangularSolve(transposed);
      for (long[][] s : LinearAlgebraShapes.SOLUTIONS) {
        use(
            LinearAlgebra.TriangularSolve.class,
            op.toString(),
            in -> Tensor.apply(op, LinearAlgebraShapes.wellConditioned(in.get(0)), in.get(1)),
            real(-1, 1, s[0]),
            real(-2, 2, s[1]));
      }
      use(
          LinearAlgebra.TriangularSolve.class,
          op + " of views",
          in -> Tensor.apply(op, in.get(0), in.get(1)),
          real(1, 2, 3, 3).as(Form.PERMUTED),
          real(-2, 2, 3, 2).as(Form.SLICED));
    }
  }

  void use(Object op, String name, Function<List<Tensor>, Tensor> build, Arg... args) {
    add(op, OpCase.of(name, 1e-13, build, args));
  }

  void add(Object op, OpCase... added) {
    cases.computeIfAbsent(op, o -> new ArrayList<>()).addAll(List.of(added));
  }

  void elementwise(Enum<?> op, double tolerance, Arg... args) {
    Elementwise f = (Elementwise) op;
    List<Form[]> forms = ElementwiseShapes.forms(args);
    elementwise(f, f.label(), f, tolerance, ElementwiseShapes.of(args.length), forms, args);
  }

  /**
   * As {@link #elementwise}, with few shapes and forms, which do not depend on the function, and
   * beyond a tile by values alone: naive derivatives of so many elements take long.
   */
  void function(Enum<?> op, double tolerance, Arg... args) {
    function(op, ((Elementwise) op).label(), (Elementwise) op, tolerance, args);
  }

  /** A function with a parameter that is no input, by the class of its operations. */
  void function(Object key, String name, Elementwise op, double tolerance, Arg... args) {
    List<Form[]> forms = ElementwiseShapes.fewForms(args.length);
    elementwise(key, name, op, tolerance, ElementwiseShapes.small(args.length), forms, args);
    Arg[] still = Arrays.stream(args).map(Arg::withoutGradient).toArray(Arg[]::new);
    List<Shape[]> beyond = ElementwiseShapes.beyondATile(args.length);
    elementwise(key, name, op, tolerance, beyond, List.of(), still);
  }

  private void elementwise(
      Object key,
      String name,
      Elementwise op,
      double tolerance,
      List<Shape[]> shapes,
      List<Form[]> forms,
      Arg... args) {
    OpCase one =
        OpCase.of(name, tolerance, in -> Tensor.apply(op, in.toArray(Tensor[]::new)), args);
    shapes.forEach(s -> add(key, one.withShapes(s)));
    Shape[] matrices = new Shape[args.length];
    Arrays.fill(matrices, Shape.of(3, 4));
    forms.forEach(f -> add(key, one.withShapes(matrices).as(f)));
  }
}
