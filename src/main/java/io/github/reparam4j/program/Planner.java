package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Indexing;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Layout;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.LinearAlgebra;
import io.github.reparam4j.tensor.Reduction;
import io.github.reparam4j.tensor.Scan;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns expressions into a {@link Plan}: element-wise nodes into fused groups, layouts into views,
 * the rest into a step each; then places what is stored by its lifetime in one arena.
 */
final class Planner {
  /** Limits the registers of a group. */
  private static final int LARGEST_GROUP = 256;

  private record Space(Shape shape, DType dtype) {}

  private final boolean fuse;
  private final boolean loops;
  private final Graph graph;
  private final List<Object> slots = new ArrayList<>();
  private final Storages storages = new Storages(slots);
  private final Map<Space, TileGroup> latest = new HashMap<>();
  private final Map<Node, Deferral> deferred = new HashMap<>();
  // By node id: the group of an element-wise node, where its value is in memory, and the position
  // of the step after which it is ready.
  private final TileGroup[] groups;
  private final View[] views;
  private final int[] positions;
  private final boolean[] placed;
  private final Map<Input, Storage> inputs = new LinkedHashMap<>();
  private final Map<Variable, Storage> variables = new LinkedHashMap<>();

  /**
   * @param fuse whether element-wise nodes share steps; if not, every node has its own
   * @param loops whether even small groups are worth loops of their own
   */
  Planner(Graph graph, boolean fuse, boolean loops) {
    this.graph = graph;
    this.fuse = fuse;
    this.loops = loops;
    int nodes = graph.nodes().size();
    this.groups = new TileGroup[nodes];
    this.views = new View[nodes];
    this.positions = new int[nodes];
    this.placed = new boolean[nodes];
  }

  Plan plan(Collection<Tensor> outputs, Map<Variable, Tensor> updates) {
    placeScalars();
    for (Node node : graph.nodes()) {
      if (!placed[node.id()]) {
        place(node);
      }
    }
    Map<Tensor, Storage> outputStorages = new LinkedHashMap<>();
    for (Tensor t : outputs) {
      outputStorages.put(t, kept(graph.node(t)));
    }
    Map<Variable, Storage> updateStorages = new LinkedHashMap<>();
    updates.forEach(
        (v, t) -> {
          Storage storage = kept(graph.node(t));
          storage.becomeUpdateOf(v);
          updateStorages.put(v, storage);
        });
    List<Step> steps = new ArrayList<>();
    for (Object slot : slots) {
      steps.add(slot instanceof TileGroup g ? g.finish(this::view, loops) : (Step) slot);
    }
    int commits =
        fuse
            ? Commits.moveLast(steps, outputStorages.values(), updateStorages, variables)
            : steps.size();
    for (int i = 0; i < steps.size(); i++) {
      for (Storage s : steps.get(i).reads()) {
        s.usedBy(i);
      }
      for (Step.Result r : steps.get(i).results()) {
        r.storage().usedBy(i);
      }
    }
    outputStorages.values().forEach(s -> s.usedBy(steps.size()));
    updateStorages.values().forEach(s -> s.usedBy(steps.size()));
    long bytes = ArenaLayout.place(storages.all(), steps.size());
    return new Plan(
        steps,
        commits,
        storages.all(),
        outputStorages,
        updateStorages,
        inputs,
        variables,
        bytes,
        graph.drawsNoise());
  }

  // ---- each kind of node

  /**
   * Places what is computed from single numbers alone, such as a learning rate, before all else: so
   * that no group has to be cut in two to wait for it.
   */
  private void placeScalars() {
    for (Node node : graph.nodes()) {
      boolean early =
          fuse
              && node.shape().size() == 1
              && (node.op() instanceof Leaf || node.op() instanceof Elementwise)
              && !(node.op() instanceof Leaf.Draw)
              && node.inputs().stream().allMatch(n -> placed[n.id()]);
      if (early) {
        placed[node.id()] = true;
        if (node.op() instanceof Leaf) {
          placeLeaf(node);
        } else {
          placeInGroup(node);
        }
      }
    }
  }

