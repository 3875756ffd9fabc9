/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.RandomGraph;
import io.github.reparam4j.program.RandomGraphTest;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Prints a digest of the bits of some results: run with other numbers of threads by a test. */
final class ThreadCountDigest {
  private ThreadCountDigest() {}

  public static void main(String[] args) throws NoSuchAlgorithmException {
    System.out.println("digest " + WorkerTeam.shared().size() + " " + digest());
  }

  static String digest() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (DType dtype : DType.values()) {
      add(digest, PlanRunner.runProgram(RandomGraph.KEY, WorkerTeamTest.large(dtype)));
    }
    for (int seed = 7200; seed < 7203; seed++) {
      RandomGraph graph = new RandomGraph(seed, true, false, DType.values());
      List<Tensor> outputs = RandomGraphTest.outputsAndGradients(graph);
      add(digest, PlanRunner.runProgram(RandomGraph.KEY, outputs, graph.bindings()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, List<double[]> values) {
    for (double[] value : values) {
      for (double x : value) {
        digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(x).array());
      }
    }
  }
}
