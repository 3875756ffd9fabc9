/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.check.GradientCheck;
import io.github.reparam4j.check.GradientVariance;
import io.github.reparam4j.data.Batches;
import io.github.reparam4j.estimator.Arm;
import io.github.reparam4j.estimator.Baseline;
import io.github.reparam4j.estimator.Carms;
import io.github.reparam4j.estimator.DisArm;
import io.github.reparam4j.estimator.MeasureValued;
import io.github.reparam4j.estimator.Pathwise;
import io.github.reparam4j.estimator.Rebar;
import io.github.reparam4j.estimator.Relax;
import io.github.reparam4j.estimator.Relaxed;
import io.github.reparam4j.estimator.ScoreFunction;
import io.github.reparam4j.model.Calibration;
import io.github.reparam4j.model.ConditionalGaussian;
import io.github.reparam4j.model.DensityLoss;
import io.github.reparam4j.model.DensityModel;
import io.github.reparam4j.model.Ensemble;
import io.github.reparam4j.model.FitOptions;
import io.github.reparam4j.model.FittedDensity;
import io.github.reparam4j.model.MixtureDensity;
import io.github.reparam4j.model.NetworkFactory;
import io.github.reparam4j.model.Prediction;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.BatchNorm;
import io.github.reparam4j.nn.Dense;
import io.github.reparam4j.nn.Dropout;
import io.github.reparam4j.nn.Embedding;
import io.github.reparam4j.nn.Initializer;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.nn.LayerNorm;
import io.github.reparam4j.nn.Losses;
import io.github.reparam4j.nn.Mlp;
import io.github.reparam4j.nn.Residual;
import io.github.reparam4j.nn.Sequential;
import io.github.reparam4j.nn.SkipConnection;
import io.github.reparam4j.nn.WeightInitializer;
import io.github.reparam4j.optim.Adagrad;
import io.github.reparam4j.optim.Adam;
import io.github.reparam4j.optim.AdamW;
import io.github.reparam4j.optim.Optimizer;
import io.github.reparam4j.optim.OptimizerState;
import io.github.reparam4j.optim.RmsProp;
import io.github.reparam4j.optim.Schedule;
import io.github.reparam4j.optim.Sgd;
import io.github.reparam4j.optim.UpdateRule;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.Stage;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.QuasiRandomNoise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.Variable;
import io.github.reparam4j.training.Batch;
import io.github.reparam4j.training.BatchSource;
import io.github.reparam4j.training.Checkpoint;
import io.github.reparam4j.training.Checkpoints;
import io.github.reparam4j.training.EarlyStopping;
import io.github.reparam4j.training.EpochLog;
import io.github.reparam4j.training.Epochs;
import io.github.reparam4j.training.Loss;
import io.github.reparam4j.training.ProgressBar;
import io.github.reparam4j.training.Training;
import io.github.reparam4j.training.TrainingListener;
import io.github.reparam4j.variational.Vae;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every public method for users names the argument that is null. */
class NullArgumentsTest {
  private static final INDArray ARRAY = Nd4j.ones(DataType.DOUBLE, 4, 2);
  private static final Input INPUT = Input.of("x", DType.DOUBLE, 4, 2);
  private static final Parameter W = Parameter.of("w", ARRAY);
  private static final Tensor LOSS = W.square().sum();
  private static final FittedDensity FITTED =
      ConditionalGaussian.of(2).fit(ARRAY, ARRAY, FitOptions.epochs(1));
  private static final Mlp NET = Mlp.of("net", 2, 3, 4);

  /** null means "none" here, as the Javadoc says. */
  private static final Set<String> NULLABLE = Set.of("Program.run 0");

  /** Called by the library, with arguments of its own. */
  private static final Set<String> CALLED_BACK = Set.of("at", "factor", "initialValue");

