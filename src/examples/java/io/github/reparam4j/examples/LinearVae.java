/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.Standardizer;
import io.github.reparam4j.data.UciFolder;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.estimator.Pathwise;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.variational.Elbo;
import io.github.reparam4j.variational.LatentVariableModel;
import io.github.reparam4j.variational.Likelihoods;
import io.github.reparam4j.variational.Posteriors;
import io.github.reparam4j.variational.Priors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Linear variational autoencoders of the standardised red-wine features, beside the maximum of
 * probabilistic principal component analysis, which they can reach:
 *
 * <pre>
 *   max mean ln p(x) = -(sum_{i &lt;= q} ln l_i + (d - q) ln s^2 + d + d ln 2 pi) / 2
 * </pre>
 *
 * <p>with the eigenvalues l_1 &gt;= l_2 ... of the covariance matrix and s^2 the mean of the last d
 * - q (M. Tipping, C. Bishop, "Probabilistic principal component analysis", 1999). J. Lucas et al.,
 * "Don't blame the ELBO!" (NeurIPS 2019), show that a diagonal posterior is enough. Exit codes: 0
 * done, 1 a file can't be read, 2 wrong options.
 */
@Command(
    name = "LinearVae",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Linear autoencoders beside the maximum of probabilistic PCA.")
public final class LinearVae implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/uci/wine-quality-red",
      description = "Folder of the data set. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--latent",
      split = ",",
      paramLabel = "Q",
      defaultValue = "1,2,5",
      description = "Lengths of the codes. Default: ${DEFAULT-VALUE}.")
  private List<Integer> latent;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Steps, each of all rows. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0.02",
      description = "Adam's first rate, which falls to 0. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--samples",
      paramLabel = "K",
      defaultValue = "2",
      description = "Samples of each code, antithetic pairs. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "S",
      defaultValue = "1,2,3",
      description = "A training for each seed. Default: ${DEFAULT-VALUE}.")
  private List<Long> seeds;

  @Spec private CommandSpec spec;

  private LinearVae() {}

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
    return ResultCommand.of(new LinearVae());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    INDArray features = UciFolder.in(data).features(DataType.DOUBLE);
    INDArray x = Standardizer.fit(features).apply(features);
    out.printf("Linear VAE of %d rows of %d features, nats a row%n%n", x.size(0), x.size(1));
    out.println(" q   seed   maximum of PCA        ELBO    maximum - ELBO");
    for (int q : latent) {
      double maximum = maximum(x, q);
      for (long seed : seeds) {
        double elbo = elbo(Tensor.constant(x), q, RandomKey.of(seed), seed);
        out.printf(
            Locale.ROOT,
            "%2d   %4d   %14.6f %11.6f    %.1e%n",
            q,
            seed,
            maximum,
            elbo,
            maximum - elbo);
        out.flush();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** The greatest mean log-likelihood of probabilistic PCA. */
  static double maximum(INDArray x, int q) {
    INDArray covariance = x.transpose().mmul(x).div(x.size(0));
    double[] ascending = Eigen.symmetricGeneralizedEigenvalues(covariance).toDoubleVector();
    Arrays.sort(ascending);
    int d = ascending.length;
    double noise = Arrays.stream(ascending, 0, d - q).average().orElseThrow();
    double logs = Arrays.stream(ascending, d - q, d).map(Math::log).sum();
    return -0.5 * (logs + (d - q) * Math.log(noise) + d + d * Math.log(2 * Math.PI));
  }

  /** Trains by samples, and returns the bound without noise. */
  private double elbo(Tensor x, int q, RandomKey key, long seed) {
    int d = x.shape().dim(1);
    Parameter logScale = Parameter.of("logScale", Nd4j.scalar(0.0));
    var model =
        LatentVariableModel.of(
            Dense.of("encoder", d, 2 * q).dtype(DType.DOUBLE).key(key.fold(0)),
            Posteriors.diagonalGaussian(q),
            Priors.standardNormal(DType.DOUBLE, q),
            Dense.of("decoder", q, d).dtype(DType.DOUBLE).key(key.fold(1)),
            Likelihoods.gaussian(logScale.exp()));
    Elbo<Reparameterized> sampled = Elbo.by(Pathwise.samples(samples).antithetic());
    Training.minimize(() -> model.bound(x, sampled).loss())
        .with(Optimizer.of(Adam.rate(rate)).schedule(Schedule.cosine(steps, 0)))
        .seed(seed)
        .fit(BatchSource.steps(steps), Training.epochs(1));
    return model.bound(x, Elbo.by(sigmaPoints(q))).value().mean().evalScalar();
  }

  /**
   * The mean over the points mu +- sqrt(q) sigma_j e_j: exact for quadratic costs, as that of a
   * linear decoder with Gaussian noise.
   */
  private static Estimator<Independent.Pathwise> sigmaPoints(int q) {
    Tensor unit = Tensor.eye(DType.DOUBLE, q).mul(Math.sqrt(q));
    Tensor points = Tensor.concat(0, unit, unit.neg()).expandDims(1);
    return (code, cost) ->
        cost.apply(code.mean().add(code.standardDeviation().mul(points))).mean(0);
  }
}
