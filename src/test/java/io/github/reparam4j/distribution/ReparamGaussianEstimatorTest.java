/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static io.github.reparam4j.distribution.MonteCarlo.COUNT;
import static io.github.reparam4j.distribution.MonteCarlo.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Mean and variance of one-sample gradients: each of the 10^6 elements has parameters of its own,
 * so that its gradient is that of one sample.
 *
 * <p>The loss (y - c)^2 with d = mu - c has pathwise gradients 2 (d + sigma z) and 2 (d + sigma z)
 * z; the evidence bound of q = N(mu, sigma) to p = N(m, s) is ln p(y) - ln q(y) of one sample.
 */
final class ReparamGaussianEstimatorTest {
  private static final double MU = 0.7;
  private static final double SIGMA = 1.3;
  private static final double CENTER = -0.4;
  private static final double D = MU - CENTER;
  private static final double P_SCALE = 0.9;

  private final Tensor mu = Tensor.fill(DType.DOUBLE, MU, COUNT);
  private final Tensor sigma = Tensor.fill(DType.DOUBLE, SIGMA, COUNT);
  private final ReparamGaussian q = ReparamGaussian.of(mu, sigma);
  private final ReparamGaussian p =
      ReparamGaussian.of(
          Tensor.fill(DType.DOUBLE, CENTER, COUNT), Tensor.fill(DType.DOUBLE, P_SCALE, COUNT));

  @Test
  void pathwiseMomentsMatch() {
    List<double[]> g = gradients(q.rsample().sub(CENTER).square(), mu, sigma);
    MonteCarlo.assertMean("d/dmu", g.get(0), 2 * D, 0.04);
    MonteCarlo.assertVariance("d/dmu", g.get(0), 2 * D, 4 * SIGMA * SIGMA, 0.13);
    double variance = 4 * D * D + 8 * SIGMA * SIGMA;
    MonteCarlo.assertMean("d/dsigma", g.get(1), 2 * SIGMA, 0.06);
    MonteCarlo.assertVariance("d/dsigma", g.get(1), 2 * SIGMA, variance, 1);
  }

  @Test
  void pathwiseMomentsByLogVarianceMatch() {
    Tensor logVariance = Tensor.fill(DType.DOUBLE, 2 * Math.log(SIGMA), COUNT);
    Tensor y = ReparamGaussian.fromLogVariance(mu, logVariance).rsample();
    double[] g = gradients(y.sub(CENTER).square(), logVariance).get(0);
    double squared = SIGMA * SIGMA;
    MonteCarlo.assertMean("d/dlnVar", g, squared, 0.04);
    MonteCarlo.assertVariance("d/dlnVar", g, squared, squared * (D * D + 2 * squared), 0.4);
  }

  @Test
  void antitheticPairsHaveNoVarianceByMean() {
    Shape pairs = Shape.of(2, COUNT);
    Tensor z = Noise.antithetic(NoiseDistribution.STANDARD_NORMAL, DType.DOUBLE, pairs);
    Tensor loss = q.rsample(z).sub(CENTER).square().mean(0);
    List<double[]> g = gradients(loss, mu, sigma);
    for (double x : g.get(0)) {
      // |z| < 9, so neither gradient of a pair exceeds 2 (1.1 + 1.3 * 9) < 26, rounded to 4e-15.
      assertThat(x).isCloseTo(2 * D, within(1.5e-14));
    }
    // The mean of a pair's gradients by sigma is 2 sigma z^2.
    MonteCarlo.assertMean("d/dsigma", g.get(1), 2 * SIGMA, 0.05);
    MonteCarlo.assertVariance("d/dsigma", g.get(1), 2 * SIGMA, 8 * SIGMA * SIGMA, 0.8);
  }

  @Test
  void evidenceBoundMomentsMatch() {
    SampleWithLogProb fused = q.rsampleAndLogProb();
    compareEvidenceBound(p.logProb(fused.sample()).sub(fused.logProb()));
    Tensor y = q.rsample();
    compareEvidenceBound(p.logProb(y).sub(q.logProb(y)));
  }

  private void compareEvidenceBound(Tensor bound) {
    double precision = 1 / (P_SCALE * P_SCALE);
    List<double[]> g = gradients(bound, mu, sigma);
    double byMu = -D * precision;
    MonteCarlo.assertMean("d/dmu", g.get(0), byMu, 0.03);
    double variance = SIGMA * SIGMA * precision * precision;
    MonteCarlo.assertVariance("d/dmu", g.get(0), byMu, variance, 0.06);
    double bySigma = 1 / SIGMA - SIGMA * precision;
    MonteCarlo.assertMean("d/dsigma", g.get(1), bySigma, 0.04);
    double spread = (D * D + 2 * SIGMA * SIGMA) * precision * precision;
    MonteCarlo.assertVariance("d/dsigma", g.get(1), bySigma, spread, 0.4);
  }

  /** With the parameters of ln q held, only the sample carries gradients. */
  @Test
  void stickingTheLandingIsExactlyZeroAtTheOptimum() {
    Tensor y = q.rsample();
    ReparamGaussian held = ReparamGaussian.of(mu.stopGradient(), sigma.stopGradient());
    ReparamGaussian same =
        ReparamGaussian.of(
            Tensor.fill(DType.DOUBLE, MU, COUNT), Tensor.fill(DType.DOUBLE, SIGMA, COUNT));
    for (double[] g : gradients(same.logProb(y).sub(held.logProb(y)), mu, sigma)) {
      assertThat(g).containsOnly(0.0);
    }
  }

  @Test
  void closedDivergenceHasNoVariance() {
    double precision = 1 / (P_SCALE * P_SCALE);
    List<double[]> g = gradientsWithoutNoise(q.kl(p), mu, sigma);
    for (int i = 0; i < COUNT; i += 1000) {
      assertThat(g.get(0)[i]).isEqualTo(g.get(0)[0]).isCloseTo(D * precision, within(1e-14));
      assertThat(g.get(1)[i])
          .isEqualTo(g.get(1)[0])
          .isCloseTo(SIGMA * precision - 1 / SIGMA, within(1e-14));
    }
  }

  private static List<double[]> gradients(Tensor losses, Tensor... by) {
    Tensor[] outputs = outputs(losses, by);
    try (Program program = Program.of(outputs)) {
      return values(program.run(KEY), by.length);
    }
  }

  /** Without a key, so that any noise in the gradients is an error. */
  private static List<double[]> gradientsWithoutNoise(Tensor losses, Tensor... by) {
    Tensor[] outputs = outputs(losses, by);
    try (Program program = Program.of(outputs)) {
      return values(program.run(), by.length);
    }
  }

  private static Tensor[] outputs(Tensor losses, Tensor... by) {
    Gradients gradients = Gradients.of(losses.sum(), by);
    return List.of(by).stream().map(gradients::of).toArray(Tensor[]::new);
  }

  private static List<double[]> values(RunResult run, int count) {
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(Grid.values(run.get(i)));
    }
    return values;
  }
}
