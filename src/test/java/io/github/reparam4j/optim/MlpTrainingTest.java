/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network learns sin(3 x) on 64 points. No noise but the initial weights, whose key is fixed. */
final class MlpTrainingTest {
  @ParameterizedTest
  @EnumSource
  void learnsASmallRegression(DType dtype) {
    int n = 64;
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 2.0 * i / (n - 1) - 1;
      y[i] = Math.sin(3 * x[i]);
    }
    INDArray features = Nd4j.create(x, new long[] {n, 1}, 'c').castTo(dtype.toNd4j());
    INDArray targets = Nd4j.create(y, new long[] {n, 1}, 'c').castTo(dtype.toNd4j());
    Mlp net = Mlp.of("net", 1, 16, 16, 1).activation(ActivationFunction.TANH).dtype(dtype);
    OptimizerState state =
        Adam.rate(1e-2)
            .schedule(Schedule.warmup(50, Schedule.cosine(950, 0)))
            .clipNorm(1)
            .on(net.parameters());
    double first = Double.NaN;
    double last = Double.NaN;
    try (Program program =
        Program.tracing(
            inputs -> {
              Tensor loss = net.apply(inputs.get(0)).sub(inputs.get(1)).square().mean();
              return new Program.Definition(List.of(loss), state.updates(loss));
            })) {
      for (int i = 0; i < 1_000; i++) {
        last = program.run(null, features, targets).scalar(0);
        first = i == 0 ? last : first;
      }
    }
    assertThat(first).isGreaterThan(0.2);
    assertThat(last).isLessThan(1e-4);
  }
}
