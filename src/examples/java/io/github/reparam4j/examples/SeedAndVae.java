/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.random.RandomKey;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The main job, from the command line: trains the seed network Y = mu(X) + sigma(X) Z by two
 * losses, and a variational autoencoder of digits, prints what they learned, and draws it.
 *
 * <p>Without options it needs no file and no network. Exit codes: 0 done, 1 a file can't be read or
 * written, 2 wrong options.
 */
@Command(
    name = "SeedAndVae",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    synopsisHeading = "Usage: ",
    header = "Trains two models through y = mu + sigma z, and draws what they learned.",
    description = {
      "",
      "1. The seed network Y = mu(X) + sigma(X) Z on a curve whose noise depends on x: once by the"
          + " squared loss of samples, once by the negative log-likelihood.",
      "2. A variational autoencoder 784-400-20 of images of digits.",
      "",
      "Both run on generated data unless a file is named. Nothing is downloaded.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:a file can't be read or written", "2:wrong options"})
public final class SeedAndVae implements Callable<Integer> {
  private static final int POINTS = 20_000;
  private static final int SEED_STEPS = 10_000;
  private static final int SHORT_SEED_STEPS = 4000;
  private static final int FILE_STEPS = 2000;
  private static final int TRAIN_IMAGES = 20_000;
  private static final int TEST_IMAGES = 2_000;
  private static final int EPOCHS = 10;
  private static final int SHORT_TRAIN_IMAGES = 8_000;
  private static final int SHORT_TEST_IMAGES = 500;
  private static final int SHORT_EPOCHS = 4;

  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "CSV file of two columns, x and y, for the seed network.")
  private Path curve;

  @Option(
      names = "--mnist",
      paramLabel = "DIR",
      description = "Folder of MNIST's four files, plain or .gz, for the autoencoder.")
  private Path mnist;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs of the autoencoder; " + EPOCHS + " by default.")
  private Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description =
          "Decides data, first weights and noise; the same seed gives the same results. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "target/reparam4j",
      description = "Folder for the pictures. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(
      names = "--short",
      description = "Fewer images and " + SHORT_EPOCHS + " epochs: some seconds, to try it out.")
  private boolean shortForm;

  @Spec private CommandSpec spec;

  private SeedAndVae() {}

  /**
   * Runs the job and ends the process with its exit code.
   *
   * @param args options; {@code --help} lists them
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    quieten("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    quieten("org.slf4j.simpleLogger.log.org.nd4j.imports", "error");
    System.exit(commandLine().execute(args));
  }

  private static void quieten(String logger, String level) {
    if (System.getProperty(logger) == null) {
      System.setProperty(logger, level);
    }
  }

  /** The command, for tests with writers of their own. */
  static CommandLine commandLine() {
    return ResultCommand.of(new SeedAndVae());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    if (epochs != null && epochs < 1) {
      throw new ParameterException(spec.commandLine(), "--epochs: N must be >= 1, got " + epochs);
    }
    long start = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    PictureFolder pictures = PictureFolder.open(folder);
    if (!Charts.canBeDrawn()) {
      String hint = "install fontconfig and a font, such as fonts-dejavu-core";
      spec.commandLine().getErr().println("warning: no pictures, Java finds no font; " + hint);
      pictures = pictures.withoutDrawing();
    }
    out.println("Preparing data ...");
    CurveData curveData = curveData();
    DigitData digits = digits();
    seedNetwork(curveData, out, pictures);
    autoencoder(digits, out, pictures);
    if (!pictures.written().isEmpty()) {
      out.printf("%nPictures:%n");
      pictures.written().forEach(path -> out.println("  " + path));
    }
    out.printf(Locale.ROOT, "%nDone in %.0f s.%n", (System.nanoTime() - start) / 1e9);
    return CommandLine.ExitCode.OK;
  }

  private CurveData curveData() {
    RandomKey key = RandomKey.of(seed).fold("curve".hashCode());
    return curve == null ? CurveData.generated(POINTS, key) : CurveData.read(curve, key);
  }

  private DigitData digits() {
    if (mnist != null) {
      return shortForm
          ? DigitData.read(mnist, SHORT_TRAIN_IMAGES, SHORT_TEST_IMAGES)
          : DigitData.read(mnist, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    RandomKey key = RandomKey.of(seed).fold("digits".hashCode());
    return shortForm
        ? DigitData.generated(SHORT_TRAIN_IMAGES, SHORT_TEST_IMAGES, key)
        : DigitData.generated(TRAIN_IMAGES, TEST_IMAGES, key);
  }

  private void seedNetwork(CurveData data, PrintWriter out, PictureFolder pictures) {
    out.printf("%n1. Seed network Y = mu(X) + sigma(X) Z, Z ~ N(0, 1)%n");
    out.printf("   perceptron 1-64-64-2 with tanh, %s%n%n", data);
    int steps = curve != null ? FILE_STEPS : shortForm ? SHORT_SEED_STEPS : SEED_STEPS;
    SeedPart part = SeedPart.train(data, steps, seed, name -> progress(out, name));
    part.print(out);
    part.draw(pictures);
  }

  private void autoencoder(DigitData data, PrintWriter out, PictureFolder pictures) {
    int shown = shortForm ? SHORT_EPOCHS : EPOCHS;
    VaePart part = new VaePart(data, seed);
    out.printf("%n2. Variational autoencoder 784-400-20%n");
    out.printf("   %s, Adam at 1e-3, batches of 128%n%n", data);
    List<EpochReport> history =
        part.train(epochs == null ? shown : epochs, VaePart.table(out, progress(out, "VAE")));
    VaePart.print(out, history.get(history.size() - 1));
    part.draw(history, pictures);
  }

  private Progress progress(PrintWriter out, String name) {
    boolean redraws = spec.commandLine().getColorScheme().ansi().enabled();
    return Progress.of(out, redraws, name, System::nanoTime);
  }
}
