package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Annotation.Condition;
import io.github.reparam4j.tensor.CountProbabilities;
import io.github.reparam4j.tensor.CountVariates;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;

/**
 * The Poisson distribution: counts k = 0, 1, ... with P(k) = rate^k e^-rate / k!. By the rate,
 * which is mean and variance, or by its logarithm, as a log-linear model gives it.
 *
 * <p>Probabilities and samples are computed in double precision and good for rates of 1e9, in FLOAT
 * too; a FLOAT count above 2^24 is rounded.
 */
public final class Poisson implements Distribution {
  private final Tensor given;
  private final boolean isLog;

  private Poisson(Tensor given, boolean isLog) {
    this.given = given;
    this.isLog = isLog;
  }

  /**
   * A batch by rates.
   *
   * @param rate mean, &gt;= 0
   * @return the distribution, of that batch shape
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Poisson of(Tensor rate) {
    String hint = "a log-rate is passed to fromLogRate";
    return new Poisson(
        Parameters.require("Poisson.of", "rate", rate, Condition.NON_NEGATIVE, hint), false);
  }

  /**
   * One distribution, of DOUBLE.
   *
   * @param rate mean, &gt;= 0
   * @return the distribution
   * @throws IllegalArgumentException if the rate is out of range
   */
  public static Poisson of(double rate) {
    return of(Tensor.scalar(rate));
  }

  /**
   * A batch by logarithms of rates.
   *
   * @param logRate ln of the mean, any number
   * @return the distribution, of that batch shape
   * @throws IllegalArgumentException if a number is NaN
   */
  public static Poisson fromLogRate(Tensor logRate) {
    return new Poisson(Parameters.logits("Poisson.fromLogRate", "logRate", logRate), true);
  }

  // ---- parameters

  /** {@return the mean} */
  public Tensor rate() {
    return isLog ? given.exp() : given;
  }

  @Override
  public DType dtype() {
    return given.dtype();
  }

  @Override
  public Shape batchShape() {
    return given.shape();
  }

  @Override
  public Poisson expand(long... batchShape) {
    return new Poisson(given.broadcastTo(batchShape), isLog);
  }

  // ---- support

  @Override
  public Constraint support() {
    return new Constraint.Counts();
  }

  // ---- samples

  @Override
  public Tensor sample(long... sampleShape) {
    return CountVariates.poisson(rate(), Parameters.sampleShape(this, sampleShape));
  }

  // ---- density

  @Override
  public Tensor logProb(Tensor value) {
    Tensor k = value.stopGradient();
    Tensor logProb =
        isLog
            ? CountProbabilities.logPoissonOfLogRate(k, given)
            : CountProbabilities.logPoisson(k, given);
    return support().restrict(value, logProb);
  }

  @Override
  public Tensor cdf(Tensor value) {
    Tensor endless = Tensor.fill(dtype(), Double.POSITIVE_INFINITY);
    return CountCdf.of(value, endless, k -> k.add(1).gammaQ(rate()));
  }

  // ---- moments

  @Override
  public Tensor mean() {
    return rate();
  }

  @Override
  public Tensor variance() {
    return rate();
  }

  @Override
  public Tensor mode() {
    return rate().stopGradient().floor();
  }

  // ---- divergences

  static KlRules<Poisson> divergences() {
    return KlRules.from(Poisson.class)
        .to(Poisson.class, Poisson::divergence)
        .to(Bernoulli.class, KlMoments::unbounded)
        .to(Binomial.class, KlMoments::unbounded);
  }

  private static Tensor divergence(Poisson p, Poisson q) {
    Tensor logRatio =
        p.isLog || q.isLog ? q.logRate().sub(p.logRate()) : LogRatio.of(q.given, p.given);
    return KlTerms.relativeEntropy(p.rate(), q.rate(), logRatio);
  }

  private Tensor logRate() {
    return isLog ? given : given.log();
  }

  @Override
  public String toString() {
    return "Poisson " + batchShape() + " " + dtype();
  }
}
