/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a program that needs more memory than the JVM of a test has. */
final class OutOfMemory {
  private OutOfMemory() {}

  public static void main(String[] args) {
    Variable count = Variable.of("count", Nd4j.zeros(DataType.DOUBLE, 100, 100));
    Variable other = Variable.of("other", Nd4j.ones(DataType.DOUBLE, 2000));
    Tensor z = Noise.standardNormal(DType.DOUBLE, 2000, 2000);
    Tensor columns = z.matmul(z.transpose()).tanh().sum(0);
    RandomKey key = RandomKey.of(1);
    try (Program small =
            Program.of(count.matmul(count).sum()).updating(Map.of(count, count.add(1)));
        Program large = Program.of(columns).updating(Map.of(other, other.add(columns)))) {
      small.run();
      long before = Pointer.totalBytes();
      for (int i = 0; i < 3; i++) {
        try {
          large.run(key);
        } catch (OutOfMemoryError e) {
          System.out.println("failed: " + e.getMessage());
        }
        small.run();
      }
      System.out.println("lost: " + Math.max(0, Pointer.totalBytes() - before));
    }
    System.out.println("count: " + count.array().minNumber() + " " + count.array().maxNumber());
    System.out.println("other: " + other.array().minNumber() + " " + other.array().maxNumber());
  }
}
