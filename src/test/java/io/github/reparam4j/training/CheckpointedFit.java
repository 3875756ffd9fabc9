/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fit with noise, moments, a variable that the loss updates, metrics, validation and early
 * stopping, which a test or a process of its own runs, stops and resumes.
 */
final class CheckpointedFit {
  final Toy toy = new Toy();
  final Variable average = Variable.of("average", Nd4j.zeros(DataType.DOUBLE, 3));

  Training training(Checkpoints checkpoints) {
    Training training =
        Training.minimize(this::loss)
            .with(Adam.rate(0.1))
            .seed(7)
            .metric("error", (x, t) -> toy.loss(x, t))
            .validate(toy.batches())
            .stopEarly(EarlyStopping.patience(100).restoringBest());
    return checkpoints == null ? training : training.checkpoints(checkpoints);
  }

  private Tensor loss(Tensor x, Tensor t) {
    Tensor next = average.mul(0.9).add(toy.w.stopGradient().mul(0.1));
    return toy.noisyLoss(x, t).updating(average, next);
  }

  /** The bits of all variables and reports. */
  String bits(TrainingResult result) {
    List<String> lines = new ArrayList<>();
    for (Variable v : List.of(toy.w, toy.b, average)) {
      lines.add(v + " " + hexadecimal(v.value().toDoubleVector()));
    }
    for (EpochReport e : result.history()) {
      lines.add(
          e.epoch()
              + " "
              + e.steps()
              + " "
              + e.examples()
              + " "
              + hexadecimal(
                  e.loss(),
                  e.validationLoss().getAsDouble(),
                  e.metrics().get("error"),
                  e.validationMetrics().get("error")));
    }
    lines.add(result.reason() + " " + result.restoredEpoch());
    return String.join("\n", lines);
  }

  private static String hexadecimal(double... values) {
    return Arrays.stream(values).mapToObj(Double::toHexString).collect(Collectors.joining(" "));
  }

  /**
   * Resumes the fit in a folder and prints the bits of its result.
   *
   * @param args the folder, the number of epochs
   */
  public static void main(String[] args) {
    Checkpoints checkpoints = Checkpoints.in(Path.of(args[0])).everySteps(1).keepingLast(2);
    CheckpointedFit fit = new CheckpointedFit();
    TrainingResult result =
        fit.training(checkpoints)
            .resume(fit.toy.batches(), Training.epochs(Integer.parseInt(args[1])));
    System.out.println("result\n" + fit.bits(result));
  }
}
