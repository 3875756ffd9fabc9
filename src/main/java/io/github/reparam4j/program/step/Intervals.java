/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Cast;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Selection;
import io.github.reparam4j.tensor.Transcendental;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Interval arithmetic on a fused step: bounds of all that it computes, from bounds of what it
 * reads. It knows the operations of which update rules are made. Source: Moore, "Interval analysis"
 * (1966).
 */
final class Intervals {
  /** Widens each result, by more than the step's own arithmetic rounds. */
  private static final double ROUNDING = 0x1p-20;

  private final double limit;
  private final double leastNormal;
  private final List<BoundSource> leaves = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private final List<int[]> operands = new ArrayList<>();
  private final Map<Node, Integer> indices = new HashMap<>();
  private final double[] low;
  private final double[] high;
  private boolean known = true;

  /**
   * @param step what is computed
   * @param sources the bounds of what it reads
   */
  Intervals(FusedStep step, Function<Buffer, BoundSource> sources) {
    boolean isFloat = step.dtype() == DType.FLOAT;
    this.limit = (isFloat ? Float.MAX_VALUE : Double.MAX_VALUE) / 16;
    this.leastNormal = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    step.leaves()
        .forEach(
            (node, buffer) -> {
              indices.put(node, leaves.size());
              leaves.add(sources.apply(buffer));
            });
    for (Node node : step.nodes()) {
      for (Node input : node.inputs()) {
        add(input);
      }
      add(node);
    }
    this.low = new double[leaves.size() + ops.size()];
    this.high = new double[leaves.size() + ops.size()];
  }

  private void add(Node node) {
    if (indices.containsKey(node)) {
      return;
    }
    known &= isKnown(node.op());
    indices.put(node, leaves.size() + ops.size());
    ops.add(node.op());
    operands.add(
        node.op() instanceof Leaf
            ? new int[0]
            : node.inputs().stream().mapToInt(n -> indices.getOrDefault(n, 0)).toArray());
  }

  private static boolean isKnown(Op op) {
    if (op instanceof Arithmetic) {
      return op != Arithmetic.POW;
    }
    return op instanceof Leaf.Full
        || op instanceof Selection
        || op instanceof Cast
        || op == Transcendental.EXP
        || op == Transcendental.TANH
        || op == Activation.SIGMOID
        || op == Activation.RELU;
  }

  /** Whether the step consists of operations whose results can be bounded. */
  boolean isKnown() {
    return known;
  }

  /** Whether each value is finite, all intermediate ones included, given the sources' bounds. */
  boolean areFinite() {
    for (int i = 0; i < leaves.size(); i++) {
      if (!set(i, leaves.get(i).low(), leaves.get(i).high())) {
        return false;
      }
    }
    for (int i = 0; i < ops.size(); i++) {
      if (!compute(leaves.size() + i, ops.get(i), operands.get(i))) {
        return false;
      }
    }
    return true;
  }

  double low(Node node) {
    return low[indices.get(node)];
  }

  double high(Node node) {
    return high[indices.get(node)];
  }

  /** Sets the bounds of a value; false if they are too far out. */
  private boolean set(int i, double from, double to) {
    double l = from - Math.abs(from) * ROUNDING;
    double h = to + Math.abs(to) * ROUNDING;
    low[i] = l > 0 && l < leastNormal ? 0 : l; // may round to 0
    high[i] = h < 0 && h > -leastNormal ? 0 : h;
    return l >= -limit && h <= limit;
  }

  private boolean compute(int y, Op op, int... in) {
    if (op instanceof Leaf.Full f) {
      return set(y, f.value(), f.value());
    }
    double al = low[in[0]];
    double ah = high[in[0]];
    double bl = in.length > 1 ? low[in[1]] : 0;
    double bh = in.length > 1 ? high[in[1]] : 0;
    if (op instanceof Arithmetic a) {
      return arithmetic(y, a, al, ah, bl, bh);
    } else if (op == Selection.WHERE) {
      return set(y, Math.min(bl, low[in[2]]), Math.max(bh, high[in[2]]));
    } else if (op == Selection.CLAMP) {
      double most = Math.min(ah, high[in[2]]);
      double least = Math.min(al, low[in[2]]);
      return set(y, Math.max(bl, least), Math.max(bh, most));
    } else if (op instanceof Selection) {
      return set(y, 0, 1);
    } else if (op == Transcendental.EXP) {
      return set(y, 0, Math.exp(ah));
    } else if (op == Transcendental.TANH) {
      return set(y, -1, 1);
    } else if (op == Activation.SIGMOID) {
      return set(y, 0, 1);
    } else if (op == Activation.RELU) {
      return set(y, Math.max(al, 0), Math.max(ah, 0));
    }
    return set(y, al, ah); // a cast
  }

  private boolean arithmetic(int y, Arithmetic op, double al, double ah, double bl, double bh) {
    return switch (op) {
      case NEG -> set(y, -ah, -al);
      case ABS -> set(y, leastMagnitude(al, ah), Math.max(-al, ah));
      case SIGN -> set(y, -1, 1);
      case FLOOR -> set(y, al - 1, ah);
      case ADD -> set(y, al + bl, ah + bh);
      case SUB -> set(y, al - bh, ah - bl);
      case MUL, MULTIPLY_NO_NAN -> product(y, al, ah, bl, bh);
      case SQUARE -> {
        double least = leastMagnitude(al, ah);
        double most = Math.max(-al, ah);
        yield set(y, least * least, most * most);
      }
      case SQRT -> al >= 0 && set(y, Math.sqrt(al), Math.sqrt(ah));
      case RSQRT -> al > 0 && set(y, 1 / Math.sqrt(ah), 1 / Math.sqrt(al));
      case RECIPROCAL -> excludesZero(al, ah) && set(y, 1 / ah, 1 / al);
      case DIV -> excludesZero(bl, bh) && product(y, al, ah, 1 / bh, 1 / bl);
      case MAX -> set(y, Math.max(al, bl), Math.max(ah, bh));
      case MIN -> set(y, Math.min(al, bl), Math.min(ah, bh));
      case POW -> false;
    };
  }

  private boolean product(int y, double al, double ah, double bl, double bh) {
    double least = Math.min(Math.min(al * bl, al * bh), Math.min(ah * bl, ah * bh));
    double most = Math.max(Math.max(al * bl, al * bh), Math.max(ah * bl, ah * bh));
    return set(y, least, most);
  }

  private static double leastMagnitude(double low, double high) {
    return low > 0 ? low : high < 0 ? -high : 0;
  }

  private static boolean excludesZero(double low, double high) {
    return low > 0 || high < 0;
  }
}
