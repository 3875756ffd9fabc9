/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.program.ChildJvm;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointsTest {
  private static final int EPOCHS = 3;

  /** A short life is cheaper without the optimising compiler. */
  private static final List<String> SHORT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final Map<Integer, String> UNINTERRUPTED = new ConcurrentHashMap<>();

  @TempDir Path folder;

  /** A listener that ends the fit by an exception, or by an interrupt. */
  private record Stop(long atStep, boolean byInterrupt, long[] count) implements TrainingListener {
    static final class Stopped extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    @Override
    public void onStep(StepReport step) {
      if (++count[0] == atStep) {
        if (byInterrupt) {
          Thread.currentThread().interrupt();
        } else {
          throw new Stopped();
        }
      }
    }
  }

  private static TrainingListener failAt(long step) {
    return new Stop(step, false, new long[1]);
  }

  private static String uninterrupted(int epochs) {
    return UNINTERRUPTED.computeIfAbsent(
        epochs,
        count -> {
          CheckpointedFit fit = new CheckpointedFit();
          return fit.bits(fit.training(null).fit(fit.toy.batches(), Training.epochs(count)));
        });
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** An epoch has 3 steps: before the first file, within an epoch, at its end, at the last step. */
  @ParameterizedTest
  @ValueSource(longs = {1, 5, 6, 9})
  void resumedFitHasTheBitsOfOneThatWasNotEnded(long step) {
    Checkpoints checkpoints = Checkpoints.in(folder).everySteps(2);
    CheckpointedFit first = new CheckpointedFit();
    assertThatThrownBy(
            () ->
                first
                    .training(checkpoints)
                    .fit(first.toy.batches(), Training.epochs(EPOCHS), failAt(step)))
        .isInstanceOf(Stop.Stopped.class);
    CheckpointedFit second = new CheckpointedFit();
    TrainingResult result =
        second.training(checkpoints).resume(second.toy.batches(), Training.epochs(EPOCHS));
    assertThat(second.bits(result)).isEqualTo(uninterrupted(EPOCHS));
  }

  /** An interrupt loses no step; what is done needs no step; more epochs may follow. */
  @Test
  void interruptedAndFinishedFitsContinue() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder).everyEpochs(100).withoutBest();
    CheckpointedFit first = new CheckpointedFit();
    TrainingResult interrupted =
        first
            .training(checkpoints)
            .fit(first.toy.batches(), Training.epochs(2), new Stop(4, true, new long[1]));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted.reason()).isEqualTo(TrainingResult.Reason.INTERRUPTED);
    assertThat(files()).containsExactly("step-000000000004.npz");
    for (int epochs : new int[] {2, 2, EPOCHS}) {
      CheckpointedFit next = new CheckpointedFit();
      TrainingResult result =
          next.training(checkpoints).resume(next.toy.batches(), Training.epochs(epochs));
      assertThat(next.bits(result)).isEqualTo(uninterrupted(epochs));
    }
  }

  @Test
  void lastAndBestFilesAreRetained() throws IOException {
    Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
    double[] values = {0.5, 0.1, 0.3, 0.4};
    TrainingListener moves =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            if (epoch.epoch() < values.length) {
              w.assign(Nd4j.scalar(values[epoch.epoch()]));
            }
          }
        };
    Checkpoints checkpoints = Checkpoints.in(folder).keepingLast(2);
    w.assign(Nd4j.scalar(values[0]));
    Training.minimize(() -> w.square())
        .with(Sgd.rate(1e-9))
        .checkpoints(checkpoints)
        .fit(BatchSource.steps(1), Training.epochs(values.length), moves);
    assertThat(files())
        .containsExactly("best.npz", "step-000000000003.npz", "step-000000000004.npz");
    assertThat(checkpoints.newest()).contains(folder.resolve("step-000000000004.npz"));
    try (Checkpoint best = Checkpoint.read(checkpoints.best().orElseThrow())) {
      assertThat(best.epoch()).hasValue(2);
      assertThat(best.step()).hasValue(2);
      // The listener set the next value before the file was written.
      best.restore(List.of(w));
      assertThat(w.value().getDouble(0)).isEqualTo(0.3);
    }
  }

  // ---- errors

  @Test
  void folderOfAnotherTrainingIsRefused() {
    Checkpoints checkpoints = Checkpoints.in(folder);
    Toy toy = new Toy();
    Training training = Training.minimize(toy::loss).with(Adam.rate(0.1)).checkpoints(checkpoints);
    training.fit(toy.batches(), Training.epochs(1));
    assertThatThrownBy(() -> training.fit(toy.batches(), Training.epochs(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Training.fit: folder of the checkpoints must have none yet, got "
                + checkpoints.newest().orElseThrow()
                + "; resume(...) continues from it");
    assertThatThrownBy(() -> training.seed(3).resume(toy.batches(), Training.epochs(2)))
        .hasMessage(
            "Training.resume: seed must be that of the checkpoint, 0, got 3; call seed(0L), or use"
                + " another folder");
    Parameter c = Parameter.of("c", Nd4j.scalar(1f));
    Training other =
        Training.minimize((x, t) -> toy.predict(x).sub(t).square().mean().cast(c.dtype()).mul(c))
            .with(Sgd.rate(0.1))
            .parameters(List.of(c))
            .checkpoints(checkpoints);
    assertThatThrownBy(() -> other.resume(toy.batches(), Training.epochs(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 7 that are not: parameter 'c' [] FLOAT is not in the checkpoint")
        .hasMessageContaining("variable 'sgd/step' [] DOUBLE is not in the checkpoint")
        .hasMessageContaining("'adam/m/w' is in the checkpoint only");
  }

  @Test
  void variablesOfOneNameAreRefusedAtTheFirstStep() {
    Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
    Variable v = Variable.of("w", Nd4j.scalar(2.0));
    Training training =
        Training.minimize(() -> w.mul(v).square())
            .with(Sgd.rate(0.1))
            .checkpoints(Checkpoints.in(folder));
    assertThatThrownBy(() -> training.fit(BatchSource.steps(1), Training.epochs(1)))
        .hasMessageStartingWith("Training.checkpoints: names of variables must be distinct, got")
        .hasMessageContaining("parameter 'w' [] DOUBLE")
        .hasMessageContaining("variable 'w' [] DOUBLE");
  }

  /** The folder turns into a file in the second epoch. */
  @Test
  void failedWriteEndsTrainingUnlessConfiguredOtherwise() throws IOException {
    Path inside = folder.resolve("run");
    TrainingListener breaks =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            try {
              if (epoch.epoch() == 2) {
                Files.move(inside, folder.resolve("moved"));
                Files.writeString(inside, "no folder");
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    Parameter w = Parameter.of("w", Nd4j.scalar(1.0));
    Training training = Training.minimize(() -> w.square()).with(Sgd.rate(0.1));
    Checkpoints checkpoints = Checkpoints.in(inside);
    assertThatThrownBy(
            () ->
                training
                    .checkpoints(checkpoints)
                    .fit(BatchSource.steps(1), Training.epochs(3), breaks))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Training.checkpoints: file must be writable, got ")
        .hasMessageEndingWith("; the former file is unchanged");
    assertThatThrownBy(
            () ->
                training
                    .checkpoints(checkpoints)
                    .fit(BatchSource.steps(1), Training.epochs(3), breaks))
        .hasMessageStartingWith("Training.fit: folder must be one to write to, got ");
    Files.delete(inside);
    Checkpoint.read(folder.resolve("moved").resolve("step-000000000001.npz")).close();
    TrainingListener breaksAgain =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport epoch) {
            try {
              Files.deleteIfExists(inside.resolve("best.npz"));
              Files.deleteIfExists(inside.resolve("step-000000000001.npz"));
              if (epoch.epoch() == 2) {
                Files.delete(inside);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    TrainingResult result =
        training
            .checkpoints(checkpoints.continuingOnFailure())
            .fit(BatchSource.steps(1), Training.epochs(3), breaksAgain);
    assertThat(result.epochs()).isEqualTo(3);
  }

  // ---- processes

  @Test
  void killedProcessesLeaveACompleteFileAndTheLastHasTheSameBits() throws Exception {
    killAndResume(2, 20);
  }

  @Test
  @Tag("study")
  void fiftyKilledProcesses() throws Exception {
    killAndResume(50, 200);
  }

  /** SIGKILL at random moments; each process resumes what the one before left. */
  private void killAndResume(int kills, int epochs) throws Exception {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    long before = 0;
    for (int i = 0; i < kills; i++) {
      Optional<Path> former = Checkpoints.in(folder).newest();
      Process process =
          ChildJvm.start(SHORT, CheckpointedFit.class, folder.toString(), "" + epochs);
      while (process.isAlive() && Checkpoints.in(folder).newest().equals(former)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000));
      process.destroyForcibly().waitFor();
      try (Checkpoint newest = Checkpoint.read(Checkpoints.in(folder).newest().orElseThrow())) {
        assertThat(newest.step().getAsLong()).isGreaterThanOrEqualTo(before);
        assertThat(newest.names()).contains("w", "b", "average", "adam/step", "adam/m/w");
        before = newest.step().getAsLong();
      }
    }
    Process last = ChildJvm.start(SHORT, CheckpointedFit.class, folder.toString(), "" + epochs);
    String output =
        new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(last.waitFor()).as(output).isZero();
    assertThat(output.substring(output.indexOf("result\n") + "result\n".length()))
        .isEqualTo(uninterrupted(epochs));
    assertThat(files()).noneMatch(name -> name.endsWith(".tmp"));
  }
}
