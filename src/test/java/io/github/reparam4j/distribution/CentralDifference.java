package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparison of gradients with five-point central differences at a fixed key, in double. */
final class CentralDifference {
  static final RandomKey KEY = RandomKey.of(7);

  /** The rule errs by step^4 f'''''/30, here below 1e-10, and by rounding, below 1e-10 too. */
  private static final double STEP = 2e-4;

  private static final double TOLERANCE = 2e-9;

  private CentralDifference() {}

  static void assertGradientsMatch(Tensor loss, List<Parameter> by) {
    Gradients gradients = Gradients.of(loss, by.toArray(Tensor[]::new));
    Tensor[] outputs = by.stream().map(gradients::of).toArray(Tensor[]::new);
    try (Program program = Program.of(loss);
        Program gradient = Program.of(outputs)) {
      RunResult result = gradient.run(KEY);
      for (int p = 0; p < outputs.length; p++) {
        double[] found = Grid.values(result.get(p));
        for (int i = 0; i < found.length; i++) {
          double expected = difference(program, loss, by.get(p).array(), i);
          assertThat(found[i])
              .as("gradient by element %d of %s", i, by.get(p))
              .isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
        }
      }
    }
  }

  /** The same for the first derivatives, each a scalar as its sum with fixed weights. */
  static void assertSecondDerivativesMatch(Tensor loss, List<Parameter> by) {
    Gradients first = Gradients.of(loss, by.toArray(Tensor[]::new));
    Tensor sum = Tensor.scalar(0);
    for (Parameter p : by) {
      Tensor weights = Tensor.range(p.dtype(), (int) p.shape().size()).mul(0.1).add(0.3);
      sum = sum.add(first.of(p).reshape(-1).mul(weights).sum());
    }
    assertGradientsMatch(sum, by);
  }

  private static double difference(Program program, Tensor loss, INDArray array, int i) {
    double x = array.getDouble(i);
    double[] f = new double[5];
    for (int k = -2; k <= 2; k++) {
      array.putScalar(i, x + k * STEP);
      f[k + 2] = k == 0 ? 0 : program.run(KEY).scalar(loss);
    }
    array.putScalar(i, x);
    return (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * STEP);
  }
}
