/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * A variational autoencoder of data in [0, 1], such as grey pixels: a latent code z for each row x,
 * with
 *
 * <pre>
 *   prior        p(z)   = N(0, I)
 *   decoder      p(x|z) = product of Bernoulli(x_j; sigmoid(l_j(z))), l a network
 *   encoder      q(z|x) = N(mu(x), diag sigma(x)^2), (mu, ln sigma^2) a network
 *   ELBO(x)      = E_q ln p(x|z) - KL(q(z|x) || p(z))  &lt;= ln p(x)
 * </pre>
 *
 * <p>Training maximises the ELBO, estimated with one sample z = mu + sigma eps for each row; the KL
 * term is in closed form. Source: Kingma and Welling, "Auto-encoding variational Bayes" (2014),
 * section 3 and appendices B and C.1. Grey values count as fractions of a black pixel: for them the
 * Bernoulli "likelihood" is the usual loss, but not a normalised density.
 *
 * <p>It is the {@link LatentVariableModel} with {@link Posteriors#diagonalGaussian}, {@link
 * Priors#standardNormal} and {@link Likelihoods#bernoulli}, which {@link #model} returns, and takes
 * grey values besides. For another posterior, prior, likelihood or bound, for conditions and
 * missing values, use that class.
 *
 * <pre>{@code
 * Vae vae = Vae.of(784, 400, 20, RandomKey.of(42));
 * Training training =
 *     Training.minimize(x -> vae.elbo(x).neg()).with(Adam.rate(1e-3)).seed(42);
 * training.fit(Batches.of(images).size(128), Training.epochs(10));
 * INDArray fresh = vae.sample(64).eval(RandomKey.of(7));            // [64, 784]
 * }</pre>
 *
 * <p>Immutable but for the values of the networks' parameters.
 */
public final class Vae {
  private final LatentVariableModel<Independent.Pathwise> model;
  private final LatentVariableModel<Independent.Pathwise> used;
  private final int features;
  private final int latent;

  private Vae(LatentVariableModel<Independent.Pathwise> model, int features, int latent) {
    this.model = model;
    this.used = model.inference();
    this.features = features;
    this.latent = latent;
  }

  /**
   * One hidden layer of rectifiers in the encoder and in the decoder, FLOAT.
   *
   * @param features number of columns of the data, at least 1
   * @param hidden number of hidden units, at least 1
   * @param latent length of a code, at least 1
   * @param key decides the initial weights, uniform on [-b, b] with b = 1 / sqrt(number of inputs)
   * @return the autoencoder
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static Vae of(int features, int hidden, int latent, RandomKey key) {
    Errors.given("Vae.of", "key", key);
    if (latent < 1) {
      throw Errors.argument("Vae.of", "latent must be >= 1", latent, null);
    }
    return of(
        Mlp.of("encoder", features, hidden, 2 * latent).key(key.fold(0)),
        Mlp.of("decoder", latent, hidden, features).key(key.fold(1)));
  }

  /**
   * An autoencoder of two perceptrons.
   *
   * @param encoder from d columns to 2 q: the q means, then the q log-variances
   * @param decoder from q to d logits
   * @return the autoencoder
   * @throws IllegalArgumentException if the sizes or dtypes do not fit
   */
  public static Vae of(Mlp encoder, Mlp decoder) {
    Errors.given("Vae.of", "encoder", encoder);
    Errors.given("Vae.of", "decoder", decoder);
    int features = inputs(encoder).dim(0);
    int moments = outputs(encoder).dim(1);
    int latent = inputs(decoder).dim(0);
    int logits = outputs(decoder).dim(1);
    if (moments != 2 * latent || logits != features) {
      throw Errors.argument(
          "Vae.of",
          "networks must map d to 2 q and q to d",
          "%d to %d and %d to %d".formatted(features, moments, latent, logits),
          "the encoder gives q means and q log-variances");
    }
    return of(features, latent, encoder, decoder);
  }

  /**
   * An autoencoder of any two layers.
   *
   * <pre>{@code
   * Layer encoder = Dense.of("hidden", 784, 400)
   *     .then(Layer.of("swish", x -> x.mul(x.sigmoid())))
   *     .then(Dense.of("moments", 400, 40));
   * Vae vae = Vae.of(784, 20, encoder, Mlp.of("decoder", 20, 400, 784));
   * }</pre>
   *
   * @param features d, number of columns of the data, at least 1
   * @param latent q, length of a code, at least 1
   * @param encoder from [n, d] to [n, 2 q]: the q means, then the q log-variances
   * @param decoder from [n, q] to [n, d] logits
   * @return the autoencoder, of the dtype of the layers' parameters
   * @throws IllegalArgumentException if a number is less than 1, a layer has no parameter or
   *     another output, or the dtypes differ
   */
  public static Vae of(int features, int latent, Layer encoder, Layer decoder) {
    Errors.given("Vae.of", "encoder", encoder);
    Errors.given("Vae.of", "decoder", decoder);
    if (features < 1 || latent < 1) {
      throw Errors.argument(
          "Vae.of",
          "features and latent must be >= 1",
          "features " + features + ", latent " + latent,
          null);
    }
    DType dtype = dtype("encoder", encoder);
    DType other = dtype("decoder", decoder);
    if (dtype != other) {
      throw Errors.argument(
          "Vae.of", "networks must have one dtype", dtype + " and " + other, null);
    }
    requireOutput("encoder", encoder, dtype, features, 2 * latent);
    requireOutput("decoder", decoder, dtype, latent, features);
    var model =
        LatentVariableModel.of(
            encoder,
            Posteriors.diagonalGaussian(latent),
            Priors.standardNormal(dtype, latent),
            decoder,
            Likelihoods.bernoulli());
    return new Vae(model, features, latent);
  }

  private static DType dtype(String name, Layer network) {
    List<Parameter> parameters = network.parameters();
    if (parameters.isEmpty()) {
      throw Errors.argument("Vae.of", name + " must have parameters", "none", null);
    }
    return parameters.get(0).dtype();
  }

  private static void requireOutput(String name, Layer network, DType dtype, int in, int out) {
    Tensor y = network.apply(Tensor.zeros(dtype, 1, in));
    if (!y.shape().equals(Shape.of(1, out)) || y.dtype() != dtype) {
      throw Errors.argument(
          "Vae.of",
          name + " must map [1, " + in + "] to [1, " + out + "] " + dtype,
          y.shape() + " " + y.dtype(),
          null);
    }
  }

  private static Shape inputs(Mlp network) {
    return network.layers().get(0).weight().shape();
  }

  private static Shape outputs(Mlp network) {
    return network.layers().get(network.layers().size() - 1).weight().shape();
  }

  /**
   * The evidence lower bound, estimated with one sample of z for each row and averaged over the
   * rows, in nats: sum_j (x_j l_j - softplus(l_j)) - KL(q(z|x) || N(0, I)). Training minimises its
   * negative. Differentiable; draws noise. The networks are those of training: {@link #inference}
   * has the bound without dropout.
   *
   * @param x data, [n, d], in [0, 1]; not checked
   * @return a scalar
   * @throws IllegalArgumentException if the last axis is not d long, or the dtype is another
   */
  public Tensor elbo(Tensor x) {
    Errors.given("Vae.elbo", "x", x);
    ReparamGaussian code = gaussian(model.encode(x));
    Tensor logits = model.decoded(code.rsample());
    Tensor logLikelihood = x.mul(logits).sub(logits.softplus()).sum(-1);
    return logLikelihood.sub(code.klToStandard().sum(-1)).mean();
  }

  // ---- use

  /**
   * The encoder, as it is used after training.
   *
   * @param x data, [n, d], in [0, 1]
   * @return q(z|x), of batch shape [n, q]
   * @throws IllegalArgumentException if the last axis is not d long, or the dtype is another
   */
  public ReparamGaussian encode(Tensor x) {
    Errors.given("Vae.encode", "x", x);
    return gaussian(used.encode(x));
  }

  /** The elements of a code. */
  private static ReparamGaussian gaussian(Independent.Pathwise code) {
    return (ReparamGaussian) code.base();
  }

  /**
   * The decoder, as it is used after training.
   *
   * @param z codes, [n, q]
   * @return the logits l(z) = ln p / (1 - p) of every column, [n, d]
   * @throws IllegalArgumentException if the last axis is not q long, or the dtype is another
   */
  public Tensor decode(Tensor z) {
    Errors.given("Vae.decode", "z", z);
    return used.decoded(z);
  }

  /**
   * Reconstructs each row: the decoder's probabilities at the mean of the row's code. Draws no
   * noise.
   *
   * @param x data, [n, d], in [0, 1]
   * @return probabilities, [n, d]
   * @throws IllegalArgumentException if the last axis is not d long, or the dtype is another
   */
  public Tensor reconstruct(Tensor x) {
    Errors.given("Vae.reconstruct", "x", x);
    return used.reconstruct(x);
  }

  /**
   * New data: the decoder's probabilities at codes from the prior. Draws noise; differentiable.
   *
   * @param count number of rows, at least 1
   * @return probabilities, [count, d]
   * @throws IllegalArgumentException if count is less than 1
   */
  public Tensor sample(int count) {
    if (count < 1) {
      throw Errors.argument("Vae.sample", "count must be >= 1", count, null);
    }
    return used.generate(count);
  }

  /** {@return this autoencoder with both networks as they are used after training} */
  public Vae inference() {
    return new Vae(used, features, latent);
  }

  /** {@return the model that this is, for other bounds, {@link LogLikelihood}, interpolation} */
  public LatentVariableModel<Independent.Pathwise> model() {
    return model;
  }

  /** {@return the parameters of the encoder, then those of the decoder} */
  public List<Parameter> parameters() {
    return model.parameters();
  }

  /** {@return the numbers of columns and of latent dimensions, and the dtype} */
  @Override
  public String toString() {
    return "Vae(features=" + features + ", latent=" + latent + ", " + model.prior().dtype() + ")";
  }
}
