/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.training.EpochReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * PyTorch's example of a variational autoencoder on MNIST, 784-400-20, for several seeds: test loss
 * after each epoch, the mean of -ELBO over the test images with sampled codes. Exit codes: 0 done,
 * 1 a file can't be read, 2 wrong options.
 */
@Command(
    name = "MnistVae",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "PyTorch's example of an autoencoder on MNIST, for several seeds.")
public final class MnistVae implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/mnist",
      description = "Folder of MNIST's four files. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Images to train on. Default: ${DEFAULT-VALUE}.")
  private int train;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "10")
  private int epochs;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "S",
      defaultValue = "42,43,44",
      description = "A training for each seed. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds;

  @Spec private CommandSpec spec;

  private MnistVae() {}

  /**
   * Trains and ends the process with its exit code.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command, for tests with writers of their own. */
  static CommandLine commandLine() {
    return ResultCommand.of(new MnistVae());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DigitData digits = DigitData.read(data, train, Integer.MAX_VALUE);
    out.printf("VAE 784-400-20, %s%n%n", digits);
    out.println(" seed   epoch   test loss   seconds");
    double[][] losses = new double[epochs][seeds.size()];
    for (int i = 0; i < seeds.size(); i++) {
      for (EpochReport epoch : new VaePart(digits, seeds.get(i)).train(epochs)) {
        double loss = epoch.validationLoss().orElseThrow();
        losses[epoch.epoch() - 1][i] = loss;
        out.printf(
            Locale.ROOT,
            "%5d   %5d   %9.2f   %7.1f%n",
            seeds.get(i),
            epoch.epoch(),
            loss,
            epoch.seconds());
      }
      out.flush();
    }
    out.println();
    for (int i = 0; i < epochs; i++) {
      out.printf(" mean   %5d   %s%n", i + 1, MeanAndError.of(losses[i]).toString(2));
    }
    return CommandLine.ExitCode.OK;
  }
}
