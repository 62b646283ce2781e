package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.EngineApi;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.Pop3TestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.Waiting;

/** POP3 on a whole engine, beside IMAP. */
final class Pop3Test {

    @AutoClose
    private static final Site SITE = new Site();

    private static final String FRIEND = "friend@example.org";

    private final LetterMaker letters = new LetterMaker(System.nanoTime());
    private final EngineProcess engine = SITE.engine();
    private final Site.Owner owner = SITE.newcomer();
    private final String anna = owner.address();
    private final String password = owner.password();

    private void deliver(Letter... some) {
        try (SmtpTestClient client = engine.mx().ehlo()) {
            for (Letter letter : some) {
                client.deliver(letter.from(), List.of(letter.to()), letter.octets())
                        .expect(250);
            }
        }
    }

    private Letter[] some(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> letters.japaneseUtf8(FRIEND, anna, "手紙 " + i, "本文\n.\n..\n" + i + "\n"))
                .toArray(Letter[]::new);
    }

    /** A program that asks once a day must not get its letters a day late. */
    @Test
    void theFirstSessionHasEveryLetterThatWaited() {
        Letter[] sent = some(130);
        deliver(sent);
        assertThat(Mailboxes.unlocked(engine, anna)).isFalse();
        try (Pop3TestClient pop = engine.pop3s().authenticateScram(anna, password)) {
            assertThat(pop.lines("LIST")).hasSize(sent.length);
            for (int i = 0; i < sent.length; i += 20) {
                byte[] octets = pop.retr(i + 1);
                assertThat(pop.command("LIST " + (i + 1))).isEqualTo("+OK " + (i + 1) + " " + octets.length);
                assertThat(new String(octets, StandardCharsets.ISO_8859_1))
                        .endsWith(new String(sent[i].octets(), StandardCharsets.ISO_8859_1));
            }
            pop.quit();
        }
    }

    @Test
    void deletesIntoTheTrashWhileAPhoneWatchesOverImap() {
        deliver(some(3));
        try (ImapTestClient imap = Mailboxes.open(engine, anna, password, 3);
                Pop3TestClient pop = Pop3TestClient.connect(engine.address("pop3"))
                        .startTls()
                        .login(anna, password)) {
            String tag = imap.idle();
            pop.command("DELE 2");
            pop.quit();
            assertThat(imap.response().line()).isEqualTo("* 2 EXPUNGE");
            imap.done(tag);
            assertThat(imap.select("Trash")).isEqualTo(1);
            assertThat(imap.select("INBOX")).isEqualTo(2);
        }
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            pop.command("DELE 1");
        }
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            assertThat(pop.lines("UIDL")).hasSize(2);
        }
    }

    @Test
    void givesTheSameIdsForEverThroughARestoreToo() throws IOException {
        deliver(some(5));
        List<String> before;
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            before = pop.lines("UIDL");
            assertThat(before).hasSize(5).allMatch(line -> line.matches("\\d [!-~]{1,70}"));
        }
        Path copy;
        try (ControlClient control = engine.control()) {
            copy = Path.of(control.call(engine -> engine.takeSnapshot(new EngineApi.AccountAddress(anna)))
                    .file());
        }
        // What came after the copy takes ids that the restored file will give again.
        deliver(some(2));
        List<String> lost;
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            lost = ids(pop.lines("UIDL")).subList(5, 7);
        }
        engine.stop();
        // A copy has the account's name before its time.
        String account = String.valueOf(copy.getFileName()).split("-", 2)[0];
        Path file = engine.data().resolve("accounts").resolve(account + ".sqlite");
        for (String rest : new String[] {"-wal", "-shm"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + rest));
        }
        Files.copy(engine.data().resolve(copy), file, StandardCopyOption.REPLACE_EXISTING);
        engine.startAgain();
        deliver(some(2));
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            List<String> after = pop.lines("UIDL");
            assertThat(after).startsWith(before.toArray(String[]::new)).hasSize(7);
            assertThat(ids(after)).doesNotContainAnyElementsOf(lost);
        }
    }

    private static List<String> ids(List<String> listing) {
        return listing.stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void holdsToTheScopeOfAPasswordAndTellsItsUse() {
        String calendar = add("calendar", "--scope", "calendar-and-contacts");
        String laptop = add("laptop", "--scope", "mail");
        try (Pop3TestClient pop = engine.pop3s()) {
            pop.command("USER " + anna);
            assertThat(pop.attempt("PASS " + calendar)).isEqualTo("-ERR [AUTH] This password is not for reading mail");
            pop.login(anna, laptop);
            assertThat(Waiting.until(
                            Mailboxes.PATIENCE,
                            () -> Agent.run(engine.socket(), "", "credential", "list", anna, "--json")
                                    .out()
                                    .contains("\"lastProtocol\": \"POP3\"")))
                    .isTrue();
            assertThat(Agent.run(engine.socket(), "", "credential", "revoke", anna, "laptop")
                            .exitCode())
                    .isZero();
            assertThat(pop.line()).isEqualTo("-ERR [AUTH] The login was taken away");
        }
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            Mailboxes.lock(engine, anna);
            assertThat(pop.line()).isEqualTo("-ERR [AUTH] The login was taken away");
            assertThat(Mailboxes.unlocked(engine, anna)).isFalse();
        }
    }

    private String add(String name, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("credential", "add", anna, name, "--json"));
        arguments.addAll(List.of(more));
        return com.google.gson.JsonParser.parseString(
                        Agent.run(engine.socket(), password + "\n", arguments.toArray(String[]::new))
                                .out())
                .getAsJsonObject()
                .get("password")
                .getAsString();
    }

    @Test
    void deletesForGoodWhereThatWasChosen() {
        assertThat(pop3().out())
                .isEqualTo("What " + anna + " deletes by POP3 goes to the trash, and from there"
                        + " after thirty days.\n");
        assertThat(pop3("--deleted", "shredded").err()).contains("Say trash or gone.");
        assertThat(pop3("--deleted", "gone").out()).isEqualTo("What " + anna + " deletes by POP3 is gone at once.\n");
        deliver(some(2));
        try (Pop3TestClient pop = engine.pop3s().login(anna, password)) {
            pop.command("DELE 1");
            pop.quit();
        }
        try (ImapTestClient imap = engine.imaps().login(anna, password)) {
            assertThat(imap.select("INBOX")).isEqualTo(1);
            assertThat(imap.select("Trash")).isZero();
        }
        engine.kill9();
        engine.startAgain();
        assertThat(pop3().out()).contains("is gone at once");
    }

    private Agent.Ran pop3(String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("account", "pop3", anna));
        arguments.addAll(List.of(more));
        return Agent.run(engine.socket(), "", arguments.toArray(String[]::new));
    }

    @Test
    void theStatusNamesItsListeners() {
        assertThat(Agent.run(engine.socket(), "", "status", "--json").out())
                .contains("\"service\": \"pop3s\"", "\"service\": \"pop3\"");
    }
}
