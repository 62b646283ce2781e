package org.letterlock.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.agentclient.Understood;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.HostApi;

/** An engine whose answers a test sets by the names of the contract's methods, and that remembers what it was asked. What it knows no answer to fails the test. */
public final class FakeEngine implements EngineLine, HostLine {

    private final Map<String, UnaryOperator<@Nullable Object>> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private @Nullable Problem problem;
    private Runnable closing = () -> {};

    /** Is run whenever somebody hangs up. */
    public FakeEngine onClose(Runnable told) {
        closing = told;
        return this;
    }

    /** From now on a method answers this. */
    public FakeEngine answer(String method, Object answer) {
        return answer(method, order -> answer);
    }

    /** From now on a method answers what comes of its parameter. */
    public FakeEngine answer(String method, UnaryOperator<@Nullable Object> answer) {
        answers.put(method, answer);
        return this;
    }

    /** From now on nothing comes through; null for as before. */
    public FakeEngine cut(@Nullable Problem why) {
        problem = why;
        return this;
    }

    /** What a method answers now. */
    public UnaryOperator<@Nullable Object> answer(String method) {
        return Objects.requireNonNull(answers.get(method), method);
    }

    /** From now on something is missing in what a method answers. */
    public FakeEngine spoil(String method) {
        UnaryOperator<@Nullable Object> whole = answer(method);
        return answer(method, order -> spoiled(Objects.requireNonNull(whole.apply(order))));
    }

    /** Lists without their entries, records without one of their parts, or nothing where they have none that could be missing. */
    private static @Nullable Object spoiled(Object whole) {
        if (whole instanceof List<?>) {
            return Arrays.asList((Object) null);
        }
        RecordComponent[] parts = whole.getClass().getRecordComponents();
        int missing = IntStream.range(0, parts.length)
                .filter(i -> !parts[i].getType().isPrimitive()
                        && !parts[i].getAnnotatedType().isAnnotationPresent(Nullable.class))
                .findFirst()
                .orElse(-1);
        if (missing < 0) {
            return null;
        }
        try {
            @Nullable Object[] values = new @Nullable Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                values[i] = i == missing ? null : parts[i].getAccessor().invoke(whole);
            }
            return whole.getClass()
                    .getDeclaredConstructor(
                            Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(whole.toString(), e);
        }
    }

    /** What it was asked, each as {@code method} or {@code method parameter}. */
    public List<String> asked() {
        return asked;
    }

    /** The next time that a method is asked, the line is cut before that. */
    public FakeEngine cutBefore(String method, Problem why) {
        return answerOnce(method, why, false);
    }

    /** The next time that a method is asked, the line is cut before its answer comes. */
    public FakeEngine cutAfter(String method, Problem why) {
        return answerOnce(method, why, true);
    }

    private FakeEngine answerOnce(String method, Problem why, boolean done) {
        UnaryOperator<@Nullable Object> whole = answers.get(method);
        if (whole == null) {
            throw new AssertionError("nobody said what " + method + " answers");
        }
        return answer(method, order -> {
            answers.put(method, whole);
            if (done) {
                Object lost = whole.apply(order);
                assertThat(lost).isNotNull();
            } else {
                asked.removeLast();
            }
            throw new Cut(why);
        });
    }

    /** Carries a problem through the proxy. */
    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Problem why;

        Cut(Problem why) {
            this.why = why;
        }
    }

    private CompletableFuture<Object> call(String method, @Nullable Object order) {
        asked.add(order == null ? method : method + " " + order);
        UnaryOperator<@Nullable Object> answer = answers.get(method);
        if (answer == null) {
            throw new AssertionError("nobody said what " + method + " answers");
        }
        return CompletableFuture.completedFuture(answer.apply(order));
    }

    @Override
    public <T> T ask(Function<EngineApi, CompletableFuture<T>> question) throws ProblemException {
        return answered(EngineApi.class, question);
    }

    @Override
    public <T> T host(Function<HostApi, CompletableFuture<T>> question) throws ProblemException {
        return answered(HostApi.class, question);
    }

    @Override
    public HostLine another() {
        asked.add("another");
        return this;
    }

    private <A, T> T answered(Class<A> contract, Function<A, CompletableFuture<T>> question) throws ProblemException {
        Problem why = problem;
        if (why != null) {
            throw new ProblemException(why);
        }
        Object all = Proxy.newProxyInstance(
                contract.getClassLoader(),
                new Class<?>[] {contract},
                (proxy, method, arguments) -> call(method.getName(), arguments == null ? null : arguments[0]));
        try {
            return Understood.answer(() -> {
                try {
                    return question.apply(contract.cast(all)).join();
                } catch (CompletionException e) {
                    // As a connection tells what cannot be made of the answers.
                    throw new FailureException(
                            new Failure("engine", "odd-answer", "", "", "", String.valueOf(e.getCause())));
                }
            });
        } catch (Cut e) {
            throw new ProblemException(e.why);
        }
    }

    @Override
    public void close() {
        asked.add("close");
        closing.run();
    }
}
