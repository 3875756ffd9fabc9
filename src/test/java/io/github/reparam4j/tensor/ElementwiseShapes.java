/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.tensor.OpCase.Arg;
import io.github.reparam4j.tensor.OpCase.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shapes for element-wise operations: scalars, broadcasting on outer and inner axes, no elements,
 * and sizes just past a tile (512 elements) and a task (8192 elements).
 */
final class ElementwiseShapes {
  private static final long[][][] UNARY = {
    {{}}, {{1}}, {{5}}, {{3, 4}}, {{2, 3, 4}}, {{0}}, {{3, 0}}, {{512}}, {{513}}, {{3, 2731}}
  };

  private static final long[][][] BINARY = {
    {{}, {}},
    {{}, {5}},
    {{5}, {}},
    {{5}, {5}},
    {{1}, {5}},
    {{3, 4}, {3, 4}},
    {{3, 4}, {4}},
    {{4}, {3, 4}},
    {{3, 1}, {3, 4}},
    {{3, 4}, {3, 1}},
    {{3, 1}, {1, 4}},
    {{2, 3, 4}, {3, 1}},
    {{2, 1, 4}, {1, 3, 1}},
    {{3, 1}, {2, 3, 4}},
    {{0}, {1}},
    {{3, 0}, {3, 1}},
    {{4}, {0, 4}},
    {{513}, {513}},
    {{20, 411}, {411}},
    {{20, 411}, {20, 1}},
    {{20, 1}, {1, 411}}
  };

  private static final long[][][] TERNARY = {
    {{}, {}, {}},
    {{5}, {5}, {5}},
    {{3, 4}, {}, {4}},
    {{}, {3, 4}, {3, 1}},
    {{3, 1}, {4}, {}},
    {{1, 4}, {3, 1}, {2, 3, 4}},
    {{0}, {1}, {}},
    {{513}, {513}, {}},
    {{20, 1}, {411}, {20, 411}}
  };

  private static final long[][][] QUATERNARY = {
    {{}, {}, {}, {}},
    {{5}, {5}, {5}, {5}},
    {{3, 1}, {}, {1, 4}, {3, 4}},
    {{0}, {1}, {}, {0}},
    {{513}, {}, {513}, {513}},
    {{20, 1}, {411}, {20, 411}, {20, 411}}
  };

  private ElementwiseShapes() {}

  static List<Shape[]> of(int arity) {
    long[][][] table = List.of(UNARY, BINARY, TERNARY, QUATERNARY).get(arity - 1);
    return Arrays.stream(table)
        .map(row -> Arrays.stream(row).map(Shape::of).toArray(Shape[]::new))
        .toList();
  }

  /** The shapes of at most a hundred elements. */
  static List<Shape[]> small(int arity) {
    return of(arity).stream()
        .filter(shapes -> Arrays.stream(shapes).allMatch(s -> s.size() <= 100))
        .toList();
  }

  /** The shape just past a tile. */
  static List<Shape[]> beyondATile(int arity) {
    return of(arity).stream()
        .filter(shapes -> Arrays.asList(shapes).contains(Shape.of(513)))
        .toList();
  }

  /** Every form for each operand in turn, with the others plain and with the others permuted. */
  static List<Form[]> forms(Arg... args) {
    List<Form[]> all = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      for (Form form : Form.values()) {
        for (Form other : new Form[] {Form.PLAIN, Form.PERMUTED}) {
          Form[] forms = new Form[args.length];
          Arrays.fill(forms, other);
          forms[i] = form;
          if (form != Form.COMPUTED || !args[i].integer()) {
            all.add(forms);
          }
        }
      }
    }
    return all;
  }

  /** All plain, all permuted, and the first broadcast. */
  static List<Form[]> fewForms(int arity) {
    Form[] plain = new Form[arity];
    Arrays.fill(plain, Form.PLAIN);
    Form[] permuted = new Form[arity];
    Arrays.fill(permuted, Form.PERMUTED);
    Form[] broadcast = plain.clone();
    broadcast[0] = Form.BROADCAST;
    return List.of(plain, permuted, broadcast);
  }
}
