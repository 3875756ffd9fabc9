/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;

/**
 * The number that the score-function estimator subtracts from costs: b in (f(z) - b) grad ln q(z).
 * As E grad ln q(z) = 0, any b that does not depend on z leaves the gradient unbiased; one near f
 * removes most of its variance.
 *
 * <p>A moving average and a learned baseline have state, which a step of training updates together
 * with the parameters, see {@link Tensor#updating}. Where a loss is only evaluated nothing changes.
 */
public abstract sealed class Baseline {
  private static final Baseline NONE = new None();
  private static final Baseline LEAVE_ONE_OUT = new LeaveOneOut();

  private Baseline() {}

  // ---- the baselines

  /** {@return no baseline, b = 0} */
  public static Baseline none() {
    return NONE;
  }

  /**
   * The mean cost of the other samples of the same row, b_k = (sum over j != k of f(z_j)) / (K -
   * 1). No state, and usually the best choice (W. Kool, H. van Hoof and M. Welling, "Buy 4
   * REINFORCE samples, get a baseline for free!", 2019).
   *
   * @return the baseline, for at least 2 samples
   */
  public static Baseline leaveOneOut() {
    return LEAVE_ONE_OUT;
  }

  /**
   * The exponential moving average of the mean costs of earlier steps, one number for all rows:
   * with the mean cost c of a step, a becomes decay a + (1 - decay) c, and b = a / (1 - decay^n)
   * after n steps, which removes the bias of the start at 0; in the first step b = 0.
   *
   * <p>Make it outside of a loss function, and one for each expectation of a loss: it is the state.
   *
   * @param decay in [0, 1), such as 0.99
   * @return a new baseline
   * @throws IllegalArgumentException if the decay is not in that range
   */
  public static Baseline movingAverage(double decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw Errors.argument("Baseline.movingAverage", "decay must be in [0, 1)", decay, null);
    }
    return new MovingAverage(decay);
  }

  /**
   * A prediction of the mean cost, such as the output of a network on the observation that z is
   * drawn for. Its squared error, (prediction - mean cost)^2 for each row, is part of the gradient
   * of the expectation, though not of its value: parameters of the prediction that are trained with
   * the loss fit it (A. Mnih and K. Gregor, "Neural variational inference and learning in belief
   * networks", ICML 2014, section 2.3).
   *
   * <pre>{@code
   * Baseline.learned(net.apply(x).column(0))
   * }</pre>
   *
   * <p>Parameters that q or the cost share with the prediction would receive the gradient of both:
   * apply {@code stopGradient} to what the prediction is computed from.
   *
   * @param prediction of a shape that broadcasts to the expectation's; must not depend on z
   * @return the baseline
   */
  public static Baseline learned(Tensor prediction) {
    return new Learned(Errors.given("Baseline.learned", "prediction", prediction));
  }

  // ---- for the estimator

  /** Checks that there are enough samples. */
  void requireSamples(String where, int samples) {}

  /**
   * b for each sample, a constant.
   *
   * @param f the costs, constant, of shape [K] + rows
   * @return the baseline, of a shape that broadcasts to that of the costs; null for 0
   */
  abstract Tensor of(Tensor f);

  /**
   * The expectation with what a step of training does for this baseline.
   *
   * @param expectation of shape rows
   * @param f the costs, constant, of shape [K] + rows
   * @return the expectation, with the same value
   */
  Tensor carriedBy(Tensor expectation, Tensor f) {
    return expectation;
  }

  private static final class None extends Baseline {
    @Override
    Tensor of(Tensor f) {
      return null;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  private static final class LeaveOneOut extends Baseline {
    @Override
    void requireSamples(String where, int samples) {
      if (samples < 2) {
        throw Errors.argument(
            where, "leave-one-out needs at least 2 samples", samples, "pass more to samples(...)");
      }
    }

    @Override
    Tensor of(Tensor f) {
      return f.sumKeepDims(0).sub(f).div(f.shape().dim(0) - 1);
    }

    @Override
    public String toString() {
      return "leave-one-out";
    }
  }

  private static final class MovingAverage extends Baseline {
    private final double decay;

    /** Decayed sums of the mean costs, and of ones. */
    private final Variable sum = Variable.fill("baseline/sum", DType.DOUBLE, 0);

    private final Variable weight = Variable.fill("baseline/weight", DType.DOUBLE, 0);

    MovingAverage(double decay) {
      this.decay = decay;
    }

    @Override
    Tensor of(Tensor f) {
      Tensor average = sum.div(Tensor.where(weight.eq(0), weight.add(1), weight));
      return average.cast(f.dtype());
    }

    @Override
    Tensor carriedBy(Tensor expectation, Tensor f) {
      Tensor mean = f.mean().cast(DType.DOUBLE);
      return expectation
          .updating(sum, sum.mul(decay).add(mean.mul(1 - decay)))
          .updating(weight, weight.mul(decay).add(1 - decay));
    }

    @Override
    public String toString() {
      return "moving average(decay=" + decay + ")";
    }
  }

  private static final class Learned extends Baseline {
    private final Tensor prediction;

    Learned(Tensor prediction) {
      this.prediction = prediction;
    }

    @Override
    Tensor of(Tensor f) {
      Shape rows = f.shape().slice(1, f.shape().rank());
      if (!prediction.shape().broadcastsTo(rows)) {
        throw Errors.argument(
            "Baseline.learned",
            "prediction must broadcast to the shape of the expectation " + rows,
            "shape " + prediction.shape(),
            "one number for each row: column(0) of a network's output");
      }
      if (prediction.dtype() != f.dtype()) {
        throw Errors.argument(
            "Baseline.learned",
            "prediction must have the dtype of the cost, " + f.dtype(),
            prediction.dtype(),
            "convert it with cast");
      }
      return prediction.stopGradient();
    }

    @Override
    Tensor carriedBy(Tensor expectation, Tensor f) {
      Tensor error = prediction.sub(f.mean(0)).square();
      // The error is made small in a loss that is maximised by its negative, too.
      return Tensor.withGradient(
          expectation, (input, y, g) -> input == 0 ? g : g.abs(), expectation, error);
    }

    @Override
    public String toString() {
      return "learned";
    }
  }
}
