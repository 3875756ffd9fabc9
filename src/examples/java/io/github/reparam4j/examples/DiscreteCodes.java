/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.check.GradientStatistics;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.data.Batches;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.estimator.Arm;
import io.github.reparam4j.estimator.Baseline;
import io.github.reparam4j.estimator.DisArm;
import io.github.reparam4j.estimator.Estimator;
import io.github.reparam4j.estimator.Relaxed;
import io.github.reparam4j.estimator.ScoreFunction;
import io.github.reparam4j.nn.Initializer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.variational.Elbo;
import io.github.reparam4j.variational.LatentVariableModel;
import io.github.reparam4j.variational.Likelihoods;
import io.github.reparam4j.variational.LogLikelihood;
import io.github.reparam4j.variational.Posteriors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Autoencoders of binarised MNIST digits with 200 bits as codes and a learned prior, trained by
 * seven gradient estimators with equal numbers of steps: lower bound, and variance and bias of the
 * gradient by the encoder's first weights, for the mean loss of the first 100 digits.
 *
 * <p>The setting is that of Z. Dong, A. Mnih and G. Tucker, "DisARM" (NeurIPS 2020), with fewer
 * steps: linear networks, or a hidden layer of 200 with leaky rectifiers. Exit codes: 0 done, 1 a
 * file can't be read, 2 wrong options.
 */
