package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/** The formula of an optimiser. */
interface UpdateRule {
  /** Names of what is kept for each parameter, in a variable of its shape and dtype. */
  List<String> slots();

  /** First value of the slots. */
  default double initialSlot() {
    return 0;
  }

  /**
   * Computes what the step needs for all parameters.
   *
   * @param rate the rate, a DOUBLE scalar
   * @param count the number of this step, from 1, a DOUBLE scalar
   */
  ForParameter at(Tensor rate, Tensor count);

  /** The step of one parameter. */
  interface ForParameter {
    /**
     * The step of one parameter, element by element.
     *
     * @param p the parameter before the step
     * @param g its gradient
     * @param slots its slots before the step, in the order of {@link UpdateRule#slots}
     * @return new values of the parameter and of each slot
     */
    List<Tensor> step(Tensor p, Tensor g, List<? extends Tensor> slots);
  }
}
