/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.model.Calibration;
import io.github.reparam4j.model.ConditionalGaussian;
import io.github.reparam4j.model.DensityLoss;
import io.github.reparam4j.model.DensityModel;
import io.github.reparam4j.model.FitOptions;
import io.github.reparam4j.model.FittedDensity;
import io.github.reparam4j.model.MixtureDensity;
import io.github.reparam4j.model.Prediction;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Fits models of densities to two curves whose best possible scores are known, and compares: a
 * curve whose noise depends on x, by five losses, and one with several values of t for one x, by a
 * Gaussian and by a mixture.
 */
@Command(
    name = "ConditionalDensities",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Fits densities to two curves whose best possible scores are known.")
public final class ConditionalDensities implements Callable<Integer> {
  private static final int TEST_ROWS = 20_000;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Rows to train on. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Epochs on the first curve; three times as many on the second. ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "42")
  private long seed;

  @Spec private CommandSpec spec;

  private ConditionalDensities() {}

  /**
   * Runs the comparison and ends the process with its exit code.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, for tests with writers of their own. */
  static CommandLine commandLine() {
    return ResultCommand.of(new ConditionalDensities());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    noisyCurve(out);
    inverseCurve(out);
    return CommandLine.ExitCode.OK;
  }

  private RandomKey key(String name) {
    return RandomKey.of(seed).fold(name.hashCode());
  }

  private void noisyCurve(PrintWriter out) {
    HeteroscedasticCurve.Sample train = HeteroscedasticCurve.sample(rows, key("train"));
    HeteroscedasticCurve.Sample test = HeteroscedasticCurve.sample(TEST_ROWS, key("test"));
    out.println("1. y = sin 4x sin 5x + sigma(x) z, by a Gaussian with a perceptron 1-64-64-2");
    out.println("   NLL is expected on new data, in nats");
    out.println();
    line(out, "true density", HeteroscedasticCurve.CONDITIONAL_FLOOR);
    line(out, "best of constant sigma", HeteroscedasticCurve.HOMOSCEDASTIC_FLOOR);
    ConditionalGaussian model = ConditionalGaussian.of(ActivationFunction.TANH, 64, 64);
    FitOptions options = FitOptions.epochs(epochs).batchSize(200).rate(5e-3).seed(seed);
    for (DensityLoss loss :
        List.of(
            DensityLoss.negativeLogLikelihood(),
            DensityLoss.betaNll(0.5),
            DensityLoss.crps(),
            DensityLoss.energyScore(10),
            DensityLoss.squaredErrorOfSamples())) {
      try (FittedDensity fitted = model.fit(train.x(), train.y(), options.loss(loss))) {
        line(out, loss.toString(), expectedNll(fitted));
        if (loss.toString().equals("negativeLogLikelihood")) {
          out.println();
          out.println(Calibration.of(fitted.predict(test.x()), test.y()).toString().indent(4));
        }
      }
    }
  }

  private static double expectedNll(FittedDensity fitted) {
    int n = 1000;
    double half = HeteroscedasticCurve.LARGEST_X / (2 * n);
    double[] x = Band.spaced(half, HeteroscedasticCurve.LARGEST_X - half, n);
    Prediction p = fitted.predict(Tensor.constant(x, n, 1).cast(DType.FLOAT).eval());
    double[] mean = p.mean().toDoubleVector();
    return new Band(x, mean, p.standardDeviation().toDoubleVector())
        .averageNll(CurveData.truthAt(x));
  }

  private void inverseCurve(PrintWriter out) {
    InverseCurve train = InverseCurve.sample(rows, key("inverse train"));
    InverseCurve test = InverseCurve.sample(TEST_ROWS, key("inverse test"));
    out.println();
    out.println("2. t given x = t + 0.3 sin(2 pi t) + u; NLL of " + TEST_ROWS + " new points");
    out.println();
    line(out, "true density", InverseCurve.FLOOR);
    FitOptions options = FitOptions.epochs(3 * epochs).batchSize(200).rate(0.01).seed(seed);
    for (DensityModel model :
        List.of(
            ConditionalGaussian.of(ActivationFunction.TANH, 32, 32),
            MixtureDensity.of(3, 32, 32))) {
      try (FittedDensity fitted = model.fit(train.x(), train.t(), options)) {
        INDArray logDensity = fitted.logDensity(test.x(), test.t());
        line(out, model.toString(), -logDensity.meanNumber().doubleValue());
      }
    }
  }

  private static void line(PrintWriter out, String name, double nll) {
    out.printf(Locale.ROOT, "   %-24s %10.4f%n", name, nll);
    out.flush();
  }
}
