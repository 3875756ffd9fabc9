/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.check.GradientStatistics;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.check.VarianceReport;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.variational.ImportanceWeightedBound;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The signal-to-noise ratio of the gradients of importance-weighted bounds, against the number of
 * samples K: by the model's parameter theta it grows as K^(1/2), by the encoder's phi it falls as
 * K^(-1/2), and with the doubly reparameterised gradient it grows as K^(1/2) too.
 *
 * <p>The model is that of T. Rainforth et al., "Tighter variational bounds are not necessarily
 * better" (ICML 2018), with fewer dimensions and rows:
 *
 * <pre>
 *   z ~ N(theta, I),   x | z ~ N(z, I),   q(z | x) = N(x / 2 + phi, 2/3 I)
 * </pre>
 *
 * <p>Slopes are those of least squares in logarithms.
 */
@Command(
    name = "SignalToNoise",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Signal-to-noise ratio of importance-weighted gradients against the samples.")
public final class SignalToNoise implements Callable<Integer> {
  private static final int ROWS = 64;
  private static final int LATENT = 4;
  private static final double PHI = 0.2;

  @Option(
      names = "--samples",
      split = ",",
      paramLabel = "K",
      defaultValue = "8,16,32,64,128",
      description = "Numbers of samples, two or more. Default: ${DEFAULT-VALUE}.")
  private List<Integer> samples;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Gradients drawn for each ratio. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "42")
  private long seed;

  @Spec private CommandSpec spec;

  private final Parameter theta = Parameter.of("theta", Nd4j.create(new double[LATENT]));
  private final Parameter phi = Parameter.of("phi", Nd4j.create(new double[LATENT]).addi(PHI));

  private SignalToNoise() {}

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
    return ResultCommand.of(new SignalToNoise());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d rows, %d dimensions, %d gradients each%n%n", ROWS, LATENT, runs);
    out.println("    K       theta    phi IWAE    phi DReG");
    double[][] ratios = new double[3][samples.size()];
    for (int i = 0; i < samples.size(); i++) {
      double[] row = ratios(samples.get(i));
      for (int j = 0; j < row.length; j++) {
        ratios[j][i] = row[j];
      }
      out.printf(Locale.ROOT, "%5d %11.4f %11.4f %11.4f%n", samples.get(i), row[0], row[1], row[2]);
      out.flush();
    }
    out.printf(
        Locale.ROOT,
        "slope %11.3f %11.3f %11.3f%n",
        slope(ratios[0]),
        slope(ratios[1]),
        slope(ratios[2]));
    return CommandLine.ExitCode.OK;
  }

  private double[] ratios(int count) {
    ImportanceWeightedBound<Reparameterized> bound = ImportanceWeightedBound.samples(count);
    VarianceReport report =
        GradientVariance.of("IWAE", loss(bound))
            .and("DReG", loss(bound.doublyReparameterized()))
            .by(theta, phi)
            .run(RandomKey.of(seed).fold(count), runs);
    return new double[] {
      ratio(report.of("IWAE", theta)), ratio(report.of("IWAE", phi)), ratio(report.of("DReG", phi))
    };
  }

  private Tensor loss(ImportanceWeightedBound<Reparameterized> bound) {
    Tensor x = Tensor.constant(data());
    Tensor one = Tensor.scalar(1.0);
    Independent.Pathwise q =
        Independent.of(Normal.of(x.div(2).add(phi), Tensor.scalar(Math.sqrt(2.0 / 3))), 1);
    Independent.Pathwise prior = Independent.of(Normal.of(theta, one), 1);
    return bound.bound(q, prior, z -> Independent.of(Normal.of(z, one), 1).logProb(x)).loss();
  }

  /** Rows of the model with theta = 1. */
  private INDArray data() {
    Tensor mean = Tensor.fill(DType.DOUBLE, 1, ROWS, LATENT);
    return Normal.of(mean, Tensor.scalar(Math.sqrt(2))).sample().eval(RandomKey.of(seed).fold(-1));
  }

  /** Signal to noise, without what the noise of the mean adds to the signal. */
  private static double ratio(GradientStatistics g) {
    double snr = g.signalToNoise();
    return Math.sqrt(Math.max(0, snr * snr - 1.0 / g.runs()));
  }

  private double slope(double[] ratios) {
    double[] x = samples.stream().mapToDouble(Math::log).toArray();
    double[] y = Arrays.stream(ratios).map(Math::log).toArray();
    double xMean = Arrays.stream(x).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (int i = 0; i < x.length; i++) {
      above += (x[i] - xMean) * y[i];
      below += (x[i] - xMean) * (x[i] - xMean);
    }
    return above / below;
  }
}
