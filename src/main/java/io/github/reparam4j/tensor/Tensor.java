/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An immutable expression: an operation, its inputs, a shape and an element type.
 *
 * <p>Making one computes no values. It checks shapes and types at once, so that an error points at
 * the line that made the mistake. Values come from {@link #eval(Binding...)}, which compiles and
 * runs at once, or from a compiled {@code Program}, which loops should use.
 *
 * <pre>{@code
 * Tensor x = Tensor.vector(1.0, 2.0, 3.0);
 * Tensor y = x.square().sum();      // an expression: shape [], type DOUBLE
 * double value = y.evalScalar();    // 14.0
 * }</pre>
 *
 * <p>The methods are grouped by theme: {@link ElementwiseMethods}, {@link BinaryMethods}, {@link
 * ReductionMethods}, {@link LayoutMethods}, {@link LinearAlgebraMethods}, {@link MarkerMethods},
 * {@link EvaluationMethods}. Operands of one operation must have the same {@link DType}; Java
 * numbers are converted to it. Operands broadcast by NumPy's rule.
 *
 * <p>Leaves are constants (made here), {@link Input}s, {@link Variable}s and {@link Noise}.
 * Expressions are compared by identity and may be shared between threads.
 */
public sealed class Tensor
    implements ElementwiseMethods,
        BinaryMethods,
        ReductionMethods,
        LayoutMethods,
        LinearAlgebraMethods,
        MarkerMethods,
        EvaluationMethods
    permits Input, Variable {
  private final Op op;
  private final List<Tensor> inputs;
  private final Shape shape;
  private final DType dtype;
  private final Origin origin = Origin.here();

  Tensor(Op op, List<Tensor> inputs) {
    this.op = op;
    this.inputs = inputs;
    this.dtype = op.dtype(inputs);
    this.shape = op.shape(inputs);
  }

  static Tensor apply(Op op, Tensor... inputs) {
    Arguments.given(op, "op");
    if (op instanceof Elementwise e && e.arity() != inputs.length) {
      throw Arguments.refused(
          "Tensor.apply",
          "the number of inputs of " + op.label() + " must be " + e.arity(),
          inputs.length,
          null);
    }
    return new Tensor(op, List.of(Arguments.allGiven(inputs, "inputs")));
  }

  // ---- constants

  /**
   * Fixed values from an ND4J array, which is copied. Any order or strided view is accepted;
   * numeric types other than FLOAT and DOUBLE are converted by {@link DType#holding}.
   *
   * @param array the values
   * @return the constant, of the array's shape
   */
  public static Tensor constant(INDArray array) {
    DType dtype = DType.holding(Arguments.given(array, "array").dataType());
    INDArray own = NdArrays.copy(array, dtype);
    return apply(new Leaf.Constant(own, Shape.of(array.shape()), dtype));
  }

  /**
   * Fixed DOUBLE values from a Java array, which is copied.
   *
   * @param values the values in row-major order
   * @param shape their shape
   * @return the constant
   * @throws IllegalArgumentException if the number of values is not the shape's size
   */
  public static Tensor constant(double[] values, long... shape) {
    Shape s = Shape.of(Arguments.given(shape, "shape"));
    Arguments.given(values, "values");
    return apply(new Leaf.Constant(NdArrays.of(values, s), s, DType.DOUBLE));
  }

  /**
   * Fixed FLOAT values from a Java array, which is copied.
   *
   * @param values the values in row-major order
   * @param shape their shape
   * @return the constant
   * @throws IllegalArgumentException if the number of values is not the shape's size
   */
  public static Tensor constant(float[] values, long... shape) {
    Shape s = Shape.of(Arguments.given(shape, "shape"));
    Arguments.given(values, "values");
    return apply(new Leaf.Constant(NdArrays.of(values, s), s, DType.FLOAT));
  }

  /**
   * A fixed DOUBLE matrix from a Java array, which is copied.
   *
   * @param rows its rows, at least one, of one length
   * @return the constant
   * @throws IllegalArgumentException if there is no row, or rows differ in length
   */
  public static Tensor constant(double[][] rows) {
    return constant(NdArrays.flat(rows), rows.length, rows[0].length);
  }

  /**
   * A DOUBLE vector.
   *
   * @param values its elements
   * @return the constant
   */
  public static Tensor vector(double... values) {
    return constant(values, Arguments.given(values, "values").length);
  }

  /**
   * A FLOAT vector.
   *
   * @param values its elements
   * @return the constant
   */
  public static Tensor vector(float... values) {
    return constant(values, Arguments.given(values, "values").length);
  }

  /**
   * A DOUBLE scalar.
   *
   * @param value its value
   * @return the constant
   */
  public static Tensor scalar(double value) {
    return fill(DType.DOUBLE, value);
  }

  /**
   * A FLOAT scalar.
   *
   * @param value its value
   * @return the constant
   */
  public static Tensor scalar(float value) {
    return fill(DType.FLOAT, value);
  }

  /**
   * A DOUBLE scalar.
   *
   * @param value its value, exact up to 2^53
   * @return the constant
   */
  public static Tensor scalar(long value) {
    return fill(DType.DOUBLE, value);
  }

  /**
   * One scalar in every element; costs no memory.
   *
   * @param dtype element type
   * @param value the scalar, rounded to that type
   * @param shape the shape; none for a scalar
   * @return the constant
   */
  public static Tensor fill(DType dtype, double value, long... shape) {
    Arguments.given(dtype, "dtype");
    return apply(new Leaf.Full(value, Shape.of(Arguments.given(shape, "shape")), dtype));
  }

  /**
   * Zeros.
   *
   * @param dtype element type
   * @param shape the shape
   * @return the constant
   */
  public static Tensor zeros(DType dtype, long... shape) {
    return fill(dtype, 0, shape);
  }

  /**
   * Ones.
   *
   * @param dtype element type
   * @param shape the shape
   * @return the constant
   */
  public static Tensor ones(DType dtype, long... shape) {
    return fill(dtype, 1, shape);
  }

  /**
   * The integers 0, 1, ..., n - 1.
   *
   * @param dtype element type
   * @param n how many; at most {@link DType#maxExactInteger()}
   * @return a vector
   */
  public static Tensor range(DType dtype, int n) {
    if (n < 0 || n > Arguments.given(dtype, "dtype").maxExactInteger()) {
      throw Arguments.refused(
          "Tensor.range", "n must be in [0, " + dtype.maxExactInteger() + "]", n, null);
    }
    return vector(IntStream.range(0, n).asDoubleStream().toArray()).cast(dtype);
  }

  /**
   * The identity matrix.
   *
   * @param dtype element type
   * @param n rows and columns
   * @return the matrix
   */
  public static Tensor eye(DType dtype, int n) {
    return ones(dtype, n).diag();
  }

  // ---- of several tensors

  /**
   * Selects between two tensors element by element. The gradient goes to the selected one only. The
   * condition has none: if it depends on a variable of differentiation, reverse mode reports an
   * error unless {@code stopGradient()} is called on the condition.
   *
   * @param condition not 0 for the first
   * @param ifTrue selected where the condition is not 0
   * @param ifFalse selected where the condition is 0
   * @return the selected values; shapes broadcast
   */
  public static Tensor where(Tensor condition, Tensor ifTrue, Tensor ifFalse) {
    return Tensor.apply(
        Selection.WHERE,
        Arguments.given(condition, "condition"),
        Arguments.given(ifTrue, "ifTrue"),
        Arguments.given(ifFalse, "ifFalse"));
  }

  /**
   * Joins tensors along an axis.
   *
   * @param axis the axis
   * @param parts the tensors, of shapes that agree but for that axis
   * @return the parts one after another
   */
  public static Tensor concat(int axis, Tensor... parts) {
    if (Arguments.allGiven(parts, "parts").length == 0) {
      throw Arguments.refused("Tensor.concat", "there must be at least one tensor", "none", null);
    }
    int normal = parts[0].shape().axis("concat", axis);
    return parts.length == 1 ? parts[0] : Tensor.apply(new Indexing.Concat(normal), parts);
  }

  /**
   * Joins tensors along a new axis.
   *
   * @param axis where the new axis stands in the result
   * @param parts the tensors, of one shape
   * @return the parts side by side
   */
  public static Tensor stack(int axis, Tensor... parts) {
    Arguments.allGiven(parts, "parts");
    return concat(axis, Arrays.stream(parts).map(t -> t.expandDims(axis)).toArray(Tensor[]::new));
  }

  // ---- properties

  /** {@return the operation} */
  public final Op op() {
    return op;
  }

  /** {@return the operation's inputs} */
  public final List<Tensor> inputs() {
    return inputs;
  }

  /** {@return the shape} */
  public final Shape shape() {
    return shape;
  }

  /** {@return the element type} */
  public final DType dtype() {
    return dtype;
  }

  /** {@return the parameters that this depends on, in the order in which they are first met} */
  public final List<Parameter> parameters() {
    return Expressions.topologicalOrder(List.of(this), (t, input) -> true).stream()
        .filter(Parameter.class::isInstance)
        .map(Parameter.class::cast)
        .toList();
  }

  /** {@return the user's line that made this expression, for messages} */
  public final String origin() {
    return origin.toString();
  }

  final Origin madeAt() {
    return origin;
  }

  // ---- gradient rules

  /**
   * A value with a gradient rule of the caller's, for functions whose true gradient is absent or
   * not the desired one. A straight-through floor:
   *
   * <pre>{@code
   * Tensor y = Tensor.withGradient(x.floor(), (input, value, g) -> g, x);
   * }</pre>
   *
   * @param value the value
   * @param rule the cotangent of each input from the cotangent of the value
   * @param inputs the expressions that the rule differentiates with respect to; the path to {@code
   *     value} itself is blocked
   * @return the value with that rule; reverse mode refuses a cotangent of another dtype or shape
   */
  public static Tensor withGradient(Tensor value, GradientRule rule, Tensor... inputs) {
    Arguments.given(rule, "rule");
    Tensor[] all = new Tensor[Arguments.allGiven(inputs, "inputs").length + 1];
    all[0] = Arguments.given(value, "value");
    System.arraycopy(inputs, 0, all, 1, inputs.length);
    return apply(new Marker.Custom(rule), all);
  }

  // ---- values

  /**
   * Compiles and runs several expressions at once: what they share is computed once, from the same
   * noise, and leaves of noise that they do not share are independent.
   *
   * <pre>{@code
   * List<INDArray> both = Tensor.evalAll(key, List.of(x, x.mul(2).add(noise)));
   * }</pre>
   *
   * @param key the key
   * @param tensors the expressions
   * @param bindings values of the inputs they depend on
   * @return their values, new arrays
   */
  public static List<INDArray> evalAll(RandomKey key, List<Tensor> tensors, Binding... bindings) {
    Arguments.given(key, "key");
    Arguments.allGiven(Arguments.given(tensors, "tensors").toArray(), "tensors");
    Arguments.allGiven(bindings, "bindings");
    return Evaluator.installed().evaluate(tensors, key, List.of(bindings));
  }

  @Override
  public String toString() {
    return op.label() + " " + shape + " " + dtype;
  }
}
