package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** A mailbox becomes full, locked and open, is emptied, and its figures outlive restarts and crashes. */
final class QuotaTest {

    private static final String ANNA = "anna@example.test";
    private static final String BEN = "ben@example.test";
    private static final Pattern SIZE = Pattern.compile("RFC822\\.SIZE ([0-9]+)");

    private final Letter letter =
            new LetterMaker(1).plain("friend@example.org", ANNA, "Long", "Many words.\n".repeat(1500));
    private TempFolder folder;
    private EngineProcess engine;
    private String password;

    @BeforeEach
    void start() {
        folder = new TempFolder();
        engine = EngineProcess.start(folder.path().resolve("mail"));
        Mailboxes.domain(engine, "example.test");
        password = Mailboxes.make(engine, ANNA);
        Mailboxes.make(engine, BEN);
    }

    @AfterEach
    void stop() {
        engine.close();
        folder.close();
    }

    @Test
    void aFullMailboxTakesNothingUntilThereIsRoom() {
        assertThat(quota("set", ANNA, "--storage", "100K").out()).contains(ANNA, "100K");
        int filled = 0;
        while (offer(ANNA) == 250) {
            filled++;
        }
        assertThat(filled).isEqualTo(5);
        assertThat(Agent.run(engine.socket(), "", "account", "list").out())
                .containsPattern(ANNA + ".* 5 +9[0-9](\\.[0-9])?K");
        assertThat(offer(ANNA)).isEqualTo(452);
        assertThat(offer(BEN)).isEqualTo(250);

        assertThat(engine.stop()).isZero();
        engine.startAgain();
        assertThat(offer(ANNA)).isEqualTo(452);
        engine.kill9();
        engine.startAgain();
        assertThat(offer(ANNA)).isEqualTo(452);

        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, filled)) {
            assertThat(imap.command("GETQUOTAROOT INBOX").lines())
                    .contains("* QUOTAROOT INBOX \"\"")
                    .anySatisfy(line -> assertThat(line).matches("\\* QUOTA \"\" \\(STORAGE (9[0-9]|100) 100\\)"));
            assertThat(imap.attempt("APPEND INBOX {" + letter.octets().length + "}")
                            .text())
                    .startsWith("NO [OVERQUOTA]");
            assertThat(imap.attempt("COPY 1 Archive").text()).startsWith("NO [OVERQUOTA]");
            imap.command("MOVE 1 Archive");
            assertThat(offer(ANNA)).isEqualTo(452);
            imap.command("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
            imap.command("EXPUNGE");
            // What has just moved in counts twice until it has left the intake.
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> offer(ANNA) == 250))
                    .isTrue();
        }
        assertThat(Agent.run(engine.socket(), "", "account", "lock", ANNA).exitCode())
                .isZero();
        assertThat(offer(ANNA)).isEqualTo(250);
        assertThat(offer(ANNA)).isEqualTo(452);
        assertThat(quota("set", ANNA, "--storage", "unset").out()).contains("no limit");
        assertThat(offer(ANNA)).isEqualTo(250);
    }

    @Test
    void figuresAreRightAgainAfterACrash() {
        try (ImapTestClient imap = engine.imaps().login(ANNA, password)) {
            imap.select("INBOX");
            for (int i = 0; i < 20; i++) {
                assertThat(offer(ANNA)).isEqualTo(250);
            }
            engine.kill9();
        }
        engine.startAgain();
        try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 20)) {
            long held = imap.command("FETCH 1:* (RFC822.SIZE)").lines().stream()
                    .map(SIZE::matcher)
                    .filter(Matcher::find)
                    .mapToLong(size -> Long.parseLong(size.group(1)))
                    .sum();
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> used() == held)).isTrue();
        }
        assertThat(Agent.run(engine.socket(), "", "account", "lock", ANNA).exitCode())
                .isZero();
        long known = used();
        engine.kill9();
        engine.startAgain();
        assertThat(used()).isEqualTo(known);
    }

    @Test
    void aDomainIsFullForAllOfItsMailboxes() {
        assertThat(quota("set", "example.test", "--total", "50K").out()).contains("example.test", "50K");
        assertThat(offer(ANNA)).isEqualTo(250);
        assertThat(offer(BEN)).isEqualTo(250);
        assertThat(offer(ANNA)).isEqualTo(452);
        assertThat(offer(BEN)).isEqualTo(452);
        assertThat(quota("set", "server", "--messages", "1").out()).contains("--messages 1");
        assertThat(quota("set", "example.test", "--total", "none").exitCode()).isZero();
        assertThat(offer(ANNA)).isEqualTo(452);
        assertThat(quota("set", ANNA, "--messages", "none").exitCode()).isZero();
        assertThat(offer(ANNA)).isEqualTo(250);
        assertThat(offer(BEN)).isEqualTo(452);
        assertThat(quota("show").out()).contains("the server", "example.test", ANNA, BEN, "--messages none");
    }

    @Test
    void whatCannotBeSetIsTold() {
        assertThat(quota("set", ANNA, "--total", "1G").err()).contains("An account has no total.");
        assertThat(quota("set", ANNA, "--storage", "much").err()).contains("\"much\" is no limit.");
        assertThat(quota("set", "other.test", "--total", "1G").err()).contains("other.test is not one of ours");
        assertThat(quota("set", "eva@example.test", "--storage", "1G").err()).contains("No account has the address");
        assertThat(quota("set", ANNA).exitCode()).isEqualTo(2);
        assertThat(quota("set", ANNA, "--storage", "16777216T").exitCode())
                .as("2^64 octets")
                .isEqualTo(1);
    }

    private Agent.Ran quota(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "quota";
        System.arraycopy(words, 0, all, 1, words.length);
        return Agent.run(engine.socket(), "", all);
    }

    private long used() {
        String[] words = {"quota", "show", ANNA, "--json"};
        Agent.Ran ran = Agent.run(engine.socket(), "", words);
        assertThat(ran.exitCode()).as("%s: %s", Arrays.toString(words), ran).isZero();
        JsonObject anna =
                JsonParser.parseString(ran.out()).getAsJsonArray().get(0).getAsJsonObject();
        return anna.get("usedOctets").getAsLong();
    }

    /** Offers the letter with its length; the code of the first reply that is not positive, or of the last. */
    private int offer(String to) {
        try (SmtpTestClient smtp = engine.mx().ehlo()) {
            smtp.command("MAIL FROM:<friend@example.org> SIZE=" + letter.octets().length)
                    .expect(250);
            SmtpTestClient.Reply rcpt = smtp.command("RCPT TO:<" + to + ">");
            if (!rcpt.isPositive()) {
                assertThat(rcpt.lines().getFirst()).contains("4.2.2 Mailbox is full");
                return rcpt.code();
            }
            smtp.command("DATA").expect(354);
            int code = smtp.data(letter.octets()).code();
            smtp.quit();
            return code;
        }
    }
}
