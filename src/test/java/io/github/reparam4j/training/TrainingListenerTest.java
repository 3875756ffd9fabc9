/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingListenerTest {
  private final List<String> events = new ArrayList<>();
  private final Toy toy = new Toy();
  private final Training training =
      Training.minimize(toy::loss).with(Sgd.rate(0.1)).validate(toy.batches());

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  /** Writes down what it is told, and acts at one event. */
  private final class Recorder implements TrainingListener {
    private final String name;
    private final String at;
    private final Runnable action;

    Recorder(String name, String at, Runnable action) {
      this.name = name;
      this.at = at;
      this.action = action;
    }

    private void tell(String event) {
      events.add(name + " " + event);
      if (event.equals(at)) {
        action.run();
      }
    }

    @Override
    public void onStart(Epochs epochs, OptionalLong stepsPerEpoch) {
      tell("start " + epochs.count() + " x " + stepsPerEpoch.getAsLong());
    }

    @Override
    public void onStep(StepReport s) {
      tell("step " + s.epoch() + "." + s.step() + " of " + s.size());
    }

    @Override
    public void onEpoch(EpochReport epoch) {
      tell("epoch " + epoch.epoch());
    }

    @Override
    public void onEnd(TrainingResult result) {
      tell("end " + result);
    }

    @Override
    public void onFailure(Throwable cause) {
      tell("failure " + cause.getMessage());
    }
  }

  private Recorder recorder(String name) {
    return new Recorder(name, "", () -> {});
  }

  private Recorder failing(String name, String at) {
    return new Recorder(
        name,
        at,
        () -> {
          throw new IllegalStateException("oops");
        });
  }

  @Test
  void eventsComeInOrder() {
    training.fit(toy.batches(), epochs(2), recorder("a"));
    assertThat(events)
        .containsExactly(
            "a start 2 x 3",
            "a step 1.1 of 20",
            "a step 1.2 of 20",
            "a step 1.3 of 10",
            "a epoch 1",
            "a step 2.1 of 20",
            "a step 2.2 of 20",
            "a step 2.3 of 10",
            "a epoch 2",
            "a end 2 epochs, all done");
  }

  @Test
  void meanLossOfTheLastStepIsThatOfTheEpoch() {
    List<Double> means = new ArrayList<>();
    TrainingResult result =
        training.fit(
            toy.batches(),
            epochs(1),
            new TrainingListener() {
              @Override
              public void onStep(StepReport step) {
                means.add(step.meanLoss());
              }
            });
    assertThat(means).hasSize(3).endsWith(result.last().loss());
  }

  @Test
  void listenersAreToldInTheirOrder() {
    training.fit(BatchSourceOfOne.of(toy), epochs(1), recorder("a"), recorder("b"));
    assertThat(events)
        .containsExactly(
            "a start 1 x 1",
            "b start 1 x 1",
            "a step 1.1 of 50",
            "b step 1.1 of 50",
            "a epoch 1",
            "b epoch 1",
            "a end 1 epoch, all done",
            "b end 1 epoch, all done");
  }

  private static final class BatchSourceOfOne {
    static BatchSource of(Toy toy) {
      return toy.batches().size(50);
    }
  }

  @Test
  void allAreToldOfAFailureEvenIfOneFailsAtThat() {
    Recorder a = failing("a", "failure oops");
    Recorder b = failing("b", "step 1.1 of 50");
    assertThatThrownBy(() -> training.fit(BatchSourceOfOne.of(toy), epochs(1), a, b, recorder("c")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("oops")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(events)
        .containsExactly(
            "a start 1 x 1",
            "b start 1 x 1",
            "c start 1 x 1",
            "a step 1.1 of 50",
            "b step 1.1 of 50",
            "a failure oops",
            "b failure oops",
            "c failure oops");
  }

  @Test
  void eachIsToldOfTheEndOnce() {
    assertThatThrownBy(
            () ->
                training.fit(
                    BatchSourceOfOne.of(toy),
                    epochs(1),
                    recorder("a"),
                    failing("b", "end 1 epoch, all done"),
                    recorder("c")))
        .hasMessage("oops");
    assertThat(events.subList(9, events.size()))
        .containsExactly("a end 1 epoch, all done", "b end 1 epoch, all done", "c failure oops");
  }

  @Test
  void aListenerThatFailsToStartIsToldOfTheFailure() {
    assertThatThrownBy(
            () ->
                training.fit(
                    BatchSourceOfOne.of(toy),
                    epochs(1),
                    failing("a", "start 1 x 1"),
                    recorder("b")))
        .hasMessage("oops");
    assertThat(events).containsExactly("a start 1 x 1", "a failure oops");
  }

  // ---- interruption

  @Test
  void interruptedThreadStopsAfterTheStep() {
    Recorder interrupter =
        new Recorder("a", "step 2.2 of 20", () -> Thread.currentThread().interrupt());
    TrainingResult result = training.fit(toy.batches(), epochs(9), interrupter);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.reason()).isEqualTo(TrainingResult.Reason.INTERRUPTED);
    assertThat(result.epochs()).isEqualTo(1);
    assertThat(events).endsWith("a step 2.2 of 20", "a end 1 epoch, interrupted");
  }

  @Test
  void interruptedThreadStopsBeforeTheFirstStepAndInValidation() {
    Thread.currentThread().interrupt();
    TrainingResult result = training.fit(toy.batches(), epochs(9), recorder("a"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("a start 9 x 3", "a end 0 epochs, interrupted");
    assertThat(result.history()).isEmpty();
    events.clear();
    training.fit(
        toy.batches(),
        epochs(9),
        new Recorder("a", "step 1.3 of 10", () -> Thread.currentThread().interrupt()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).endsWith("a step 1.3 of 10", "a end 0 epochs, interrupted");
  }

  /** A listener ends the fit within an epoch, or at the end of one, and sees the metrics. */
  @Test
  void listenerStopsTraining() {
    for (int last : new int[] {5, 6}) {
      Toy toy = new Toy();
      List<StepReport> steps = new ArrayList<>();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
              steps.add(step);
            }

            @Override
            public boolean stopsTraining() {
              return steps.size() == last;
            }
          };
      TrainingResult result =
          Training.minimize(toy::loss)
              .with(Sgd.rate(0.01))
              .metric("twice", (x, t) -> toy.loss(x, t).mul(2))
              .fit(toy.batches(), Training.epochs(4), listener);
      assertThat(result.reason()).isEqualTo(TrainingResult.Reason.STOPPED_BY_LISTENER);
      assertThat(result.epochs()).isEqualTo(1);
      assertThat(steps).hasSize(last);
      assertThat(steps).allMatch(s -> s.metrics().get("twice") == 2 * s.loss());
      assertThat(result).hasToString("1 epoch, stopped by a listener");
    }
  }
}
