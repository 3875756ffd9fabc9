/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sets the variables of a fit, and what is kept beside them, to those of a checkpoint. */
final class Resumption {
  private static final String WHERE = "Training.resume";

  private Resumption() {}

  /**
   * Restores what a file has.
   *
   * @param traced the steps, traced once, so that their variables are known
   * @return how far the training had come
   */
  static Progress from(Path file, long seed, TracedSteps traced, EarlyStoppingTracker tracker) {
    try (Checkpoint checkpoint = Checkpoint.read(file)) {
      Progress progress = checkpoint.progress();
      if (progress == null) {
        throw Errors.file(WHERE, "file must be one of a training", file, null, null);
      }
      if (progress.seed() != seed) {
        throw Errors.argument(
            WHERE,
            "seed must be that of the checkpoint, " + progress.seed(),
            seed,
            "call seed(" + progress.seed() + "L), or use another folder");
      }
      Map<Variable, INDArray> best = new LinkedHashMap<>();
      List<String> unknown = new ArrayList<>(checkpoint.names());
      for (Variable v : traced.used()) {
        unknown.remove(v.name());
        if (unknown.remove(CheckpointWriter.BEST + v.name())) {
          best.put(v, checkpoint.array(CheckpointWriter.BEST + v.name()));
        }
      }
      unknown.replaceAll(name -> "'" + name + "' is in the checkpoint only");
      checkpoint.restore(WHERE, traced.used(), unknown);
      tracker.continueFrom(progress.stopping(), best);
      return progress;
    }
  }
}
