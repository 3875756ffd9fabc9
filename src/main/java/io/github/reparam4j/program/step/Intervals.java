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
import java.util.Arrays;
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

  private static final int CONSTANT = -1;
  private static final int COPY = -2;
  private static final int UNIT = -3;
  private static final int SIGNED_UNIT = -4;
  private static final int SELECT = -5;
  private static final int CLAMP = -6;
  private static final int EXP = -7;
  private static final int RELU = -8;
  private static final int UNKNOWN = -9;
  private static final Arithmetic[] ARITHMETIC = Arithmetic.values();

  private final double limit;
  private final double minNormal;
  private final BoundSource[] leaves;
  private final Map<Node, Integer> indices = new HashMap<>();
  private final int[] codes;
  private final int[][] operands = new int[3][];
  private final double[] low;
  private final double[] high;
  private final boolean known;

  /**
   * @param step what is computed
   * @param sources the bounds of what it reads
   */
  Intervals(FusedStep step, Function<Buffer, BoundSource> sources) {
    boolean isFloat = step.dtype() == DType.FLOAT;
    this.limit = (isFloat ? Float.MAX_VALUE : Double.MAX_VALUE) / 16;
    this.minNormal = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    this.leaves = step.leaves().values().stream().map(sources).toArray(BoundSource[]::new);
    step.leaves().keySet().forEach(node -> indices.put(node, indices.size()));
    List<Node> computed = new ArrayList<>();
    for (Node node : step.nodes()) {
      node.inputs().forEach(input -> add(input, computed));
      add(node, computed);
    }
    int count = leaves.length + computed.size();
    this.low = new double[count];
    this.high = new double[count];
    this.codes = computed.stream().mapToInt(n -> code(n.op())).toArray();
    this.known = Arrays.stream(codes).noneMatch(c -> c == UNKNOWN);
    for (int i = 0; i < operands.length; i++) {
      int position = i;
      operands[i] = computed.stream().mapToInt(n -> operand(n, position)).toArray();
    }
    for (int i = 0; i < computed.size(); i++) {
      if (computed.get(i).op() instanceof Leaf.Full f) {
        low[leaves.length + i] = f.value();
        high[leaves.length + i] = f.value();
      }
    }
  }

  private void add(Node node, List<Node> computed) {
    if (!indices.containsKey(node)) {
      indices.put(node, leaves.length + computed.size());
      computed.add(node);
    }
  }

  private int operand(Node node, int position) {
    boolean has = position < node.inputs().size() && code(node.op()) != UNKNOWN;
    return has ? indices.get(node.input(position)) : 0;
  }

  private static int code(Op op) {
    if (op instanceof Arithmetic a) {
      return a == Arithmetic.POW ? UNKNOWN : a.ordinal();
    } else if (op == Selection.WHERE) {
      return SELECT;
    } else if (op == Selection.CLAMP) {
      return CLAMP;
    } else if (op instanceof Selection || op == Activation.SIGMOID) {
      return UNIT;
    } else if (op == Transcendental.TANH) {
      return SIGNED_UNIT;
    } else if (op == Transcendental.EXP) {
      return EXP;
    } else if (op == Activation.RELU) {
      return RELU;
    } else if (op instanceof Cast) {
      return COPY;
    }
    return op instanceof Leaf.Full ? CONSTANT : UNKNOWN;
  }

  /** Whether the step consists of operations whose results can be bounded. */
  boolean isKnown() {
    return known;
  }

  /** Whether each value is finite, all intermediate ones included, given the sources' bounds. */
  boolean areFinite() {
    for (int i = 0; i < leaves.length; i++) {
      if (!set(i, leaves[i].low(), leaves[i].high())) {
        return false;
      }
    }
    for (int i = 0; i < codes.length; i++) {
      if (!compute(i)) {
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
    low[i] = l > 0 && l < minNormal ? 0 : l; // may round to 0
    high[i] = h < 0 && h > -minNormal ? 0 : h;
    return l >= -limit && h <= limit;
  }

  private boolean compute(int i) {
    int y = leaves.length + i;
    int a = operands[0][i];
    int b = operands[1][i];
    double al = low[a];
    double ah = high[a];
    double bl = low[b];
    double bh = high[b];
    if (codes[i] >= 0) {
      return arithmetic(y, ARITHMETIC[codes[i]], al, ah, bl, bh);
    }
    return switch (codes[i]) {
      case CONSTANT -> low[y] >= -limit && high[y] <= limit;
      case COPY -> set(y, al, ah);
      case UNIT -> set(y, 0, 1);
      case SIGNED_UNIT -> set(y, -1, 1);
      case EXP -> set(y, 0, Math.exp(ah));
      case RELU -> set(y, Math.max(al, 0), Math.max(ah, 0));
      case SELECT -> {
        int c = operands[2][i];
        yield set(y, Math.min(bl, low[c]), Math.max(bh, high[c]));
      }
      case CLAMP -> {
        int c = operands[2][i];
        yield set(y, Math.max(bl, Math.min(al, low[c])), Math.max(bh, Math.min(ah, high[c])));
      }
      default -> false;
    };
  }

  private boolean arithmetic(int y, Arithmetic op, double al, double ah, double bl, double bh) {
    return switch (op) {
      case NEG -> set(y, -ah, -al);
      case ABS -> set(y, minMagnitude(al, ah), Math.max(-al, ah));
      case SIGN -> set(y, -1, 1);
      case FLOOR -> set(y, al - 1, ah);
      case ADD -> set(y, al + bl, ah + bh);
      case SUB -> set(y, al - bh, ah - bl);
      case MUL, MULTIPLY_NO_NAN -> product(y, al, ah, bl, bh);
      case SQUARE -> {
        double min = minMagnitude(al, ah);
        double max = Math.max(-al, ah);
        yield set(y, min * min, max * max);
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
    double min = Math.min(Math.min(al * bl, al * bh), Math.min(ah * bl, ah * bh));
    double max = Math.max(Math.max(al * bl, al * bh), Math.max(ah * bl, ah * bh));
    return set(y, min, max);
  }

  private static double minMagnitude(double low, double high) {
    return low > 0 ? low : high < 0 ? -high : 0;
  }

  private static boolean excludesZero(double low, double high) {
    return low > 0 || high < 0;
  }
}
