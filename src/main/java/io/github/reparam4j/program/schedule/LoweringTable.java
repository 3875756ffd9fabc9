/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import static io.github.reparam4j.program.schedule.InputForm.BLAS_MATRIX;
import static io.github.reparam4j.program.schedule.InputForm.CONTIGUOUS;
import static io.github.reparam4j.program.schedule.InputForm.STRIDED;
import static io.github.reparam4j.program.schedule.InputForm.WHOLE_BUFFER;
import static java.util.Map.entry;

import io.github.reparam4j.program.step.CholeskyStep;
import io.github.reparam4j.program.step.CopyStep;
import io.github.reparam4j.program.step.GatherStep;
import io.github.reparam4j.program.step.GemmStep;
import io.github.reparam4j.program.step.ReduceStep;
import io.github.reparam4j.program.step.ScanStep;
import io.github.reparam4j.program.step.ScatterAddStep;
import io.github.reparam4j.program.step.TriangularSolveStep;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Indexing;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Scan;
import java.util.List;
import java.util.Map;

/**
 * The lowering of each operation. If neither the type of a new operation nor a supertype has a row,
 * the table's test fails and names it.
 */
final class LoweringTable {
  private static final Map<Class<?>, Lowering> ROWS =
      Map.ofEntries(
          entry(Leaf.Full.class, Inline.REGISTER),
          entry(Leaf.Constant.class, Inline.BUFFER),
          entry(Leaf.Placeholder.class, Inline.BUFFER),
          entry(Leaf.VariableReference.class, Inline.BUFFER),
          entry(Leaf.RandomDraw.class, Inline.FUSED),
          entry(Elementwise.class, Inline.FUSED),
          entry(Marker.Require.class, Inline.FUSED),
          entry(Marker.StopGradient.class, Inline.ERASED),
          entry(Marker.SharedNoise.class, Inline.ERASED),
          entry(Marker.CustomGradient.class, Inline.ERASED),
          entry(Marker.FirstDerivative.class, Inline.ERASED),
          entry(Marker.FiniteUpdate.class, Inline.ERASED),
          entry(Marker.Updating.class, Inline.ERASED),
          entry(Layout.class, Inline.VIEW),
          entry(Reduction.class, new OwnStep(ReduceStep::new, true, List.of(STRIDED))),
          entry(LinearAlgebra.MatMul.class, OwnStep.of(GemmStep::new, BLAS_MATRIX)),
          entry(LinearAlgebra.Cholesky.class, OwnStep.of(CholeskyStep::new, STRIDED)),
          entry(
              LinearAlgebra.TriangularSolve.class,
              OwnStep.of(TriangularSolveStep::new, CONTIGUOUS, STRIDED)),
          entry(Scan.class, OwnStep.of(ScanStep::new, WHOLE_BUFFER)),
          entry(Indexing.Concat.class, OwnStep.of(CopyStep::concat, STRIDED)),
          entry(Indexing.Embed.class, OwnStep.of(CopyStep::embed, STRIDED)),
          entry(Indexing.Gather.class, OwnStep.of(GatherStep::new, WHOLE_BUFFER)),
          entry(Indexing.ScatterAdd.class, OwnStep.of(ScatterAddStep::new, WHOLE_BUFFER)));

  private static final ClassValue<Lowering> NEAREST =
      new ClassValue<>() {
        @Override
        protected Lowering computeValue(Class<?> type) {
          return nearest(type);
        }
      };

  private LoweringTable() {}

  static Lowering of(Op op) {
    Lowering lowering = NEAREST.get(op.getClass());
    if (lowering == null) {
      throw new IllegalStateException("no lowering of " + op.getClass().getName());
    }
    return lowering;
  }

  /** The row of a type of operations or of its nearest supertype; null if there is none. */
  static Lowering find(Class<? extends Op> type) {
    return NEAREST.get(type);
  }

  private static Lowering nearest(Class<?> type) {
    Lowering row = ROWS.get(type);
    if (row == null && type.getSuperclass() != null) {
      row = nearest(type.getSuperclass());
    }
    for (Class<?> parent : type.getInterfaces()) {
      row = row != null ? row : nearest(parent);
    }
    return row;
  }
}
