/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Distributions of different families as one batch: an axis of the batch counts them. Values that
 * have this axis of length 1 go to all of them, others element by element.
 */
sealed interface DistributionStack extends Distribution {
  /** The distributions, of one batch shape. */
  List<? extends Distribution> parts();

  /** The number of axes of the batch after the one that counts the distributions. */
  int trailing();

  /**
   * Stacks distributions along a new last axis of the batch. Independent elements of vectors are
   * stacked below {@link Independent}.
   *
   * @param where the operation that received them, for messages
   */
  static Distribution of(
      String where, Distribution first, Distribution second, Distribution... more) {
    Errors.given(where, "first", first);
    Errors.given(where, "second", second);
    Errors.given(where, "more", more);
    List<Distribution> given = new ArrayList<>(List.of(first, second));
    given.addAll(Arrays.asList(more));
    List<? extends Distribution> parts = broadcast(where, given);
    if (parts.stream().allMatch(DistributionStack::isIndependentVector)) {
      List<? extends Distribution> bases =
          parts.stream().map(d -> ((Independent) d).base()).toList();
      Distribution elements = pack(bases, 1);
      return elements instanceof Reparameterized r
          ? Independent.of(r, 1)
          : Independent.of(elements, 1);
    }
    return pack(parts, 0);
  }

  private static boolean isIndependentVector(Distribution d) {
    return d instanceof Independent i && i.axes() == 1 && i.base().eventShape().isScalar();
  }

  private static Distribution pack(List<? extends Distribution> parts, int trailing) {
    return parts.stream().allMatch(Reparameterized.class::isInstance)
        ? new Pathwise(parts.stream().map(Reparameterized.class::cast).toList(), trailing)
        : new NonReparameterized(List.copyOf(parts), trailing);
  }

  private static List<? extends Distribution> broadcast(
      String where, List<? extends Distribution> parts) {
    Distribution first = parts.get(0);
    Shape batch = Shape.scalar();
    for (Distribution d : parts) {
      require(where, "dtype", first.dtype(), d.dtype());
      require(where, "event shape", first.eventShape(), d.eventShape());
      boolean isDiscrete = first.support().isDiscrete();
      if (isDiscrete != d.support().isDiscrete()) {
        throw Errors.argument(
            where,
            "components must be all discrete or all have a density",
            first + " and " + d,
            null);
      }
      batch = batch.broadcast(where, d.batchShape());
    }
    long[] to = batch.toLongs();
    return parts.stream().map(d -> d.expand(to)).toList();
  }

