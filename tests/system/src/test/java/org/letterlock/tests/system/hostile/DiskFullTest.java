package org.letterlock.tests.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** The data folder lies on a small disk of its own, which is filled. Needs root, for the mount. */
@Tag("peers")
final class DiskFullTest {

    private static final String ANNA = "anna@example.test";

    private final LetterMaker letters = new LetterMaker(System.nanoTime());
    private final List<String> acknowledged = new ArrayList<>();
    private TempFolder folder;
    private Path disk;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        folder = new TempFolder();
        disk = folder.path().resolve("disk");
        Files.createDirectory(disk);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=160m,mode=0700", "tmpfs", disk.toString()) == 0,
                "skipped: mounting a small disk needs root");
        engine = EngineProcess.start(disk.resolve("mail"));
        try (ControlClient control = engine.control()) {
            control.addDomain("example.test");
            password = control.addAccount(ANNA).password();
        }
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (engine != null) {
            engine.close();
            run("umount", disk.toString());
        }
        folder.close();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void fullDiskIsToldAndNothingIsLost() throws IOException {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            for (int i = 0; i < 20; i++) {
                assertThat(deliver(20_000)).isEqualTo(250);
            }
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") == 20))
                    .isTrue();
            fill(0);
            assertThat(deliver(20_000)).isEqualTo(452);
            assertThat(submit()).isBetween(451, 452);
            assertThat(append(imap)).matches("NO \\[(OVERQUOTA|UNAVAILABLE)].*");
            assertThat(imap.fetch("1:*", "")).hasSize(20);
            assertThat(imap.search("TEXT Full")).hasSize(20);
            Files.delete(disk.resolve("filler"));
            assertThat(deliver(20_000)).isEqualTo(250);
            assertThat(append(imap)).startsWith("OK");
            acknowledged.add("appended");
        }
        try (ControlClient control = engine.control()) {
            control.addAccount("later@example.test");
        }
        assertAllThere();
        engine.kill9();
        engine.startAgain();
        assertAllThere();
        engine.stop();
        assertThat(EngineProcess.run(List.of("check", "--data", engine.data().toString()))
                        .output())
                .contains("in order");
        assertThat(engine.output()).doesNotContain("\tat ");
    }

    /** RFC 5321 §4.2.5: wherever the room gives out, the letter is refused at its end, and the session goes on. */
    @Test
    void aLargeSubmissionIsRefusedAtItsEndWhereverTheRoomGivesOut() throws IOException {
        byte[] large =
                letters.sized(ANNA, "friend@example.org", "Large", 20_000_000).octets();
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.patience(Duration.ofSeconds(60));
            smtp.authPlain(ANNA, password).expect(235);
            for (long free : List.of(0L, 10L << 20, 21L << 20, 45L << 20)) {
                fill(free);
                for (List<String> recipients :
                        List.of(List.of(ANNA), List.of("friend@example.org"), List.of(ANNA, "friend@example.org"))) {
                    SmtpTestClient.Reply reply = smtp.deliver(ANNA, recipients, large);
                    assertThat(reply.code() + " " + reply.lines().getFirst())
                            .as("%d octets free, %s", free, recipients)
                            .startsWith("452 4.3.1 ");
                    smtp.command("NOOP").expect(250);
                }
                Files.delete(disk.resolve("filler"));
            }
        }
        assertThat(submit()).isEqualTo(250);
        assertThat(engine.output()).doesNotContain("\tat ");
    }

    @Test
    void deletingWorksWhileNothingMoreIsTaken() throws IOException {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            for (int i = 0; i < 20; i++) {
                assertThat(deliver(20_000)).isEqualTo(250);
            }
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") == 20))
                    .isTrue();
            fill(10 << 20);
            assertThat(deliver(20_000)).isEqualTo(452);
            assertThat(append(imap)).matches("NO \\[(OVERQUOTA|UNAVAILABLE)].*");
            imap.command("STORE 1:10 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
            assertThat(imap.select("INBOX")).isEqualTo(10);
        }
        assertThat(engine.output()).doesNotContain("\tat ");
    }

    @Test
    void changesOverControlWorkAgainOnceThereIsRoom() throws IOException {
        fill(0);
        try (ControlClient control = engine.control()) {
            boolean refused = false;
            for (int i = 0; i < 200 && !refused; i++) {
                try {
                    control.addAccount("more" + i + "@example.test");
                } catch (org.letterlock.protocol.FailureException e) {
                    assertThat(e.failure().area()).isEqualTo("disk");
                    refused = true;
                }
            }
            assertThat(refused).isTrue();
            Files.delete(disk.resolve("filler"));
            control.addAccount("afterwards@example.test");
        }
        assertThat(engine.output()).doesNotContain("\tat ");
    }

    private void assertAllThere() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> imap.select("INBOX") >= acknowledged.size()))
                    .isTrue();
            assertThat(imap.select("INBOX")).isEqualTo(acknowledged.size());
        }
    }

    private int deliver(int size) {
        Letter letter = letters.sized("friend@example.org", ANNA, "Full", size);
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            SmtpTestClient.Reply reply = smtp.deliver(letter.from(), List.of(ANNA), letter.octets());
            if (reply.code() == 250) {
                acknowledged.add(letter.messageId());
            }
            return reply.code();
        }
    }

    private int submit() {
        Letter letter = letters.sized(ANNA, "friend@example.org", "Full", 20_000);
        try (SmtpTestClient smtp = engine.submissions().ehlo()) {
            smtp.authPlain(ANNA, password).expect(235);
            return smtp.deliver(ANNA, List.of("friend@example.org"), letter.octets())
                    .code();
        }
    }

    private String append(ImapTestClient imap) {
        byte[] octets = letters.sized(ANNA, ANNA, "Full", 200_000).octets();
        String tag = imap.send("APPEND INBOX {" + octets.length + "}");
        String go = imap.response().line();
        if (!go.startsWith("+")) {
            return go.substring(tag.length() + 1);
        }
        imap.sendRaw(octets);
        imap.sendRaw(new byte[] {'\r', '\n'});
        return imap.result(tag).text();
    }

    /** Fills the disk until only so many octets are free. */
    private void fill(long free) throws IOException {
        try (var out =
                Files.newByteChannel(disk.resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] block = new byte[4096];
            while (Files.getFileStore(disk).getUsableSpace() > free) {
                out.write(java.nio.ByteBuffer.wrap(block));
            }
        } catch (IOException e) {
            assertThat(free).isZero();
        }
    }
}
