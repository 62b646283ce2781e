package org.letterlock.desktop.model;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.Sentence;

/**
 * Why something could not be done. What a person is told of it is in the texts under {@code failure.AREA.CODE}; where those do not know it, what came with it.
 *
 * @param area the part that failed, such as {@code ssh}
 * @param code a word, stable
 * @param values what stands in the sentences
 * @param carried the sentences of whoever said so; null where the app itself does
 * @param detail more for whoever looks closer; null where there is none; never a secret
 */
public record Problem(
        String area,
        String code,
        Map<String, String> values,
        @Nullable Failure carried,
        @Nullable String detail) {

    private static final int MOST_DETAIL = 8_000;
    private static final int MOST_WORDS = 1_000;

    /** Whatever a server says is made harmless, and short enough to be shown. */
    public Problem {
        values = values.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, value -> Sentence.harmless(value.getValue(), MOST_WORDS)));
        carried = carried == null
                ? null
                : new Failure(
                        carried.area(),
                        carried.code(),
                        Sentence.harmless(carried.sentence(), MOST_WORDS),
                        Sentence.harmless(carried.meaning(), MOST_WORDS),
                        Sentence.harmless(carried.remedy(), MOST_WORDS),
                        null);
        detail = detail == null ? null : Sentence.harmless(detail, MOST_DETAIL);
    }

    /** One of the app itself. */
    public static Problem of(String area, String code, Map<String, String> values, @Nullable String detail) {
        return new Problem(area, code, values, null, detail);
    }

    /** One that the server told. */
    public static Problem of(Failure failure) {
        return new Problem(failure.area(), failure.code(), Map.of(), failure, failure.detail());
    }
}
