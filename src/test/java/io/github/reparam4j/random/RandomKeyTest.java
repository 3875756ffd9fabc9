/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomKeyTest {
  private final RandomKey key = RandomKey.of(42);

  @Test
  void isAValue() {
    assertThat(key).isEqualTo(new RandomKey(42, 0)).hasToString("RandomKey[seed=42, step=0]");
    assertThat(key.step(7)).isEqualTo(new RandomKey(42, 7)).isNotEqualTo(key);
    assertThat(key.step(7).step(0)).isEqualTo(key).hasSameHashCodeAs(key);
  }

  @Test
  void splitIsPhiloxInTheReservedStream() {
    assertThat(new RandomKey(7, -3).split(3).get(2)).isEqualTo(RandomKey.of(hash(7, -3, 0, 2)));
  }

  @Test
  void foldIsPhiloxTwiceInTheReservedStreams() {
    long data = 0x1234_5678_9ABC_DEF0L;
    long halfway = hash(7, -3, 1, 0x9ABC_DEF0);
    RandomKey expected = RandomKey.of(hash(halfway, -3, 2, 0x1234_5678));
    assertThat(new RandomKey(7, -3).fold(data)).isEqualTo(expected);
  }

  /** These never change, because saved keys must keep their meaning. */
  @Test
  void childrenAreFixed() {
    assertThat(key.split())
        .containsExactly(
            RandomKey.of(3_429_497_742_078_869_508L), RandomKey.of(4_909_118_269_753_022_973L));
    assertThat(key.fold(1)).isEqualTo(RandomKey.of(-3_058_706_143_585_539_231L));
  }

  /** The example in the Javadoc of RandomKey. */
  @Test
  void exampleGivesDifferentKeys() {
    List<RandomKey> parts = key.split();
    RandomKey thirdStep = parts.get(1).step(3);
    RandomKey ofLayer = parts.get(0).fold("dense1".hashCode());
    assertThat(Set.of(key, parts.get(0), parts.get(1), thirdStep, ofLayer)).hasSize(5);
  }

  @Test
  void childrenDependOnIndexOnlyAndListIsUnmodifiable() {
    List<RandomKey> children = key.split(5);
    assertThat(children.subList(0, 2)).isEqualTo(key.split());
    assertThatThrownBy(() -> children.set(0, key))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Of 200,000 seeds, two are equal with probability 1.1e-9 if seeds are uniform. */
  @Test
  void childrenOfSplitsFoldsAndStepsAllDiffer() {
    Set<Long> seeds = new HashSet<>();
    int expected = 0;
    for (int step = 0; step < 50; step++) {
      for (RandomKey child : key.step(step).split(2000)) {
        seeds.add(child.seed());
      }
      for (long data = 0; data < 1000; data++) {
        seeds.add(key.step(step).fold(data).seed());
        seeds.add(key.step(step).fold(data << 32 | 5_000_000).seed());
      }
      expected += 4000;
    }
    assertThat(seeds).hasSize(expected);
  }

  @Test
  void rejectsCountBelowOne() {
    assertThatThrownBy(() -> key.split(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RandomKey.split: count must be >= 1, got 0; it is the number of new keys");
  }

  private static long hash(long seed, long step, int reserved, int index) {
    int[] counter = {index, 0xFFFF_0000 + reserved, (int) step, (int) (step >>> 32)};
    int[] words = NaiveNoise.philox(counter, new int[] {(int) seed, (int) (seed >>> 32)});
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << 32;
  }
}
