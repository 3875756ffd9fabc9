/**
 * Distributions whose parameters are tensors, with samples that are differentiable by the
 * parameters wherever possible, log-densities that are accurate in the tails, and closed forms of
 * moments, entropies and divergences.
 *
 * <p>Start here: {@link io.github.reparam4j.distribution.ReparamGaussian}, y = mu + sigma z. All
 * implement {@link io.github.reparam4j.distribution.Distribution}; distributions with
 * differentiable samples implement {@link io.github.reparam4j.distribution.Reparameterized}.
 *
 * <pre>{@code
 * Tensor x = Gamma.of(concentration, rate).rsample(1000);
 * Gradients g = Gradients.of(loss(x), concentration, rate);
 * }</pre>
 *
 * <p>Divergences in closed form: {@link io.github.reparam4j.distribution.KlDivergence}.
 *
 * <ul>
 *   <li>Reals: {@link io.github.reparam4j.distribution.Normal}, {@link
 *       io.github.reparam4j.distribution.StudentT}, {@link
 *       io.github.reparam4j.distribution.Cauchy}, {@link io.github.reparam4j.distribution.Laplace},
 *       {@link io.github.reparam4j.distribution.AsymmetricLaplace}, {@link
 *       io.github.reparam4j.distribution.Logistic}, {@link
 *       io.github.reparam4j.distribution.Gumbel}, {@link io.github.reparam4j.distribution.Moyal},
 *       {@link io.github.reparam4j.distribution.GeneralizedExtremeValue}, {@link
 *       io.github.reparam4j.distribution.SkewNormal}, {@link
 *       io.github.reparam4j.distribution.JohnsonSU}
 *   <li>Positive reals: {@link io.github.reparam4j.distribution.Exponential}, {@link
 *       io.github.reparam4j.distribution.Gamma}, {@link io.github.reparam4j.distribution.Chi2},
 *       {@link io.github.reparam4j.distribution.InverseGamma}, {@link
 *       io.github.reparam4j.distribution.InverseGaussian}, {@link
 *       io.github.reparam4j.distribution.LogNormal}, {@link
 *       io.github.reparam4j.distribution.Weibull}, {@link
 *       io.github.reparam4j.distribution.HalfNormal}, {@link
 *       io.github.reparam4j.distribution.HalfCauchy}, {@link
 *       io.github.reparam4j.distribution.FisherSnedecor}, {@link
 *       io.github.reparam4j.distribution.Pareto}, {@link
 *       io.github.reparam4j.distribution.GeneralizedPareto}, {@link
 *       io.github.reparam4j.distribution.Tweedie}
 *   <li>Intervals: {@link io.github.reparam4j.distribution.Uniform}, {@link
 *       io.github.reparam4j.distribution.Triangular}, {@link
 *       io.github.reparam4j.distribution.TruncatedNormal}, {@link
 *       io.github.reparam4j.distribution.Beta}, {@link
 *       io.github.reparam4j.distribution.Kumaraswamy}, {@link
 *       io.github.reparam4j.distribution.LogitNormal}, {@link
 *       io.github.reparam4j.distribution.ContinuousBernoulli}; angles: {@link
 *       io.github.reparam4j.distribution.VonMises}
 *   <li>Counts and categories: {@link io.github.reparam4j.distribution.Bernoulli}, {@link
 *       io.github.reparam4j.distribution.Geometric}, {@link
 *       io.github.reparam4j.distribution.Binomial}, {@link
 *       io.github.reparam4j.distribution.NegativeBinomial}, {@link
 *       io.github.reparam4j.distribution.Poisson}, {@link
 *       io.github.reparam4j.distribution.Categorical}, {@link
 *       io.github.reparam4j.distribution.OneHotCategorical}, {@link
 *       io.github.reparam4j.distribution.Multinomial}, {@link
 *       io.github.reparam4j.distribution.OrderedLogistic}, {@link
 *       io.github.reparam4j.distribution.Discretized}, {@link
 *       io.github.reparam4j.distribution.MaskedCategorical}, {@link
 *       io.github.reparam4j.distribution.ZeroInflated}
 *   <li>Relaxations and surrogate gradients: {@link
 *       io.github.reparam4j.distribution.RelaxedBernoulli}, {@link
 *       io.github.reparam4j.distribution.LogitRelaxedBernoulli}, {@link
 *       io.github.reparam4j.distribution.RelaxedOneHotCategorical}, {@link
 *       io.github.reparam4j.distribution.ExpRelaxedOneHotCategorical}, {@link
 *       io.github.reparam4j.distribution.StraightThrough}, {@link
 *       io.github.reparam4j.distribution.RelaxedCount}, {@link
 *       io.github.reparam4j.distribution.Dequantized}
 *   <li>Vectors and matrices: {@link io.github.reparam4j.distribution.MultivariateNormal}, {@link
 *       io.github.reparam4j.distribution.MultivariateStudentT}, {@link
 *       io.github.reparam4j.distribution.MatrixNormal}, {@link
 *       io.github.reparam4j.distribution.Dirichlet}, {@link
 *       io.github.reparam4j.distribution.LogisticNormal}, {@link
 *       io.github.reparam4j.distribution.Wishart}, {@link
 *       io.github.reparam4j.distribution.InverseWishart}, {@link
 *       io.github.reparam4j.distribution.LkjCholesky}
 *   <li>Directions: {@link io.github.reparam4j.distribution.VonMisesFisher}, {@link
 *       io.github.reparam4j.distribution.PowerSpherical}, {@link
 *       io.github.reparam4j.distribution.HypersphericalUniform}
 *   <li>Built from others: {@link io.github.reparam4j.distribution.Independent}, {@link
 *       io.github.reparam4j.distribution.Mixture}, {@link
 *       io.github.reparam4j.distribution.Truncated}, {@link
 *       io.github.reparam4j.distribution.Censored}, {@link io.github.reparam4j.distribution.Delta};
 *       by a map, in the package {@code bijector}, {@code TransformedDistribution}
 *   <li>Supports: {@link io.github.reparam4j.distribution.Constraint}
 *   <li>User-defined families: {@link io.github.reparam4j.distribution.ImplicitReparameterization}
 * </ul>
 *
 * <p>Scalar parameters are checked by the factories, other tensors when a program runs.
 * Distributions have no state: samples are functions of noise leaves and thus of the key of a run.
 */
package io.github.reparam4j.distribution;
