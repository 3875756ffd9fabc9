/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.EpochReport;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingListener;
import io.github.reparam4j.variational.Vae;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The main job's second part: a variational autoencoder of images, 784-400-20-400-784, with the
 * settings of PyTorch's example: rectifiers, batches of 128, Adam at 1e-3, and a sampled code for
 * the test loss too.
 */
final class VaePart {
  private static final int HIDDEN = 400;
  private static final int LATENT = 20;
  private static final int BATCH = 128;
  private static final double RATE = 1e-3;
  private static final int COLUMNS = 12;
  private static final int SAMPLE_ROWS = 6;

  private final DigitData data;
  private final RandomKey key;
  private final long seed;
  private final Vae vae;

  VaePart(DigitData data, long seed) {
    this.data = data;
    this.seed = seed;
    this.key = RandomKey.of(seed).fold("vae".hashCode());
    this.vae = Vae.of(DigitData.PIXELS, HIDDEN, LATENT, key.fold(0));
  }

  /** Trains, and validates on the test images after each epoch. */
  List<EpochReport> train(int epochs, TrainingListener... listeners) {
    return Training.minimize(x -> vae.elbo(x).neg())
        .with(Adam.rate(RATE))
        .seed(seed)
        .validate(Batches.of(data.test()).size(BATCH).inOrder())
        .fit(Batches.of(data.train()).size(BATCH), Training.epochs(epochs), listeners)
        .history();
  }

  /** Prints the head of a table of epochs, and returns what adds its rows. */
  static TrainingListener table(PrintWriter out, Progress progress) {
    out.printf("  %7s %12s %12s %12s%n", "epoch", "train ELBO", "test ELBO", "seconds");
    return progress.withRows(
        e ->
            String.format(
                Locale.ROOT,
                "  %7s %12.2f %12.2f %12.1f",
                e.epoch() + "/" + e.epochs(),
                -e.loss(),
                -e.validationLoss().orElseThrow(),
                e.seconds()));
  }

  /** Prints what the last figures mean. */
  static void print(PrintWriter out, EpochReport last) {
    out.println();
    out.printf(
        Locale.ROOT,
        "  ELBO: evidence lower bound in nats per image, one sampled code each. Test loss: %.2f%n",
        last.validationLoss().orElseThrow());
  }

  /** Draws the loss curve, reconstructions and samples. */
  void draw(List<EpochReport> history, PictureFolder pictures) {
    double[] train = history.stream().mapToDouble(e -> -e.loss()).toArray();
    double[] test = history.stream().mapToDouble(e -> -e.validationLoss().orElseThrow()).toArray();
    INDArray inputs = DigitData.first(data.test(), DigitData.MIN_TEST);
    INDArray outputs = vae.reconstruct(Tensor.constant(inputs)).eval();
    INDArray samples = vae.sample(COLUMNS * SAMPLE_ROWS).eval(key.fold(1));
    pictures.write("vae-elbo.png", () -> Charts.elbo("VAE on " + data.name(), train, test));
    pictures.write(
        "vae-reconstructions.png",
        () ->
            ImageGrid.ofPairs(
                "Test images, each above its reconstruction", COLUMNS, inputs, outputs));
    pictures.write(
        "vae-samples.png", () -> ImageGrid.of("Samples: decoded z ~ N(0, I)", COLUMNS, samples));
  }
}