  private static void require(String where, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw Errors.argument(
          where, "components must have one " + what, expected + " and " + found, null);
    }
  }

  // ---- shapes

  @Override
  default DType dtype() {
    return parts().get(0).dtype();
  }

  @Override
  default Shape batchShape() {
    Shape each = parts().get(0).batchShape();
    int at = each.rank() - trailing();
    return each.slice(0, at).append(Shape.of(parts().size())).append(each.slice(at, each.rank()));
  }

  @Override
  default Shape eventShape() {
    return parts().get(0).eventShape();
  }

  /** The batch shape of each part, from one that contains the axis. */
  private long[] withoutAxis(String where, long... batchShape) {
    Shape all = Shape.of(batchShape);
    int at = all.rank() - trailing() - 1;
    if (at < 0 || all.dim(at) != parts().size()) {
      throw Errors.argument(
          where, "the batch " + batchShape() + " must broadcast to the new one", all, null);
    }
    return all.slice(0, at).append(all.slice(at + 1, all.rank())).toLongs();
  }

  /** Results of all parts, with the axis before so many others. */
  private Tensor stack(List<Tensor> results, int after) {
    Shape common = Shape.scalar();
    for (Tensor t : results) {
      common = common.broadcast("Mixture", t.shape());
    }
    long[] shape = common.toLongs();
    return Tensor.stack(
        shape.length - after,
        results.stream().map(t -> t.broadcastTo(shape)).toArray(Tensor[]::new));
  }

  /** A function of values, one number for each event. */
  private Tensor at(Tensor value, BiFunction<Distribution, Tensor, Tensor> function) {
    int axis = value.shape().rank() - 1 - trailing() - eventShape().rank();
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < parts().size(); i++) {
      int index = axis < 0 || value.shape().dim(axis) == 1 ? 0 : i;
      Tensor own = axis < 0 ? value : value.select(axis, index);
      results.add(function.apply(parts().get(i), own));
    }
    return stack(results, trailing());
  }

  private Tensor moment(Function<Distribution, Tensor> function) {
    return stack(
        parts().stream().map(d -> function.apply(d)).toList(), trailing() + eventShape().rank());
  }

  // ---- support

  /** The supports as one set with an axis of ends. */
  @Override
  default Constraint support() {
    List<Constraint> sets = parts().stream().map(d -> d.support()).toList();
    if (sets.stream().allMatch(s -> s.equals(sets.get(0)) && s.eventRank() > 0)) {
      return sets.get(0);
    }
    return union(sets, 0);
  }

  private Constraint union(List<Constraint> sets, int axes) {
    if (sets.stream().allMatch(Constraint.Each.class::isInstance)) {
      List<Constraint> elements = sets.stream().map(s -> ((Constraint.Each) s).element()).toList();
      int more = ((Constraint.Each) sets.get(0)).axes();
      return Constraint.Each.of(union(elements, axes + more), more);
    }
    if (sets.stream().allMatch(Constraint.Reals.class::isInstance)) {
      return new Constraint.Reals();
    }
    if (sets.stream().anyMatch(s -> s.eventRank() > 0)) {
      throw Errors.unsupported("Mixture.support", "components must have one support", sets, null);
    }
    Tensor high = ends(sets, Constraint::high, axes);
    if (sets.get(0).isDiscrete()) {
      return new Constraint.CountsUpTo(high);
    }
    return new Constraint.Interval(ends(sets, Constraint::low, axes), high);
  }

  private Tensor ends(List<Constraint> sets, Function<Constraint, Tensor> end, int axes) {
    Shape each = parts().get(0).batchShape().append(eventShape());
    List<Tensor> all =
        sets.stream().map(s -> end.apply(s).cast(dtype()).broadcastTo(each)).toList();
    return stack(all, trailing() + axes);
  }

  // ---- density

  @Override
  default Tensor logProb(Tensor value) {
    return at(value, Distribution::logProb);
  }

  @Override
  default Tensor cdf(Tensor value) {
    return at(value, Distribution::cdf);
  }

  @Override
  default Tensor logCdf(Tensor value) {
    return at(value, Distribution::logCdf);
  }

  @Override
  default Tensor survival(Tensor value) {
    return at(value, Distribution::survival);
  }

  @Override
  default Tensor logSurvival(Tensor value) {
    return at(value, Distribution::logSurvival);
  }

  @Override
  default Tensor icdf(Tensor probability) {
    return at(probability, Distribution::icdf);
  }

  @Override
  default Tensor inverseSurvival(Tensor probability) {
    return at(probability, Distribution::inverseSurvival);
  }

  // ---- moments

  @Override
  default Tensor mean() {
    return moment(Distribution::mean);
  }

  @Override
  default Tensor variance() {
    return moment(Distribution::variance);
  }

  /** Without differentiable samples. */
  record NonReparameterized(List<Distribution> parts, int trailing) implements DistributionStack {
    @Override
    public NonReparameterized expand(long... batchShape) {
      long[] each = ((DistributionStack) this).withoutAxis("Mixture.expand", batchShape);
      return new NonReparameterized(parts.stream().map(d -> d.expand(each)).toList(), trailing);
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return ((DistributionStack) this).moment(d -> d.sample(sampleShape));
    }

    @Override
    public String toString() {
      return parts.toString();
    }
  }

  /** With differentiable samples. */
  record Pathwise(List<Reparameterized> parts, int trailing)
      implements DistributionStack, Reparameterized {
    @Override
    public Pathwise expand(long... batchShape) {
      long[] each = ((DistributionStack) this).withoutAxis("Mixture.expand", batchShape);
      return new Pathwise(parts.stream().map(d -> d.expand(each)).toList(), trailing);
    }

    @Override
    public Tensor sample(long... sampleShape) {
      return ((DistributionStack) this).moment(d -> d.sample(sampleShape));
    }

    @Override
    public Tensor rsample(long... sampleShape) {
      return ((DistributionStack) this).moment(d -> ((Reparameterized) d).rsample(sampleShape));
    }

    @Override
    public String toString() {
      return parts.toString();
    }
  }
}