@Command(
    name = "DiscreteCodes",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Autoencoders with discrete codes by seven gradient estimators.")
public final class DiscreteCodes implements Callable<Integer> {
  private static final int LATENT = 200;
  private static final int BATCH = 100;
  private static final double TEMPERATURE = 0.5;

  /** Estimators by their bounds. All but the relaxed ones weigh ln p(x, b) - ln q(b | x). */
  enum Method {
    SCORE(sampled(ScoreFunction.samples(1)::expectation)),
    LOO2(sampled(ScoreFunction.samples(2).baseline(Baseline.leaveOneOut())::expectation)),
    LOO4(sampled(ScoreFunction.samples(4).baseline(Baseline.leaveOneOut())::expectation)),
    DISARM(sampled((q, f) -> DisArm.pairs(1).expectation((Bernoulli) q.base(), f))),
    ARM(sampled((q, f) -> Arm.pairs(1).expectation((Bernoulli) q.base(), f))),
    GUMBEL(Elbo.by(Relaxed.concrete(1, TEMPERATURE)::expectation)),
    STRAIGHT_THROUGH(Elbo.by(Relaxed.straightThrough(1)::expectation));

    private final Elbo<Independent> bound;

    Method(Elbo<Independent> bound) {
      this.bound = bound;
    }

    /** The cost has ln q as a number: its gradient has the mean 0, and adds to the variance. */
    private static Elbo<Independent> sampled(Estimator<Independent> estimator) {
      return Elbo.by(estimator).stickingTheLanding();
    }
  }

  /** A model and the weights whose gradient is looked at. */
  private record Trained(LatentVariableModel<Independent> model, Parameter weight) {
    Tensor loss(Tensor x, Method method) {
      return model.bound(x, method.bound).loss();
    }
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../shared/data/mnist",
      description = "Folder of MNIST's four files. Default: ${DEFAULT-VALUE}.")
  private Path data;

  @Option(
      names = "--methods",
      split = ",",
      defaultValue = "score,loo2,loo4,disarm,arm,gumbel,straight_through",
      description = "The estimators. Default: ${DEFAULT-VALUE}.")
  private List<Method> methods;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "N",
      defaultValue = "0,200",
      description = "Hidden units of each network, 0 for none. Default: ${DEFAULT-VALUE}.")
  private List<Integer> hidden;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Digits to train on. Default: ${DEFAULT-VALUE}.")
  private int train;

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "5")
  private int epochs;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "200",
      description = "Gradients drawn for each variance. Default: ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--reference",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Gradients of DisARM drawn for the mean. Default: ${DEFAULT-VALUE}.")
  private int reference;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "0")
  private long seed;

  @Spec private CommandSpec spec;

  private DiscreteCodes() {}

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
    return ResultCommand.of(new DiscreteCodes());
  }

  /** {@inheritDoc} */
  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    INDArray digits = BinaryDigits.read(data, train, 1).train();
    INDArray first = DigitData.first(digits, BATCH).dup('c');
    out.printf(
        "%d Bernoulli codes, %d epochs of %d digits in batches of %d",
        LATENT, epochs, train, BATCH);
    for (int units : hidden) {
      out.printf("%n%nhidden units: %d%n", units);
      out.println("estimator           ELBO   variance   ms a step, least / median");
      List<Trained> all = new ArrayList<>();
      for (Method method : methods) {
        all.add(train(digits, first, units, method, out));
      }
      int disarm = methods.indexOf(Method.DISARM);
      if (disarm >= 0) {
        compare(all.get(disarm), Tensor.constant(first), out);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Trained train(
      INDArray digits, INDArray first, int units, Method method, PrintWriter out) {
    Trained made = make(units);
    StepTimes times = new StepTimes();
    Training.minimize(x -> made.loss(x, method))
        .with(Adam.rate(1e-3))
        .seed(seed)
        .fit(Batches.of(digits).size(BATCH), Training.epochs(epochs), times);
    double elbo =
        LogLikelihood.samples(1).key(key(2)).of(made.model, DigitData.first(digits, 10_000)).mean();
    double variance = gradient(made, Tensor.constant(first), method, key(3), draws).variance();
    out.printf(Locale.ROOT, "%-16s %7.1f %10.4g   %s%n", method, elbo, variance, times);
    out.flush();
    return made;
  }

  /** Variance and bias of all estimators where the training by DisARM has ended. */
  private void compare(Trained at, Tensor x, PrintWriter out) {
    GradientStatistics exact = gradient(at, x, Method.DISARM, key(4), reference);
    double noise = exact.variance() / reference;
    out.printf("%nwhere DisARM ended, %d gradients, %d for the mean%n", draws, reference);
    out.println("estimator          variance   bias^2 / gradient^2");
    for (Method method : methods) {
      GradientStatistics g = gradient(at, x, method, key(5), draws);
      double scale = exact.mean() * exact.mean() - noise;
      double bias = squaredDistance(g, exact) - g.variance() / draws - noise;
      out.printf(Locale.ROOT, "%-16s %10.4g   %.2f%n", method, g.variance(), bias / scale);
      out.flush();
    }
  }

  private static double squaredDistance(GradientStatistics a, GradientStatistics b) {
    double sum = 0;
    for (int i = 0; i < a.shape().size(); i++) {
      sum += Math.pow(a.mean(i) - b.mean(i), 2);
    }
    return sum;
  }

  private GradientStatistics gradient(
      Trained at, Tensor x, Method method, RandomKey key, int runs) {
    return GradientVariance.of(method.name(), at.loss(x, method))
        .by(at.weight)
        .run(key, runs)
        .of(method.name(), at.weight);
  }

  private RandomKey key(int part) {
    return RandomKey.of(seed).fold(part);
  }

  private Trained make(int units) {
    Mlp encoder = network("encoder", 784, units, LATENT).key(key(0));
    Parameter prior = Parameter.of("prior", Nd4j.zeros(LATENT));
    LatentVariableModel<Independent> model =
        LatentVariableModel.of(
            encoder,
            Posteriors.bernoulli(LATENT),
            Independent.of(Bernoulli.fromLogits(prior), 1),
            network("decoder", LATENT, units, 784).key(key(1)),
            Likelihoods.bernoulli());
    return new Trained(model, encoder.layers().get(0).weight());
  }

  private static Mlp network(String name, int in, int units, int out) {
    Mlp net = units == 0 ? Mlp.of(name, in, out) : Mlp.of(name, in, units, out);
    return net.activation(x -> x.leakyRelu(0.3)).initializer(Initializer.XAVIER_UNIFORM);
  }
}
