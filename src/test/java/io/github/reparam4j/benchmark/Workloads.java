/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Dirichlet;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.variational.Vae;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The timed workloads, in FLOAT, with the models, data and initial weights of the peers' programs.
 * Results that are arrays are written to variables, whose memory every step reuses.
 */
final class Workloads {
  private static final double RATE = 1e-3;

  private Workloads() {}

  /** The workload with the given name, as in a benchmark's parameter. */
  static Workload named(String name) {
    return switch (name) {
      case "vae-mnist" -> vae(784, 400, 20, 128);
      case "vae-small" -> vae(8, 64, 2, 64);
      case "vae-large" -> vae(784, 2048, 64, 512);
      case "cond-gauss" -> conditionalGaussian(64, 256);
      case "iwae" -> iwae(784, 200, 50, 50, 20);
      case "gemmFloor-mnist" -> products(784, 400, 20, 128);
      case "gemmFloor-large" -> products(784, 2048, 64, 512);
      case "rsample-grad-1e7" -> sampleGradient(10_000_000);
      case "rsample-grad-mc" -> monteCarloGradient(100_000, 100);
      case "normal-1e7" -> normals(10_000_000);
      case "gamma-1e6" -> gammaGradient(1_000_000);
      case "gamma-1e6-nograd" -> gammas(1_000_000);
      case "beta-1e6" -> betaGradient(1_000_000);
      case "dirichlet" -> dirichletGradient(100_000, 10);
      case "student-logprob-1e6" -> Densities.student(1_000_000);
      case "gamma-logprob-1e6" -> Densities.gamma(1_000_000);
      case "beta-logprob-1e6" -> Densities.beta(1_000_000);
      case "negative-binomial-logprob-1e6" -> Densities.negativeBinomial(1_000_000);
      case "von-mises-logprob-1e6" -> Densities.vonMises(1_000_000);
      default -> throw new IllegalArgumentException("no workload '" + name + "'");
    };
  }

  // ---- training steps

  /** Variational autoencoder with one hidden ReLU layer on each side, trained by Adam. */
  static Workload vae(int features, int hidden, int latent, int batch) {
    Mlp encoder = Mlp.of("encoder", features, hidden, 2 * latent);
    PeerValues.assign(encoder.layers().get(0), 1);
    PeerValues.assign(encoder.layers().get(1), 2, 3);
    Mlp decoder = Mlp.of("decoder", latent, hidden, features);
    PeerValues.assign(decoder.layers().get(0), 4);
    PeerValues.assign(decoder.layers().get(1), 5);
    Vae vae = Vae.of(encoder, decoder);
    Input x = Input.of("x", DType.FLOAT, batch, features);
    return training(
        vae.elbo(x).neg(), vae.parameters(), x.bind(PeerValues.uniform(100, batch, features)));
  }

  /** Y = mu(X) + sigma(X) Z with a network 1-h-h-2, trained on the squared error of samples. */
  static Workload conditionalGaussian(int hidden, int batch) {
    Mlp net = Mlp.of("net", 1, hidden, hidden, 2).activation(ActivationFunction.TANH);
    for (int i = 0; i < 3; i++) {
      PeerValues.assign(net.layers().get(i), i + 1);
    }
    float[] features = PeerValues.uniform(batch, 101);
    float[] targets = PeerValues.uniform(batch, 102);
    for (int i = 0; i < batch; i++) {
      features[i] = features[i] * 4 - 2;
      targets[i] = (float) (Math.sin(3 * features[i]) + 0.3 * (targets[i] - 0.5));
    }
    Input x = Input.of("x", DType.FLOAT, batch, 1);
    Input y = Input.of("y", DType.FLOAT, batch, 1);
    Tensor out = net.apply(x);
    ReparamGaussian conditional =
        ReparamGaussian.of(out.slice(-1, 0, 1), out.slice(-1, 1, 2).softplus());
    return training(
        conditional.rsample().sub(y).square().mean(),
        net.parameters(),
        x.bind(PeerValues.matrix(features, batch, 1)),
        y.bind(PeerValues.matrix(targets, batch, 1)));
  }

  /**
   * Importance-weighted autoencoder with two hidden layers of tanh on each side (Burda et al.
   * 2016): the loss of a row is -ln of the mean weight of k codes. Constants of ln p(z) - ln q(z|x)
   * cancel.
   */
  static Workload iwae(int features, int hidden, int latent, int samples, int batch) {
    Mlp encoder = Mlp.of("encoder", features, hidden, hidden, 2 * latent);
    PeerValues.assign(encoder.layers().get(0), 1);
    PeerValues.assign(encoder.layers().get(1), 2);
    PeerValues.assign(encoder.layers().get(2), 3, 4);
    Mlp decoder = Mlp.of("decoder", latent, hidden, hidden, features);
    for (int i = 0; i < 3; i++) {
      PeerValues.assign(decoder.layers().get(i), i + 5);
    }
    Input x = Input.of("x", DType.FLOAT, batch, features);
    Tensor moments = encoder.activation(ActivationFunction.TANH).apply(x);
    Tensor logVariance = moments.slice(-1, latent, 2 * latent);
    ReparamGaussian code =
        ReparamGaussian.fromLogVariance(moments.slice(-1, 0, latent), logVariance);
    Tensor noise = Noise.standardNormal(DType.FLOAT, samples, batch, latent);
    Tensor z = code.rsample(noise);
    Tensor logits = decoder.activation(ActivationFunction.TANH).apply(z);
    Tensor logLikelihood = x.mul(logits).sub(logits.softplus()).sum(-1);
    Tensor logRatio = noise.square().add(logVariance).sub(z.square()).sum(-1).mul(0.5);
    Tensor bound = logLikelihood.add(logRatio).logSumExp(0).sub(Math.log(samples)).mean();
    return training(
        bound.neg(),
        Stream.of(encoder, decoder).flatMap(net -> net.parameters().stream()).toList(),
        x.bind(PeerValues.uniform(100, batch, features)));
  }

