/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import io.github.reparam4j.random.kernel.Philox;
import java.util.ArrayList;
import java.util.List;

/**
 * A key of random numbers: a seed and a step. Immutable; there is no generator with a state.
 *
 * <p>A sample is a pure function of (seed, step, stream, index). A run is given a key, each noise
 * leaf of an expression has its own stream number, and sample i of the leaf is sample i of that
 * stream. The same key gives noise of the same bits, on every machine and with any number of
 * threads. Results computed from the noise have the same bits in one environment: the same JDK,
 * processor, native libraries and options; elsewhere the last bits of functions, sums and products
 * may differ, see the site's page about reproducibility.
 *
 * <p>{@link #step(long)} moves along a sequence that is known beforehand, such as training steps;
 * different steps of a seed never share a random number. {@link #split()} and {@link #fold(long)}
 * make keys with new seeds, for parts of a computation that are to be independent and each count
 * their own steps.
 *
 * <pre>{@code
 * RandomKey key = RandomKey.of(42);
 * List<RandomKey> parts = key.split(); // one for initial weights, one for training
 * RandomKey thirdStep = parts.get(1).step(3);
 * RandomKey ofLayer = parts.get(0).fold("dense1".hashCode());
 * }</pre>
 *
 * <p>New seeds are the 64-bit hash that Philox4x32-10 makes of (seed, step, index) in counters that
 * no noise may use, so a child's seed shares no random number with its parent's noise. Two of n
 * seeds made this way are equal with a probability of about n^2 / 2^65: 3e-8 for a million.
 *
 * <p>Source: the use of keys follows K. Claessen and M. Palka, "Splittable pseudorandom number
 * generators using cryptographic hashing", Haskell Symposium 2013; the hash is that of J. K. Salmon
 * and others, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
 *
 * @param seed any value; neighbouring seeds are as independent as others
 * @param step any value; usually counts from 0
 */
public record RandomKey(long seed, long step) {
  private static final int SPLIT_STREAM = Philox.FIRST_RESERVED_STREAM;
  private static final int FOLD_LOW_STREAM = Philox.FIRST_RESERVED_STREAM + 1;
  private static final int FOLD_HIGH_STREAM = Philox.FIRST_RESERVED_STREAM + 2;

  /**
   * The key of a seed at step 0.
   *
   * @param seed any value
   * @return the key (seed, 0)
   */
  public static RandomKey of(long seed) {
    return new RandomKey(seed, 0);
  }

  /**
   * The key of the same seed at another step. Steps of one seed never overlap.
   *
   * @param number the step, any value
   * @return the key (seed, number)
   */
  public RandomKey step(long number) {
    return new RandomKey(seed, number);
  }

  /**
   * Two keys that are independent of each other and of this one.
   *
   * @return the same as {@code split(2)}
   */
  public List<RandomKey> split() {
    return split(2);
  }

  /**
   * Keys that are independent of each other and of this one, at step 0 of new seeds. Child i
   * depends on this key and i only, not on {@code count}.
   *
   * @param count how many, at least 1
   * @return that many keys, in an unmodifiable list
   * @throws IllegalArgumentException if count is less than 1
   */
  public List<RandomKey> split(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "RandomKey.split: count must be >= 1, got " + count + "; it is the number of new keys");
    }
    List<RandomKey> children = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      children.add(RandomKey.of(Philox.hash(seed, step, SPLIT_STREAM, i)));
    }
    return List.copyOf(children);
  }

  /**
   * The child key for a value, at step 0 of a new seed: as if this key were split into 2^64
   * children. Fold in an identifier of a part, such as a layer's position or the hash of its name.
   *
   * @param data any value
   * @return the same key for the same data, and one that is independent for other data
   */
  public RandomKey fold(long data) {
    long halfway = Philox.hash(seed, step, FOLD_LOW_STREAM, (int) data);
    return RandomKey.of(Philox.hash(halfway, step, FOLD_HIGH_STREAM, (int) (data >>> 32)));
  }
}
