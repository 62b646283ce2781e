package org.letterlock.desktop.agentclient;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Moment;

/**
 * Answers that have all that the contract says. Servers of other releases, and such as mean no good, leave things out or send another kind; no screen has to look for that. What is
 * made of answers on the way, in records of the app, is looked through as well.
 */
public final class Understood {

    /** The last moment that calendars of people can show. */
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
        }
    };

    private Understood() {}

    /** A component of a record. */
    private record Part(String name, Method accessor, boolean optional, boolean moment) {

        static Part of(RecordComponent component) {
            Method accessor = component.getAccessor();
            // The app's own records may be of a package alone.
            accessor.setAccessible(true);
            return new Part(
                    component.getName(),
                    accessor,
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    component.isAnnotationPresent(Moment.class));
        }

        @Nullable
        Object in(Object whole) {
            try {
                return accessor.invoke(whole);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * What was asked.
     *
     * @param asked waits for it
     * @throws ProblemException what the other side said, and {@code app.odd-answer} where its answer is none
     */
    public static <T> T answer(Supplier<T> asked) throws ProblemException {
        try {
            T answer = asked.get();
            check("", answer);
            return answer;
        } catch (FailureException e) {
            if (e.failure().code().equals("odd-answer")) {
                throw odd(e.failure().detail());
            }
            throw new ProblemException(Problem.of(e.failure()));
        } catch (Odd e) {
            throw odd(e.getMessage());
        }
    }

    private static ProblemException odd(@Nullable String detail) {
        return new ProblemException(Problem.of("app", "odd-answer", Map.of(), detail));
    }

    private static void check(String where, @Nullable Object value) {
        switch (value) {
            case Record whole -> {
                for (Part part : PARTS.get(whole.getClass())) {
                    check(where + "." + part.name(), part, part.in(whole));
                }
            }
            case Iterable<?> all -> all.forEach(each -> check(where, expect(where, each)));
            case Map<?, ?> all ->
                all.forEach((name, each) -> {
                    expect(where, name);
                    check(where, expect(where, each));
                });
            case null, default -> {}
        }
    }

    private static void check(String where, Part part, @Nullable Object value) {
        if (value == null && part.optional()) {
            return;
        }
        Object there = expect(where, value);
        if (part.moment()) {
            moment(where, there.toString());
        }
        check(where, there);
    }

    private static Object expect(String where, @Nullable Object value) {
        if (value == null) {
            throw new Odd("nothing at " + where);
        }
        return Objects.requireNonNull(value);
    }

    private static void moment(String where, String told) {
        try {
            if (!Instant.parse(told).isAfter(LAST)) {
                return;
            }
        } catch (DateTimeException e) {
            throw new Odd("no moment at " + where + ": " + told, e);
        }
        throw new Odd("a moment that no calendar has at " + where + ": " + told);
    }

    /** Why an answer is none. */
    private static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;

        Odd(String message) {
            super(message);
        }

        Odd(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
