/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.NDArrayFactory;
import org.nd4j.linalg.factory.Nd4j;

/** Lets ND4J make a number of uninitialised arrays, then fails as if memory had run out. */
final class FailingArrays implements AutoCloseable {
  private final NDArrayFactory factory = Nd4j.factory();
  private final List<INDArray> made = new ArrayList<>();

  private FailingArrays() {}

  static FailingArrays after(int allowed) {
    FailingArrays failing = new FailingArrays();
    Nd4j.setFactory(
        (NDArrayFactory)
            Proxy.newProxyInstance(
                FailingArrays.class.getClassLoader(),
                new Class<?>[] {NDArrayFactory.class},
                (proxy, method, arguments) -> {
                  boolean counts = method.getName().startsWith("createUninitialized");
                  if (counts && failing.made.size() == allowed) {
                    throw new IllegalStateException("Allocation failed: [test]");
                  }
                  try {
                    Object result = method.invoke(failing.factory, arguments);
                    if (counts) {
                      failing.made.add((INDArray) result);
                    }
                    return result;
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
    return failing;
  }

  /** The arrays that were made. */
  List<INDArray> made() {
    return made;
  }

  @Override
  public void close() {
    Nd4j.setFactory(factory);
  }
}
