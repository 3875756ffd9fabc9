/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.variational.Vae;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Prints milliseconds: from the start of main to the first result of vae-small, and, once warm, of
 * the first run at each of several new batch sizes, which includes compiling a plan.
 */
final class ColdStart {
  private ColdStart() {}

  public static void main(String[] args) {
    long start = System.nanoTime();
    try (Workload workload = Workloads.named("vae-small")) {
      workload.step();
      System.out.println("first: " + milliseconds(start));
    }
    Vae vae = Vae.of(Mlp.of("encoder", 8, 64, 4), Mlp.of("decoder", 2, 64, 8));
    OptimizerState adam = Adam.rate(1e-3).on(vae.parameters());
    try (Program program =
        Program.tracing(
            in -> {
              Tensor loss = vae.elbo(in.get(0)).neg();
              return new Program.Definition(List.of(loss), adam.updates(loss));
            })) {
      for (int batch = 1; batch <= 40; batch++) {
        var data = Nd4j.ones(DataType.FLOAT, batch, 8).mul(0.5);
        long begin = System.nanoTime();
        program.run(RandomKey.of(batch), data);
        System.out.println("recompiled: " + milliseconds(begin));
      }
    }
  }

  private static double milliseconds(long since) {
    return (System.nanoTime() - since) / 1e6;
  }
}
