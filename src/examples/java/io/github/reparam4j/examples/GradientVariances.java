/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.check.GradientStatistics;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.check.VarianceReport;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.estimator.MeasureValued;
import io.github.reparam4j.estimator.Pathwise;
import io.github.reparam4j.estimator.ScoreFunction;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.variational.Elbo;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Variances of gradient estimators of one sample beside their closed forms: of E (y - c)^2 with y ~
 * N(mu, sigma^2), and of the divergence of N(mu, sigma^2) from N(c, s^2).
 *
 * <p>The parameters are vectors of equal numbers with noise of their own, so each element is a
 * measurement, and the standard errors are those between elements.
 */
@Command(
    name = "GradientVariances",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Variances of gradient estimators beside their closed forms.")
public final class GradientVariances implements Callable<Integer> {
  private static final double MU = 0.7;
  private static final double SIGMA = 1.3;
  private static final double C = -0.5;
  private static final double S = 1.6;

  /** Mean and variance of the gradient by mu and by sigma. */
  private record Exact(double meanMu, double varianceMu, double meanSigma, double varianceSigma) {}

  @Option(
      names = "--elements",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Measurements of each variance. Default: ${DEFAULT-VALUE}.")
  private int elements;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Gradients of each measurement. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "42")
  private long seed;

  @Spec private CommandSpec spec;

  private Parameter mu;
  private Parameter sigma;

  private GradientVariances() {}

  /**
   * Runs the measurement and ends the process with its exit code.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, for tests with writers of their own. */
  static CommandLine commandLine() {
    return ResultCommand.of(new GradientVariances());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    mu = parameter("mu", MU);
    sigma = parameter("sigma", SIGMA);
    out.printf("mu = %s, sigma = %s, c = %s, s = %s%n", MU, SIGMA, C, S);
    out.printf("%d measurements of %d gradients%n%n", elements, runs);
    out.println("estimator         by        mean      exact     variance (s.e.)         exact");
    costs(out);
    divergences(out);
    return CommandLine.ExitCode.OK;
  }

  private Parameter parameter(String name, double value) {
    return Parameter.of(name, Nd4j.valueArrayOf(new long[] {elements}, value, DataType.DOUBLE));
  }

  /** Of E (y - c)^2. */
  private void costs(PrintWriter out) {
    double d = MU - C;
    double v = SIGMA * SIGMA;
    double d2 = d * d;
    double d4 = d2 * d2;
    double slopeMu = 2 * d;
    double slopeSigma = 2 * SIGMA;
    Exact pathwise = new Exact(slopeMu, 4 * v, slopeSigma, 4 * d2 + 8 * v);
    Exact score =
        new Exact(slopeMu, d4 / v + 14 * d2 + 15 * v, slopeSigma, 2 * d4 / v + 60 * d2 + 74 * v);
    Exact coupled = new Exact(slopeMu, d2 * (16 / Math.PI - 4), slopeSigma, Double.NaN);
    Exact antithetic = new Exact(slopeMu, 0, slopeSigma, Double.NaN);
    print(out, "pathwise", cost(Pathwise.samples(1)), pathwise);
    print(out, "score function", cost(ScoreFunction.samples(1)), score);
    print(out, "measure-valued", cost(MeasureValued.samples(1)), coupled);
    print(out, "antithetic", cost(Pathwise.samples(2).antithetic()), antithetic);
  }

  private Tensor cost(Estimator<? super Normal> estimator) {
    return estimator.expectation(Normal.of(mu, sigma), y -> y.sub(C).square()).sum();
  }

  /** Of the divergence from N(c, s^2), and from q itself. */
  private void divergences(PrintWriter out) {
    double d = MU - C;
    double s2 = S * S;
    double slopeMu = d / s2;
    double slopeSigma = SIGMA / s2 - 1 / SIGMA;
    Exact sampled =
        new Exact(
            slopeMu,
            SIGMA * SIGMA / (s2 * s2),
            slopeSigma,
            (d * d + 2 * SIGMA * SIGMA) / (s2 * s2));
    Elbo<Reparameterized> elbo = Elbo.samples(1);
    print(out, "ELBO, sampled KL", divergence(elbo.monteCarlo(), C, S), sampled);
    print(out, "ELBO, exact KL", divergence(elbo, C, S), new Exact(slopeMu, 0, slopeSigma, 0));
    Tensor landed = divergence(elbo.stickingTheLanding(), MU, SIGMA);
    print(out, "sticking, q = p", landed, new Exact(0, 0, 0, 0));
  }

  private Tensor divergence(Elbo<Reparameterized> elbo, double mean, double deviation) {
    Normal prior = Normal.of(Tensor.scalar(mean), Tensor.scalar(deviation));
    return elbo.bound(Normal.of(mu, sigma), prior, z -> z.mul(0)).value().sum().neg();
  }

  private void print(PrintWriter out, String name, Tensor loss, Exact exact) {
    VarianceReport report =
        GradientVariance.of(name, loss).by(mu, sigma).run(RandomKey.of(seed), runs);
    line(out, report.of(name, mu), exact.meanMu, exact.varianceMu);
    line(out, report.of(name, sigma), exact.meanSigma, exact.varianceSigma);
  }

  private static void line(PrintWriter out, GradientStatistics g, double mean, double variance) {
    int n = Math.toIntExact(g.shape().size());
    double average = IntStream.range(0, n).mapToDouble(g::mean).average().orElseThrow();
    MeanAndError measured =
        MeanAndError.of(IntStream.range(0, n).mapToDouble(g::variance).toArray());
    out.printf(
        Locale.ROOT,
        "%-16s  %-5s %8.4f   %8.4f   %22s   %s%n",
        g.estimator(),
        g.variable(),
        average,
        mean,
        measured.toString(4),
        Double.isNaN(variance) ? "-" : String.format(Locale.ROOT, "%.4f", variance));
    out.flush();
  }
}
