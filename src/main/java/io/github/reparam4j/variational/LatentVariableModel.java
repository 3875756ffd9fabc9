/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A deep latent-variable model of rows x, a variational autoencoder of any form:
 *
 * <pre>
 *   prior       p(z), any distribution: fixed, a learned {@code Mixture}, {@link Priors#vamp}
 *   decoder     p(x | z) = likelihood(network(z)), such as {@link Likelihoods#bernoulli}
 *   encoder     q(z | x) = posterior(network(x)), such as {@link Posteriors#diagonalGaussian}
 * </pre>
 *
 * <p>It is trained by any {@link EvidenceBound}: the {@link Elbo}, the {@link
 * ImportanceWeightedBound}, for discrete codes either with an estimator for these.
 *
 * <pre>{@code
 * Layer encoder = Mlp.of("encoder", 784, 200, 2 * 50);
 * Layer decoder = Mlp.of("decoder", 50, 200, 784);
 * var model = LatentVariableModel.of(
 *     encoder, Posteriors.diagonalGaussian(50),
 *     Priors.standardNormal(DType.FLOAT, 50),
 *     decoder, Likelihoods.bernoulli());
 * var bound = ImportanceWeightedBound.samples(5).doublyReparameterized();
 * Training.minimize(x -> model.bound(x, bound).loss()).with(Adam.rate(1e-3));
 * }</pre>
 *
 * <p>The likelihood is a distribution of each number of x, or of vectors, with the batch [K, n,
 * ...]: ln p(x | z) is the sum of its log-density over all axes after [K, n]. What x may hold is
 * what its family supports; a number outside is an error that names family, index and number, also
 * when the data are known only as the program runs. Missing numbers are left out by {@link
 * #bound(Tensor, Tensor, EvidenceBound) a mask}.
 *
 * <p>Immutable but for the values of the networks' parameters.
 *
 * @param <Q> the kind of approximate posterior
 */
public final class LatentVariableModel<Q extends Distribution> {
  private static final String BOUND = "LatentVariableModel.bound";

  private final Layer encoder;
  private final Function<Tensor, ? extends Q> posterior;
  private final Distribution prior;
  private final Layer decoder;
  private final Function<Tensor, ? extends Distribution> likelihood;
  private final Tensor condition;

  private LatentVariableModel(
      Layer encoder,
      Function<Tensor, ? extends Q> posterior,
      Distribution prior,
      Layer decoder,
      Function<Tensor, ? extends Distribution> likelihood,
      Tensor condition) {
    this.encoder = encoder;
    this.posterior = posterior;
    this.prior = prior;
    this.decoder = decoder;
    this.likelihood = likelihood;
    this.condition = condition;
  }

  /**
   * A model of two networks.
   *
   * @param encoder from x, [n, d], to the parameters of q, [n, p]
   * @param posterior from [n, p] to q(z | x), of batch [n]
   * @param prior p(z), without a batch, of the event shape of q
   * @param decoder from z, [..., event], to the parameters of p(x | z), [..., r]
   * @param likelihood from [..., r] to p(x | z)
   * @param <Q> the kind of approximate posterior
   * @return the model
   */
  public static <Q extends Distribution> LatentVariableModel<Q> of(
      Layer encoder,
      Function<Tensor, ? extends Q> posterior,
      Distribution prior,
      Layer decoder,
      Function<Tensor, ? extends Distribution> likelihood) {
    String where = "LatentVariableModel.of";
    Errors.given(where, "encoder", encoder);
    Errors.given(where, "posterior", posterior);
    Errors.given(where, "prior", prior);
    Errors.given(where, "decoder", decoder);
    Errors.given(where, "likelihood", likelihood);
    return new LatentVariableModel<>(encoder, posterior, prior, decoder, likelihood, null);
  }

  /**
   * The same model, conditional on further inputs c: the encoder is applied to the columns of x and
   * c, the decoder to those of z and c. The networks must be as wide.
   *
   * @param inputs c, [n, m], a row for each row of x
   * @return a model with the same parameters
   * @throws IllegalArgumentException if c is not a matrix
   */
  public LatentVariableModel<Q> given(Tensor inputs) {
    Errors.given("LatentVariableModel.given", "inputs", inputs);
    if (inputs.shape().rank() != 2) {
      throw Errors.argument(
          "LatentVariableModel.given", "inputs must be a matrix", inputs.shape(), null);
    }
    return new LatentVariableModel<>(encoder, posterior, prior, decoder, likelihood, inputs);
  }

  /**
   * The same model with both networks as they are used after training: without dropout, with
   * running statistics instead of those of a batch. Use it for {@link #encode} and {@link #decode},
   * and for the bound of data that are not trained on. {@link #reconstruct}, {@link #generate},
   * {@link #interpolate} and {@link LogLikelihood} do so by themselves.
   *
   * @return a model with the same parameters
   */
  public LatentVariableModel<Q> inference() {
    return new LatentVariableModel<>(
        encoder.inference(), posterior, prior, decoder.inference(), likelihood, condition);
  }

  // ---- the parts

  /**
   * The approximate posterior.
   *
   * @param x data, [n, d]
   * @return q(z | x), of batch [n]
   */
  public Q encode(Tensor x) {
    Errors.given("LatentVariableModel.encode", "x", x);
    return posterior.apply(encoder.apply(withCondition(x)));
  }

  /**
   * The decoder's distribution.
   *
   * @param z codes, [..., n, event]
   * @return p(x | z), of batch [..., n] and then what the likelihood makes of its columns
   */
  public Distribution decode(Tensor z) {
    Errors.given("LatentVariableModel.decode", "z", z);
    return likelihood.apply(decoded(z));
  }

  /** The columns that the decoder network gives for codes. */
  Tensor decoded(Tensor z) {
    return decoder.apply(withCondition(z));
  }

  /** {@return p(z)} */
  public Distribution prior() {
    return prior;
  }

  private Tensor withCondition(Tensor x) {
    if (condition == null) {
      return x;
    }
    Shape rows =
        x.shape().slice(0, x.shape().rank() - 1).append(Shape.of(condition.shape().dim(1)));
    return Tensor.concat(-1, x, condition.broadcastTo(rows));
  }

  // ---- bounds

  /**
   * A bound on ln p(x) of each row; training minimises its {@link Bound#loss}. Draws noise.
   *
   * @param x data, [n, ...], within the support of the likelihood
   * @param bound which bound, with which gradient
   * @return the bound, of shape [n]
   * @throws IllegalArgumentException if shapes or dtypes do not fit
   */
  public Bound bound(Tensor x, EvidenceBound<? super Q> bound) {
    Errors.given(BOUND, "x", x);
    Errors.given(BOUND, "bound", bound);
    return checked(x, null, bound);
  }

  /**
   * A bound on the log-evidence of the numbers that are present. The encoder sees x as it is given,
   * so fill what is missing with a number of the support, such as the column's mean or 0. Draws
   * noise.
   *
   * @param x data, [n, ...]
   * @param mask 1 where a number is present, 0 where it is missing, of the shape of x
   * @param bound which bound, with which gradient
   * @return the bound, of shape [n]
   * @throws IllegalArgumentException if the mask has not the shape of the likelihood's log-density,
   *     such as for a likelihood of whole vectors
   */
  public Bound bound(Tensor x, Tensor mask, EvidenceBound<? super Q> bound) {
    Errors.given(BOUND, "x", x);
    Errors.given(BOUND, "mask", mask);
    Errors.given(BOUND, "bound", bound);
    return checked(x, mask, bound);
  }

  private Bound checked(Tensor x, Tensor mask, EvidenceBound<? super Q> bound) {
    Tensor numbers =
        x.require(Condition.NUMBER, BOUND, "x", "fill missing numbers, and pass a mask of them");
    return bound.bound(encode(numbers), prior, z -> sumOfRow(within(decode(z), numbers, mask), z));
  }

  /** The log-densities of what is present, checked when run: x must lie in the support. */
  private static Tensor within(Distribution d, Tensor x, Tensor mask) {
    Tensor logDensity = d.logProb(x);
    Tensor present = mask == null ? logDensity : present(logDensity, mask);
    return ObservedValues.require(BOUND, d, x, mask, present)
        .require(
            Condition.FINITE,
            BOUND,
            "log-density of x under " + d,
            "x must lie in the support, " + d.support());
  }

  private static Tensor present(Tensor logDensity, Tensor mask) {
    Shape s = logDensity.shape();
    Shape each = s.slice(1, s.rank());
    if (!each.equals(mask.shape())) {
      throw Errors.argument(
          BOUND,
          "mask must have one number for each log-density of a row, " + each,
          mask.shape(),
          "use a likelihood of single numbers, without Independent");
    }
    return mask.cast(logDensity.dtype()).multiplyNoNan(logDensity);
  }

  /** The sum over the axes after [K, n]. */
  private Tensor sumOfRow(Tensor logDensity, Tensor z) {
    return PathDerivative.sumTo(logDensity, z.shape().rank() - prior.eventShape().rank());
  }

  /** The importance-weighted bound of each row, without a gradient by q; for any kind of q. */
  Tensor importanceWeighted(Tensor x, int samples) {
    EvidenceBound<Distribution> bound =
        ImportanceWeightedBound.samples(samples).reweightedWakeSleep();
    return inference().bound(x, bound).value();
  }

  // ---- use

  /**
   * Reconstructs each row: the mean of p(x | z) at the mean of q(z | x). Draws no noise.
   *
   * @param x data, [n, d]
   * @return the means, [n, ...]
   * @throws UnsupportedOperationException if a family has no mean
   */
  public Tensor reconstruct(Tensor x) {
    LatentVariableModel<Q> used = inference();
    return used.decode(used.encode(x).mean()).mean();
  }

  /**
   * New data: the mean of p(x | z) at codes from the prior. Draws noise. A sample of p(x | z)
   * itself is {@code model.decode(model.prior().sample(n)).sample()}.
   *
   * @param count number of rows, at least 1
   * @return the means, [count, ...]
   * @throws IllegalArgumentException if the count is less than 1
   */
  public Tensor generate(int count) {
    if (count < 1) {
      throw Errors.argument("LatentVariableModel.generate", "count must be >= 1", count, null);
    }
    return inference().decode(prior.sample(count)).mean();
  }

  /**
   * The way from one row to another: the means of p(x | z) along the straight line between the
   * means of their codes. Draws no noise.
   *
   * @param from data, [n, d]
   * @param to data, [n, d]
   * @param steps number of points, with both ends, at least 2
   * @return the means, [steps, n, ...]
   * @throws IllegalArgumentException if there are fewer than 2 steps
   */
  public Tensor interpolate(Tensor from, Tensor to, int steps) {
    if (steps < 2) {
      throw Errors.argument("LatentVariableModel.interpolate", "steps must be >= 2", steps, null);
    }
    LatentVariableModel<Q> used = inference();
    Tensor start = used.encode(from).mean();
    Tensor change = used.encode(to).mean().sub(start);
    Tensor share = Tensor.range(start.dtype(), steps).div(steps - 1);
    for (int i = 0; i < start.shape().rank(); i++) {
      share = share.expandDims(-1);
    }
    return used.decode(start.add(share.mul(change))).mean();
  }

  /** {@return the parameters of the encoder, then those of the decoder; not those of the prior} */
  public List<Parameter> parameters() {
    return Stream.of(encoder, decoder).flatMap(net -> net.parameters().stream()).toList();
  }

  /** {@return the networks and the prior} */
  @Override
  public String toString() {
    return "LatentVariableModel(encoder="
        + encoder.name()
        + ", prior="
        + prior
        + ", decoder="
        + decoder.name()
        + ")";
  }
}
