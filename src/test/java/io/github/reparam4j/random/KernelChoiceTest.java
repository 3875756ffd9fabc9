package io.github.reparam4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KernelChoiceTest {
  private static final int SAMPLES = 512;
  private static final long PLAIN_NANOS = 1_500;

  private final VectorNoise kernels = new NoKernels();
  private final KernelChoice choice = KernelChoice.open(kernels);

  /** Runs that take PLAIN_NANOS with the plain loops and some other time with the kernels. */
  private int trialsOf(int runs, long vectorNanos) {
    int trials = 0;
    for (int i = 0; i < runs && choice.isOpen(); i++) {
      boolean vectors = choice.next() != null;
      choice.took(vectors, vectors ? vectorNanos : PLAIN_NANOS, SAMPLES);
      trials += vectors ? 1 : 0;
    }
    return trials;
  }

  private void runPlainLoopsFirst() {
    while (choice.next() == null) {
      choice.took(false, PLAIN_NANOS, SAMPLES);
    }
  }

  @Test
  void firstTrialWaits() {
    int runs = (int) (KernelChoice.SAMPLES_BEFORE_TRIALS / SAMPLES);
    assertThat(trialsOf(runs, 400)).isZero();
    assertThat(trialsOf(1, 400)).isOne();
  }

  @Test
  void fasterKernelsAreTaken() {
    runPlainLoopsFirst();
    assertThat(trialsOf(1000, PLAIN_NANOS - 1)).isEqualTo(KernelChoice.WINS);
    assertThat(choice.isOpen()).isFalse();
    assertThat(choice.next()).isSameAs(kernels);
  }

  @Test
  void aSlowRunAmongFastOnesDelaysTheChoice() {
    runPlainLoopsFirst();
    trialsOf(KernelChoice.WINS - 1, 400);
    choice.took(true, PLAIN_NANOS, SAMPLES);
    assertThat(choice.isOpen()).isTrue();
    assertThat(trialsOf(1000, 400)).isEqualTo(KernelChoice.WINS);
    assertThat(choice.next()).isSameAs(kernels);
  }

  @Test
  void trialsTakeNoMoreTimeThanThePlainLoops() {
    runPlainLoopsFirst();
    int before = (int) (KernelChoice.SAMPLES_BEFORE_TRIALS / SAMPLES);
    int after = 100_000;
    int trials = trialsOf(after, 150_000);
    double plain = (double) PLAIN_NANOS * (before + after - trials);
    assertThat(trials * 150_000.0).isBetween(0.99 * plain, plain + 150_000);
  }

  @Test
  void slowKernelsAreGivenUp() {
    runPlainLoopsFirst();
    assertThat(trialsOf(10_000_000, PLAIN_NANOS)).isEqualTo(KernelChoice.TRIALS);
    assertThat(choice.isOpen()).isFalse();
    assertThat(choice.next()).isNull();
  }

  @Test
  void withoutKernelsThereIsNothingToChoose() {
    assertThat(KernelChoice.open(null).isOpen()).isFalse();
    assertThat(KernelChoice.open(null).next()).isNull();
  }

  @Test
  void shortCallsUseThePlainLoops() {
    KernelChoice shortCall =
        KernelChoice.ofFloats(NoiseLaw.UNIFORM, KernelChoice.FEWEST_SAMPLES - 1);
    assertThat(shortCall.isOpen()).isFalse();
    assertThat(shortCall.next()).isNull();
  }

  /** Stands for kernels; never run. */
  private static final class NoKernels implements VectorNoise {
    @Override
    public void words(int[] out, RandomKey key, int stream, int first, int count) {
      throw new AssertionError();
    }

    @Override
    public void words(long[] out, RandomKey key, int stream, int first, int count) {
      throw new AssertionError();
    }

    @Override
    public void transform(
        NoiseLaw law, int[] words, float[] f, float[] e, float[] out, int at, int count) {
      throw new AssertionError();
    }

    @Override
    public void transform(
        NoiseLaw law, long[] words, double[] f, double[] e, double[] out, int at, int count) {
      throw new AssertionError();
    }
  }
}
