/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.check;

import io.github.reparam4j.check.CentralDifference.Line;
import io.github.reparam4j.check.CentralDifference.Sum;
import io.github.reparam4j.check.CentralDifference.Verdict;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sum of terms as a function of variables, whose values are moved and put back, compared with its
 * gradient.
 */
final class CheckedFunction implements AutoCloseable {
  /**
   * The settings of a check.
   *
   * @param key key of the noise and of random choices
   * @param bindings values of inputs
   * @param elements how many elements of a variable are checked at most
   * @param tolerance relative error that is allowed; NaN for that of the type
   */
  record Setup(RandomKey key, List<Binding> bindings, int elements, double tolerance) {}

  private static final double DOUBLE_TOLERANCE = 1e-7;
  private static final double FLOAT_TOLERANCE = 1e-3;

  private final Setup setup;
  private final int order;
  private final DType dtype;
  private final List<? extends Variable> by;
  private final Gradients gradients;
  private final Program program;

  /**
   * @param terms the function is their sum, of DOUBLE; the terms may be of FLOAT
   * @param order 1, or 2 where the terms are made of first derivatives
   */
  CheckedFunction(Setup setup, List<Tensor> terms, List<? extends Variable> by, int order) {
    this.setup = setup;
    this.order = order;
    this.dtype =
        Stream.concat(terms.stream(), by.stream()).allMatch(t -> t.dtype() == DType.DOUBLE)
            ? DType.DOUBLE
            : DType.FLOAT;
    Tensor sum = Tensor.scalar(0);
    Tensor size = Tensor.scalar(0);
    for (Tensor t : terms) {
      Tensor wide = t.cast(DType.DOUBLE);
      sum = sum.add(wide.sum());
      size = size.add(wide.abs().sum());
    }
    this.by = List.copyOf(by);
    this.gradients = Gradients.orZero(sum, by.toArray(Tensor[]::new));
    this.program = Program.of(sum, size);
  }

  /** Compares all chosen derivatives by each variable. */
  List<ComparedDerivative> compare() {
    Sum centre = run();
    List<double[]> gradient = gradient();
    List<ComparedDerivative> compared = new ArrayList<>();
    for (int i = 0; i < gradient.size(); i++) {
      Variable v = by.get(i);
      INDArray before = v.value();
      try {
        compared.addAll(compare(v, v.value(), gradient.get(i), centre));
      } finally {
        v.assign(before);
      }
    }
    return compared;
  }

  /** Compares at points that are written to an array and then assigned. */
  private List<ComparedDerivative> compare(
      Variable by, INDArray array, double[] gradient, Sum centre) {
    List<ComparedDerivative> compared = new ArrayList<>();
    int size = Math.toIntExact(by.shape().size());
    if (size == 0) {
      return compared;
    }
    RandomKey key = setup.key().fold(by.name().hashCode());
    long[] chosen = RandomNumbers.subset(key, size, setup.elements());
    for (long i : chosen) {
      double x = array.getDouble(i);
      Line line =
          t -> {
            array.putScalar(i, x + t);
            by.assign(array);
            return runOrNan();
          };
      compared.add(compared(by, i, gradient[(int) i], line, centre, Math.max(1, Math.abs(x))));
      array.putScalar(i, x);
      by.assign(array);
    }
    if (chosen.length < size) {
      compared.add(alongDirection(by, array, gradient, centre));
    }
    return compared;
  }

  /** Every element in proportion to max(1, |x|), so that one wrong element of many is seen. */
  private ComparedDerivative alongDirection(
      Variable by, INDArray array, double[] gradient, Sum centre) {
    double[] x = doubles(array);
    double[] direction = RandomNumbers.direction(setup.key().fold(by.name().hashCode()), x.length);
    double along = 0;
    for (int i = 0; i < x.length; i++) {
      direction[i] *= Math.max(1, Math.abs(x[i]));
      along += gradient[i] * direction[i];
    }
    Line line =
        t -> {
          for (int i = 0; i < x.length; i++) {
            array.putScalar(i, x[i] + t * direction[i]);
          }
          by.assign(array);
          return runOrNan();
        };
    return compared(by, -1, along, line, centre, 1);
  }

  private ComparedDerivative compared(
      Variable by, long index, double analytic, Line line, Sum centre, double scale) {
    double standard = dtype == DType.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
    double tolerance = Double.isNaN(setup.tolerance()) ? standard : setup.tolerance();
    Verdict v = CentralDifference.compare(line, centre, analytic, scale, tolerance, dtype);
    return new ComparedDerivative(
        by.name(),
        by.shape(),
        index,
        order,
        analytic,
        v.numeric(),
        v.allowed(),
        v.step(),
        v.outcome());
  }

  /** The gradient by each variable. */
  private List<double[]> gradient() {
    try (Program program = Program.of(by.stream().map(gradients::of).toArray(Tensor[]::new))) {
      RunResult result = program.run(setup.key(), setup.bindings().toArray(Binding[]::new));
      return IntStream.range(0, by.size()).mapToObj(i -> doubles(result.get(i))).toList();
    }
  }

  private static double[] doubles(INDArray array) {
    return array.isEmpty()
        ? new double[0]
        : array.dup('c').castTo(DType.DOUBLE.toNd4j()).data().asDouble();
  }

  private Sum run() {
    RunResult result = program.run(setup.key(), setup.bindings().toArray(Binding[]::new));
    return new Sum(result.scalar(0), result.scalar(1));
  }

  /** A requirement, such as that of a positive scale, may be broken beside the point. */
  private Sum runOrNan() {
    try {
      return run();
    } catch (ArithmeticException e) {
      return new Sum(Double.NaN, Double.NaN);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
