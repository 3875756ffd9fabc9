/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.program.InThreads;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.kernel.Gemm;
import io.github.reparam4j.program.kernel.GemmCase;
import io.github.reparam4j.program.kernel.VectorKernels;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products of matrices in programs: packed or by BLAS, split among threads, of views. */
@Timeout(60)
class MatrixProductTest {
  private static final RandomKey KEY = RandomKey.of(1);

  private static final WorkerTeam[] TEAMS = {
    new WorkerTeam(1), new WorkerTeam(2), new WorkerTeam(3), new WorkerTeam(8)
  };

  @AfterAll
  static void closeTeams() {
    for (WorkerTeam team : TEAMS) {
      team.close();
    }
  }

  /** Whether this JVM has kernels for packed products. */
  private static boolean hasPanels(DType dtype) {
    VectorKernels kernels = VectorKernels.installed();
    return (dtype == DType.FLOAT ? kernels.floatMicrokernel() : kernels.doubleMicrokernel())
        != null;
  }

  /** A matrix, or the transpose of a matrix that is stored transposed. */
  private static Tensor tensor(DType dtype, double[][] rows, boolean transposed) {
    int m = rows.length;
    int n = rows[0].length;
    double[][] lying = transposed ? GemmCase.transpose(rows) : rows;
    double[] elements = Arrays.stream(lying).flatMapToDouble(Arrays::stream).toArray();
    Tensor t = variable(dtype, elements, transposed ? new long[] {n, m} : new long[] {m, n});
    return transposed ? t.transpose() : t;
  }

  private static Variable variable(DType dtype, double[] elements, long... dims) {
    INDArray array = Nd4j.createFromArray(elements).castTo(dtype.toNd4j()).reshape('c', dims);
    return Variable.of("v", array);
  }

  private static Variable random(DType dtype, Random random, long... dims) {
    int size = (int) Arrays.stream(dims).reduce(1, (x, y) -> x * y);
    return variable(dtype, random.doubles(size, -1, 1).toArray(), dims);
  }

  /** Enough for several parts by rows or columns, of which some are short of a panel or a row. */
  @ParameterizedTest
  @EnumSource
  void bitsDoNotDependOnThreads(DType dtype) {
    int[][] shapes = {{500, 40, 90}, {40, 500, 90}, {16, 17, 4096}, {5, 3000, 600}, {333, 16, 600}};
    Random random = new Random(1);
    for (int[] shape : shapes) {
      GemmCase c = GemmCase.random(dtype, shape[0], shape[1], shape[2], random);
      List<Tensor> products = new ArrayList<>();
      double[][] b = GemmCase.transpose(c.b());
      for (boolean left : new boolean[] {false, true}) {
        for (boolean right : new boolean[] {false, true}) {
          products.add(tensor(dtype, c.a(), left).matmul(tensor(dtype, b, right)));
        }
      }
      List<double[]> alone = PlanRunner.run(TEAMS[0], KEY, products);
      for (WorkerTeam team : TEAMS) {
        List<double[]> shared = PlanRunner.run(team, KEY, products);
        for (int i = 0; i < products.size(); i++) {
          c.assertExact(shared.get(i), alone.get(i), team.size() + " threads, product " + i);
        }
      }
      for (double[] product : alone) {
        c.assertNear(product);
        if (hasPanels(dtype)) {
          c.assertExact(product, c.expected(), "sums in order");
        }
      }
    }
  }

  /** Batches that broadcast, each member split, together, or by BLAS. */
  @ParameterizedTest
  @EnumSource
  void batchesAreProductsOfTheirMembers(DType dtype) {
    long[][][] shapes = {
      {{3, 20, 100}, {3, 100, 40}},
      {{40, 17, 30}, {40, 30, 33}},
      {{2, 1, 130, 70}, {3, 70, 160}},
      {{200, 70}, {2, 70, 90}},
      {{50, 3, 4}, {50, 4, 5}}
    };
    Random random = new Random(2);
    List<Tensor> outputs = new ArrayList<>();
    for (long[][] shape : shapes) {
      Tensor a = random(dtype, random, shape[0]);
      Tensor b = random(dtype, random, shape[1]);
      outputs.add(a.matmul(b));
      outputs.add(b.transpose().matmul(a.transpose()));
    }
    assertNaive(dtype, outputs);
    // Packed products have the bits of their transposes; the last shape is left to BLAS.
    for (int i = 0; hasPanels(dtype) && i + 2 < outputs.size(); i += 2) {
      List<Tensor> pair = List.of(outputs.get(i), outputs.get(i + 1).transpose());
      List<double[]> values = PlanRunner.run(TEAMS[1], KEY, pair);
      assertThat(Arrays.equals(values.get(0), values.get(1))).as("product %d", i / 2).isTrue();
    }
  }

