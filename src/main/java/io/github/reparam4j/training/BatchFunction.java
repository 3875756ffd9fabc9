/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A function of the arrays of a batch, given by the user.
 *
 * @param arity number of its arguments, or {@link #ANY}
 * @param function the result from the batch's tensors
 * @param <T> the result: an expression, or a loss with metrics
 */
record BatchFunction<T>(int arity, Function<List<Tensor>, T> function) {
  static final int ANY = -1;

  static BatchFunction<Tensor> of(Supplier<Tensor> f) {
    return new BatchFunction<>(0, in -> f.get());
  }

  static BatchFunction<Tensor> of(UnaryOperator<Tensor> f) {
    return new BatchFunction<>(1, in -> f.apply(in.get(0)));
  }

  static BatchFunction<Tensor> of(BinaryOperator<Tensor> f) {
    return new BatchFunction<>(2, in -> f.apply(in.get(0), in.get(1)));
  }

  static <T> BatchFunction<T> ofAll(Function<List<Tensor>, T> f) {
    return new BatchFunction<>(ANY, f);
  }

  BatchFunction<Loss> toLoss(Function<T, Loss> loss) {
    return new BatchFunction<>(arity, function.andThen(loss));
  }

  T apply(List<Tensor> inputs) {
    return function.apply(inputs);
  }

  void requireArity(String where, String name, int arrays) {
    if (arity != ANY && arity != arrays) {
      throw Errors.argument(
          where,
          "every batch must have as many arrays as " + name + " has arguments, " + arity,
          arrays,
          null);
    }
  }
}
