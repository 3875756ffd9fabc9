package io.github.reparam4j.random;

/** The kernels on {@code jdk.incubator.vector}. */
final class VectorApiNoise implements VectorNoise {
  VectorApiNoise() {}

  @Override
  public void words(int[] out, RandomKey key, int stream, int first, int count) {
    VectorApiPhilox.ints(out, key, stream, first, count);
  }

  @Override
  public void words(long[] out, RandomKey key, int stream, int first, int count) {
    VectorApiPhilox.longs(out, key, stream, first, count);
  }

  @Override
  public void transform(
      NoiseLaw distribution, int[] words, float[] f, float[] e, float[] out, int at, int count) {
    VectorApiFloats.transform(distribution, words, f, e, out, at, count);
  }

  @Override
  public void transform(
      NoiseLaw distribution,
      long[] words,
      double[] f,
      double[] e,
      double[] out,
      int at,
      int count) {
    VectorApiDoubles.transform(distribution, words, f, e, out, at, count);
  }
}
