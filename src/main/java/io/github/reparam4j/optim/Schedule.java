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

  /**
   * Linear fall from 1 to a final fraction f, and f from then on: {@code 1 - (1 - f) min(step, n) /
   * n}.
   *
   * @param steps n, at least 1
   * @param finalFraction f, in [0, 1]
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range
   */
  static Schedule linear(long steps, double finalFraction) {
    HyperParameter.count("Schedule.linear", "steps", steps);
    HyperParameter.proportion("Schedule.linear", "final fraction", finalFraction);
    return step -> step.minimum(steps).mul((finalFraction - 1) / steps).add(1);
  }

  /**
   * Cosine with warm restarts: {@link #cosine} over and over, each cycle some times as long as the
   * one before. Exact for 10^9 steps. Source: Loshchilov and Hutter, "SGDR" (2017), equation 5.
   *
   * @param steps length of the first cycle, at least 1
   * @param growth by what the length is multiplied at each restart, at least 1
   * @param finalFraction the factor that a cycle falls to, in [0, 1]
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range
   */
  static Schedule cosineRestarts(long steps, int growth, double finalFraction) {
    return new CosineRestarts(steps, growth, finalFraction);
  }

  /**
   * One cycle: a rise by half a cosine from 1/25 to 1 during the first 30 % of the steps, then a
   * fall by half a cosine to 4e-6. The numbers are those of PyTorch's {@code OneCycleLR}. Source:
   * Smith and Topin, "Super-convergence" (2018).
   *
   * @param steps number of steps in all, at least 4
   * @return the schedule
   * @throws IllegalArgumentException if there are fewer steps
   */
  static Schedule oneCycle(long steps) {
    if (!(steps >= 4)) {
      throw Errors.argument("Schedule.oneCycle", "steps must be >= 4", steps, null);
    }
    double peak = 0.3 * steps - 1;
    double first = 1.0 / 25;
    double last = first * 1e-4;
    return step -> {
      Tensor rise = step.mul(Math.PI / peak).cos().mul((first - 1) / 2).add((first + 1) / 2);
      Tensor after = step.minimum(steps - 1.0).sub(peak).mul(Math.PI / (steps - 1 - peak));
      Tensor fall = after.cos().mul((1 - last) / 2).add((1 + last) / 2);
      return Tensor.where(step.lt(peak), rise, fall);
    };
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
      HyperParameter.proportion("Schedule.cosine", "final fraction", finalFraction);
    }

    @Override
    public Tensor factor(Tensor step) {
      Tensor half = step.minimum(steps).mul(Math.PI / steps).cos().add(1).mul(0.5);
      return half.mul(1 - finalFraction).add(finalFraction);
    }
  }

  /**
   * See {@link #cosineRestarts}.
   *
   * @param steps length of the first cycle
   * @param growth ratio of the lengths of two cycles
   * @param finalFraction the factor at the end of a cycle
   */
  record CosineRestarts(long steps, int growth, double finalFraction) implements Schedule {
    /** Much less than the distance of two steps in units of cycles. */
    private static final double ROUNDING = 1e-12;

    /**
     * Checks the ranges.
     *
     * @param steps length of the first cycle, at least 1
     * @param growth ratio of the lengths of two cycles, at least 1
     * @param finalFraction the factor at the end of a cycle, in [0, 1]
     */
    public CosineRestarts {
      HyperParameter.count("Schedule.cosineRestarts", "steps", steps);
      HyperParameter.count("Schedule.cosineRestarts", "growth", growth);
      HyperParameter.proportion("Schedule.cosineRestarts", "final fraction", finalFraction);
    }

    /** Cycle i has the length n g^i and starts at n (g^i - 1) / (g - 1). */
    @Override
    public Tensor factor(Tensor step) {
      Tensor inCycles = step.div(steps);
      Tensor position;
      if (growth == 1) {
        position = inCycles.sub(inCycles.floor());
      } else {
        Tensor grown = inCycles.mul(growth - 1).add(1);
        Tensor cycle = grown.log().div(Math.log(growth)).add(ROUNDING).floor();
        Tensor length = Tensor.fill(step.dtype(), growth).pow(cycle);
        position = grown.div(length).sub(1).div(growth - 1.0).maximum(0);
      }
      Tensor half = position.mul(Math.PI).cos().add(1).mul(0.5);
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
