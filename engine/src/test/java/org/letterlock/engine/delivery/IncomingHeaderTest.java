package org.letterlock.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Headers that never end must not take the memory of all others. */
final class IncomingHeaderTest {

    private static final byte[] LINE = ("X-Filler: " + "y".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    private final HeaderRoom room = new HeaderRoom(64 * 1024);

    @Test
    void refusesAHeaderForWhichThereIsNoRoomLeft() {
        try (IncomingHeader first = new IncomingHeader(256 * 1024, room);
                IncomingHeader second = new IncomingHeader(256 * 1024, room)) {
            for (int i = 0; i < 30; i++) {
                first.take(LINE);
            }
            assertThat(first.isCrowded()).isFalse();
            second.take(LINE);
            assertThat(second.isCrowded()).isTrue();
        }
        try (IncomingHeader third = new IncomingHeader(256 * 1024, room)) {
            third.take(LINE);
            assertThat(third.isCrowded()).isFalse();
        }
    }

    @Test
    void givesItsRoomBackAtOnceWhenItGetsNoMore() {
        try (IncomingHeader greedy = new IncomingHeader(256 * 1024, room);
                IncomingHeader modest = new IncomingHeader(256 * 1024, room)) {
            for (int i = 0; i < 100; i++) {
                greedy.take(LINE);
            }
            assertThat(greedy.isCrowded()).isTrue();
            modest.take(LINE);
            modest.take("\r\nbody".getBytes(StandardCharsets.US_ASCII));
            assertThat(modest.isCrowded()).isFalse();
            assertThat(modest.header().count("x-filler")).isEqualTo(1);
        }
    }
}
