/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Split;
import io.github.reparam4j.data.UciFolder;
import io.github.reparam4j.model.ConditionalGaussian;
import io.github.reparam4j.model.DensityLoss;
import io.github.reparam4j.model.Ensemble;
import io.github.reparam4j.model.FitOptions;
import io.github.reparam4j.model.FittedDensity;
import io.github.reparam4j.model.Prediction;
import io.github.reparam4j.nn.Losses;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Ensembles of conditional Gaussians on the UCI regression benchmarks with their standard splits:
 * test negative log-likelihood and error, mean and standard error over the splits.
 *
 * <p>The setting is that of Lakshminarayanan et al., "Simple and scalable predictive uncertainty
 * estimation using deep ensembles" (2017): one hidden layer of 50 rectifiers, 40 epochs of batches
 * of 100, five members, Adam at a constant rate, here 0.01 by default. Exit codes: 0 done, 1 a file
 * can't be read, 2 wrong options.
 */
@Command(
    name = "UciRegression",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Ensembles of conditional Gaussians on the UCI regression benchmarks.")
public final class UciRegression implements Callable<Integer> {
  /** What the members minimise. */
  enum Loss {
    NLL(DensityLoss.negativeLogLikelihood()),
    BETA(DensityLoss.betaNll(0.5)),
    CRPS(DensityLoss.crps()),
    ENERGY(DensityLoss.energyScore(10));

    private final DensityLoss loss;

    Loss(DensityLoss loss) {
      this.loss = loss;
    }
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/uci",
      description = "Folder of the data sets' folders. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--sets",
      split = ",",
      paramLabel = "SET",
      defaultValue = "concrete,energy,wine-quality-red,yacht",
      description = "The data sets. Default: ${DEFAULT-VALUE}.")
  private List<String> sets;

  @Option(
      names = "--splits",
      paramLabel = "N",
      defaultValue = "20",
      description = "Number of splits, from the first one. Default: ${DEFAULT-VALUE}, or all.")
  private int splits;

  @Option(names = "--members", paramLabel = "N", defaultValue = "5")
  private int members;

  @Option(names = "--hidden", paramLabel = "N", defaultValue = "50")
  private int hidden;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "40")
  private int epochs;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "100")
  private int batch;

  @Option(names = "--rate", paramLabel = "R", defaultValue = "0.01")
  private double rate;

  @Option(names = "--cosine", description = "Lowers the rate to 0 over the epochs.")
  private boolean cosine;

  @Option(
      names = "--loss",
      defaultValue = "NLL",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Loss loss;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "42")
  private long seed;

  @Spec private CommandSpec spec;

  private UciRegression() {}

  /**
   * Runs the benchmarks and ends the process with its exit code.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, for tests with writers of their own. */
  static CommandLine commandLine() {
    return ResultCommand.of(new UciRegression());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Ensemble of %d, 1 hidden layer of %d, %s%n", members, hidden, loss.loss);
    out.printf(
        "%d epochs of batches of %d, Adam at %s%s%n%n",
        epochs, batch, rate, cosine ? ", cosine" : "");
    out.println(
        "set               splits   NLL of mixture    NLL of Gaussian   RMSE              s");
    for (String set : sets) {
      UciFolder folder = UciFolder.in(data.resolve(set));
      int count = Math.min(splits, folder.splitCount());
      long start = System.nanoTime();
      double[][] scores = new double[count][];
      for (int i = 0; i < count; i++) {
        scores[i] = scores(folder, i);
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      out.printf(
          Locale.ROOT,
          "%-16s  %6d   %s   %s   %s   %.1f%n",
          set,
          count,
          meanAndError(scores, 0),
          meanAndError(scores, 1),
          meanAndError(scores, 2),
          seconds);
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private FitOptions options(int split) {
    FitOptions options =
        FitOptions.epochs(epochs).batchSize(batch).rate(rate).loss(loss.loss).seed(seed + split);
    return cosine ? options : options.with(Optimizer.of(Adam.rate(rate)));
  }

  /** The scores of one split: NLL of the mixture, NLL of a Gaussian of its moments, RMSE. */
  private double[] scores(UciFolder folder, int split) {
    INDArray x = folder.features(DataType.FLOAT);
    INDArray y = folder.targets(DataType.FLOAT);
    Split rows = folder.split(split);
    Ensemble model = Ensemble.of(ConditionalGaussian.of(hidden), members);
    try (FittedDensity fitted = model.fit(rows.train(x), rows.train(y), options(split))) {
      Prediction prediction = fitted.predict(rows.test(x));
      INDArray target = rows.test(y);
      Tensor mean = Tensor.constant(prediction.mean());
      Tensor deviation = Tensor.constant(prediction.standardDeviation());
      Tensor t = Tensor.constant(target.castTo(DataType.DOUBLE));
      return new double[] {
        -prediction.logDensity(target).meanNumber().doubleValue(),
        Losses.gaussianNll(mean, deviation, t).mean().evalScalar(),
        Math.sqrt(Losses.mse(mean, t).mean().evalScalar())
      };
    }
  }

  private static String meanAndError(double[][] scores, int column) {
    double[] values = Arrays.stream(scores).mapToDouble(row -> row[column]).toArray();
    return "%15s".formatted(MeanAndError.of(values).toString(3));
  }
}