  private void place(Node node) {
    if (node.op() instanceof Leaf && !(node.op() instanceof Leaf.Draw)) {
      placeLeaf(node);
    } else if (isGrouped(node)) {
      Deferral deferral = fuse ? deferral(node) : null;
      if (deferral != null) {
        deferred.put(node, deferral);
      } else {
        placeInGroup(node);
      }
    } else if (node.op() instanceof Layout layout) {
      placeView(node, layout);
    } else {
      placeStep(node);
    }
  }

  private void placeLeaf(Node node) {
    if (node.op() instanceof Leaf.Fill) {
      return; // a register, wherever it is used
    }
    Storage storage = storages.add(node, node.source());
    if (node.source() instanceof Input input) {
      inputs.put(input, storage);
    } else if (node.source() instanceof Variable variable) {
      variables.put(variable, storage);
    }
    views[node.id()] = View.contiguous(storage, node.shape());
    positions[node.id()] = -1;
  }

  private static boolean isGrouped(Node node) {
    return node.op() instanceof Elementwise
        || node.op() instanceof Leaf.Draw
        || node.op() instanceof Annotation.Require;
  }

  /**
   * Whether a node is made from leaves alone, or from a single value that is in memory anyway (such
   * as the mask of an activation from its result). It could run at once, and would then be stored
   * until it is used; so it waits for its first user and joins that one's group.
   *
   * @return how it waits, or null if it does not
   */
  private Deferral deferral(Node node) {
    Deferral all = new Deferral(null, false, 1);
    for (Node input : node.inputs()) {
      Deferral one;
      if (input.op() instanceof Leaf && !(input.op() instanceof Leaf.Draw)) {
        one = new Deferral(null, input.shape().size() > 1 && !(input.op() instanceof Leaf.Fill), 0);
      } else if (deferred.containsKey(input)) {
        one = deferred.get(input);
      } else if (views[input.id()] != null && input.shape().equals(node.shape())) {
        one = new Deferral(input, false, 0);
      } else {
        return null;
      }
      all = all.and(one);
      if (all == null) {
        return null;
      }
    }
    return all;
  }

  private void placeInGroup(Node node) {
    Space space = new Space(node.shape(), node.dtype());
    viewOthers(node, space);
    TileGroup group = latest.get(space);
    if (!fuse || group == null || group.size() >= LARGEST_GROUP || !canJoin(node, group)) {
      group = new TileGroup(node.shape(), node.dtype(), slots.size());
      slots.add(group);
      latest.put(space, group);
    }
    joinWithDeferred(group, node);
  }

  /** Has what a node waits for in other spaces placed before the node's own group. */
  private void viewOthers(Node node, Space space) {
    for (Node input : node.inputs()) {
      if (deferred.containsKey(input)) {
        if (space.equals(new Space(input.shape(), input.dtype()))) {
          viewOthers(input, space);
        } else {
          view(input);
        }
      }
    }
  }

  private void joinWithDeferred(TileGroup group, Node node) {
    for (Node input : node.inputs()) {
      if (deferred.remove(input) != null) {
        joinWithDeferred(group, input);
      }
    }
    join(group, node);
  }

  private void join(TileGroup group, Node node) {
    group.add(node);
    groups[node.id()] = group;
    positions[node.id()] = group.position();
    for (Node input : node.inputs()) {
      if (groups[input.id()] != group && !(input.op() instanceof Leaf.Fill)) {
        view(input);
      }
    }
  }

  /** Whether all inputs are members or ready before the group runs. */
  private boolean canJoin(Node node, TileGroup group) {
    for (Node input : node.inputs()) {
      boolean ready =
          deferred.containsKey(input)
              ? canJoin(input, group)
              : input.op() instanceof Leaf.Fill
                  || groups[input.id()] == group
                  || positions[input.id()] < group.position();
      if (!ready) {
        return false;
      }
    }
    return true;
  }

  private void placeView(Node node, Layout layout) {
    Node base = node.input(0);
    View from = view(base);
    View to;
    if (layout instanceof Layout.Permute p) {
      to = from.permute(p.order().stream().mapToInt(i -> i).toArray());
    } else if (layout instanceof Layout.BroadcastTo b) {
      to = from.broadcastTo(b.to());
    } else if (layout instanceof Layout.Slice s) {
      to = from.slice(s);
    } else {
      to = from.reshape(node.shape());
    }
    if (to == null) {
      Storage copy = storages.copy(node, from);
      views[node.id()] = View.contiguous(copy, node.shape());
      positions[node.id()] = slots.size() - 1;
    } else {
      views[node.id()] = to;
      positions[node.id()] = positions[base.id()];
    }
  }

