package org.letterlock.tests.system.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.CredentialOrder;
import org.letterlock.protocol.FailureException;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.system.disk.RecordedDisk;

/**
 * Each thing that an engine does is done again and again, and the disk is full at its first write, at its second, and so on, for one write or for all that
 * follow: it is answered as the protocol has it, what was acknowledged is there, and the engine goes on when there is room again.
 */
@Tag("long")
final class FullDiskSweepTest {

    private static final String ANNA = "anna@" + CrashRounds.NEAR;
    private static final String LARS = "lars@" + CrashRounds.NEAR;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_WRITES = 24;
    private static final Place INBOX = Place.in("INBOX");

    private final LetterMaker letters = new LetterMaker(7);
    private final Books books = new Books(() -> 0);
    private TempFolder folder;
    private RecordedDisk disk;
    private EngineProcess engine;
    private String annas;
    private String lars;
    private int refused;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        Optional<RecordedDisk> layer =
                RecordedDisk.over(folder.path().resolve("mail"), folder.path().resolve("disk"));
        assumeTrue(layer.isPresent(), "skipped: there is no C compiler (cc) to build the layer that is the full disk");
        disk = layer.orElseThrow();
        engine = EngineProcess.start(new EngineProcess.Settings(
                folder.path().resolve("mail"),
                "mail." + CrashRounds.NEAR,
                Map.of(),
                List.of(),
                disk.fillableEnvironment()));
        try (ControlClient control = engine.control()) {
            control.addDomain(CrashRounds.NEAR);
            annas = control.addAccount(ANNA).password();
            lars = control.addAccount(LARS).password();
        }
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
        folder.close();
    }

    @Test
    void everyWriteMayFindTheDiskFull() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, annas)) {
            imap.command("CREATE moved");
            imap.select("INBOX");
            sweep(() -> deliver(ANNA, books.anna()));
            sweep(() -> deliver(LARS, books.lars()));
            sweep(() -> append(imap, 3_000));
            sweep(() -> append(imap, 400_000));
            sweep(() -> move(imap));
            sweep(() -> expunge(imap));
        }
        sweep(this::addCredential);
        sweepUnlocking();
        assertThat(refused).as("writes that found the disk full").isGreaterThan(50);
        compare();
        engine.kill9();
        engine.startAgain();
        compare();
        engine.stop();
        assertThat(engine.output()).doesNotContain("\tat ");
        EngineProcess.Ended verified =
                EngineProcess.run(List.of("verify", "--data", engine.data().toString()));
        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }

    private void sweep(Runnable operation) {
        for (int write = 1; write <= MOST_WRITES; write++) {
            disk.fillAt(write, write % 2 == 0 ? 1 : Integer.MAX_VALUE);
            operation.run();
            long now = disk.empty();
            refused += (int) now;
            if (now == 0) {
                break;
            }
        }
        // There is room again: it is done as if nothing had been.
        operation.run();
    }

    private void deliver(String to, Ledger ledger) {
        Letter letter = letters.sized("f@example.org", to, "Full", 3_000);
        ledger.begin(letter.messageId(), INBOX);
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            int code = smtp.deliver(letter.from(), List.of(to), letter.octets()).code();
            assertThat(code).isIn(250, 451, 452);
            if (code == 250) {
                ledger.done(letter.messageId(), INBOX);
            }
        }
    }

    private void append(ImapTestClient imap, int size) {
        Letter letter = letters.sized(ANNA, ANNA, "Full", size);
        books.anna().begin(letter.messageId(), INBOX);
        String tag = imap.send("APPEND INBOX {" + letter.octets().length + "}");
        String go = imap.response().line();
        while (go.startsWith("* ")) {
            go = imap.response().line();
        }
        String answer;
        if (go.startsWith("+")) {
            imap.sendRaw(letter.octets());
            imap.sendRaw(new byte[] {'\r', '\n'});
            answer = imap.result(tag).text();
        } else {
            answer = go.substring(tag.length() + 1);
        }
        assertThat(answer).matches("(OK|NO \\[(OVERQUOTA|UNAVAILABLE)]).*");
        if (answer.startsWith("OK")) {
            books.anna().done(letter.messageId(), INBOX);
        }
    }

    private void move(ImapTestClient imap) {
        change(imap, Place.in("moved"), uid -> List.of("UID MOVE " + uid + " moved"));
    }

    private void expunge(ImapTestClient imap) {
        change(
                imap,
                Place.NOWHERE,
                uid -> List.of("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE " + uid));
    }

    /** Changes any letter of INBOX that is certainly there as it came. */
    private void change(ImapTestClient imap, Place wanted, Function<Long, List<String>> commands) {
        imap.attempt("NOOP");
        for (Map.Entry<Long, String> each : Reading.ids(imap, "1:*").entrySet()) {
            if (books.anna().isExactly(each.getValue(), INBOX)) {
                books.anna().begin(each.getValue(), Place.in("INBOX", "\\Deleted"));
                books.anna().begin(each.getValue(), wanted);
                boolean done = true;
                for (String command : commands.apply(each.getKey())) {
                    String answer = imap.attempt(command).text();
                    assertThat(answer).matches("(OK|NO \\[(OVERQUOTA|UNAVAILABLE)]).*");
                    done &= answer.startsWith("OK");
                }
                if (done) {
                    books.anna().done(each.getValue(), wanted);
                }
                return;
            }
        }
    }

    private void addCredential() {
        String name = "c" + books.credentials().certain().size() + "-" + refused;
        try (ControlClient control = engine.control()) {
            books.credentials().begin(name, Place.in("credentials"));
            String password = control.call(api -> api.addCredential(new CredentialOrder(ANNA, name, null, annas)))
                    .password();
            books.credentials().done(name, Place.in("credentials"));
            books.passwords().put(name, password);
        } catch (FailureException e) {
            assertThat(e.failure().area()).isIn("disk", "credential");
        }
    }

    /** The letters that waited move in although the disk is full on the way, each once. */
    private void sweepUnlocking() {
        for (int write = 1; write <= MOST_WRITES; write++) {
            for (int i = 0; i < 3; i++) {
                deliver(LARS, books.lars());
            }
            disk.fillAt(write, write % 2 == 0 ? 1 : Integer.MAX_VALUE);
            try (ImapTestClient imap = engine.imaps()) {
                assertThat(imap.attempt("LOGIN " + LARS + " " + lars).text()).matches("(OK|NO \\[UNAVAILABLE]).*");
                imap.attempt("SELECT INBOX");
            }
            refused += (int) disk.empty();
            try (ImapTestClient imap = engine.imaps().login(LARS, lars);
                    ControlClient control = engine.control()) {
                imap.select("INBOX");
                assertThat(Waiting.until(PATIENCE, () -> control.account(LARS).waiting() == 0))
                        .as("what waited moved in")
                        .isTrue();
                control.lock(LARS);
            }
        }
    }

    private void compare() {
        List<String> faults = new ArrayList<>();
        Inspection inspection = new Inspection(engine, books, faults);
        inspection.letters(ANNA, annas, books.anna(), _ -> true);
        inspection.letters(LARS, lars, books.lars(), _ -> true);
        inspection.names(ANNA, List.of(LARS));
        books.all().forEach(ledger -> faults.addAll(ledger.complaints()));
        assertThat(faults).isEmpty();
    }
}
