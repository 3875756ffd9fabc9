/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.random.RandomKey;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every public method of the package names the argument that is null. */
class NullArgumentsTest {
  private static final INDArray X = Nd4j.ones(DataType.FLOAT, 4, 2);
  private static final RandomKey KEY = RandomKey.of(1);

  @TempDir private Path folder;

  private List<Object> receivers() throws IOException {
    Path table = Files.writeString(folder.resolve("data.txt"), "1 2\n3 4\n");
    Files.writeString(folder.resolve("index_features.txt"), "0");
    Files.writeString(folder.resolve("index_target.txt"), "1");
    Files.writeString(folder.resolve("test_splits.txt"), "0");
    Path images = folder.resolve("images");
    Files.write(images, IdxTest.idx(8, new int[] {1, 1, 1}, (byte) 3));
    for (String name : List.of("train-images-idx3", "t10k-images-idx3")) {
      Files.copy(images, folder.resolve(name + "-ubyte"));
    }
    for (String name : List.of("train-labels-idx1", "t10k-labels-idx1")) {
      Files.write(folder.resolve(name + "-ubyte"), IdxTest.idx(8, new int[] {1}, (byte) 3));
    }
    return List.of(
        Batches.of(X),
        HeteroscedasticCurve.class,
        Idx.read(images),
        Mnist.in(folder),
        Split.of(4, 1),
        Standardizer.fit(X),
        StrokeDigits.generate(1, KEY),
        TableFormat.whitespace().read(table),
        TableFormat.csv(),
        UciFolder.in(folder));
  }

  private Object valid(Class<?> type) {
    Map<Class<?>, Object> values =
        Map.of(
            int.class,
            1,
            long.class,
            4L,
            double.class,
            0.5,
            char.class,
            ';',
            DataType.class,
            DataType.FLOAT,
            RandomKey.class,
            KEY,
            INDArray.class,
            X,
            Path.class,
            folder.resolve("images"),
            int[].class,
            new int[] {0},
            ToDoubleFunction.class,
            (ToDoubleFunction<String>) Double::parseDouble);
    return values.get(type);
  }

  @Test
  void everyMethodNamesTheNullArgument() throws Exception {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (Object receiver : receivers()) {
      Class<?> type = receiver instanceof Class<?> c ? c : receiver.getClass();
      for (Method method : type.getDeclaredMethods()) {
        Class<?>[] parameters = method.getParameterTypes();
        boolean tried =
            Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && !method.getName().equals("equals");
        for (int i = 0; tried && i < parameters.length; i++) {
          if (!parameters[i].isPrimitive()) {
            Object[] arguments = Stream.of(parameters).map(this::valid).toArray();
            arguments[i] = null;
            cases++;
            check(wrong, receiver, method, arguments);
            if (parameters[i].isArray() && !parameters[i].getComponentType().isPrimitive()) {
              arguments[i] = Array.newInstance(parameters[i].getComponentType(), 1);
              check(wrong, receiver, method, arguments);
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isGreaterThan(35);
  }

  private static void check(List<String> wrong, Object receiver, Method method, Object[] arguments)
      throws Exception {
    String call = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    try {
      method.invoke(receiver, arguments);
      wrong.add(call + Arrays.toString(arguments) + " accepts null");
    } catch (InvocationTargetException e) {
      String message = String.valueOf(e.getCause().getMessage());
      if (!(e.getCause() instanceof IllegalArgumentException)
          || !message.matches("[A-Z]\\w+\\.\\w+: \\w+( 0)? must be given, got null")) {
        wrong.add(call + Arrays.toString(arguments) + " throws " + e.getCause());
      }
    }
  }
}