  /** Whether a reduction could be left to the group that makes what it reduces. */
  private boolean placeAsSum(Node node) {
    Node input = node.input(0);
    if (deferred.remove(input) != null) {
      placeInGroup(input);
    }
    TileGroup group = groups[input.id()];
    if (!fuse || group == null) {
      return false;
    }
    TileSum sum = TileSum.of(node, n -> storages.add(n, null), group::fits);
    if (sum == null) {
      return false;
    }
    group.add(sum);
    positions[node.id()] = group.position();
    views[node.id()] = View.contiguous(sum.result().storage(), node.shape());
    return true;
  }

  private void placeStep(Node node) {
    if (node.op() instanceof Reduction && placeAsSum(node)) {
      return;
    }
    List<View> in = node.inputs().stream().map(this::view).toList();
    Storage target = storages.add(node, null);
    Step step;
    if (node.op() instanceof Reduction) {
      step = new ReduceStep(node, in.get(0), target);
    } else if (node.op() instanceof LinearAlgebra.MatMul) {
      View left = storages.factor(node.input(0), in.get(0));
      step = new MatMulStep(node, left, storages.factor(node.input(1), in.get(1)), target);
    } else if (node.op() instanceof LinearAlgebra.Cholesky) {
      step = new CholeskyStep(node, in.get(0), target);
    } else if (node.op() instanceof LinearAlgebra.TriangularSolve) {
      step =
          new TriangularSolveStep(
              node, storages.contiguous(node.input(0), in.get(0)), in.get(1), target);
    } else if (node.op() instanceof Scan) {
      step = new ScanStep(node, storages.whole(node.input(0), in.get(0)), target);
    } else if (node.op() instanceof Indexing.Concat c) {
      step = new CopyStep(node, target, concatParts(node, c, in, target), true);
    } else if (node.op() instanceof Indexing.Embed e) {
      View to = View.contiguous(target, node.shape()).slice(e.places());
      step = new CopyStep(node, target, List.of(new CopyStep.Part(in.get(0), to)), true);
    } else if (node.op() instanceof Indexing.Gather) {
      Storage source = storages.whole(node.input(0), in.get(0));
      step = new GatherStep(node, source, storages.whole(node.input(1), in.get(1)), target);
    } else if (node.op() instanceof Indexing.ScatterAdd) {
      Storage source = storages.whole(node.input(0), in.get(0));
      step = new ScatterAddStep(node, source, storages.whole(node.input(1), in.get(1)), target);
    } else {
      throw new IllegalStateException("no step for " + node);
    }
    positions[node.id()] = slots.size();
    slots.add(step);
    views[node.id()] = View.contiguous(target, node.shape());
  }

  private List<CopyStep.Part> concatParts(
      Node node, Indexing.Concat concat, List<View> in, Storage target) {
    View all = View.contiguous(target, node.shape());
    List<CopyStep.Part> parts = new ArrayList<>();
    int start = 0;
    for (View from : in) {
      int[] dims = from.dims();
      long offset = start * all.strides()[concat.axis()];
      parts.add(new CopyStep.Part(from, new View(target, offset, dims, all.strides())));
      start += dims[concat.axis()];
    }
    return parts;
  }

  // ---- values in memory

  /** Where a node's value is found; if it is only a register so far, it is stored from now on. */
  private View view(Node node) {
    View known = views[node.id()];
    if (known != null) {
      return known;
    }
    if (deferred.remove(node) != null) {
      placeInGroup(node);
    }
    if (node.op() instanceof Leaf.Fill) {
      TileGroup group = new TileGroup(node.shape(), node.dtype(), slots.size());
      slots.add(group);
      join(group, node);
    }
    Storage storage = groups[node.id()].store(node, n -> storages.add(n, null));
    View view = View.contiguous(storage, node.shape());
    views[node.id()] = view;
    return view;
  }

  private Storage kept(Node node) {
    return storages.kept(node, view(node));
  }
}
