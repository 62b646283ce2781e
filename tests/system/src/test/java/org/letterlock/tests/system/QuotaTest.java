package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** A mailbox becomes full, locked and open, is emptied, and its figures outlive restarts and crashes. */
final class QuotaTest {

    @AutoClose
    private static final Site SITE = new Site();

    private static final Pattern SIZE = Pattern.compile("RFC822\\.SIZE ([0-9]+)");

    private final EngineProcess engine = SITE.engine();
    private final String anna;
    private final String password;
    private final String ben;
    private final Letter letter;

    QuotaTest() {
        Site.Owner owner = SITE.newcomer();
        anna = owner.address();
        password = owner.password();
        ben = SITE.newcomer().address();
        letter = new LetterMaker(1).plain("friend@example.org", anna, "Long", "Many words.\n".repeat(1500));
    }

    @Test
    void aFullMailboxTakesNothingUntilThereIsRoom() {
        assertThat(quota("set", anna, "--storage", "100K").out()).contains(anna, "100K");
        int filled = 0;
        while (offer(anna) == 250) {
            filled++;
        }
        assertThat(filled).isEqualTo(5);
        assertThat(Agent.run(engine.socket(), "", "account", "list").out())
                .containsPattern(anna + ".* 5 +9[0-9](\\.[0-9])?K");
        assertThat(offer(anna)).isEqualTo(452);
        assertThat(offer(ben)).isEqualTo(250);

        assertThat(engine.stop()).isZero();
        engine.startAgain();
        assertThat(offer(anna)).isEqualTo(452);
        engine.kill9();
        engine.startAgain();
        assertThat(offer(anna)).isEqualTo(452);

        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, filled)) {
            assertThat(imap.command("GETQUOTAROOT INBOX").lines())
                    .contains("* QUOTAROOT INBOX \"\"")
                    .anySatisfy(line -> assertThat(line).matches("\\* QUOTA \"\" \\(STORAGE (9[0-9]|100) 100\\)"));
            assertThat(imap.attempt("APPEND INBOX {" + letter.octets().length + "}")
                            .text())
                    .startsWith("NO [OVERQUOTA]");
            assertThat(imap.attempt("COPY 1 Archive").text()).startsWith("NO [OVERQUOTA]");
            imap.command("MOVE 1 Archive");
            assertThat(offer(anna)).isEqualTo(452);
            imap.command("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
            imap.command("EXPUNGE");
            assertThat(offer(anna)).isEqualTo(250);
        }
        assertThat(Agent.run(engine.socket(), "", "account", "lock", anna).exitCode())
                .isZero();
        assertThat(offer(anna)).isEqualTo(250);
        assertThat(offer(anna)).isEqualTo(452);
        assertThat(quota("set", anna, "--storage", "unset").out()).contains("no limit");
        assertThat(offer(anna)).isEqualTo(250);
    }

    @Test
    void figuresAreRightAgainAfterACrash() {
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            imap.select("INBOX");
            for (int i = 0; i < 20; i++) {
                assertThat(offer(anna)).isEqualTo(250);
            }
            engine.kill9();
        }
        engine.startAgain();
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 20)) {
            long held = imap.command("FETCH 1:* (RFC822.SIZE)").lines().stream()
                    .map(SIZE::matcher)
                    .filter(Matcher::find)
                    .mapToLong(size -> Long.parseLong(size.group(1)))
                    .sum();
            assertThat(Waiting.until(Mailboxes.PATIENCE, () -> used() == held)).isTrue();
        }
        assertThat(Agent.run(engine.socket(), "", "account", "lock", anna).exitCode())
                .isZero();
        long known = used();
        engine.kill9();
        engine.startAgain();
        assertThat(used()).isEqualTo(known);
    }

    @Test
    void aDomainIsFullForAllOfItsMailboxes() {
        String domain = "full.test";
        Mailboxes.domain(engine, domain);
        String carl = "carl@" + domain;
        String dora = "dora@" + domain;
        Mailboxes.make(engine, carl);
        Mailboxes.make(engine, dora);
        assertThat(quota("set", domain, "--total", "50K").out()).contains(domain, "50K");
        assertThat(offer(carl)).isEqualTo(250);
        assertThat(offer(dora)).isEqualTo(250);
        assertThat(offer(carl)).isEqualTo(452);
        assertThat(offer(dora)).isEqualTo(452);
        assertThat(quota("set", "server", "--messages", "1").out()).contains("--messages 1");
        assertThat(quota("set", domain, "--total", "none").exitCode()).isZero();
        assertThat(offer(carl)).isEqualTo(452);
        assertThat(quota("set", carl, "--messages", "none").exitCode()).isZero();
        assertThat(offer(carl)).isEqualTo(250);
        assertThat(offer(dora)).isEqualTo(452);
        assertThat(quota("show").out()).contains("the server", domain, carl, dora, "--messages none");
        assertThat(quota("set", "server", "--messages", "none").exitCode()).isZero();
    }

    @Test
    void whatCannotBeSetIsTold() {
        assertThat(quota("set", anna, "--total", "1G").err()).contains("An account has no total.");
        assertThat(quota("set", anna, "--storage", "much").err()).contains("\"much\" is no limit.");
        assertThat(quota("set", "other.test", "--total", "1G").err()).contains("other.test is not one of ours");
        assertThat(quota("set", "eva@example.test", "--storage", "1G").err()).contains("No account has the address");
        assertThat(quota("set", anna).exitCode()).isEqualTo(2);
        assertThat(quota("set", anna, "--storage", "16777216T").exitCode())
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
        String[] words = {"quota", "show", anna, "--json"};
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
