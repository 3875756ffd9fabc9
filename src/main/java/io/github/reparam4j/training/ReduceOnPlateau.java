/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reduces the learning rate when the loss has stopped improving: after some epochs in a row without
 * a new least loss, the factor on the rate is multiplied by a number below 1. It monitors the
 * validation loss, or the training loss if there is no validation. As the schedule of the optimiser
 * it sets the rate, and as a listener it hears of the epochs:
 *
 * <pre>{@code
 * ReduceOnPlateau plateau = ReduceOnPlateau.by(0.5, 3);
 * Training.minimize(loss).with(Adam.rate(1e-3).schedule(plateau)).validate(held)
 *     .fit(source, Training.epochs(50), plateau);
 * }</pre>
 *
 * <p>Its state is a variable that each step reads, so that checkpoints have it: a resumed training
 * continues with the reduced rate. For one training.
 */
public final class ReduceOnPlateau implements Schedule, TrainingListener {
  private static final int FACTOR = 0;
  private static final int MINIMUM = 1;
  private static final int EPOCHS_WITHOUT = 2;

  private final double factor;
  private final int patience;
  private final Variable state =
      Variable.of("plateau", Nd4j.createFromArray(1, Double.MAX_VALUE, 0.0));

  private ReduceOnPlateau(double factor, int patience) {
    this.factor = factor;
    this.patience = patience;
  }

  /**
   * A schedule with the factor 1 at first.
   *
   * @param factor by what the rate is multiplied, in (0, 1)
   * @param patience number of epochs in a row without a new least loss, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static ReduceOnPlateau by(double factor, int patience) {
    if (!(factor > 0 && factor < 1)) {
      throw Errors.argument("ReduceOnPlateau.by", "factor must be in (0, 1)", factor, null);
    }
    if (!(patience >= 1)) {
      throw Errors.argument("ReduceOnPlateau.by", "patience must be >= 1", patience, null);
    }
    return new ReduceOnPlateau(factor, patience);
  }

  @Override
  public Tensor factor(Tensor step) {
    DType dtype = Errors.given("ReduceOnPlateau.factor", "step", step).dtype();
    return state.slice(0, FACTOR, FACTOR + 1).reshape().cast(dtype).broadcastTo(step.shape());
  }

  @Override
  public void onEpoch(EpochReport epoch) {
    Errors.given("ReduceOnPlateau.onEpoch", "epoch", epoch);
    double loss = epoch.validationLoss().orElse(epoch.loss());
    try (INDArray value = state.value()) {
      double[] next = value.toDoubleVector();
      if (loss < next[MINIMUM]) {
        next[MINIMUM] = loss;
        next[EPOCHS_WITHOUT] = 0;
      } else if (++next[EPOCHS_WITHOUT] >= patience) {
        next[FACTOR] *= factor;
        next[EPOCHS_WITHOUT] = 0;
      }
      state.assign(Nd4j.createFromArray(next));
    }
  }
}
