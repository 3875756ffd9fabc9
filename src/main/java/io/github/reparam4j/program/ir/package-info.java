/**
 * The intermediate representation of a program: the graph of computations, and the layout of their
 * values in memory.
 *
 * <p>Start here: {@link io.github.reparam4j.program.ir.Graph}, whose nodes the passes of {@code
 * program.schedule} turn into steps.
 */
@Internal
package io.github.reparam4j.program.ir;

import io.github.reparam4j.internal.Internal;
