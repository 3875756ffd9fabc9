/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Marker;
import io.github.reparam4j.tensor.Op;
import io.github.reparam4j.tensor.Reduction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation has a row in the {@link LoweringTable}. */
class LoweringTableTest {
  /** The types of operations, from the sealed family; not the interfaces that group them. */
  private static List<Class<?>> operations() {
    List<Class<?>> all = new ArrayList<>();
    collect(Op.class, all);
    return all;
  }

  private static void collect(Class<?> type, List<Class<?>> all) {
    if (type.isInterface()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, all);
      }
    } else {
      all.add(type);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationHasALowering(Class<? extends Op> type) {
    assertThat(LoweringTable.find(type))
        .as("lowering of %s: LoweringTable needs a row for it", type.getName())
        .isNotNull();
  }

  @Test
  void familiesWithoutARowHaveNone() {
    assertThat(operations()).hasSizeGreaterThan(25).contains(LinearAlgebra.Cholesky.class);
    assertThat(LoweringTable.find(Op.class)).isNull();
    assertThat(LoweringTable.find(LinearAlgebra.class)).isNull();
  }

  @Test
  void rowsOfSupertypesHoldForTheirOperations() {
    assertThat(LoweringTable.of(Arithmetic.ADD)).isEqualTo(Inline.FUSED);
    assertThat(LoweringTable.of(new Layout.Permute(List.of(1, 0)))).isEqualTo(Inline.VIEW);
    assertThat(LoweringTable.of(new Reduction(Reduction.Kind.MAX, List.of(0))))
        .isInstanceOf(OwnStep.class);
  }

  @Test
  void theLastFormHoldsForAllFurtherInputs() {
    OwnStep solve = (OwnStep) LoweringTable.of(new LinearAlgebra.TriangularSolve(false));
    OwnStep product = (OwnStep) LoweringTable.of(new LinearAlgebra.MatMul());
    assertThat(solve.form(0)).isEqualTo(InputForm.CONTIGUOUS);
    assertThat(solve.form(1)).isEqualTo(InputForm.STRIDED);
    assertThat(product.form(1)).isEqualTo(InputForm.BLAS_MATRIX);
  }

  /** {@code Graph} resolves all markers except requirements. */
  @Test
  void onlyRequirementsOfTheAnnotationsAreComputed() {
    for (Class<?> type : operations()) {
      if (Marker.class.isAssignableFrom(type)) {
        assertThat(LoweringTable.find(type.asSubclass(Op.class)))
            .as(type.getName())
            .isEqualTo(type == Marker.Require.class ? Inline.FUSED : Inline.ERASED);
      }
    }
  }
}
