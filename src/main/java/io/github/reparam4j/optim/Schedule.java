/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;

/**
 * How the learning rate changes over time: a factor on the optimiser's rate, as a function of the
 * number of steps already made (0 at the first step). It is an expression, so it works inside a
 * compiled program and needs no call between steps.
 *
 * <pre>{@code
 * Schedule s = Schedule.warmup(500, Schedule.cosine(9_500, 0.01));
 * Optimizer adam = Adam.rate(1e-3).schedule(s);
 * INDArray curve = s.factor(Tensor.range(DType.DOUBLE, 10_000)).eval();
 * }</pre>
 *
 * <p>Any function of the step is a schedule, such as the inverse square root:
 *
 * <pre>{@code
 * Optimizer adam = Adam.rate(1e-2).schedule(step -> step.add(1).pow(-0.5));
 * }</pre>
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The factor on the learning rate.
   *
   * @param step number of steps already made, an integer &gt;= 0; any shape, DOUBLE in an optimiser
   * @return the factor, of the step's shape and dtype
   */
  Tensor factor(Tensor step);

  /** {@return the factor 1 at every step} */
  static Schedule constant() {
    return new Constant();
  }

  /**
   * Step decay: {@code factor^floor(step / every)}.
   *
   * @param every number of steps between changes, at least 1
   * @param factor what the rate is multiplied by at each change, &gt; 0
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range
   */
  static Schedule decay(long every, double factor) {
    return new Decay(every, factor);
  }

  /**
   * Half a cosine from 1 down to a final fraction f, and f from then on: {@code f + (1 - f) (1 +
   * cos (pi min(step, n) / n)) / 2}. Source: Loshchilov and Hutter, "SGDR" (2017), equation 5,
   * without restarts.
   *
   * @param steps n, at least 1
   * @param finalFraction f, in [0, 1]
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range
   */
  static Schedule cosine(long steps, double finalFraction) {
    return new Cosine(steps, finalFraction);
  }

  /**
   * Linear warm-up, then another schedule that counts from there: {@code (step + 1) / n} for step
   * &lt; n, {@code next(step - n)} from n on.
   *
   * @param steps n, at least 1
   * @param next what follows
   * @return the schedule
   * @throws IllegalArgumentException if n is less than 1
   */
  static Schedule warmup(long steps, Schedule next) {
    Errors.given("Schedule.warmup", "next", next);
    return new Warmup(steps, next);
  }

  /** See {@link #constant}. */
  record Constant() implements Schedule {
    @Override
    public Tensor factor(Tensor step) {
      return Tensor.ones(step.dtype(), step.shape().toLongs());
    }
  }

  /**
   * See {@link #decay}.
   *
   * @param every number of steps between changes
   * @param by what the rate is multiplied by at each change
   */
  record Decay(long every, double by) implements Schedule {
    /**
     * Checks the ranges.
     *
     * @param every number of steps between changes, at least 1
     * @param by what the rate is multiplied by at each change, &gt; 0
     */
    public Decay {
      HyperParameter.count("Schedule.decay", "every", every);
      HyperParameter.positive("Schedule.decay", "factor", by);
    }

    @Override
    public Tensor factor(Tensor step) {
      return Tensor.fill(step.dtype(), by).pow(step.div(every).floor());
    }
  }

  /**
   * See {@link #cosine}.
   *
   * @param steps when the end is reached
   * @param finalFraction the factor there
   */
  record Cosine(long steps, double finalFraction) implements Schedule {
    /**
     * Checks the ranges.
     *
     * @param steps when the end is reached, at least 1
     * @param finalFraction the factor there, in [0, 1]
     */
    public Cosine {
      HyperParameter.count("Schedule.cosine", "steps", steps);
      if (!(finalFraction >= 0 && finalFraction <= 1)) {
        throw Errors.argument(
            "Schedule.cosine", "final fraction must be in [0, 1]", finalFraction, null);
      }
    }

    @Override
    public Tensor factor(Tensor step) {
      Tensor half = step.minimum(steps).mul(Math.PI / steps).cos().add(1).mul(0.5);
      return half.mul(1 - finalFraction).add(finalFraction);
    }
  }

  /**
   * See {@link #warmup}.
   *
   * @param steps length of the warm-up
   * @param next what follows
   */
  record Warmup(long steps, Schedule next) implements Schedule {
    /**
     * Checks the length.
     *
     * @param steps length of the warm-up, at least 1
     * @param next what follows
     */
    public Warmup {
      HyperParameter.count("Schedule.warmup", "steps", steps);
    }

    @Override
    public Tensor factor(Tensor step) {
      Tensor after = next.factor(step.sub(steps).maximum(0));
      return Tensor.where(step.lt(steps), step.add(1).div(steps), after);
    }
  }
}