  private static Workload training(Tensor loss, List<Parameter> parameters, Binding... bindings) {
    Map<Variable, Tensor> updates = Adam.rate(RATE).on(parameters).updates(loss);
    return new Workload(new Program.Definition(List.of(loss), updates), bindings);
  }

  // ---- the matrix products of a training step

  /**
   * The products of {@link #vae}: forward, with respect to weights and to all inputs but the first.
   */
  static Workload products(int features, int hidden, int latent, int batch) {
    int[][] layers = {
      {features, hidden}, {hidden, 2 * latent}, {latent, hidden}, {hidden, features}
    };
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    for (int i = 0; i < layers.length; i++) {
      int in = layers[i][0];
      int out = layers[i][1];
      Tensor x = Tensor.constant(PeerValues.uniform(100, batch, in));
      Tensor w = Tensor.constant(PeerValues.uniform(i, in, out));
      Tensor g = Tensor.constant(PeerValues.uniform(200, batch, out));
      put(updates, "y" + i, x.matmul(w));
      put(updates, "dw" + i, x.transpose().matmul(g));
      if (i > 0) {
        put(updates, "dx" + i, g.matmul(w.transpose()));
      }
    }
    return new Workload(new Program.Definition(List.of(), updates));
  }

  // ---- sampling

  /** Mean of (y - 1)^2 of n samples y = mu + exp(s) z, each with its own mu and s; gradients. */
  static Workload sampleGradient(int n) {
    Parameter mu = filled("mu", 0.1, n);
    Parameter logScale = filled("logScale", -0.5, n);
    Tensor y = ReparamGaussian.of(mu, logScale.exp()).rsample();
    return gradients(y.sub(1).square().mean(), mu, logScale);
  }

  /** Mean over S samples of the sum of tanh(y)^2 of vectors y = mu + sigma z; gradients. */
  static Workload monteCarloGradient(int n, int samples) {
    Parameter mu = filled("mu", 0.1, n);
    Parameter scale = filled("scale", 0.6, n);
    Tensor y = ReparamGaussian.of(mu, scale).rsample(samples);
    return gradients(y.tanh().square().sum(1).mean(), mu, scale);
  }

  /** Standard normals. */
  static Workload normals(int n) {
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    put(updates, "z", Noise.standardNormal(DType.FLOAT, n));
    return new Workload(new Program.Definition(List.of(), updates));
  }

  /**
   * Sum of n gamma variates, each of its own concentration, and its gradient with respect to these.
   */
  static Workload gammaGradient(int n) {
    Parameter concentration = concentration("concentration", 103, n);
    Tensor one = Tensor.ones(DType.FLOAT);
    return gradients(Gamma.of(concentration, one).rsample().sum(), concentration);
  }

  /** Gamma variates, each of its own concentration. */
  static Workload gammas(int n) {
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    Tensor one = Tensor.ones(DType.FLOAT);
    put(updates, "y", Gamma.of(concentration("concentration", 103, n), one).sample());
    return new Workload(new Program.Definition(List.of(), updates));
  }

  /** Sum of n beta variates, each of its own concentrations, and its gradient. */
  static Workload betaGradient(int n) {
    Parameter concentration1 = concentration("concentration1", 103, n);
    Parameter concentration0 = concentration("concentration0", 104, n);
    Tensor y = Beta.of(concentration1, concentration0).rsample();
    return gradients(y.sum(), concentration1, concentration0);
  }

  /** Sum of the squares of n points of the simplex, and its gradient. */
  static Workload dirichletGradient(int n, int categories) {
    Parameter concentration = concentration("concentration", 103, n, categories);
    return gradients(Dirichlet.of(concentration).rsample().square().sum(), concentration);
  }

  private static Parameter concentration(String name, int seed, int... dims) {
    int n = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    long[] shape = Arrays.stream(dims).asLongStream().toArray();
    return Parameter.of(name, Nd4j.create(PeerValues.concentrations(n, seed), shape, 'c'));
  }

  static Workload gradients(Tensor loss, Parameter... by) {
    Gradients g = Gradients.of(loss, by);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    for (Parameter p : by) {
      put(updates, "d" + p.name(), g.of(p));
    }
    return new Workload(new Program.Definition(List.of(loss), updates));
  }

  private static Parameter filled(String name, double value, int n) {
    return Parameter.of(name, Nd4j.valueArrayOf(new long[] {n}, value, DataType.FLOAT));
  }

  /** A result that a step writes to its own variable. */
  private static void put(Map<Variable, Tensor> updates, String name, Tensor value) {
    updates.put(Variable.of(name, Nd4j.zeros(DataType.FLOAT, value.shape().toLongs())), value);
  }
}
