/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks a use of an operation: its value computed by a program against the naive evaluator; its
 * gradient in DOUBLE against central differences of the naive value; its Hessian-vector product
 * against central differences of the naive gradient. In FLOAT the gradient and the product are
 * checked against the naive value of the same expressions.
 */
final class OpCheck {
  static final RandomKey KEY = RandomKey.of(20_240_607);

  /** Tolerance of element-wise operations in FLOAT, relative to each element: 2 ulp. */
  private static final double FLOAT_TOLERANCE = 2.5e-7;

  /** Tolerance of sums of products in FLOAT, relative to the greatest element. */
  private static final double FLOAT_SUM_TOLERANCE = 1e-6;

  /** Tolerance of gradients, relative to the greatest element: errors of differences, amplified. */
  private static final double DIFFERENCE_TOLERANCE = 2e-7;

  private static final double FLOAT_GRADIENT_TOLERANCE = 1e-5;

  private static final double STEP = 5e-4;
  private static final int MAX_SINGLE_DIFFERENCES = 64;

  private final OpCase tested;
  private final DType dtype;
  private final boolean elementwise;
  private final List<Input> inputs = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final List<Input> by = new ArrayList<>();
  private final List<double[]> directions = new ArrayList<>();
  private final SplittableRandom random;
  private Tensor y;

  private OpCheck(OpCase tested, DType dtype) {
    this.tested = tested;
    this.dtype = dtype;
    this.random = new SplittableRandom(tested.toString().hashCode());
    List<Tensor> operands = new ArrayList<>();
    for (int i = 0; i < tested.args().size(); i++) {
      OpCase.Arg arg = tested.args().get(i);
      Input input = Input.of("x" + i, dtype, arg.inputShape().toLongs());
      inputs.add(input);
      values.add(arg.draw(random, i));
      operands.add(arg.view(input));
      if (arg.differentiable()) {
        by.add(input);
        directions.add(normals((int) input.shape().size()));
      }
    }
    y = tested.build().apply(operands);
    this.elementwise = y.op() instanceof Elementwise && y.inputs().equals(operands);
  }

  /** Checks value, gradient and Hessian-vector product. */
  static void check(OpCase tested, DType dtype) {
    new OpCheck(tested, dtype).run();
  }

  private void run() {
    List<Tensor> outputs = new ArrayList<>(List.of(y));
    Tensor[] array = by.toArray(Tensor[]::new);
    double[] c = normals((int) y.shape().size());
    Tensor cotangent = constant(c, y.shape());
    List<Tensor> gradients = new ArrayList<>();
    List<Tensor> products = new ArrayList<>();
    if (!by.isEmpty()) {
      Gradients g = Gradients.vjp(y, cotangent, array);
      by.forEach(t -> gradients.add(g.of(t)));
      List<Tensor> vectors = new ArrayList<>();
      for (int i = 0; i < array.length; i++) {
        vectors.add(constant(directions.get(i), array[i].shape()));
      }
      Gradients h = Gradients.hessianVectorProduct(y.mul(cotangent).sum(), by, vectors);
      by.forEach(t -> products.add(h.of(t)));
    }
    outputs.addAll(gradients);
    outputs.addAll(products);
    List<double[]> computed = execute(outputs);
    NaiveEvaluator naive = naive(outputs);
    double tolerance =
        dtype == DType.DOUBLE
            ? tested.tolerance()
            : elementwise ? FLOAT_TOLERANCE : FLOAT_SUM_TOLERANCE;
    compare("value", computed.get(0), naive.value(y), tolerance, elementwise);
    for (int i = 0; i < by.size(); i++) {
      double[] gradient = computed.get(1 + i);
      double[] product = computed.get(1 + by.size() + i);
      String name = " by " + by.get(i).name();
      assertThat(gradients.get(i).shape()).isEqualTo(by.get(i).shape());
      if (dtype == DType.FLOAT) {
        double[] expected = naive.value(gradients.get(i));
        compare("gradient" + name, gradient, expected, FLOAT_GRADIENT_TOLERANCE, false);
        expected = naive.value(products.get(i));
        compare("product" + name, product, expected, FLOAT_GRADIENT_TOLERANCE, false);
      } else {
        Tensor g = gradients.get(i);
        double[] expected = difference(naive, e -> e.value(g), directions);
        compare("product" + name, product, expected, DIFFERENCE_TOLERANCE, false);
      }
    }
    if (dtype == DType.DOUBLE && !by.isEmpty()) {
      compareGradients(naive, computed.subList(1, 1 + by.size()), c);
    }
  }

