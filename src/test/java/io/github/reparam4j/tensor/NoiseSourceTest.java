/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Noise#drawnFrom} replaces, and until when. */
class NoiseSourceTest {
  private final List<String> drawn = new ArrayList<>();

  /** A source that makes its noise of leaves. */
  private Tensor draw(NoiseDistribution distribution, DType dtype, Shape shape) {
    drawn.add(distribution + " " + dtype + " " + shape);
    return Noise.of(distribution, dtype, shape).mul(2);
  }

  @Test
  void replacesEveryKindOfNoise() {
    Tensor z =
        Noise.drawnFrom(
            this::draw,
            () ->
                Noise.standardNormal(DType.DOUBLE, 2)
                    .add(Noise.uniform(DType.DOUBLE, 2))
                    .add(Noise.gumbel(DType.DOUBLE, 2)));
    assertThat(drawn)
        .containsExactly("STANDARD_NORMAL DOUBLE [2]", "UNIFORM DOUBLE [2]", "GUMBEL DOUBLE [2]");
    assertThat(z.shape()).isEqualTo(Shape.of(2));
    assertThat(Noise.uniform(DType.FLOAT, 3).op()).isInstanceOf(Leaf.RandomDraw.class);
    assertThat(drawn).hasSize(3);
  }

  @Test
  void endsWithAnExceptionAndMayBeNested() {
    assertThatThrownBy(
            () ->
                Noise.drawnFrom(
                    this::draw,
                    () -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    assertThat(Noise.uniform(DType.FLOAT, 3).op()).isInstanceOf(Leaf.RandomDraw.class);
    Tensor outer =
        Noise.drawnFrom(
            this::draw,
            () -> {
              Tensor inner =
                  Noise.drawnFrom(
                      (d, t, s) -> Tensor.zeros(t, s.toLongs()),
                      () -> Noise.uniform(DType.FLOAT, 3));
              assertThat(inner.op()).isInstanceOf(Leaf.Full.class);
              return Noise.uniform(DType.FLOAT, 4);
            });
    assertThat(outer.op()).isEqualTo(Arithmetic.MUL);
    assertThat(drawn).containsExactly("UNIFORM FLOAT [4]");
  }

  @Test
  void isRefusedBySamplersByRejection() {
    Shape shape = Shape.of(2);
    NoiseDistribution normal = NoiseDistribution.STANDARD_NORMAL;
    assertThat(Noise.forRejection(normal, DType.FLOAT, shape).op())
        .isInstanceOf(Leaf.RandomDraw.class);
    assertThatThrownBy(
            () -> Noise.drawnFrom(this::draw, () -> Noise.forRejection(normal, DType.FLOAT, shape)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Noise.forRejection: antithetic and quasi-random samples must be smooth functions of"
                + " their noise, got samples drawn by rejection; draw independent samples");
  }
}
