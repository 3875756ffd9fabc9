package consumer;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Loads the native libraries of ND4J and of OpenBLAS and computes a small product with each. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    float[] x = {1, 2, 3, 4};
    float[] expected = {7, 10, 15, 22};

    INDArray a = Nd4j.create(x, new int[] {2, 2}, 'c');
    check("ND4J", a.mmul(a).dup('c').data().asFloat(), expected);

    float[] c = new float[4];
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1, x, 2, x, 2, 0, c, 2);
    check("OpenBLAS", c, expected);
  }

  private static void check(String what, float[] got, float[] expected) {
    if (!Arrays.equals(got, expected)) {
      throw new AssertionError(what + ": got " + Arrays.toString(got));
    }
    System.out.println(
        what + " works on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }
}
