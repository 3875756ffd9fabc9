/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of every optimiser, with values in and out of its range, NaN and infinities. */
final class HyperParameterTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Map<String, DoubleFunction<?>> positive() {
    Map<String, DoubleFunction<?>> map = new TreeMap<>();
    map.put("Sgd.rate: rate", Sgd::rate);
    map.put("RmsProp.rate: rate", RmsProp::rate);
    map.put("Adam.rate: rate", Adam::rate);
    map.put("AdamW.rate: rate", AdamW::rate);
    map.put("Adagrad.rate: rate", Adagrad::rate);
    map.put("Sgd.withRate: rate", Sgd.rate(1)::withRate);
    map.put("RmsProp.withRate: rate", RmsProp.rate(1)::withRate);
    map.put("Adam.withRate: rate", Adam.rate(1)::withRate);
    map.put("AdamW.withRate: rate", AdamW.rate(1)::withRate);
    map.put("Adagrad.withRate: rate", Adagrad.rate(1)::withRate);
    map.put("Sgd.clipNorm: bound", Sgd.rate(1)::clipNorm);
    map.put("Sgd.clipValue: bound", Sgd.rate(1)::clipValue);
    map.put("RmsProp.clipNorm: bound", RmsProp.rate(1)::clipNorm);
    map.put("Adam.clipNorm: bound", Adam.rate(1)::clipNorm);
    map.put("AdamW.clipNorm: bound", AdamW.rate(1)::clipNorm);
    map.put("Adagrad.clipNorm: bound", Adagrad.rate(1)::clipNorm);
    map.put("RmsProp.epsilon: epsilon", RmsProp.rate(1)::epsilon);
    map.put("Adam.epsilon: epsilon", Adam.rate(1)::epsilon);
    map.put("AdamW.epsilon: epsilon", AdamW.rate(1)::epsilon);
    map.put("Adagrad.epsilon: epsilon", Adagrad.rate(1)::epsilon);
    return map;
  }

  private static Map<String, DoubleFunction<?>> nonNegative() {
    Map<String, DoubleFunction<?>> map = new TreeMap<>();
    map.put("Sgd.weightDecay: weight decay", Sgd.rate(1)::weightDecay);
    map.put("AdamW.weightDecay: weight decay", AdamW.rate(1)::weightDecay);
    map.put("Adagrad.initialSum: initial sum", Adagrad.rate(1)::initialSum);
    return map;
  }

  private static Map<String, DoubleFunction<?>> fractions() {
    Map<String, DoubleFunction<?>> map = new TreeMap<>();
    map.put("Sgd.momentum: momentum", Sgd.rate(1)::momentum);
    map.put("Sgd.nesterov: momentum", Sgd.rate(1)::nesterov);
    map.put("RmsProp.smoothing: smoothing", RmsProp.rate(1)::smoothing);
    map.put("RmsProp.momentum: momentum", RmsProp.rate(1)::momentum);
    map.put("Adam.betas: beta1", x -> Adam.rate(1).betas(x, 0.5));
    map.put("Adam.betas: beta2", x -> Adam.rate(1).betas(0.5, x));
    map.put("AdamW.betas: beta1", x -> AdamW.rate(1).betas(x, 0.5));
    map.put("AdamW.betas: beta2", x -> AdamW.rate(1).betas(0.5, x));
    return map;
  }

  private static Stream<Arguments> cases() {
    return Stream.of(
            expand(positive(), "must be > 0 and finite", 1e-3, 0, -1, NAN, INFINITY, -INFINITY),
            expand(nonNegative(), "must be >= 0 and finite", 0, -1, NAN, INFINITY, -INFINITY),
            expand(fractions(), "must be in [0, 1)", 0, 1, -0.1, NAN, INFINITY, -INFINITY))
        .flatMap(s -> s);
  }

  private static Stream<Arguments> expand(
      Map<String, DoubleFunction<?>> settings, String must, double good, double... bad) {
    return settings.entrySet().stream()
        .map(e -> Arguments.of(e.getKey() + " " + must, e.getValue(), good, bad));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void rejectsWhatIsOutOfRange(
      String message, DoubleFunction<?> setting, double good, double... bad) {
    assertThat(setting.apply(good)).isNotNull();
    for (double value : bad) {
      assertThatThrownBy(() -> setting.apply(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message + ", got " + value);
    }
  }

  @Test
  void optionsReturnNewOptimizers() {
    Adam adam = Adam.rate(0.1);
    Optimizer other = adam.betas(0.5, 0.6).epsilon(1e-3).withRate(0.2).clipNorm(3);
    assertThat(other.schedule(Schedule.decay(5, 0.5)))
        .hasToString(
            "Optimizer[rule=Adam[rate=0.1, beta1=0.5, beta2=0.6, epsilon=0.001], rate=0.2,"
                + " schedule=Decay[every=5, by=0.5], clipNorm=3.0]");
    assertThat(Optimizer.of(adam))
        .hasToString(
            "Optimizer[rule=Adam[rate=0.1, beta1=0.9, beta2=0.999, epsilon=1.0E-8], rate=0.1,"
                + " schedule=Constant[], clipNorm=Infinity]");
    assertThat(other.rate()).isEqualTo(0.2);
  }

  @Test
  void learningRateIsAnotherNameOfRate() {
    assertThat(Sgd.learningRate(0.5)).isEqualTo(Sgd.rate(0.5));
    assertThat(RmsProp.learningRate(0.5)).isEqualTo(RmsProp.rate(0.5));
    assertThat(Adam.learningRate(0.5)).isEqualTo(Adam.rate(0.5));
    assertThat(AdamW.learningRate(0.5)).isEqualTo(AdamW.rate(0.5));
    assertThat(Adagrad.learningRate(0.5)).isEqualTo(Adagrad.rate(0.5));
  }
}
