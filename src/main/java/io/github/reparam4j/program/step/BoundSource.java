/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.tensor.ValueRange;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.tensor.VariableLocks;

/** Bounds of the elements of one value, found anew in each run. */
abstract sealed class BoundSource {
  private double low;
  private double high;

  /** No element is below; NaN or infinite if an element may be. */
  final double low() {
    return low;
  }

  /** No element is above; NaN or infinite if an element may be. */
  final double high() {
    return high;
  }

  final boolean isFinite() {
    return low >= -Double.MAX_VALUE && high <= Double.MAX_VALUE;
  }

  final void set(double from, double to) {
    low = from;
    high = to;
  }

  /** Finds the bounds in the present run. */
  abstract void find();

  /** Finds closer bounds, if there may be any. */
  boolean tighten() {
    return false;
  }

  /** A few elements, looked at one by one. */
  static final class Elements extends BoundSource {
    /** The maximum number of elements that are looked at one by one. */
    static final int MAX_ELEMENTS = 4;

    private final ExecutionContext execution;
    private final Buffer buffer;

    Elements(ExecutionContext execution, Buffer buffer) {
      this.execution = execution;
      this.buffer = buffer;
    }

    @Override
    void find() {
      Memory memory = execution.memory(buffer);
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < buffer.size(); i++) {
        double x = memory.get(i);
        min = Math.min(min, x); // NaN if either is
        max = Math.max(max, x);
      }
      set(buffer.size() == 0 ? 0 : min, buffer.size() == 0 ? 0 : max);
    }
  }

  /** Elements that were summed while a step stored them. */
  static final class Stored extends BoundSource {
    private final ExecutionContext execution;
    private final Buffer buffer;

    Stored(ExecutionContext execution, Buffer buffer) {
      this.execution = execution;
      this.buffer = buffer;
    }

    @Override
    void find() {
      double bound = execution.bound(buffer);
      set(-bound, bound);
    }
  }

  /** Elements in memory, all of which are read. */
  static final class Scanned extends BoundSource {
    private final MemoryScan scan;
    private final Buffer buffer;

    Scanned(MemoryScan scan, Buffer buffer) {
      this.scan = scan;
      this.buffer = buffer;
    }

    @Override
    void find() {
      scan.run(buffer, false);
      set(scan.low(), scan.high());
    }
  }

  /** A product of matrices, by the bounds of its factors. */
  static final class Product extends BoundSource {
    private final BoundSource left;
    private final BoundSource right;
    private final int terms;

    Product(BoundSource left, BoundSource right, int terms) {
      this.left = left;
      this.right = right;
      this.terms = terms;
    }

    @Override
    void find() {
      double bound = terms * magnitude(left) * magnitude(right);
      set(-bound, bound);
    }

    private static double magnitude(BoundSource s) {
      return Math.max(Math.abs(s.low()), Math.abs(s.high()));
    }
  }

  /** A variable before the run: what is known of it, else all elements are read. */
  static final class OfVariable extends BoundSource {
    private final MemoryScan scan;
    private final Buffer buffer;
    private final Variable variable;
    private boolean scanned;

    OfVariable(MemoryScan scan, Buffer buffer) {
      this.scan = scan;
      this.buffer = buffer;
      this.variable = (Variable) buffer.leaf();
    }

    @Override
    void find() {
      ValueRange range = VariableLocks.range(variable);
      scanned = !range.isKnown() || VariableLocks.isShared(variable);
      if (scanned) {
        scan(range);
      } else {
        set(range.low(), range.high());
      }
    }

    @Override
    boolean tighten() {
      ValueRange range = VariableLocks.range(variable);
      if (scanned || range.isExact()) {
        return false;
      }
      scanned = true;
      scan(range);
      return true;
    }

    private void scan(ValueRange range) {
      scan.run(buffer, true);
      set(scan.low(), scan.high());
      range.set(scan.low(), scan.high(), true);
    }
  }
}
