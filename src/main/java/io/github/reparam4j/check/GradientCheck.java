/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.check.CheckedFunction.Setup;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the gradient of an expression with central differences: of a loss, of a rule given by
 * {@link Tensor#withGradient}, of a distribution's {@code logProb} or {@code rsample}.
 *
 * <pre>{@code
 * Parameter x = Parameter.of("x", Tensor.vector(0.3, -1.2).eval());
 * Tensor cube = Tensor.withGradient(x.pow(3), (input, y, g) -> g.mul(x.square()).mul(3), x);
 * GradientCheck.of(cube).secondOrder().assertPasses();
 *
 * GradientCheck.of((a, b) -> a.matmul(b).tanh(), left, right).assertPasses();   // at two arrays
 * }</pre>
 *
 * <p>An expression that is not a scalar is checked by its sum with weights that the key decides, in
 * size from 0.2 to 1.5. Noise is that of the key, the same at all points, so samples are checked as
 * functions of their parameters. Variables are moved one element at a time, and are as before when
 * the check ends, by an error too; nothing else may use them meanwhile.
 *
 * <p><b>Step.</b> h is the power of two at or below eps^(1/5) max(1, |x|), with eps 2^-52 if the
 * expression and all variables are of DOUBLE, else 2^-23: 4.9e-4 or 0.031 for |x| &lt;= 1. The
 * derivative is extrapolated from D(h), D(2h), D(4h) with D(h) = (f(x + h) - f(x - h)) / (2h), of
 * which the error is of order h^6 (Richardson); its estimate E is twice what the last extrapolation
 * changed, plus 4 eps F / h for rounding, where F is the size of the terms of f. If E is too great,
 * a kink is near or f is undefined beside x, the step is divided by 16, three times at most.
 *
 * <p><b>Bound.</b> A derivative agrees if |analytic - numeric| &lt;= tolerance max(|analytic|,
 * |numeric|) + E, with a tolerance of 1e-7 for DOUBLE and 1e-3 for FLOAT. No verdict is given by
 * differences with E &gt; tolerance (|derivative| + F / max(1, |x|)): {@link
 * ComparedDerivative.Outcome#INCONCLUSIVE}. So an error of less than about tolerance F is not
 * always seen. A point where f has a kink is not differentiable and fails the check, whatever its
 * gradient is there: the change of its slope is extrapolated from the second differences over h, 2h
 * and 4h. Kinks of the second derivative may pass unseen.
 *
 * <p>Immutable; every method returns a new object.
 */
public final class GradientCheck {
  private static final int ELEMENTS = 256;

  private final Tensor value;
  private final List<? extends Variable> by;
  private final boolean second;
  private final Setup setup;

  private GradientCheck(Tensor value, List<? extends Variable> by, boolean second, Setup setup) {
    this.value = value;
    this.by = by;
    this.second = second;
    this.setup = setup;
  }

  // ---- what is checked

  /**
   * A check of an expression by all parameters that it depends on.
   *
   * @param value any expression of any shape
   * @return the check
   */
  public static GradientCheck of(Tensor value) {
    Errors.given("GradientCheck.of", "value", value);
    Setup setup = new Setup(RandomKey.of(0), List.of(), ELEMENTS, Double.NaN);
    return new GradientCheck(value, value.parameters(), false, setup);
  }

  /**
   * A check of a function of one array, which the report calls x0.
   *
   * @param function makes the expression
   * @param x the point
   * @return the check
   */
  public static GradientCheck of(UnaryOperator<Tensor> function, INDArray x) {
    Errors.given("GradientCheck.of", "function", function);
    Errors.given("GradientCheck.of", "x", x);
    return ofAll(t -> function.apply(t.get(0)), x);
  }

  /**
   * A check of a function of two arrays, which the report calls x0 and x1.
   *
   * @param function makes the expression
   * @param x the first argument
   * @param y the second argument
   * @return the check
   */
  public static GradientCheck of(BinaryOperator<Tensor> function, INDArray x, INDArray y) {
    Errors.given("GradientCheck.of", "function", function);
    Errors.given("GradientCheck.of", "x", x);
    Errors.given("GradientCheck.of", "y", y);
    return ofAll(t -> function.apply(t.get(0), t.get(1)), x, y);
  }

  /**
   * A check of a function of arrays, which the report calls x0, x1, ...
   *
   * @param function makes the expression from one tensor for each array
   * @param at the point, copied
   * @return the check
   */
  public static GradientCheck ofAll(Function<List<Tensor>, Tensor> function, INDArray... at) {
    Errors.given("GradientCheck.ofAll", "function", function);
    Errors.allGiven("GradientCheck.ofAll", "at", at);
    List<Parameter> by =
        IntStream.range(0, at.length).mapToObj(i -> Parameter.of("x" + i, at[i])).toList();
    return of(function.apply(List.copyOf(by))).by(by.toArray(Variable[]::new));
  }

  /**
   * A check of an estimator: a loss with noise whose mean over keys, and that of its gradient, are
   * compared with an expectation.
   *
   * @param loss a scalar
   * @return the check; say what to compare with by {@link EstimatorCheck#against}
   */
  public static EstimatorCheck ofEstimator(Tensor loss) {
    Errors.given("GradientCheck.ofEstimator", "loss", loss);
    return EstimatorCheck.of(loss);
  }

  // ---- how

  /**
   * Names what to differentiate by, in place of all parameters.
   *
   * @param variables parameters or other variables; by what the expression does not depend on the
   *     derivative is to be 0
   * @return a new check
   */
  public GradientCheck by(Variable... variables) {
    Errors.allGiven("GradientCheck.by", "variables", variables);
    return new GradientCheck(value, List.of(variables), second, setup);
  }

  /**
   * Sets the key of the noise, of the weights and of the choice of elements; that of seed 0 if not
   * called.
   *
   * @param key any key
   * @return a new check
   */
  public GradientCheck key(RandomKey key) {
    Errors.given("GradientCheck.key", "key", key);
    return with(new Setup(key, setup.bindings(), setup.elements(), setup.tolerance()));
  }

  /**
   * Gives values to the inputs of the expression.
   *
   * @param bindings a value for each
   * @return a new check
   */
  public GradientCheck bind(Binding... bindings) {
    Errors.allGiven("GradientCheck.bind", "bindings", bindings);
    return with(new Setup(setup.key(), List.of(bindings), setup.elements(), setup.tolerance()));
  }

  /**
   * Also checks second derivatives: the gradient of sum(direction * gradient), for a direction that
   * the key decides, against differences of that sum.
   *
   * @return a new check
   */
  public GradientCheck secondOrder() {
    return new GradientCheck(value, by, true, setup);
  }

  /**
   * Sets how many elements of a variable are checked one by one; 256 if not called. Of a larger
   * variable these are a random subset, one in each of as many equal parts, and the derivative
   * along a random direction is checked besides, to which all elements contribute.
   *
   * @param max the largest number of elements, at least 1
   * @return a new check
   * @throws IllegalArgumentException if it is less than 1
   */
  public GradientCheck elements(int max) {
    if (max < 1) {
      throw Errors.argument("GradientCheck.elements", "max must be >= 1", max, null);
    }
    return with(new Setup(setup.key(), setup.bindings(), max, setup.tolerance()));
  }

  /**
   * Sets the relative error that is allowed, in place of 1e-7 for DOUBLE and 1e-3 for FLOAT.
   *
   * @param relative the tolerance, &gt; 0
   * @return a new check
   * @throws IllegalArgumentException if it is not &gt; 0
   */
  public GradientCheck tolerance(double relative) {
    if (!(relative > 0)) {
      throw Errors.argument("GradientCheck.tolerance", "it must be > 0", relative, null);
    }
    return with(new Setup(setup.key(), setup.bindings(), setup.elements(), relative));
  }

  private GradientCheck with(Setup other) {
    return new GradientCheck(value, by, second, other);
  }

  // ---- the check

  /**
   * Compares.
   *
   * @return what was found; it need not pass
   * @throws IllegalArgumentException if there is nothing to differentiate by, an input has no
   *     value, or a path to a variable leads through an operation without gradient
   * @throws ArithmeticException if a requirement is broken at the point itself
   */
  public GradientReport run() {
    if (by.isEmpty()) {
      throw Errors.argument(
          "GradientCheck",
          "there must be a variable to differentiate by",
          value + " without parameters",
          "name variables by GradientCheck.by, or pass arrays to GradientCheck.of");
    }
    List<Tensor> terms = List.of(value.shape().isScalar() ? value : value.mul(weights(value, -1)));
    List<ComparedDerivative> compared = new ArrayList<>(compare(terms, 1));
    if (second) {
      compared.addAll(compare(firstDerivatives(terms.get(0).sum()), 2));
    }
    return new GradientReport(compared);
  }

  /** Runs the check, and throws unless it passes: {@code run().assertPasses()}. */
  public void assertPasses() {
    run().assertPasses();
  }

  private List<ComparedDerivative> compare(List<Tensor> terms, int order) {
    try (CheckedFunction function = new CheckedFunction(setup, terms, by, order)) {
      return function.compare();
    }
  }

  private List<Tensor> firstDerivatives(Tensor loss) {
    Gradients first = Gradients.orZero(loss, by.toArray(Tensor[]::new));
    List<Tensor> terms = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      Variable v = by.get(i);
      terms.add(first.of(v).mul(weights(v, i)));
    }
    return terms;
  }

  /** Constants of a tensor's shape and type. */
  private Tensor weights(Tensor t, int part) {
    int size = Math.toIntExact(t.shape().size());
    double[] weights = RandomNumbers.direction(setup.key().fold(part), size);
    return Tensor.constant(weights, t.shape().toLongs()).cast(t.dtype());
  }
}
