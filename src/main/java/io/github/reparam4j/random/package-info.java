/**
 * Random numbers without a generator: every sample is a pure function of a key, a stream number and
 * an index.
 *
 * <p>Start here: {@link io.github.reparam4j.random.RandomKey} identifies a sequence of random
 * numbers, {@link io.github.reparam4j.random.NoiseDistribution} is the distribution and writes
 * samples of it to an array. {@link io.github.reparam4j.random.NoiseScratch} avoids allocations in
 * loops over small ranges.
 *
 * <pre>{@code
 * RandomKey key = RandomKey.of(42);
 * double[] z = new double[1000];
 * NoiseDistribution.STANDARD_NORMAL.fill(key.step(7), 0, 0, z, 0, z.length);
 * }</pre>
 *
 * <p>Because nothing has a state, a range of samples can be made anywhere and again at any time: by
 * several threads, in tiles of any size, in the backward pass instead of being stored. The bits are
 * the same on every JVM: Philox4x32-10 makes the words, and the transformations use only operations
 * that IEEE 754 defines exactly.
 *
 * <p>In the code: in {@code random.kernel}, {@code Philox} makes words from counters, and {@code
 * FloatKernels} and {@code DoubleKernels} hold the mathematics; {@code FloatNoise} and {@code
 * DoubleNoise} fill a range block by block. {@code VectorNoise}, implemented in {@code
 * random.vector}, does the same if the JVM was started with {@code --add-modules
 * jdk.incubator.vector}; {@code KernelAutotuner} switches to it once it is faster.
 */
package io.github.reparam4j.random;
