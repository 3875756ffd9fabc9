package io.github.reparam4j.optim;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * What all optimisers share: rate, schedule and clipping.
 *
 * @param rate the rate at factor 1
 * @param schedule the factor
 * @param clipNorm the largest global norm of the gradients; infinite for any
 */
record StepSize(double rate, Schedule schedule, double clipNorm) {

  static StepSize of(String optimizer, double rate) {
    HyperParameter.positive(optimizer + ".rate", "rate", rate);
    return new StepSize(rate, Schedule.constant(), Double.POSITIVE_INFINITY);
  }

  StepSize withRate(String optimizer, double other) {
    HyperParameter.positive(optimizer + ".withRate", "rate", other);
    return new StepSize(other, schedule, clipNorm);
  }

  StepSize withSchedule(Schedule other) {
    return new StepSize(rate, other, clipNorm);
  }

  StepSize withClipNorm(String optimizer, double bound) {
    HyperParameter.positive(optimizer + ".clipNorm", "bound", bound);
    return new StepSize(rate, schedule, bound);
  }

  /** The rate, a DOUBLE scalar. */
  Tensor at(Tensor step) {
    return Tensor.scalar(rate).mul(schedule.factor(step));
  }

  /** The gradients times min(1, bound / norm), written without a division by 0. */
  List<Tensor> clip(List<Tensor> gradients) {
    if (clipNorm == Double.POSITIVE_INFINITY) {
      return gradients;
    }
    Tensor squares = Tensor.scalar(0);
    for (Tensor g : gradients) {
      squares = squares.add(g.square().sum().cast(DType.DOUBLE));
    }
    Tensor scale = Tensor.scalar(clipNorm).div(squares.sqrt().maximum(clipNorm));
    return gradients.stream().map(g -> g.mul(scale.cast(g.dtype()))).toList();
  }
}
