package org.letterlock.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.letterlock.engine.net.Cut;
import org.letterlock.engine.net.Grammar;

/** Runs grammars over octets. */
public final class Cuts {

    private Cuts() {}

    /** Latin-1 octets of {@code text}. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The one element of {@code octets}: the same at every split point, taking {@code taken} octets. */
    public static <T> T element(Grammar<T> grammar, byte[] octets, int taken) {
        Cut<T> whole = grammar.cut(ByteBuffer.wrap(octets));
        assertThat(whole).isInstanceOf(Cut.Done.class);
        Cut.Done<T> done = (Cut.Done<T>) whole;
        assertThat(done.octets()).isEqualTo(taken);
        int seen = 0;
        for (int split = 0; split < octets.length; split++) {
            ByteBuffer part = ByteBuffer.wrap(Arrays.copyOf(octets, split));
            Cut<T> early = seen > 0 && !grammar.mayComplete(part, seen) ? new Cut.More<>() : grammar.cut(part);
            if (early instanceof Cut.Done<T>(T value, int length)) {
                assertThat(length).isEqualTo(taken);
                assertThat(value).usingRecursiveComparison().isEqualTo(done.value());
                return value;
            }
            assertThat(split).as("More although all octets are there").isLessThan(taken);
            seen = split;
        }
        assertThat(grammar.mayComplete(ByteBuffer.wrap(octets), seen)).isTrue();
        return done.value();
    }
}
