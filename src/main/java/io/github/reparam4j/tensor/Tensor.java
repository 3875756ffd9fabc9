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
 * ReductionMethods}, {@link LayoutMethods}, {@link LinearAlgebraMethods}, {@link MarkerMethods}.
 * Operands of one operation must have the same {@link DType}; Java numbers are converted to it.
 * Operands broadcast by NumPy's rule.
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
        MarkerMethods
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
    requireLength(Arguments.given(values, "values").length, s);
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
    requireLength(Arguments.given(values, "values").length, s);
    return apply(new Leaf.Constant(NdArrays.of(values, s), s, DType.FLOAT));
  }

  private static void requireLength(int length, Shape shape) {
    if (length != shape.size()) {
      throw Arguments.refused(
          "Tensor.constant", "need " + shape.size() + " values for shape " + shape, length, null);
    }
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
    return dtype == DType.DOUBLE
        ? vector(IntStream.range(0, n).asDoubleStream().toArray())
        : constant(NdArrays.of(IntStream.range(0, n).asDoubleStream().toArray(), Shape.of(n)))
            .cast(DType.FLOAT);
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
   * Compiles and runs this expression. For repeated use compile a {@code Program}.
   *
   * @param bindings values of the inputs it depends on
   * @return its value, a new array
   * @throws IllegalArgumentException if it depends on noise (pass a key) or on an unbound input
   */
  public final INDArray eval(Binding... bindings) {
    return Evaluator.installed()
        .evaluate(this, null, List.of(Arguments.allGiven(bindings, "bindings")));
  }

  /**
   * Compiles and runs this expression with noise from a key: the same key gives the same bits.
   *
   * @param key the key
   * @param bindings values of the inputs it depends on
   * @return its value, a new array
   */
  public final INDArray eval(RandomKey key, Binding... bindings) {
    return Evaluator.installed()
        .evaluate(
            this, Arguments.given(key, "key"), List.of(Arguments.allGiven(bindings, "bindings")));
  }

  /**
   * As {@link #eval(Binding...)} for an expression with one element.
   *
   * @param bindings values of the inputs it depends on
   * @return its value
   */
  public final double evalScalar(Binding... bindings) {
    return requireSingle().eval(bindings).getDouble(0);
  }

  /**
   * As {@link #eval(RandomKey, Binding...)} for an expression with one element.
   *
   * @param key the key
   * @param bindings values of the inputs it depends on
   * @return its value
   */
  public final double evalScalar(RandomKey key, Binding... bindings) {
    return requireSingle().eval(key, bindings).getDouble(0);
  }

  private Tensor requireSingle() {
    if (shape.size() != 1) {
      throw Arguments.refused(
          "evalScalar", "expression must have one element", "shape " + shape, "use eval");
    }
    return this;
  }

  @Override
  public String toString() {
    return op.label() + " " + shape + " " + dtype;
  }
}
