/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Leaf;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Several threads build random programs over the same variables, run and close them at the same
 * time, and misuse arrays: close, resize and replace those of variables, inputs and constants, and
 * leave the workspaces that they were made in. Each misuse must end in an exception of the library.
 * Prints "done" and how often each action was done, or the first thing that was wrong.
 *
 * <p>Only what is promised not to be done is not done: closing or resizing an array while a run
 * that reads it is under way.
 */
final class MemoryFuzz {
  private static final int[] SIZES = {1, 3, 40, 250};
  private static final WorkspaceConfiguration SCOPE =
      WorkspaceConfiguration.builder().initialSize(4_000_000).build();
  private static final RandomKey KEY = RandomKey.of(5);

  private final long end;
  private final AtomicReference<Throwable> wrong = new AtomicReference<>();
  private final List<List<Variable>> variables = new ArrayList<>();
  private final Variable count = Variable.of("count", Nd4j.scalar(0.0));
  private final AtomicLong counted = new AtomicLong();
  private final AtomicReferenceArray<Shared> programs = new AtomicReferenceArray<>(6);

  private record Shared(Program program, boolean counts) {}

  private MemoryFuzz(long end) {
    this.end = end;
    for (int size : SIZES) {
      List<Variable> ofSize = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ofSize.add(Variable.of("v" + i + "of" + size, ones(size)));
      }
      variables.add(ofSize);
    }
  }

  /** Arguments: seed, number of threads, milliseconds. */
  public static void main(String[] args) throws InterruptedException {
    long seed = Long.parseLong(args[0]);
    MemoryFuzz fuzz = new MemoryFuzz(System.nanoTime() + Long.parseLong(args[2]) * 1_000_000);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < fuzz.programs.length(); i++) {
      fuzz.programs.set(i, fuzz.program(random));
    }
    List<Thread> threads = new ArrayList<>();
    AtomicLong actions = new AtomicLong();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      SplittableRandom own = random.split();
      threads.add(new Thread(() -> actions.addAndGet(fuzz.act(own))));
    }
    for (Thread t : threads) {
      t.start();
    }
    for (Thread t : threads) {
      t.join();
    }
    double total = fuzz.count.value().getDouble(0);
    if (fuzz.wrong.get() == null && total != fuzz.counted.get()) {
      fuzz.wrong.set(new AssertionError(fuzz.counted + " runs counted " + total));
    }
    if (fuzz.wrong.get() != null) {
      fuzz.wrong.get().printStackTrace();
      System.exit(1);
    }
    System.out.println("done: " + actions + " actions, " + fuzz.counted + " runs that count");
  }

  private long act(SplittableRandom random) {
    long done = 0;
    try {
      for (; System.nanoTime() < end && wrong.get() == null; done++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> runShared(random);
          case 3 -> replaceShared(random);
          case 4 -> useVariable(random);
          case 5 -> closeVariable(random);
          case 6 -> spoilInput(random);
          case 7 -> closeConstant(random);
          case 8 -> closeFormer(random);
          default -> leaveWorkspace(random);
        }
      }
    } catch (Throwable e) {
      wrong.compareAndSet(null, e);
    }
    return done;
  }

  // ---- programs that threads share

  private Shared program(SplittableRandom random) {
    List<Variable> some = variables.get(random.nextInt(variables.size()));
    int size = some.get(0).shape().dim(0);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    for (Variable v : some) {
      if (random.nextBoolean()) {
        updates.put(v, expression(random, some, size));
      }
    }
    if (!updates.isEmpty()) {
      updates.put(count, count.add(1));
    }
    Tensor output = expression(random, some, size);
    Program program = Program.of(random.nextBoolean() ? output : output.sum()).updating(updates);
    return new Shared(
        random.nextInt(4) == 0 ? program.detectingAnomalies() : program, !updates.isEmpty());
  }

  private static Tensor expression(SplittableRandom random, List<Variable> some, int size) {
    Tensor t = some.get(random.nextInt(some.size()));
    for (int i = random.nextInt(5); i >= 0; i--) {
      Tensor other = some.get(random.nextInt(some.size()));
      t =
          switch (random.nextInt(7)) {
            case 0 -> t.matmul(other).mul(1.0 / size);
            case 1 -> t.transpose();
            case 2 -> t.add(other).mul(0.5);
            case 3 -> t.tanh();
            case 4 -> t.sub(t.mean(0)).add(Noise.standardNormal(DType.DOUBLE, size, size)).sin();
            case 5 -> t.cumsum(1).mul(1.0 / size);
            default -> t.cos().mul(other.abs());
          };
    }
    return t.tanh();
  }

  private void runShared(SplittableRandom random) {
    Shared shared = programs.get(random.nextInt(programs.length()));
    try {
      RunResult result = shared.program.run(KEY.step(random.nextInt(1000)));
      result.get(0).sumNumber();
      if (shared.counts) {
        counted.incrementAndGet();
      }
    } catch (IllegalStateException e) {
      require(e, "closed one");
    }
  }

  private void replaceShared(SplittableRandom random) {
    Program former = programs.getAndSet(random.nextInt(programs.length()), program(random)).program;
    former.close();
    if (random.nextBoolean()) {
      former.close();
    }
  }

  /** Reads and sets variables while others run, and binds their arrays as inputs. */
  private void useVariable(SplittableRandom random) {
    List<Variable> some = variables.get(random.nextInt(variables.size()));
    Variable v = some.get(random.nextInt(some.size()));
    switch (random.nextInt(4)) {
      case 0 -> v.assign(ones(v.shape().dim(0)));
      case 1 -> v.value().sumNumber();
      case 2 -> v.array().sumNumber();
      default -> {
        Input x = Input.of("x", DType.DOUBLE, v.shape().toLongs());
        x.matmul(x).cumsum(0).sum().evalScalar(x.bind(v.array()));
      }
    }
  }

  // ---- misuse of arrays of one's own

  private void closeVariable(SplittableRandom random) {
    int size = SIZES[random.nextInt(SIZES.length)];
    Variable v = Variable.of("mine", ones(size));
    Variable unread = Variable.of("unread", ones(size));
    boolean exchanges = random.nextBoolean();
    Tensor next = exchanges ? v.matmul(v).mul(0.5 / size) : v.mul(0.5);
    Map<Variable, Tensor> updates = new LinkedHashMap<>();
    updates.put(v, next);
    updates.put(unread, random.nextBoolean() ? v.transpose() : v.add(1));
    try (Program program = Program.of(v.sum()).updating(updates)) {
      for (int i = random.nextInt(3); i > 0; i--) {
        program.run();
      }
      Variable spoilt = random.nextBoolean() ? v : unread;
      spoil(random, spoilt.array());
      refuse(program::run, "'" + spoilt.name() + "'");
      refuse(program::run, "'" + spoilt.name() + "'");
    }
  }

  /** Closes an array, takes its memory away, or gives it other memory. */
  private static void spoil(SplittableRandom random, INDArray array) {
    switch (random.nextInt(4)) {
      case 0 -> array.data().close();
      case 1 -> array.setData(Nd4j.ones(DataType.FLOAT, array.length()).data());
      default -> array.close();
    }
  }

  private void spoilInput(SplittableRandom random) {
    int size = SIZES[random.nextInt(SIZES.length)];
    Input x = Input.of("x", DType.DOUBLE, size, size);
    try (Program program = Program.of(x.matmul(x).sum())) {
      INDArray array = ones(size);
      Binding binding = x.bind(array);
      if (random.nextBoolean()) {
        program.run(binding);
      }
      switch (random.nextInt(5)) {
        case 0 -> {
          INDArray view =
              ones(size + 1)
                  .get(NDArrayIndex.interval(0, size), NDArrayIndex.interval(1, size + 1));
          program.run(x.bind(view));
        }
        case 1 -> {
          array.setShapeAndStride(new int[] {size * size + 1, 1}, new int[] {1, 1});
          refuse(() -> program.run(binding), "'x'");
        }
        case 2 -> refuse(() -> program.run(new Binding(x, ones(size + 2))), "'x'");
        case 3 -> {
          array.data().close();
          refuse(() -> program.run(binding), "'x'");
        }
        default -> {
          array.close();
          refuse(() -> program.run(binding), "'x'");
          program.run(x.bind(ones(size)));
        }
      }
    }
  }

  private void closeConstant(SplittableRandom random) {
    int size = SIZES[random.nextInt(SIZES.length)];
    Tensor c = Tensor.constant(ones(size));
    try (Program program = Program.of(c.matmul(c).add(1).sum())) {
      if (random.nextBoolean()) {
        program.run();
      }
      ((Leaf.Constant) c.op()).array().close();
      refuse(program::run, "constant");
      refuse(() -> c.sum().eval(), "constant");
    }
  }

  /** Closes the array that held a variable before a run that exchanged it. */
  private void closeFormer(SplittableRandom random) {
    int size = SIZES[random.nextInt(SIZES.length)];
    Variable v = Variable.of("mine", ones(size));
    try (Program program = Program.of(v.sum()).updating(Map.of(v, v.matmul(v).mul(1.0 / size)));
        Program other = Program.of(v.sum()).updating(Map.of(v, v.matmul(v).mul(1.0 / size)))) {
      for (int i = 0; i < 4; i++) {
        INDArray former = v.array();
        (random.nextBoolean() ? program : other).run();
        if (former != v.array() && random.nextBoolean()) {
          former.close();
        }
      }
      if (v.value().getDouble(0) != 1.0) {
        throw new AssertionError("a power of ones is not one: " + v.value());
      }
    }
  }

  private void leaveWorkspace(SplittableRandom random) {
    int size = SIZES[random.nextInt(SIZES.length)];
    Variable v = inWorkspace(() -> Variable.of("mine", ones(size)));
    Tensor c = inWorkspace(() -> Tensor.constant(ones(size)));
    INDArray attached = inWorkspace(() -> ones(size));
    Input x = Input.of("x", DType.DOUBLE, size, size);
    try (Program program =
        Program.of(v.add(c).add(Tensor.constant(new double[size], size)))
            .updating(Map.of(v, v.matmul(c).mul(1.0 / size)))) {
      INDArray result = inWorkspace(() -> program.run().get(0));
      INDArray value = inWorkspace(v::value);
      inWorkspace(() -> ones(size).addi(7));
      inWorkspace(program::run);
      if (result.getDouble(0) != 2.0
          || value.getDouble(0) != 1.0
          || v.value().getDouble(0) != 1.0) {
        throw new AssertionError("garbage after a workspace: " + result + value + v.value());
      }
      if (attached.isAttached()) {
        refuse(() -> x.sum().eval(x.bind(attached)), "'x'");
      }
    }
  }

  private static <T> T inWorkspace(Supplier<T> make) {
    MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(SCOPE, "fuzz");
    try {
      return make.get();
    } finally {
      workspace.close();
    }
  }

  // ---- helpers

  private static INDArray ones(int size) {
    return Nd4j.ones(DataType.DOUBLE, size, size);
  }

  private static void refuse(Runnable misuse, String named) {
    try {
      misuse.run();
    } catch (IllegalStateException | IllegalArgumentException e) {
      require(e, named);
      return;
    }
    throw new AssertionError("misuse went through: " + named);
  }

  private static void require(RuntimeException e, String part) {
    if (!e.getMessage().startsWith("Program.") && !e.getMessage().startsWith("Input.bind")
        || !e.getMessage().contains(part)) {
      throw new AssertionError("unclear message", e);
    }
  }
}
