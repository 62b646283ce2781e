package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.ProtocolException;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

@Tag("long")
final class FloodTest {

    private static final String ANNA = "anna@example.test";
    private static final int LIMIT = 2_000;
    private static final int STRANGERS = 1_500;

    private TempFolder folder;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
        }
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void idleConnectionsAreBoundedAndTheNextIsToldSo() {
        long before = engine.residentKilobytes();
        List<RawConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                all.add(new RawConnection(engine.address("mx")));
            }
            for (RawConnection each : all) {
                assertThat(each.line()).startsWith("220 ");
            }
            try (RawConnection next = new RawConnection(engine.address("mx"))) {
                assertThat(next.line()).startsWith("421 4.7.0");
                assertThat(next.line()).isEmpty();
            }
            System.out.printf(
                    "%d idle connections: %d KiB resident, %d before%n", LIMIT, engine.residentKilobytes(), before);
            assertThat(engine.residentKilobytes()).isLessThan(400_000);
            try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
                imap.select("INBOX");
            }
        } finally {
            all.forEach(RawConnection::close);
        }
        assertThat(Waiting.until(Duration.ofSeconds(30), this::isServed)).isTrue();
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    /** Strangers hold all that they may; whoever has signed in is served, and comes back from where they are. */
    @Test
    void strangersLeaveRoomForThoseWhoSignIn() {
        InetAddress elsewhere = InetAddress.ofLiteral("127.0.0.2");
        List<RawConnection> all = new ArrayList<>();
        try (ImapTestClient before = engine.imaps().login(ANNA, password)) {
            for (int i = 0; i < STRANGERS; i++) {
                all.add(new RawConnection(engine.address("imap"), elsewhere));
            }
            for (RawConnection each : all) {
                assertThat(each.line()).startsWith("* OK");
            }
            try (RawConnection next = new RawConnection(engine.address("imap"), elsewhere)) {
                assertThat(next.line()).startsWith("* BYE [UNAVAILABLE]");
                assertThat(next.line()).isEmpty();
            }
            before.select("INBOX");
            try (ImapTestClient again = engine.imaps().login(ANNA, password);
                    SmtpTestClient smtp = engine.submissions().ehlo()) {
                again.select("INBOX");
                smtp.authPlain(ANNA, password).expect(235);
            }
        } finally {
            all.forEach(RawConnection::close);
        }
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    private boolean isServed() {
        try (RawConnection one = new RawConnection(engine.address("mx"))) {
            return one.line().startsWith("220 ");
        }
    }

    @Test
    void connectionsThatDripHoldUpNobody() {
        List<RawConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                RawConnection drip = new RawConnection(engine.address(i % 2 == 0 ? "mx" : "imap"));
                all.add(drip);
                drip.send(i % 2 == 0 ? "" : "A");
            }
            for (int round = 0; round < 5; round++) {
                for (int i = 1; i < all.size(); i += 2) {
                    all.get(i).send("1");
                }
                try (SmtpTestClient smtp = engine.mx().ehlo()) {
                    smtp.deliver(
                                    "a@example.org",
                                    List.of(ANNA),
                                    "Subject: x\r\n\r\nx\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                            .expect(250);
                }
            }
            // A minute to log in, however much is dripped meanwhile.
            RawConnection imap = all.get(1);
            imap.lineThatStarts("* OK");
            imap.patience(Duration.ofSeconds(100));
            assertThat(imap.lineThatStarts("* BYE")).startsWith("* BYE");
        } finally {
            all.forEach(RawConnection::close);
        }
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    @Test
    void connectionsThatComeAndGoLeaveNothingBehind() {
        for (int i = 0; i < 5_000; i++) {
            new RawConnection(engine.address(i % 2 == 0 ? "mx" : "imaps")).close();
        }
        assertThat(Waiting.until(Duration.ofSeconds(30), this::isServed)).isTrue();
        assertThat(Waiting.until(Duration.ofSeconds(30), this::isReadable)).isTrue();
        assertThat(engine.output()).doesNotContain("\tat ", "ERROR");
    }

    /** The ends of connections that were cut in their handshake are noticed one after the other. */
    private boolean isReadable() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            imap.select("INBOX");
            return true;
        } catch (UncheckedIOException | ProtocolException e) {
            // Closed in the handshake, or told that there are too many.
            return false;
        }
    }
}
