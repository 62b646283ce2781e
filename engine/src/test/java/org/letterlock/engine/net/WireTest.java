package org.letterlock.engine.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The wire over TCP, over TLS, in memory, and compressed: one behaviour. */
final class WireTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Grammar<String> LINE = new Lines();

    enum Kind {
        MEMORY,
        TCP,
        TLS,
        DEFLATED_MEMORY,
        DEFLATED_TLS
    }

    private @Nullable TcpWires tcp;
    private @Nullable WireClient openClient;

    private record Pair(Wire server, WireClient client) {}

    private Pair open(Kind kind) {
        return open(kind, Duration.ofMinutes(2));
    }

    private Pair open(Kind kind, Duration writeTimeout) {
        Pair pair = switch (kind) {
            case MEMORY -> {
                InMemoryWire wire =
                        new InMemoryWire(writeTimeout, new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));
                yield new Pair(wire, wire.client());
            }
            case TCP -> {
                TcpWires wires = new TcpWires(Listener.TlsMode.STARTTLS, writeTimeout);
                tcp = wires;
                WireClient client = SocketClient.connect(wires.address());
                yield new Pair(wires.accepted(), client);
            }
            case TLS -> {
                TcpWires wires = new TcpWires(Listener.TlsMode.IMPLICIT, writeTimeout);
                tcp = wires;
                WireClient client = SocketClient.connectTls(wires.address());
                yield new Pair(wires.accepted(), client);
            }
            case DEFLATED_MEMORY -> deflated(open(Kind.MEMORY, writeTimeout));
            case DEFLATED_TLS -> deflated(open(Kind.TLS, writeTimeout));
        };
        openClient = pair.client();
        return pair;
    }

    private static Pair deflated(Pair plain) {
        return new Pair(new DeflatedWire(plain.server()), new DeflatingClient(plain.client()));
    }

    @AfterEach
    void close() {
        if (openClient != null) {
            openClient.close();
        }
        if (tcp != null) {
            tcp.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handsOutPipelinedElementsOneByOne(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("one\r\ntwo\r\nthree\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("one");
        assertThat(pair.server().hasBufferedInput()).isTrue();
        assertThat(pair.server().read(LINE)).isEqualTo("two");
        assertThat(pair.server().read(LINE)).isEqualTo("three");
        assertThat(pair.server().hasBufferedInput()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void gathersAnElementThatArrivesOctetByOctet(Kind kind) {
        Pair pair = open(kind);
        Thread.ofVirtual().start(() -> {
            for (byte b : "first line\r\nsecond\r\n".getBytes(StandardCharsets.US_ASCII)) {
                pair.client().send(new byte[] {b});
            }
        });
        assertThat(pair.server().read(LINE)).isEqualTo("first line");
        assertThat(pair.server().read(LINE)).isEqualTo("second");
    }

    @ParameterizedTest
    @EnumSource
    void answersWhatWasWrittenBeforeItWaits(Kind kind) {
        Pair pair = open(kind);
        pair.server().write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
        CompletableFuture<String> heard =
                CompletableFuture.supplyAsync(() -> pair.server().read(LINE));
        assertThat(pair.client().readLine()).isEqualTo("220 hello");
        pair.client().send("EHLO\r\n");
        assertThat(heard.join()).isEqualTo("EHLO");
    }

    @ParameterizedTest
    @EnumSource
    void wakesAPatientRead(Kind kind) {
        Pair pair = open(kind);
        CompletableFuture<Optional<String>> heard =
                CompletableFuture.supplyAsync(() -> pair.server().read(LINE, LONG));
        pair.server().wake();
        assertThat(heard.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
                .isEmpty();
        pair.client().send("DONE\r\n");
        assertThat(pair.server().read(LINE, LONG)).contains("DONE");
    }

    @ParameterizedTest
    @EnumSource
    void wakesTheNextPatientReadButNoOther(Kind kind) {
        Pair pair = open(kind);
        pair.server().wake();
        pair.client().send("a\r\nb\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("a");
        assertThat(pair.server().read(LINE, LONG)).isEmpty();
        assertThat(pair.server().read(LINE, LONG)).contains("b");
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhenPatienceEnds(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("hal");
        assertThat(pair.server().read(LINE, Duration.ofMillis(30))).isEmpty();
        pair.client().send("f\r\n");
        assertThat(pair.server().read(LINE, LONG)).contains("half");
    }

    @ParameterizedTest
    @EnumSource
    void endsAnIdleReadEvenWhenItIsPatient(Kind kind) {
        Pair pair = open(kind);
        pair.server().idleTimeout(Duration.ofMillis(50));
        ends(WireException.Reason.IDLE, () -> {
            while (true) {
                assertThat(pair.server().read(LINE, Duration.ofMillis(20))).isEmpty();
            }
        });
        ends(WireException.Reason.IDLE, () -> pair.server().read(LINE));
    }

    @ParameterizedTest
    @EnumSource
    void yieldsWhatArrivedBeforeThePeerClosed(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("last\r\nhalf");
        pair.client().close();
        assertThat(pair.server().read(LINE)).isEqualTo("last");
        ends(WireException.Reason.CLOSED, () -> pair.server().read(LINE));
    }

    @ParameterizedTest
    @EnumSource
    void deliversTheLastWordsThoughInputIsUnread(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("x".repeat(100_000));
        pair.server().write("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.server().close();
        pair.server().close();
        assertThat(pair.client().readLine()).isEqualTo("421 bye");
        assertThat(pair.client().isClosedByServer()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endsAWaitingReadWhenItIsClosed(Kind kind) {
        Pair pair = open(kind);
        Thread.ofVirtual().start(pair.server()::close);
        ends(WireException.Reason.CLOSED, () -> pair.server().read(LINE));
        ends(WireException.Reason.CLOSED, () -> pair.server().write(new byte[1]));
        ends(WireException.Reason.CLOSED, () -> pair.server().write(new byte[0]));
    }

    @ParameterizedTest
    @EnumSource
    void sendsLongAnswersToAReaderWhoTakesThem(Kind kind) {
        Pair pair = open(kind);
        byte[] large = new byte[3 * 1024 * 1024];
        new java.util.Random(1).nextBytes(large);
        Thread.ofVirtual().start(() -> {
            pair.server().write(large);
            pair.server().flush();
        });
        assertThat(pair.client().read(large.length)).isEqualTo(large);
    }

    @ParameterizedTest
    @EnumSource
    void givesUpOnAReaderWhoTakesNothing(Kind kind) {
        Pair pair = open(kind, Duration.ofMillis(300));
        byte[] large = new byte[1024 * 1024];
        new java.util.Random(1).nextBytes(large);
        ends(WireException.Reason.SLOW_READER, () -> {
            for (int i = 0; i < 100; i++) {
                pair.server().write(large);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnElementWithoutEnd(Kind kind) {
        Pair pair = open(kind);
        Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20; i++) {
                pair.client().send(new byte[100_000]);
            }
        });
        ends(
                WireException.Reason.BROKEN,
                () -> pair.server().read(new Grammar<String>() {
                    @Override
                    public Cut<String> cut(java.nio.ByteBuffer octets) {
                        return new Cut.More<>();
                    }
                }));
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "TCP"})
    void startsTlsOnACleanLine(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("STARTTLS\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("STARTTLS");
        assertThat(pair.server().tls()).isEmpty();
        pair.server().write("220 go\r\n".getBytes(StandardCharsets.US_ASCII));
        CompletableFuture<Void> started =
                CompletableFuture.runAsync(() -> pair.server().startTls());
        assertThat(pair.client().readLine()).isEqualTo("220 go");
        pair.client().startTls();
        started.join();
        assertThat(pair.server().tls()).isPresent();
        pair.client().send("EHLO\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("EHLO");
        pair.server().write("250 ok\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.server().flush();
        assertThat(pair.client().readLine()).isEqualTo("250 ok");
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "TCP"})
    void endsTheConnectionWhenOctetsFollowStartTls(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("STARTTLS\r\nNOOP\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("STARTTLS");
        ends(WireException.Reason.INJECTION, () -> pair.server().startTls());
        assertThat(pair.client().isClosedByServer()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "TCP"})
    void failsTlsWhenThePeerTalksOnInClearText(Kind kind) {
        Pair pair = open(kind);
        pair.client().send("STARTTLS\r\n");
        assertThat(pair.server().read(LINE)).isEqualTo("STARTTLS");
        Thread.ofVirtual().start(() -> pair.client().send("NOOP\r\nNOOP\r\nNOOP\r\n"));
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> pair.server().startTls())
                .matches(e ->
                        e.reason() == WireException.Reason.TLS_FAILED || e.reason() == WireException.Reason.INJECTION);
    }

    private static void ends(WireException.Reason reason, ThrowingCallable action) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(action)
                .extracting(WireException::reason)
                .isEqualTo(reason);
    }
}
