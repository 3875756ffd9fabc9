/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One use of an operation that can be checked: how to build the expression, from which inputs.
 *
 * @param name name in messages
 * @param args the inputs
 * @param build the expression of the inputs
 * @param tolerance of the value in DOUBLE, relative to each element if the operation is
 *     element-wise, otherwise to the greatest element
 */
record OpCase(String name, List<Arg> args, Function<List<Tensor>, Tensor> build, double tolerance) {

  /** How an input reaches the operation: directly, or as a view of a larger or smaller tensor. */
  enum Form {
    PLAIN,
    PERMUTED,
    SLICED,
    BROADCAST,
    COMPUTED
  }

  /**
   * An input. Its values lie on a lattice that is shifted from one input to the next, so that no
   * two inputs are equal and none is 0: kinks are at least 0.01 away.
   *
   * @param low least value
   * @param high greatest value
   * @param integer whether its values are integers, in [low, high]
   * @param differentiable whether it has a gradient
   */
  record Arg(
      Shape shape, double low, double high, boolean integer, boolean differentiable, Form form) {
    static Arg real(double low, double high, long... shape) {
      return new Arg(Shape.of(shape), low, high, false, true, Form.PLAIN);
    }

    static Arg integer(int low, int high, long... shape) {
      return new Arg(Shape.of(shape), low, high, true, false, Form.PLAIN);
    }

    Arg as(Form newForm) {
      return new Arg(shape, low, high, integer, differentiable, newForm);
    }

    Arg withShape(Shape newShape) {
      return new Arg(newShape, low, high, integer, differentiable, form);
    }

    Arg withoutGradient() {
      return new Arg(shape, low, high, integer, false, form);
    }

    /** Shape of the input that the operand is a view of. */
    Shape inputShape() {
      int rank = shape.rank();
      return switch (form) {
        case PLAIN, COMPUTED -> shape;
        case PERMUTED -> {
          long[] reversed = new long[rank];
          for (int i = 0; i < rank; i++) {
            reversed[i] = shape.dim(rank - 1 - i);
          }
          yield Shape.of(reversed);
        }
        case SLICED -> shape.withDim(rank - 1, 2 * shape.dim(-1) + 1);
        case BROADCAST -> shape.withDim(0, 1);
      };
    }

    Tensor view(Tensor input) {
      int rank = shape.rank();
      int[] reversed = new int[rank];
      Arrays.setAll(reversed, i -> rank - 1 - i);
      return switch (form) {
        case PLAIN -> input;
        case COMPUTED -> input.neg().square().div(input).add(0);
        case PERMUTED -> input.permute(reversed);
        case SLICED -> input.slice(-1, 1, 2 * shape.dim(-1) + 1, 2);
        case BROADCAST -> input.broadcastTo(shape);
      };
    }

    double[] draw(SplittableRandom random, int index) {
      double[] x = new double[(int) inputShape().size()];
      for (int i = 0; i < x.length; i++) {
        x[i] =
            integer
                ? low + random.nextInt((int) (high - low) + 1)
                : 0.04 * Math.floor((low + (high - low) * random.nextDouble()) / 0.04)
                    + 0.01 * (index + 1);
      }
      return x;
    }
  }

  static OpCase of(
      String name, double tolerance, Function<List<Tensor>, Tensor> build, Arg... args) {
    return new OpCase(name, List.of(args), build, tolerance);
  }

  /** This case with other shapes, one for each input. */
  OpCase withShapes(Shape... shapes) {
    List<Arg> reshaped = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      reshaped.add(args.get(i).withShape(shapes[i]));
    }
    return new OpCase(name, reshaped, build, tolerance);
  }

  /** This case with the inputs as views. */
  OpCase as(Form... forms) {
    List<Arg> reformed = new ArrayList<>();
    for (int i = 0; i < forms.length; i++) {
      reformed.add(args.get(i).as(forms[i]));
    }
    return new OpCase(name, reformed, build, tolerance);
  }

  @Override
  public String toString() {
    return name + args.stream().map(a -> a.form() + " " + a.shape()).toList();
  }
}
