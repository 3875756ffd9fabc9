/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.NoiseScratch;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Registers of double, the twin of {@link FloatTile}. */
public final class DoubleTile implements Tile {
  private double[][] registers = new double[0][];
  private double[][] loopOperands = new double[0][];
  private final double[][][] operands = {
    null, new double[1][], new double[2][], new double[3][], new double[4][]
  };

  @Override
  public void reserve(int count) {
    int had = registers.length;
    if (count > had) {
      double[][] more = Arrays.copyOf(registers, count);
      for (int i = had; i < count; i++) {
        more[i] = new double[LENGTH];
      }
      registers = more;
      loopOperands = new double[count][];
    }
  }

  @Override
  public void load(int register, int at, Memory from, long offset, long stride, int n) {
    double[] r = registers[register];
    if (from.dtype() != DType.DOUBLE) {
      for (int i = 0; i < n; i++) {
        r[at + i] = from.get(offset + i * stride);
      }
      return;
    }
    DoubleBuffer buffer = from.doubles();
    if (stride == 1) {
      buffer.get((int) offset, r, at, n);
    } else if (stride == 0) {
      Arrays.fill(r, at, at + n, buffer.get((int) offset));
    } else {
      for (int i = 0; i < n; i++) {
        r[at + i] = buffer.get((int) (offset + i * stride));
      }
    }
  }

  @Override
  public void store(int register, int at, Memory to, long offset, long stride, int n) {
    double[] r = registers[register];
    DoubleBuffer buffer = to.doubles();
    if (stride == 1) {
      buffer.put((int) offset, r, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        buffer.put((int) (offset + i * stride), r[at + i]);
      }
    }
  }

  @Override
  public void copy(int register, int at, double[] from, int fromAt, int n) {
    System.arraycopy(from, fromAt, registers[register], at, n);
  }

  @Override
  public void loadRows(int register, Memory from, long start, View view, int column, int n) {
    double[] r = registers[register];
    int width = view.dims()[1];
    long row = start;
    long stride = view.strides()[1];
    for (int i = 0, j = column; i < n; i++) {
      r[i] = from.get(row + j * stride);
      if (++j == width) {
        j = 0;
        row += view.strides()[0];
      }
    }
  }

  @Override
  public void storeRows(int register, Memory to, long start, View view, int column, int n) {
    double[] r = registers[register];
    int width = view.dims()[1];
    long row = start;
    long stride = view.strides()[1];
    for (int i = 0, j = column; i < n; i++) {
      to.put(row + j * stride, r[i]);
      if (++j == width) {
        j = 0;
        row += view.strides()[0];
      }
    }
  }

  @Override
  public void fill(int register, double value, int n) {
    Arrays.fill(registers[register], 0, n, value);
  }

  @Override
  public void draw(
      int register,
      int at,
      NoiseDistribution distribution,
      RandomKey key,
      int stream,
      long from,
      int n,
      boolean reflected,
      NoiseScratch scratch) {
    double[] r = registers[register];
    distribution.fill(key, stream, from, r, at, n, scratch);
    if (reflected) {
      distribution.reflect(r, at, n);
    }
  }

  @Override
  public void apply(Kernel kernel, int[] inputs, int output, int n) {
    double[][] in = operands[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      in[i] = registers[inputs[i]];
    }
    kernel.doubles().run(in, registers[output], n);
  }

  @Override
  public void compute(LoopBody.Loop loop, int[] operands, int n) {
    for (int i = 0; i < operands.length; i++) {
      loopOperands[i] = registers[operands[i]];
    }
    loop.run(loopOperands, n);
  }

  @Override
  public int firstBreach(int register, Marker.Condition condition, int n) {
    double[] r = registers[register];
    for (int i = 0; i < n; i++) {
      if (!condition.holds(r[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void bound(Bound bound, int register, int n) {
    bound.add(registers[register], n);
  }

  @Override
  public double get(int register, int at) {
    return registers[register][at];
  }

  @Override
  public double sum(int register, int at, int n) {
    return VectorKernels.installed().sum(registers[register], at, n);
  }

  @Override
  public void sumRows(int register, int length, int n, Memory to, long row) {
    double[] r = registers[register];
    for (int i = 0; i < n; i += length) {
      double sum = 0;
      for (int j = i; j < i + length; j++) {
        sum += r[j];
      }
      to.put(row++, sum);
    }
  }

  @Override
  public void addRows(double[] sums, int sumsAt, int register, int width, int n) {
    VectorKernels.installed().addRows(sums, sumsAt, registers[register], width, n);
  }
}
