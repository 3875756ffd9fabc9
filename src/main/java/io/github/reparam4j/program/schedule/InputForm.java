/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.step.GemmStep;

/**
 * The layout in memory that a step needs of an input; an input with another layout is copied first.
 */
enum InputForm {
  /** Any view. */
  STRIDED,
  /** Matrices whose rows or columns BLAS can read. */
  BLAS_MATRIX,
  /** A row-major range of a buffer. */
  CONTIGUOUS,
  /** All of a buffer, in row-major order. */
  WHOLE_BUFFER;

  boolean isMetBy(View view) {
    return switch (this) {
      case STRIDED -> true;
      case BLAS_MATRIX -> GemmStep.isReadable(view) || view.isContiguous();
      case CONTIGUOUS -> view.isContiguous();
      case WHOLE_BUFFER -> view.isWhole();
    };
  }
}
