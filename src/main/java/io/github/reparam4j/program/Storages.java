package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The storages of a plan in the making, and the steps that copy values to where and as another step
 * needs them.
 */
final class Storages {
  private final List<Storage> all = new ArrayList<>();
  private final List<Object> slots;

  /**
   * @param slots the steps so far, to which copies are added
   */
  Storages(List<Object> slots) {
    this.slots = slots;
  }

  List<Storage> all() {
    return Collections.unmodifiableList(all);
  }

  /** One for a node's value. */
  Storage add(Node node, Tensor leaf) {
    Storage storage = new Storage(all.size(), node.dtype(), node.shape().size(), leaf);
    all.add(storage);
    return storage;
  }

  /** A node's value, which a view shows, once more in row-major order. */
  Storage copy(Node node, View from) {
    Storage target = new Storage(all.size(), from.storage().dtype(), from.size(), null);
    all.add(target);
    View to =
        View.contiguous(target, Shape.of(Arrays.stream(from.dims()).asLongStream().toArray()));
    slots.add(new CopyStep(node, target, List.of(new CopyStep.Part(from, to)), false));
    return target;
  }

  View contiguous(Node node, View view) {
    return view.isContiguous()
        ? view
        : new View(copy(node, view), 0, view.dims(), View.rowMajor(view.dims()));
  }

  /** A storage with the view's elements and nothing else. */
  Storage whole(Node node, View view) {
    return isAll(view) ? view.storage() : copy(node, view);
  }

  /** As BLAS can read it. */
  View factor(Node node, View view) {
    return MatMulStep.isReadable(view) ? view : contiguous(node, view);
  }

  /** A storage of the arena that holds just this value in row-major order. */
  Storage kept(Node node, View view) {
    return view.storage().isInArena() && isAll(view) ? view.storage() : copy(node, view);
  }

  private static boolean isAll(View view) {
    return view.isContiguous() && view.offset() == 0 && view.size() == view.storage().size();
  }
}