  private static List<Object> receivers() {
    Mlp decoder = Mlp.of("decoder", 2, 3, 4);
    return List.of(
        Program.of(INPUT.mul(W)),
        Program.tracing(in -> Program.Definition.of(W)),
        new Program.Definition(List.of(LOSS), Map.of()),
        Program.of(LOSS).run(),
        RandomKey.of(1),
        NoiseDistribution.UNIFORM,
        Optimizer.of(Sgd.rate(1)),
        Sgd.rate(1),
        Adam.rate(1),
        AdamW.rate(1),
        Adagrad.rate(1),
        RmsProp.rate(1),
        Schedule.constant(),
        Schedule.decay(1, 0.5),
        Schedule.cosine(1, 0.5),
        Schedule.warmup(1, Schedule.constant()),
        Schedule.class,
        Sgd.rate(1).on(List.of(W)),
        NET,
        NET.layers().get(0),
        ActivationFunction.TANH,
        Initializer.HE_UNIFORM,
        Layer.class,
        Sequential.class,
        Sequential.of(NET),
        Residual.class,
        Residual.of(NET),
        SkipConnection.class,
        SkipConnection.of(NET),
        Dropout.of(0.5),
        LayerNorm.of("norm", 2),
        BatchNorm.of("norm", 2),
        BatchNorm.of("norm", 2).inference(),
        Embedding.of("table", 2, 3),
        Losses.class,
        ConditionalGaussian.of(2),
        MixtureDensity.of(2, 2),
        Ensemble.of(ConditionalGaussian.of(2), 2),
        NetworkFactory.class,
        FitOptions.epochs(1),
        FITTED,
        FITTED.predict(ARRAY),
        Calibration.class,
        Vae.of(Mlp.of("encoder", 4, 3, 4), decoder),
        Pathwise.samples(2),
        ScoreFunction.samples(2),
        Baseline.class,
        DisArm.pairs(1),
        Arm.pairs(1),
        Carms.samples(2),
        MeasureValued.samples(1),
        Relaxed.concrete(1, 1),
        Relax.samples(1, z -> z, List.of()),
        Relax.class,
        Rebar.samples(1, DType.DOUBLE),
        Batch.of(ARRAY),
        BatchSource.class,
        Checkpoint.of(List.of(W)),
        Checkpoints.in(Path.of("folder")),
        EarlyStopping.patience(1),
        EpochLog.class,
        Epochs.class,
        Loss.of(LOSS),
        ProgressBar.class,
        Training.minimize(() -> LOSS),
        GradientCheck.of(t -> LOSS, ARRAY),
        GradientCheck.class,
        GradientCheck.ofEstimator(LOSS),
        GradientVariance.of("loss", LOSS),
        GradientVariance.of("loss", LOSS).run(RandomKey.of(1), 2),
        QuasiRandomNoise.class);
  }

