/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.ir;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;

/**
 * A buffer: a range of memory that a plan works on, in its own arena, for a variable's new value,
 * or the array of a constant, variable or input. Only a run knows its address.
 */
public final class Buffer {
  private static final int NONE = -1;

  private final DType dtype;
  private final long size;
  private final Tensor leaf;
  private int id = NONE;
  private Variable updated;
  private boolean inPlace;
  private int boundIndex = NONE;
  private int firstStep = Integer.MAX_VALUE;
  private int lastStep = -1;
  private long offset;

  /**
   * A buffer that is not part of a plan yet.
   *
   * @param leaf whose memory it is, or null for memory of the plan's own
   */
  public Buffer(DType dtype, long size, Tensor leaf) {
    this.dtype = dtype;
    this.size = size;
    this.leaf = leaf;
  }

  /** Number among the buffers of the plan; -1 if it is not materialized. */
  public int id() {
    return id;
  }

  /** Makes this a buffer of the plan. */
  public void materialize(int number) {
    this.id = number;
  }

  /** Whether this is a buffer of the plan. Values that stay in registers need none. */
  public boolean isMaterialized() {
    return id != NONE;
  }

  public DType dtype() {
    return dtype;
  }

  /** Number of elements. */
  public long size() {
    return size;
  }

  public long bytes() {
    return size * dtype.bytes();
  }

  public boolean isInArena() {
    return leaf == null && updated == null;
  }

  /** The variable whose new value this holds, or null. */
  public Variable updated() {
    return updated;
  }

  /** Makes this the memory of a variable's new value. */
  public void becomeUpdateOf(Variable variable) {
    this.updated = variable;
  }

  /** Makes this the memory of the variable itself. */
  public void becomeInPlace() {
    this.inPlace = true;
  }

  /** Whether the new value is written over the old one. */
  public boolean isInPlace() {
    return inPlace;
  }

  /** Makes steps that store this also bound its elements; numbered from 0 within the plan. */
  public void becomeBounded(int index) {
    this.boundIndex = index;
  }

  /** The number of the bound that is taken while this is stored, or -1 if none is. */
  public int boundIndex() {
    return boundIndex;
  }

  /** The constant, variable or input whose memory this is, or null. */
  public Tensor leaf() {
    return leaf;
  }

  /** Records that a step reads or writes this buffer. */
  public void usedBy(int step) {
    firstStep = Math.min(firstStep, step);
    lastStep = Math.max(lastStep, step);
  }

  public int firstStep() {
    return firstStep;
  }

  public int lastStep() {
    return lastStep;
  }

  /** Byte offset in the arena. */
  public long offset() {
    return offset;
  }

  public void allocateAt(long byteOffset) {
    this.offset = byteOffset;
  }

  /** Location and lifetime of the buffer, for people who read a plan. */
  public String describe() {
    String where =
        isInArena()
            ? "bytes %,d to %,d of the arena".formatted(offset, offset + bytes())
            : "outside of the arena";
    String when = lastStep < 0 ? "never used" : "steps " + firstStep + " to " + lastStep;
    return "%s %s %,d elements, %s, %s".formatted(this, dtype, size, where, when);
  }

  /**
   * A name for people who read a plan, such as {@code input 'x'}, {@code 'weight'} or {@code s3}.
   */
  @Override
  public String toString() {
    if (updated != null) {
      return (inPlace ? "in place '" : "new '") + updated.name() + "'";
    } else if (leaf instanceof Input input) {
      return "input '" + input.name() + "'";
    } else if (leaf instanceof Variable variable) {
      return "'" + variable.name() + "'";
    }
    return (leaf == null ? "s" : "constant s") + id;
  }
}
