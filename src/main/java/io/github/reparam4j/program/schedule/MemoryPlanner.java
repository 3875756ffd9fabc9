/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.schedule;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pass that allocates buffers in one arena, so that buffers that live at the same time do not
 * overlap: step by step, each buffer in the first gap that is large enough.
 */
final class MemoryPlanner {
  private final TreeMap<Long, Long> gaps = new TreeMap<>();
  private long end;

  private MemoryPlanner() {}

  /**
   * Sets the lifetimes and offsets of a plan's buffers.
   *
   * @param schedule has the buffers, and says which are needed after the last step
   * @param steps the steps in the order in which they run
   * @return bytes needed
   */
  static long allocate(Schedule schedule, List<Step> steps) {
    setLifetimes(schedule, steps);
    return allocateAll(schedule.buffers(), steps.size());
  }

  private static void setLifetimes(Schedule schedule, List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      for (Buffer s : steps.get(i).reads()) {
        s.usedBy(i);
      }
      for (Step.Result r : steps.get(i).results()) {
        r.buffer().usedBy(i);
      }
    }
    schedule.outputs().values().forEach(s -> s.usedBy(steps.size()));
    schedule.updates().values().forEach(s -> s.usedBy(steps.size()));
  }

  private static long allocateAll(List<Buffer> buffers, int steps) {
    List<List<Buffer>> born = new ArrayList<>();
    List<List<Buffer>> dying = new ArrayList<>();
    for (int i = 0; i <= steps + 1; i++) {
      born.add(new ArrayList<>());
      dying.add(new ArrayList<>());
    }
    for (Buffer s : buffers) {
      if (s.isInArena() && s.lastStep() >= 0) {
        born.get(s.firstStep()).add(s);
        dying.get(s.lastStep() + 1).add(s);
      }
    }
    MemoryPlanner layout = new MemoryPlanner();
    for (int i = 0; i <= steps; i++) {
      dying.get(i).forEach(layout::free);
      born.get(i).forEach(layout::allocate);
    }
    return layout.end;
  }

  private static long rounded(long bytes) {
    return Math.max(
        Memory.ALIGNMENT, (bytes + Memory.ALIGNMENT - 1) / Memory.ALIGNMENT * Memory.ALIGNMENT);
  }

  private void allocate(Buffer buffer) {
    long need = rounded(buffer.bytes());
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      if (gap.getValue() >= need) {
        long at = gap.getKey();
        long left = gap.getValue() - need;
        gaps.remove(at);
        if (left > 0) {
          gaps.put(at + need, left);
        }
        buffer.allocateAt(at);
        return;
      }
    }
    Map.Entry<Long, Long> last = gaps.lastEntry();
    if (last != null && last.getKey() + last.getValue() == end) {
      gaps.remove(last.getKey());
      end = last.getKey();
    }
    buffer.allocateAt(end);
    end += need;
  }

  private void free(Buffer buffer) {
    long at = buffer.offset();
    long length = rounded(buffer.bytes());
    Map.Entry<Long, Long> before = gaps.lowerEntry(at);
    if (before != null && before.getKey() + before.getValue() == at) {
      at = before.getKey();
      length += before.getValue();
    }
    Long after = gaps.remove(at + length);
    if (after != null) {
      length += after;
    }
    gaps.put(at, length);
  }
}
