/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** z ~ N(0, 1), x = z + N(0, 0.5^2), q(z | x) = N(0.7 x, 0.6^2): ln p(x) is that of N(0, 1.25). */
class LogLikelihoodTest {
  private static final RandomKey KEY = RandomKey.of(2);
  private static final LatentVariableModel<Independent.Pathwise> MODEL =
      LatentVariableModel.of(
          Layer.of("encoder", x -> Tensor.concat(-1, x.mul(0.7), x.mul(0).add(2 * Math.log(0.6)))),
          Posteriors.diagonalGaussian(1),
          Priors.standardNormal(DType.DOUBLE, 1),
          Layer.of("decoder", z -> z),
          Likelihoods.gaussian(0.5));

  private static INDArray data(int n) {
    return Nd4j.linspace(-2, 2, n, DataType.DOUBLE).reshape(n, 1).dup();
  }

  /** Five rows in pieces of two: the error of 20,000 weights is about 0.002. */
  @Test
  void isTheEvidence() {
    INDArray x = data(5);
    LogLikelihood.Estimate estimate =
        LogLikelihood.samples(20_000).atOnce(1_000, 2).key(KEY).of(MODEL, x);
    double mean = 0;
    for (int i = 0; i < 5; i++) {
      double v = x.getDouble(i, 0);
      double expected = -0.5 * (v * v / 1.25 + Math.log(2 * Math.PI * 1.25));
      assertThat(estimate.rows()[i]).isCloseTo(expected, within(0.02));
      mean += estimate.rows()[i] / 5;
    }
    assertThat(estimate.mean()).isCloseTo(mean, within(1e-14));
    double squares = 0;
    for (double row : estimate.rows()) {
      squares += (row - mean) * (row - mean);
    }
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(squares / 20), within(1e-14));
    assertThat(estimate.toString()).startsWith("log-likelihood of 5 rows: -1.");
  }

  @Test
  void tellsItsProgressAndRepeats() {
    List<String> seen = new ArrayList<>();
    LogLikelihood pieces =
        LogLikelihood.samples(5).atOnce(2, 2).progress((done, all) -> seen.add(done + "/" + all));
    double[] first = pieces.of(MODEL, data(3)).rows();
    assertThat(seen).containsExactly("1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
    assertThat(pieces.of(MODEL, data(3)).rows()).containsExactly(first);
    assertThat(pieces.key(KEY).of(MODEL, data(3)).rows()).isNotEqualTo(first);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException().isThrownBy(() -> LogLikelihood.samples(0));
    assertThatIllegalArgumentException().isThrownBy(() -> LogLikelihood.samples(5).atOnce(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogLikelihood.samples(5).of(MODEL, Nd4j.scalar(1.0)))
        .withMessage(
            "LogLikelihood.of: x must have rows, [n, ...], and at least one, got shape []");
    INDArray closed = data(3);
    closed.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogLikelihood.samples(5).of(MODEL, closed))
        .withMessage("LogLikelihood.of: x must be open, got a closed array");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogLikelihood.samples(5).of(MODEL, Nd4j.createFromArray(1.0, 2.0)))
        .withMessageContaining("got shape [2]");
  }
}
