/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bits of the first million samples of each distribution, as SHA-256 over their big-endian
 * bytes. Every JVM and every other implementation of the kernels must produce them.
 */
final class NoiseBitsTest {
  private static final RandomKey KEY = new RandomKey(42, 7);
  private static final int STREAM = 3;
  private static final int COUNT = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "STANDARD_NORMAL, 2305beb83b5177acd8073d4f14015ce358819a6c0d002c44801ae3581ad4fb6e",
    "UNIFORM, 962f3852b039c4ebf31b508352a2f4611f0b97594a3f4979d9baa313c02567e8",
    "RADEMACHER, 2dc76690a36bacfb3e20c1539b4c1250f87d67b0f5ed0634cd8c5378348287a0",
    "GUMBEL, 265f50f76218ce1660b14e53405cebf62af3168df55181820d62fb3b940b2d0f",
    "EXPONENTIAL, c9d5acb2511b79723856b7b7ad8024c511cc068170f4333c663033ae2b7785ec"
  })
  void floatBitsAreFixed(NoiseDistribution distribution, String sha256)
      throws NoSuchAlgorithmException {
    float[] out = new float[COUNT];
    distribution.fill(KEY, STREAM, 0, out, 0, COUNT);
    ByteBuffer bytes = ByteBuffer.allocate(COUNT * Float.BYTES);
    bytes.asFloatBuffer().put(out);
    assertThat(sha256(bytes)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "STANDARD_NORMAL, c4162c2a0517a1f869cccf7e362f374884f475c0f1dcd849b5e75946bed56eaa",
    "UNIFORM, 7b93ea3ae31a61b60f4f20a61527575d8e0cbf283b6019b9e5a5f496dd710091",
    "RADEMACHER, 00fd2ba60f28c291c9a8e6bf91dc644482819c7c38ca1539866c94a82f0af46a",
    "GUMBEL, 98aab5680f82c8b13b7a65523341d4a9e8d471da52cdbe86e769a2d9ca0ed9b6",
    "EXPONENTIAL, 0fe1a1557ea4dc74f0b460b1b359a38f6d66402d7332ad4f3b2449a1b63bde30"
  })
  void doubleBitsAreFixed(NoiseDistribution distribution, String sha256)
      throws NoSuchAlgorithmException {
    double[] out = new double[COUNT];
    distribution.fill(KEY, STREAM, 0, out, 0, COUNT);
    ByteBuffer bytes = ByteBuffer.allocate(COUNT * Double.BYTES);
    bytes.asDoubleBuffer().put(out);
    assertThat(sha256(bytes)).isEqualTo(sha256);
  }

  private static String sha256(ByteBuffer bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
