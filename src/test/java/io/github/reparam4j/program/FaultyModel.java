/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A program that fails in the middle on some inputs. It updates variables in place and one, {@code
 * slope}, by exchanging arrays.
 */
final class FaultyModel implements AutoCloseable {
  /** A fault that stops a run after several steps, the last of which are shared among threads. */
  enum Fault {
    NOT_POSITIVE("here: scale must be > 0 everywhere, got -1.0 at [511, 199] of shape [512, 200]"),
    NOT_POSITIVE_DEFINITE("cholesky: matrix must be positive definite, got a leading minor"),
    OUT_OF_RANGE("gather: indices must be integers in [0, 512), got 512.0 at [2]");

    private final String message;

    Fault(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }

  private static final int ROWS = 512;
  private static final int IN = 300;
  private static final int OUT = 200;

  private final Variable weight = Variable.of("weight", values(IN, OUT));
  private final Variable moment = Variable.of("moment", values(IN, OUT));
  private final Variable slope = Variable.of("slope", values(IN, OUT));
  private final Variable sums = Variable.of("sums", values(OUT));
  private final Variable count = Variable.of("count", Nd4j.scalar(0.0));
  private final Input x = Input.of("x", DType.DOUBLE, ROWS, IN);
  private final Input scale = Input.of("scale", DType.DOUBLE, ROWS, OUT);
  private final Input matrices = Input.of("matrices", DType.DOUBLE, 8, 20, 20);
  private final Input indices = Input.of("indices", DType.DOUBLE, 4);
  private final Tensor hidden;
  private final Tensor factors;
  private final Tensor loss;
  private final Program program;

  FaultyModel() {
    Tensor z = Noise.standardNormal(DType.DOUBLE, ROWS, OUT);
    Tensor checked = scale.require(Condition.POSITIVE, "here", "scale", null);
    this.hidden = x.matmul(weight).tanh().add(checked.mul(z));
    this.factors = matrices.mul(hidden.square().mean().add(1)).cholesky();
    Tensor picked = hidden.mul(factors.mean()).gather(0, indices);
    this.loss = picked.square().sum();
    Tensor gradient = x.transpose().matmul(hidden.add(picked.mean()));
    Tensor nextMoment = moment.mul(0.9).add(gradient.mul(0.1));
    this.program =
        Program.of(loss, picked, factors)
            .updating(
                Map.of(
                    moment, nextMoment,
                    weight, weight.sub(nextMoment.mul(1e-3)),
                    slope, gradient,
                    sums, hidden.sum(0).mul(factors.sum()),
                    count, count.add(1)));
  }

  /** The same outputs without updates. */
  Program withoutUpdates() {
    return Program.of(loss, hidden.mul(factors.sum()));
  }

  private static INDArray values(long... shape) {
    return Nd4j.linspace(-1, 1, LongStream.of(shape).reduce(1, (a, b) -> a * b), DataType.DOUBLE)
        .reshape('c', shape)
        .dup('c');
  }

  RunResult run(RandomKey key) {
    return run(key, bindings());
  }

  RunResult run(RandomKey key, Fault fault) {
    return run(key, bindings(fault));
  }

  RunResult run(RandomKey key, Binding... bindings) {
    return program.run(key, bindings);
  }

  /** Inputs that are right except for some faults. */
  Binding[] bindings(Fault... faults) {
    INDArray scales = Nd4j.ones(DataType.DOUBLE, ROWS, OUT);
    INDArray definite = Nd4j.zeros(DataType.DOUBLE, 8, 20, 20);
    for (int m = 0; m < 8; m++) {
      for (int i = 0; i < 20; i++) {
        definite.putScalar(new int[] {m, i, i}, 1 + i);
      }
    }
    INDArray rows = Nd4j.createFromArray(3.0, 0.0, ROWS - 1.0, 3.0);
    for (Fault fault : faults) {
      switch (fault) {
        case NOT_POSITIVE -> scales.putScalar(ROWS - 1, OUT - 1, -1);
        case NOT_POSITIVE_DEFINITE -> definite.putScalar(new int[] {7, 19, 19}, -1);
        case OUT_OF_RANGE -> rows.putScalar(2, ROWS);
      }
    }
    return new Binding[] {
      x.bind(values(ROWS, IN)), scale.bind(scales), matrices.bind(definite), indices.bind(rows)
    };
  }

  List<INDArray> arrays() {
    return List.of(weight.array(), moment.array(), slope.array(), sums.array(), count.array());
  }

  /** The elements of the variables. */
  List<double[]> variables() {
    return arrays().stream().map(NaiveEvaluator::elements).toList();
  }

  @Override
  public void close() {
    program.close();
  }
}
