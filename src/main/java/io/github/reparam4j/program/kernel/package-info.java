/**
 * Arithmetic on memory: tiles and their kernels, loops generated as bytecode, matrix products in
 * Java and by BLAS. Knows neither steps nor plans.
 *
 * <p>Start here: {@link io.github.reparam4j.program.kernel.Tile} for element-wise work, {@link
 * io.github.reparam4j.program.kernel.Gemm} for products.
 */
@Internal
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.internal.Internal;
