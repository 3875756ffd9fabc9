/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import io.github.reparam4j.program.ir.Buffer;
import io.github.reparam4j.program.ir.Node;
import io.github.reparam4j.program.ir.View;
import io.github.reparam4j.program.kernel.Memory;
import io.github.reparam4j.program.kernel.Tile;
import io.github.reparam4j.tensor.Indexing;
import io.github.reparam4j.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Copies views into regions of a buffer: concatenation, and embedding in zeros. */
public final class CopyStep implements Step {
  private static final int TASK = 16 * Tile.SHORT;

  /** A view, and the view of the target with the same shape that it is copied to. */
  public record Part(View from, View to) {}

  private final Result result;
  private final List<Part> parts;
  private final boolean computes;

  /**
   * @param node the node that is computed, or the one whose value is moved
   * @param computes whether the copying is the node's operation
   */
  public CopyStep(Node node, Buffer target, List<Part> parts, boolean computes) {
    this.result = new Result(node, target);
    this.parts = parts;
    this.computes = computes;
  }

  /** Inputs one after another along an axis. */
  public static CopyStep concat(Node node, List<View> inputs, Buffer target) {
    int axis = ((Indexing.Concat) node.op()).axis();
    View all = View.contiguous(target, node.shape());
    List<Part> parts = new ArrayList<>();
    int start = 0;
    for (View from : inputs) {
      long offset = start * all.strides()[axis];
      parts.add(new Part(from, new View(target, offset, from.dims(), all.strides())));
      start += from.dims()[axis];
    }
    return new CopyStep(node, target, parts, true);
  }

  /** An input at the positions of a slice, zeros elsewhere. */
  public static CopyStep embed(Node node, List<View> inputs, Buffer target) {
    Layout.Slice positions = ((Indexing.Embed) node.op()).slice();
    View to = View.contiguous(target, node.shape()).slice(positions);
    return new CopyStep(node, target, List.of(new Part(inputs.get(0), to)), true);
  }

  @Override
  public List<Buffer> reads() {
    return parts.stream().map(p -> p.from.buffer()).toList();
  }

  @Override
  public List<Result> results() {
    return List.of(result);
  }

  @Override
  public String kind() {
    return computes ? result.node().op().label() : "copy";
  }

  @Override
  public String describe() {
    String from = reads().stream().map(Buffer::toString).collect(Collectors.joining(", "));
    return from + " -> " + result.buffer();
  }

  @Override
  public List<Node> nodes() {
    return computes ? List.of(result.node()) : List.of();
  }

  @Override
  public long bytesRead() {
    return parts.stream().mapToLong(p -> p.from.bytes()).sum();
  }

  @Override
  public BoundStep bind(ExecutionContext execution) {
    execution.workers().forEach(w -> w.tile(result.buffer().dtype()).reserve(1));
    boolean clears = computes && result.node().op() instanceof Indexing.Embed;
    WorkerTeam.Share[] shares =
        parts.stream().map(p -> share(execution, p)).toArray(WorkerTeam.Share[]::new);
    int[] tasks = parts.stream().mapToInt(p -> (int) ((p.from.size() + TASK - 1) / TASK)).toArray();
    return () -> {
      if (clears) {
        Memory target = execution.memory(result.buffer());
        target.clear(0, target.size());
      }
      for (int i = 0; i < shares.length; i++) {
        execution.share(tasks[i], shares[i]);
      }
    };
  }

  private WorkerTeam.Share share(ExecutionContext execution, Part part) {
    View from = part.from.collapsed();
    View to = part.to.collapsed();
    long size = part.from.size();
    return (task, slot) -> {
      ExecutionContext.Worker worker = execution.worker(slot);
      Memory target = execution.memory(result.buffer());
      Tile tile = worker.tile(target.dtype());
      long end = Math.min(size, (task + 1L) * TASK);
      for (long p = (long) task * TASK; p < end; p += Tile.SHORT) {
        int n = (int) Math.min(Tile.SHORT, end - p);
        worker.cursor().load(tile, 0, from, execution.memory(from.buffer()), p, n);
        worker.cursor().store(tile, 0, to, target, p, n);
      }
    };
  }
}