  /** Rows, columns and steps of larger tensors, in front, in the middle and at the end. */
  @ParameterizedTest
  @EnumSource
  void viewsAreReadWhereTheyLie(DType dtype) {
    Random random = new Random(3);
    Tensor a = random(dtype, random, 90, 110);
    Tensor b = random(dtype, random, 100, 120);
    Tensor wide = random(dtype, random, 110, 700);
    Tensor batch = random(dtype, random, 100, 5, 110);
    List<Tensor> outputs =
        List.of(
            a.slice(1, 7, 107).matmul(b),
            a.slice(0, 3, 80).slice(1, 10, 110).matmul(b.slice(1, 5, 22)),
            a.slice(1, 10, 70).matmul(b.slice(0, 40, 100).slice(1, 87, 120)),
            b.transpose().matmul(a.slice(1, 9, 109).transpose()),
            b.slice(1, 1, 120).transpose().slice(1, 0, 90).matmul(a),
            a.slice(1, 0, 100).slice(0, 0, 90, 2).matmul(b),
            a.slice(1, 1, 101).matmul(b.slice(1, 0, 120, 3)),
            a.column(5).expandDims(1).transpose().matmul(wide.slice(0, 20, 110)),
            a.slice(0, 4, 5).matmul(wide),
            a.matmul(batch.select(1, 2).transpose()),
            batch.permute(1, 0, 2).matmul(wide.slice(1, 100, 140)),
            a.matmul(batch.permute(1, 2, 0)));
    assertNaive(dtype, outputs);
  }

  /**
   * Products vector by vector, with few vectors and a small matrix, of all transpositions and
   * views.
   */
  @ParameterizedTest
  @EnumSource
  void fewRowsOrColumns(DType dtype) {
    Random random = new Random(5);
    List<Tensor> outputs = new ArrayList<>();
    for (int few : new int[] {1, 2, 3, 4, 5}) {
      for (int length : new int[] {7, 600, 700}) { // on both sides of the bound for gemv
        Tensor rows = random(dtype, random, few + 2, 110).slice(0, 1, few + 1);
        Tensor columns = random(dtype, random, 110, few + 3).slice(1, 2, few + 2);
        Tensor matrix = random(dtype, random, 110, length);
        for (Tensor left : List.of(rows, columns.transpose())) {
          outputs.add(left.matmul(matrix));
          outputs.add(matrix.transpose().matmul(left.transpose()));
        }
      }
    }
    assertNaive(dtype, outputs);
  }

