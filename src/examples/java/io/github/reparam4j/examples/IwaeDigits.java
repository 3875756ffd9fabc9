/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Batches;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Initializer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.variational.ImportanceWeightedBound;
import io.github.reparam4j.variational.LatentVariableModel;
import io.github.reparam4j.variational.Likelihoods;
import io.github.reparam4j.variational.LogLikelihood;
import io.github.reparam4j.variational.Posteriors;
import io.github.reparam4j.variational.Priors;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 * Importance-weighted autoencoders of binarised MNIST digits, 784-200-200-50 with tanh and back,
 * for several numbers of samples and by two gradients, at equal numbers of steps: negative
 * log-likelihood of test digits.
 *
 * <p>The network is that of Y. Burda, R. Grosse and R. Salakhutdinov, "Importance weighted
 * autoencoders" (ICLR 2016), for one stochastic layer; the doubly reparameterised gradient is that
 * of G. Tucker et al. (ICLR 2019). Exit codes: 0 done, 1 a file can't be read, 2 wrong options.
 */
@Command(
    name = "IwaeDigits",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Importance-weighted autoencoders of binarised MNIST digits.")
public final class IwaeDigits implements Callable<Integer> {
  private static final int LATENT = 50;
  private static final int HIDDEN = 200;
  private static final String DOUBLY = "dreg";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/mnist",
      description = "Folder of MNIST's four files. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--bounds",
      split = ",",
      paramLabel = "K",
      defaultValue = "1,5,50,dreg50",
      description = "Numbers of samples, after dreg for that gradient. Default: ${DEFAULT-VALUE}.")
  private List<String> bounds;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Digits to train on. Default: ${DEFAULT-VALUE}.")
  private int train;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "5")
  private int epochs;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Digits to test on. Default: ${DEFAULT-VALUE}.")
  private int test;

  @Option(
      names = "--test-samples",
      paramLabel = "K",
      defaultValue = "1000",
      description = "Samples of the log-likelihood of each. Default: ${DEFAULT-VALUE}.")
  private int testSamples;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "S",
      defaultValue = "0,10,20",
      description = "A training for each seed. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds;

  @Option(
      names = "--log-variance",
      description = "The encoder gives logarithms of variances, not of standard deviations.")
  private boolean byLogVariance;

  @Spec private CommandSpec spec;

  private IwaeDigits() {}

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
    return ResultCommand.of(new IwaeDigits());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    BinaryDigits digits = BinaryDigits.read(data, train, test);
    out.printf("IWAE 784-200-200-50, %d epochs of %d digits in batches of 20%n", epochs, train);
    out.printf("NLL: L_%d of %d test digits, nats (standard error)%n", testSamples, test);
    out.printf("half: L_%d of the first %d%n%n", testSamples / 2, test / 2);
    out.println("bound    seed   NLL               half              ms a step, least / median");
    for (String bound : bounds) {
      double[] means = new double[seeds.size()];
      for (int i = 0; i < means.length; i++) {
        means[i] = train(digits, bound, seeds.get(i), out);
      }
      if (means.length > 1) {
        out.printf("%-8s mean   %s%n", bound, MeanAndError.of(means).toString(2));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private double train(BinaryDigits digits, String name, long seed, PrintWriter out) {
    LatentVariableModel<Independent.Pathwise> model = model(RandomKey.of(seed));
    ImportanceWeightedBound<Reparameterized> bound = bound(name);
    StepTimes times = new StepTimes();
    Training.minimize(x -> model.bound(x, bound).loss())
        .with(Adam.rate(1e-3))
        .seed(seed)
        .fit(Batches.of(digits.train()).size(20), Training.epochs(epochs), times);
    MeanAndError nll = nll(model, digits.test(), testSamples, seed);
    MeanAndError half = nll(model, DigitData.first(digits.test(), test / 2), testSamples / 2, seed);
    out.printf(
        Locale.ROOT,
        "%-8s %4d   %-15s   %-15s   %s%n",
        name,
        seed,
        nll.toString(2),
        half.toString(2),
        times);
    out.flush();
    return nll.mean();
  }

  private static MeanAndError nll(
      LatentVariableModel<Independent.Pathwise> model, INDArray x, int samples, long seed) {
    LogLikelihood.Estimate estimate =
        LogLikelihood.samples(samples).key(RandomKey.of(seed).fold(9)).of(model, x);
    return new MeanAndError(-estimate.mean(), estimate.standardError());
  }

  private static ImportanceWeightedBound<Reparameterized> bound(String name) {
    boolean isDoubly = name.startsWith(DOUBLY);
    int samples = Integer.parseInt(isDoubly ? name.substring(DOUBLY.length()) : name);
    ImportanceWeightedBound<Reparameterized> bound = ImportanceWeightedBound.samples(samples);
    return isDoubly ? bound.doublyReparameterized() : bound;
  }

  private LatentVariableModel<Independent.Pathwise> model(RandomKey key) {
    return LatentVariableModel.of(
        network("encoder", key.fold(0), 784, HIDDEN, HIDDEN, 2 * LATENT),
        byLogVariance ? Posteriors.diagonalGaussian(LATENT) : IwaeDigits::posterior,
        Priors.standardNormal(DType.FLOAT, LATENT),
        network("decoder", key.fold(1), LATENT, HIDDEN, HIDDEN, 784),
        Likelihoods.bernoulli());
  }

  /** The means, then the logarithms of the standard deviations. */
  private static Independent.Pathwise posterior(Tensor p) {
    Tensor deviation = p.slice(-1, LATENT, 2 * LATENT).exp();
    return Independent.of(Normal.of(p.slice(-1, 0, LATENT), deviation), 1);
  }

  private static Mlp network(String name, RandomKey key, int... sizes) {
    return Mlp.of(name, sizes)
        .activation(ActivationFunction.TANH)
        .initializer(Initializer.XAVIER_UNIFORM)
        .key(key);
  }
}
