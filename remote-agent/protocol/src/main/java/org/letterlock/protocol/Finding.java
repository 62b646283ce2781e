package org.letterlock.protocol;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing about a computer, so that a person can be told.
 *
 * @param check what was looked at, a word such as {@code memory}
 * @param code a word for programs, stable, such as {@code memory-small}; a name of {@link FindingKind} in lower case
 * @param level {@link #FINE}, {@link #LOOK} or {@link #STOP}
 * @param values what stands in the braces of {@link FindingKind}'s sentences
 * @param sentence what is, in English
 * @param remedy what to do about it, in English; empty where there is nothing to do
 * @param detail more for whoever looks closer; null where there is none
 */
public record Finding(
        String check,
        String code,
        String level,
        Map<String, String> values,
        String sentence,
        String remedy,
        @Nullable String detail) {

    /** All is well. */
    public static final String FINE = "fine";

    /** Mail works, though not as well as it could. */
    public static final String LOOK = "look";

    /** Mail would not work. */
    public static final String STOP = "stop";

    /** A finding of a kind that is known. */
    public static Finding of(FindingKind kind, Map<String, String> values, @Nullable String detail) {
        return new Finding(
                kind.check(),
                kind.code(),
                kind.level(),
                values,
                Sentence.fill(kind.sentence(), values, Locale.ENGLISH),
                Sentence.fill(kind.remedy(), values, Locale.ENGLISH),
                detail);
    }

    /** A finding of which there is no more to say. */
    public static Finding of(FindingKind kind, Map<String, String> values) {
        return of(kind, values, null);
    }
}