  private static void assertNaive(DType dtype, List<Tensor> outputs) {
    NaiveEvaluator naive = new NaiveEvaluator(KEY, outputs);
    List<List<double[]>> values = new ArrayList<>();
    for (WorkerTeam team : TEAMS) {
      values.add(PlanRunner.run(team, KEY, outputs));
    }
    for (int i = 0; i < outputs.size(); i++) {
      double[] expected = naive.value(outputs.get(i));
      double[] alone = values.get(0).get(i);
      assertThat(alone).hasSameSizeAs(expected);
      // Up to 110 terms below 1.
      double tolerance = 110 * 110 * (dtype == DType.FLOAT ? Math.ulp(1f) : Math.ulp(1.0));
      for (int j = 0; j < expected.length; j++) {
        if (!(Math.abs(alone[j] - expected[j]) <= tolerance)) {
          assertThat(alone[j]).as("output %d [%d]", i, j).isEqualTo(expected[j]);
        }
      }
      for (List<double[]> shared : values) {
        assertThat(Arrays.equals(shared.get(i), alone)).as("output %d", i).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void smallAndNarrowProductsAreLeftToBlas(DType dtype) {
    int[][] shapes = {
      {1000, 15, 1000}, {1000, 1000, 15}, {63, 16, 16}, {4, 128, 128}, {1, 1, 1 << 20}, {3, 4, 5}
    };
    for (int[] s : shapes) {
      assertThat(Gemm.isPacked(dtype, s[0], s[1], s[2])).as(Arrays.toString(s)).isFalse();
    }
    assertThat(Gemm.isPacked(dtype, 0, 100, 100)).isFalse();
    assertThat(Gemm.isPacked(dtype, 100, 0, 100)).isFalse();
    assertThat(Gemm.isPacked(dtype, 100, 100, 0)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void largeProductsGoByPanelsWhereThereAreKernels(DType dtype) {
    int[][] shapes = {
      {64, 16, 16}, {5, 128, 128}, {5, 16, 1024}, {100, 100, 100}, {1 << 15, 1 << 10, 1 << 10}
    };
    for (int[] s : shapes) {
      assertThat(Gemm.isPacked(dtype, s[0], s[1], s[2]))
          .as(Arrays.toString(s))
          .isEqualTo(hasPanels(dtype));
    }
  }

  /** A part of a product is computed like the whole, even if it is too small by itself. */
  @ParameterizedTest
  @EnumSource
  void partsGoTheWayOfTheWhole(DType dtype) {
    Assumptions.assumeTrue(hasPanels(dtype), "no panels of " + dtype + " in this JVM");
    Random random = new Random(4);
    for (int[] shape : new int[][] {{16, 17, 4096}, {15, 33, 3001}, {17, 16, 5000}}) {
      GemmCase c = GemmCase.random(dtype, shape[0], shape[1], shape[2], random);
      Tensor a = tensor(dtype, c.a(), false);
      Tensor b = tensor(dtype, c.b(), false).transpose();
      double[] expected = c.expected();
      for (WorkerTeam team : TEAMS) {
        double[] product = PlanRunner.run(team, KEY, List.of(a.matmul(b))).get(0);
        c.assertExact(product, expected, team.size() + " threads");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsOfNoTermsAreZeros(DType dtype) {
    Tensor rows = Tensor.zeros(dtype, 20, 0);
    Tensor columns = Tensor.zeros(dtype, 0, 30);
    Tensor full = random(dtype, new Random(5), 20, 40);
    // The second product has memory that held other values.
    List<Tensor> outputs =
        List.of(
            rows.matmul(columns),
            full.matmul(full.transpose()).exp().sum().mul(0).add(rows.matmul(columns)),
            columns.matmul(full.transpose().slice(0, 0, 30)),
            Tensor.zeros(dtype, 4, 20, 0).matmul(Tensor.zeros(dtype, 4, 0, 30)),
            Tensor.zeros(dtype, 0, 20, 40).matmul(full.transpose()));
    for (WorkerTeam team : TEAMS) {
      List<double[]> values = PlanRunner.run(team, KEY, outputs);
      assertThat(values.get(0)).hasSize(600).containsOnly(0.0);
      assertThat(values.get(1)).hasSize(600).containsOnly(0.0);
      assertThat(values.get(2)).isEmpty();
      assertThat(values.get(3)).hasSize(2400).containsOnly(0.0);
      assertThat(values.get(4)).isEmpty();
    }
  }

  /** Each thread has buffers of its own. */
  @ParameterizedTest
  @EnumSource
  void programsMayRunAtOnce(DType dtype) throws InterruptedException {
    Random random = new Random(6);
    List<GemmCase> cases = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      cases.add(GemmCase.random(dtype, 30 + i, 90 - i, 100 + 7 * i, random));
    }
    InThreads.run(
        8,
        number -> {
          GemmCase c = cases.get(number);
          Tensor a = tensor(dtype, c.a(), number % 2 == 1);
          Tensor b = tensor(dtype, c.b(), false).transpose();
          double[] first = null;
          try (Program program = Program.of(a.matmul(b))) {
            for (int i = 0; i < 20; i++) {
              double[] product = NaiveEvaluator.elements(program.run(KEY).get(0));
              c.assertNear(product);
              first = first == null ? product : first;
              c.assertExact(product, first, "thread " + number);
            }
          }
        });
  }
}
