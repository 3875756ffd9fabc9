package consumer;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes a small product with ND4J, with OpenBLAS and with the library, and a gradient. */
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

    Tensor t = Tensor.constant(x, 2, 2);
    check("Reparam4J", t.matmul(t).eval().data().asFloat(), expected);

    Parameter mu = Parameter.of("mu", Nd4j.scalar(1.5));
    Tensor loss = ReparamGaussian.of(mu, Tensor.scalar(2)).rsample().square();
    double sample = ReparamGaussian.of(mu, Tensor.scalar(2)).rsample().evalScalar(RandomKey.of(1));
    double gradient = Gradients.of(loss, mu).of(mu).evalScalar(RandomKey.of(1));
    check("ReparamGaussian", new float[] {(float) gradient}, new float[] {(float) (2 * sample)});
  }

  private static void check(String what, float[] got, float[] expected) {
    if (!Arrays.equals(got, expected)) {
      throw new AssertionError(what + ": got " + Arrays.toString(got));
    }
    System.out.println(
        what + " works on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }
}
