/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import io.github.reparam4j.nn.Dense;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The data and initial weights that the peers' programs start from ({@code hash_u} and {@code
 * linear} of their {@code peerlib.py}): hashes of the index, so that the same model has the same
 * loss in every program, up to the noise drawn.
 */
final class PeerValues {
  private PeerValues() {}

  /**
   * Element i, in [0, 1): 24 bits of the finalizer of MurmurHash3 applied to i + seed 0x9E3779B9.
   */
  static float[] uniform(int n, int seed) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      int h = i + seed * 0x9E3779B9;
      h = (h ^ h >>> 16) * 0x85EBCA6B;
      h = (h ^ h >>> 13) * 0xC2B2AE35;
      values[i] = ((h ^ h >>> 16) >>> 8) * 0x1p-24f;
    }
    return values;
  }

  /** Uniform on [0.1, 20). */
  static float[] concentrations(int n, int seed) {
    float[] values = uniform(n, seed);
    for (int i = 0; i < n; i++) {
      values[i] = (float) (0.1 + 19.9 * values[i]);
    }
    return values;
  }

  static INDArray uniform(int seed, int rows, int columns) {
    return matrix(uniform(rows * columns, seed), rows, columns);
  }

  static INDArray matrix(float[] values, int rows, int columns) {
    return Nd4j.create(values, new long[] {rows, columns}, 'c');
  }

  /** Sets a layer to the weights of a seed. */
  static void assign(Dense layer, int seed) {
    int in = layer.weight().shape().dim(0);
    int out = layer.weight().shape().dim(1);
    layer.weight().assign(weight(seed, in, out));
    layer.bias().assign(bias(seed, in, out));
  }

  /**
   * Sets a layer to the weights of two layers side by side: both heads of the peers in one matrix.
   */
  static void assign(Dense layer, int leftSeed, int rightSeed) {
    int in = layer.weight().shape().dim(0);
    int half = layer.weight().shape().dim(1) / 2;
    layer.weight().assign(Nd4j.concat(1, weight(leftSeed, in, half), weight(rightSeed, in, half)));
    layer.bias().assign(Nd4j.concat(0, bias(leftSeed, in, half), bias(rightSeed, in, half)));
  }

  private static INDArray weight(int seed, int in, int out) {
    return matrix(symmetric(in * out, 2 * seed, in), in, out);
  }

  private static INDArray bias(int seed, int in, int out) {
    return Nd4j.create(symmetric(out, 2 * seed + 1, in), new long[] {out}, 'c');
  }

  /** Uniform on [-b, b] with b = 1 / sqrt(in). */
  private static float[] symmetric(int n, int seed, int in) {
    float[] values = uniform(n, seed);
    float bound = (float) (1 / Math.sqrt(in));
    for (int i = 0; i < n; i++) {
      values[i] = (values[i] * 2 - 1) * bound;
    }
    return values;
  }
}
