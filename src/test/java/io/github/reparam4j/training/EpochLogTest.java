/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import static io.github.reparam4j.training.Training.epochs;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.optim.Sgd;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class EpochLogTest {
  @Test
  void logsALinePerEpochAndOneAtTheEnd() {
    List<String> lines = new ArrayList<>();
    Logger logger =
        (Logger)
            Proxy.newProxyInstance(
                Logger.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                (proxy, method, args) -> {
                  lines.add(method.getName() + " " + args[0] + " " + args[1]);
                  return null;
                });
    Toy toy = new Toy();
    TrainingResult result =
        Training.minimize(toy::loss)
            .with(Sgd.rate(0.1))
            .fit(toy.batches(), epochs(2), EpochLog.to(logger));
    assertThat(lines)
        .containsExactly(
            "info {} " + result.history().get(0),
            "info {} " + result.last(),
            "info {} 2 epochs, all done");
  }
}
