/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.check.ComparedDerivative;
import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientReport;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.check.VarianceReport;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.estimator.MeasureValued;
import io.github.reparam4j.estimator.ScoreFunction;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The code of src/site/markdown/checking-gradients.md, as it stands there, and what it says. */
class CheckingGradientsPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/checking-gradients.md");

  @Test
  void allCodeOfThePageIsHere() throws IOException {
    Snippets.assertRunBy(CheckingGradientsPageTest.class, PAGE);
  }

  @Test
  void start() {
    Parameter w = Parameter.of("w", Tensor.vector(0.3, -1.2, 2).eval());
    Tensor loss = w.sin().mul(w.exp()).sum();

    GradientCheck.of(loss).assertPasses();
    GradientCheck.of(loss).secondOrder().assertPasses();

    GradientReport report = GradientCheck.of(loss).run();
    boolean isRight = report.passes();
    ComparedDerivative worst = report.worst();

    assertThat(isRight).isTrue();
    assertThat(worst.variable()).isEqualTo("w");
    assertThat(worst.error()).isLessThan(1);
  }

  @Test
  void aRuleOfYourOwn() throws IOException {
    String page = Files.readString(PAGE).replaceAll("\\s+", " ");
    assertThatThrownBy(
            () -> {
              Parameter x = Parameter.of("x", Tensor.vector(2.0).eval());
              Tensor cube = Tensor.withGradient(x.pow(3), (input, y, g) -> g.mul(x.square()), x);
              GradientCheck.of(cube.sum()).assertPasses();
            })
        .isInstanceOf(AssertionError.class)
        .satisfies(e -> assertThat(page).contains(rounded(e.getMessage())));
  }

  /** The page shows fewer digits of the difference. */
  private static String rounded(String message) {
    return message.replaceFirst("12\\.0000\\d+|11\\.9999\\d+", "12.0");
  }

  @Test
  void atArrays() {
    INDArray left = Tensor.constant(new double[] {0.1, 0.4, -0.3, 0.2, 0.9, 0.5}, 2, 3).eval();
    INDArray right = Tensor.constant(new double[] {1.1, -0.6, 0.3}, 3, 1).eval();
    GradientCheck.of((a, b) -> a.matmul(b).tanh(), left, right).secondOrder().assertPasses();
  }

  @Test
  void samplesAndDensities() {
    Parameter loc = Parameter.of("loc", Tensor.vector(0.5, -2).eval());
    Parameter logScale = Parameter.of("logScale", Tensor.vector(0.1, -0.3).eval());
    Normal normal = Normal.of(loc, logScale.exp());

    GradientCheck.of(normal.rsample(10).square().mean()).key(RandomKey.of(42)).assertPasses();
    GradientCheck.of(normal.logProb(Tensor.scalar(0.7))).secondOrder().assertPasses();
  }

  @Test
  void estimators() {
    Parameter rate = Parameter.of("rate", Tensor.scalar(2).eval());
    Poisson q = Poisson.of(rate);
    Tensor measureValued = MeasureValued.samples(2000).expectation(q, k -> k.square());
    Tensor expectation = rate.add(rate.square());

    GradientCheck.ofEstimator(measureValued)
        .against(expectation)
        .runs(1000)
        .failureProbability(1e-9)
        .seeing(0.01)
        .assertPasses();

    Tensor score = ScoreFunction.samples(2000).expectation(q, k -> k.square());
    VarianceReport variances =
        GradientVariance.of("measure-valued", measureValued)
            .and("score function", score)
            .run(RandomKey.of(42), 1000);
    System.out.println(variances);
    double ofScore = variances.of("score function", rate).variance();

    assertThat(variances.of("measure-valued", rate).variance()).isLessThan(ofScore);
  }

  @Test
  void theTableHasAllOutcomes() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Arrays.stream(ComparedDerivative.Outcome.values()).map(o -> "\n| `" + o + "` |"))
        .allMatch(page::contains);
  }
}
