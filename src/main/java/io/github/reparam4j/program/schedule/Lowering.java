/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

/** The way a plan carries out an operation: a row of the {@link LoweringTable}. */
sealed interface Lowering permits Inline, OwnStep {}
