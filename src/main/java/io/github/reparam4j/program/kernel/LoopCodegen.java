/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.Arithmetic;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Elementwise;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the loop of a {@link LoopBody} as bytecode: a plain scalar loop, which C2 compiles to
 * vector instructions. Intermediate values stay in processor registers, whereas the operations' own
 * loops would store each in memory.
 *
 * <p>The loop rounds as the operations' own loops do, so the bits are the same. A loop is cached as
 * long as a plan uses it.
 */
public final class LoopCodegen {
  /** Operations that C2 compiles to vector instructions. */
  private static final Set<Elementwise> SUPPORTED =
      Set.of(
          Arithmetic.NEG,
          Arithmetic.ABS,
          Arithmetic.SQUARE,
          Arithmetic.SQRT,
          Arithmetic.RECIPROCAL,
          Arithmetic.ADD,
          Arithmetic.SUB,
          Arithmetic.MUL,
          Arithmetic.DIV,
          Arithmetic.MAX,
          Arithmetic.MIN);

  private static final String NAME = Type.getInternalName(LoopCodegen.class) + "$Written";
  private static final String LOOP = Type.getInternalName(LoopBody.Loop.class);
  private static final Map<LoopBody, WeakReference<LoopBody.Loop>> LOOPS = new HashMap<>();

  // Local variables of the method: this, operands and n; the index; then arrays and values.
  private static final int OPERANDS = 1;
  private static final int END = 2;
  private static final int INDEX = 3;
  private static final int ARRAYS = 4;

  private final LoopBody body;
  private final Type type;
  private final Type array;
  private final MethodVisitor code;

  private LoopCodegen(LoopBody body, ClassWriter to) {
    this.body = body;
    this.type = body.dtype() == DType.FLOAT ? Type.FLOAT_TYPE : Type.DOUBLE_TYPE;
    this.array = Type.getType("[" + type.getDescriptor());
    this.code =
        to.visitMethod(Opcodes.ACC_PUBLIC, "run", "([" + array.getDescriptor() + "I)V", null, null);
  }

  /** Whether an operation can be a term. */
  public static boolean supports(Elementwise op) {
    return SUPPORTED.contains(op);
  }

  /** The loop that computes a loop body. */
  public static synchronized LoopBody.Loop loop(LoopBody body) {
    LOOPS.values().removeIf(w -> w.get() == null);
    WeakReference<LoopBody.Loop> written = LOOPS.get(body);
    LoopBody.Loop loop = written == null ? null : written.get();
    if (loop == null) {
      loop = define(write(body));
      LOOPS.put(body, new WeakReference<>(loop));
    }
    return loop;
  }

  private static LoopBody.Loop define(byte[] bytes) {
    try {
      return (LoopBody.Loop)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a loop that was written cannot be made", e);
    }
  }

  private static byte[] write(LoopBody body) {
    ClassWriter to = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    to.visit(Opcodes.V17, Opcodes.ACC_FINAL, NAME, null, "java/lang/Object", new String[] {LOOP});
    MethodVisitor make = to.visitMethod(0, "<init>", "()V", null, null);
    make.visitCode();
    make.visitVarInsn(Opcodes.ALOAD, 0);
    make.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    make.visitInsn(Opcodes.RETURN);
    make.visitMaxs(0, 0);
    make.visitEnd();
    new LoopCodegen(body, to).writeRun();
    to.visitEnd();
    return to.toByteArray();
  }

  private void writeRun() {
    code.visitCode();
    for (int i = 0; i < body.arrays(); i++) {
      operand(i);
      code.visitVarInsn(Opcodes.ASTORE, ARRAYS + i);
    }
    for (int i = 0; i < body.scalars(); i++) {
      operand(body.arrays() + i);
      code.visitInsn(Opcodes.ICONST_0);
      code.visitInsn(type.getOpcode(Opcodes.IALOAD));
      store(body.inputs() + i);
    }
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, INDEX);
    Label body = new Label();
    Label condition = new Label();
    code.visitJumpInsn(Opcodes.GOTO, condition);
    code.visitLabel(body);
    writeBody();
    code.visitIincInsn(INDEX, 1);
    code.visitLabel(condition);
    code.visitVarInsn(Opcodes.ILOAD, INDEX);
    code.visitVarInsn(Opcodes.ILOAD, END);
    code.visitJumpInsn(Opcodes.IF_ICMPLT, body);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void writeBody() {
    for (int i = 0; i < body.inputs(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, ARRAYS + i);
      code.visitVarInsn(Opcodes.ILOAD, INDEX);
      code.visitInsn(type.getOpcode(Opcodes.IALOAD));
      store(i);
    }
    int value = body.inputs() + body.scalars();
    for (LoopBody.Term term : body.terms()) {
      write(term);
      store(value++);
    }
    for (LoopBody.Result r : body.results()) {
      code.visitVarInsn(Opcodes.ALOAD, ARRAYS + r.array());
      code.visitVarInsn(Opcodes.ILOAD, INDEX);
      load(r.value());
      code.visitInsn(type.getOpcode(Opcodes.IASTORE));
    }
  }

  /** Leaves a term's value on the stack. */
  private void write(LoopBody.Term term) {
    if (term.op() == Arithmetic.RECIPROCAL) {
      code.visitInsn(type == Type.FLOAT_TYPE ? Opcodes.FCONST_1 : Opcodes.DCONST_1);
    }
    term.values().forEach(this::load);
    switch ((Arithmetic) term.op()) {
      case NEG -> code.visitInsn(type.getOpcode(Opcodes.INEG));
      case SQUARE -> {
        load(term.values().get(0));
        code.visitInsn(type.getOpcode(Opcodes.IMUL));
      }
      case ADD -> code.visitInsn(type.getOpcode(Opcodes.IADD));
      case SUB -> code.visitInsn(type.getOpcode(Opcodes.ISUB));
      case MUL -> code.visitInsn(type.getOpcode(Opcodes.IMUL));
      case DIV, RECIPROCAL -> code.visitInsn(type.getOpcode(Opcodes.IDIV));
      case ABS -> call("abs", type, type);
      case MAX -> call("max", type, type, type);
      case MIN -> call("min", type, type, type);
      case SQRT -> writeRoot();
      default -> throw new IllegalArgumentException(term.op() + " is not known");
    }
  }

  /** In double precision, because Java has no other: C2 recognizes the float root. */
  private void writeRoot() {
    if (type == Type.FLOAT_TYPE) {
      code.visitInsn(Opcodes.F2D);
    }
    call("sqrt", Type.DOUBLE_TYPE, Type.DOUBLE_TYPE);
    if (type == Type.FLOAT_TYPE) {
      code.visitInsn(Opcodes.D2F);
    }
  }

  private void call(String name, Type result, Type... arguments) {
    String descriptor = Type.getMethodDescriptor(result, arguments);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", name, descriptor, false);
  }

  private void operand(int number) {
    code.visitVarInsn(Opcodes.ALOAD, OPERANDS);
    code.visitIntInsn(Opcodes.SIPUSH, number);
    code.visitInsn(Opcodes.AALOAD);
  }

  private void load(int value) {
    code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local(value));
  }

  private void store(int value) {
    code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local(value));
  }

  private int local(int value) {
    return ARRAYS + body.arrays() + value * type.getSize();
  }
}