  private void compareGradients(NaiveEvaluator naive, List<double[]> gradients, double[] c) {
    Quantity loss = e -> new double[] {dot(e.value(y), c)};
    double along = 0;
    for (int i = 0; i < by.size(); i++) {
      along += dot(gradients.get(i), directions.get(i));
    }
    double[] expected = difference(naive, loss, directions);
    double scale = Math.sqrt(1 + c.length);
    compare(
        "directional derivative",
        new double[] {along / scale},
        new double[] {expected[0] / scale},
        DIFFERENCE_TOLERANCE,
        false);
    int total = gradients.stream().mapToInt(g -> g.length).sum();
    if (total > MAX_SINGLE_DIFFERENCES) {
      return;
    }
    for (int i = 0; i < by.size(); i++) {
      double[] single = new double[gradients.get(i).length];
      for (int j = 0; j < single.length; j++) {
        List<double[]> unit = new ArrayList<>();
        by.forEach(t -> unit.add(new double[(int) t.shape().size()]));
        unit.get(i)[j] = 1;
        single[j] = difference(naive, loss, unit)[0];
      }
      compare(
          "gradient by " + by.get(i).name(), gradients.get(i), single, DIFFERENCE_TOLERANCE, false);
    }
  }

  private interface Quantity {
    double[] of(NaiveEvaluator naive);
  }

  /** Derivative along a direction by the central difference of fourth order. */
  private double[] difference(NaiveEvaluator naive, Quantity f, List<double[]> along) {
    double[] total = null;
    int[] steps = {-2, -1, 1, 2};
    double[] weights = {1 / 12.0, -8 / 12.0, 8 / 12.0, -1 / 12.0};
    for (int s = 0; s < steps.length; s++) {
      for (int i = 0; i < by.size(); i++) {
        double[] x = values.get(inputs.indexOf(by.get(i))).clone();
        for (int j = 0; j < x.length; j++) {
          x[j] += steps[s] * STEP * along.get(i)[j];
        }
        naive.bind(by.get(i), x);
      }
      double[] value = f.of(naive);
      total = total == null ? new double[value.length] : total;
      for (int j = 0; j < value.length; j++) {
        total[j] += weights[s] * value[j] / STEP;
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      naive.bind(inputs.get(i), values.get(i));
    }
    return total;
  }

  private NaiveEvaluator naive(List<Tensor> outputs) {
    NaiveEvaluator naive = new NaiveEvaluator(KEY, outputs);
    for (int i = 0; i < inputs.size(); i++) {
      naive.bind(inputs.get(i), values.get(i));
    }
    return naive;
  }

  private List<double[]> execute(List<Tensor> outputs) {
    Binding[] bindings = new Binding[inputs.size()];
    for (int i = 0; i < bindings.length; i++) {
      bindings[i] =
          inputs
              .get(i)
              .bind(NdArrays.of(values.get(i), inputs.get(i).shape()).castTo(dtype.toNd4j()));
    }
    try (Program program = Program.of(outputs.toArray(Tensor[]::new))) {
      RunResult result = program.run(KEY, bindings);
      List<double[]> computed = new ArrayList<>();
      for (int i = 0; i < outputs.size(); i++) {
        assertThat(result.get(i).shape()).isEqualTo(outputs.get(i).shape().toLongs());
        assertThat(result.get(i).dataType()).isEqualTo(dtype.toNd4j());
        computed.add(NaiveArrays.elements(result.get(i)));
      }
      return computed;
    }
  }

  private void compare(
      String what, double[] actual, double[] expected, double tolerance, boolean eachAlone) {
    assertThat(actual).as(tested + " " + dtype + " " + what).hasSameSizeAs(expected);
    double greatest = 1;
    for (double e : expected) {
      greatest = Math.max(greatest, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * (eachAlone ? Math.abs(expected[i]) : greatest);
      if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
        throw new AssertionError(
            "%s %s %s: element %d is %s, expected %s within %s"
                .formatted(tested, dtype, what, i, actual[i], expected[i], allowed));
      }
    }
  }

  private Tensor constant(double[] elements, Shape shape) {
    return Tensor.constant(NdArrays.of(elements, shape)).cast(dtype);
  }

  /** Roughly normal values, none near 0, in [-1.5, 1.5]. */
  private double[] normals(int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.2, 1.5);
    }
    return x;
  }

  /** A compensated sum, because differences of sums are divided by a small step. */
  private static double dot(double[] a, double[] b) {
    double sum = 0;
    double lost = 0;
    for (int i = 0; i < a.length; i++) {
      double term = a[i] * b[i] - lost;
      double next = sum + term;
      lost = next - sum - term;
      sum = next;
    }
    return sum;
  }
}