  private static Object valid(Class<?> type) {
    Map<Class<?>, Object> values =
        Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(double.class, 0.5),
            Map.entry(boolean.class, false),
            Map.entry(String.class, "name"),
            Map.entry(Tensor.class, W),
            Map.entry(Tensor[].class, new Tensor[] {W}),
            Map.entry(Parameter.class, W),
            Map.entry(Parameter[].class, new Parameter[] {W}),
            Map.entry(INDArray.class, ARRAY),
            Map.entry(INDArray[].class, new INDArray[] {ARRAY}),
            Map.entry(RandomKey.class, RandomKey.of(1)),
            Map.entry(Binding.class, INPUT.bind(ARRAY)),
            Map.entry(Binding[].class, new Binding[] {INPUT.bind(ARRAY)}),
            Map.entry(DType.class, DType.DOUBLE),
            Map.entry(Shape.class, Shape.of(2)),
            Map.entry(long[].class, new long[] {2}),
            Map.entry(int[].class, new int[] {2}),
            Map.entry(float[].class, new float[4]),
            Map.entry(double[].class, new double[4]),
            Map.entry(List.class, List.of(W)),
            Map.entry(Map.class, Map.of()),
            Map.entry(Stage.class, Stage.FUSED),
            Map.entry(Schedule.class, Schedule.constant()),
            Map.entry(UpdateRule.class, Sgd.rate(1)),
            Map.entry(Optimizer.class, Optimizer.of(Sgd.rate(1))),
            Map.entry(OptimizerState.class, Sgd.rate(1).on(List.of(W))),
            Map.entry(Variable.class, W),
            Map.entry(Layer.class, NET),
            Map.entry(Layer[].class, new Layer[] {NET}),
            Map.entry(Mlp.class, NET),
            Map.entry(Dense.class, NET.layers().get(0)),
            Map.entry(ActivationFunction.class, ActivationFunction.TANH),
            Map.entry(Initializer.class, Initializer.HE_UNIFORM),
            Map.entry(WeightInitializer.class, Initializer.HE_UNIFORM),
            Map.entry(DensityModel.class, ConditionalGaussian.of(2)),
            Map.entry(DensityLoss.class, DensityLoss.crps()),
            Map.entry(FitOptions.class, FitOptions.epochs(1)),
            Map.entry(Prediction.class, FITTED.predict(ARRAY)),
            Map.entry(BatchSource.class, Batches.of(ARRAY)),
            Map.entry(Path.class, Path.of("folder")),
            Map.entry(Checkpoints.class, Checkpoints.in(Path.of("folder"))),
            Map.entry(EarlyStopping.class, EarlyStopping.patience(1)),
            Map.entry(Epochs.class, Training.epochs(1)),
            Map.entry(TrainingListener[].class, new TrainingListener[0]),
            Map.entry(Loss.class, Loss.of(LOSS)),
            Map.entry(PrintStream.class, System.out),
            Map.entry(NoiseDistribution.class, NoiseDistribution.UNIFORM));
    Object value = values.get(type);
    if (value == null && type.isInterface()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(), new Class<?>[] {type}, (proxy, m, arguments) -> LOSS);
    }
    return value;
  }

  @Test
  void everyMethodNamesTheNullArgument() throws Exception {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (Object receiver : receivers()) {
      Class<?> type = receiver instanceof Class<?> c ? c : receiver.getClass();
      for (Method method : type.getMethods()) {
        Class<?>[] parameters = method.getParameterTypes();
        boolean tried =
            Modifier.isPublic(method.getDeclaringClass().getModifiers())
                && method.getDeclaringClass() != Object.class
                && !method.isSynthetic()
                && !method.getName().equals("equals")
                && !method.getName().equals("valueOf")
                && !CALLED_BACK.contains(method.getName())
                && method.getDeclaringClass() != Enum.class
                && (receiver != type || Modifier.isStatic(method.getModifiers()));
        for (int i = 0; tried && i < parameters.length; i++) {
          String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
          if (parameters[i].isPrimitive() || NULLABLE.contains(name + " " + i)) {
            continue;
          }
          Object[] arguments = Arrays.stream(parameters).map(NullArgumentsTest::valid).toArray();
          arguments[i] = null;
          cases++;
          check(wrong, receiver, method, name + " " + i, arguments);
          if (parameters[i].isArray() && !parameters[i].getComponentType().isPrimitive()) {
            arguments[i] = Array.newInstance(parameters[i].getComponentType(), 1);
            check(wrong, receiver, method, name + " " + i + "[0]", arguments);
          } else if (parameters[i] == List.class) {
            arguments[i] = Arrays.asList((Object) null);
            check(wrong, receiver, method, name + " " + i + "[0]", arguments);
          }
        }
      }
    }
    assertThat(wrong.stream().distinct().sorted().toList()).isEmpty();
    assertThat(cases).isGreaterThan(100);
  }

  private static void check(
      List<String> wrong, Object receiver, Method method, String call, Object... arguments)
      throws Exception {
    try {
      method.setAccessible(true);
      method.invoke(receiver, arguments);
      wrong.add(call + " accepts null");
    } catch (InvocationTargetException e) {
      String message = String.valueOf(e.getCause().getMessage());
      if (!(e.getCause() instanceof IllegalArgumentException)
          || !message.matches("[A-Z]\\w+\\.\\w+: [\\w' ]+(\\[0\\])? must be .*, got null.*")) {
        wrong.add(call + " throws " + e.getCause());
      }
    }
  }
}
