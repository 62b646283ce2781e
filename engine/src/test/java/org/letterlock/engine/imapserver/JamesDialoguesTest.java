package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.sasl.FakeAuthenticator;

/**
 * The dialogues of another server's test suite, held against ours. What a server may say in its own way is not compared: the words behind OK, NO and BAD, the
 * order and kind of the informational responses of SELECT, quotes around atoms, and {@code \Recent}, which no message of ours has.
 */
final class JamesDialoguesTest {

    private static final Set<String> BEFORE_LOGIN = Set.of(
            "Authenticate",
            "AuthenticatePlain",
            "Login",
            "Logout",
            "ValidNonAuthenticated",
            "Welcome",
            "Id",
            "LoginThreeStrikes",
            "BadTag",
            "NoTag",
            "NoCommand",
            "JustTag",
            "BogusCommand",
            "IllegalTag",
            "ValidAuthenticated",
            "ValidSelected");

    private static final Set<String> IN_MAILBOX = Set.of(
            "Check",
            "Copy",
            "Expunge",
            "FetchBodyNoSection",
            "FetchEnvelope",
            "FetchHeaderFields",
            "FetchHeaderFieldsNot",
            "FetchInternalDate",
            "FetchMultipleMessages",
            "FetchPartial",
            "FetchPeek",
            "FetchRFC822",
            "FetchRFC822Header",
            "FetchRFC822Text",
            "FetchSaveDate",
            "FetchSingleMessage",
            "FetchText",
            "Move",
            "ObjectId",
            "Search",
            "SearchSaveDate",
            "Store",
            "Uid",
            "CondstoreDisable",
            "AppendExamineInbox",
            "FetchNILSaveDate",
            "MoveNoMSG",
            "RenameHierarchy",
            "RenameInbox",
            "RenameSelected");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> dialogues() throws IOException {
        Optional<Path> scripts = Optional.ofNullable(System.getProperty("letterlock.corpora"))
                .map(corpora -> Path.of(corpora, "imap", "james-mpt", "scripts"))
                .filter(Files::isDirectory);
        assumeTrue(scripts.isPresent(), "the folder of corpora is not there");
        List<Path> files;
        try (Stream<Path> all = Files.walk(scripts.orElseThrow())) {
            files = all.filter(file -> file.toString().endsWith(".test"))
                    .sorted()
                    .toList();
        }
        Set<String> differing = JamesDifferences.notPlayed().keySet();
        assertThat(files.stream().map(JamesDialoguesTest::name)).hasSize(169).containsAll(differing);
        return files.stream()
                .filter(file -> !differing.contains(name(file)))
                .map(file -> DynamicTest.dynamicTest(name(file), () -> play(name(file), file)));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".test", "");
    }

    private void play(String name, Path file) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        try (ImapFixture fixture =
                        new ImapFixture(own, ImapFixture.patient(), new FakeAuthenticator("imapuser", "password"));
                Dialogue dialogue = new Dialogue(fixture, !BEFORE_LOGIN.contains(name))) {
            if (name.equals("CondstoreDisable")) {
                Set<ImapExtension> without = EnumSet.copyOf(ImapExtension.byDefault());
                without.removeAll(Set.of(ImapExtension.CONDSTORE, ImapExtension.QRESYNC));
                fixture.offering(without);
            }
            if (JamesDifferences.BEGINS_WITH_INBOX_ALONE.contains(name)) {
                fixture.store.mailboxes().stream()
                        .filter(mailbox -> !mailbox.name().equals(MailboxName.INBOX))
                        .forEach(mailbox -> {
                            fixture.store.deleteMailbox(mailbox.name());
                            fixture.store.unsubscribe(mailbox.name());
                        });
            }
            if (IN_MAILBOX.contains(name)) {
                dialogue.play(lines(file.resolveSibling("SelectedStateSetup.test")));
            }
            dialogue.play(JamesDifferences.edited(name, lines(file)));
            assertThat(fixture.store.verify()).isEmpty();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }

    /** What one step of the server has to be: a line, or lines in any order. */
    private record Expected(int line, List<String> patterns) {}

    private static final class Dialogue implements AutoCloseable {

        private static final Pattern CONDITION = Pattern.compile("(\\S+) (OK|NO|BAD|BYE)\\b.*");

        /** What servers say in SELECT in their own order, and RECENT, which IMAP4rev2 has no more. */
        private static final Pattern INFORMATION =
                Pattern.compile("\\\\?\\* (OK|FLAGS|\\S+ RECENT)\\b.*", Pattern.DOTALL);

        private static final Pattern STATUS = Pattern.compile("(.*\\* STATUS .*? \\\\?\\()(.*?)(\\\\?\\))");

        private final ImapFixture fixture;
        private final boolean loggedIn;
        private final Map<String, WireClient> sessions = new HashMap<>();
        private String session = "1";
        private String tag = "";
        private List<Expected> expected = new ArrayList<>();

        Dialogue(ImapFixture fixture, boolean loggedIn) {
            this.fixture = fixture;
            this.loggedIn = loggedIn;
        }

        private WireClient client() {
            return sessions.computeIfAbsent(session, name -> {
                WireClient client = fixture.connect(true);
                if (loggedIn) {
                    client.readLine();
                    client.send("login LOGIN imapuser password\r\n");
                    assertThat(client.readLine()).startsWith("login OK");
                }
                return client;
            });
        }

        void play(List<String> lines) {
            List<String> together = null;
            boolean sending = false;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.startsWith("C:")) {
                    if (!sending) {
                        boolean goesOn = isContinuation();
                        settle();
                        tag = goesOn ? tag : text(line).strip().split(" ", 2)[0];
                    }
                    sending = true;
                    client().send((text(line) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                } else if (line.startsWith("S:") && together != null) {
                    together.add(text(line));
                } else if (line.startsWith("S:")) {
                    sending = false;
                    expected.add(new Expected(i + 1, List.of(text(line))));
                } else if (line.startsWith("SUB {")) {
                    together = new ArrayList<>();
                    sending = false;
                } else if (line.startsWith("}") && together != null) {
                    expected.add(new Expected(i + 1, List.copyOf(together)));
                    together = null;
                } else if (line.startsWith("SESSION:")) {
                    settle();
                    session = line.substring(8).strip();
                    sending = false;
                } else if (line.startsWith("REINIT")) {
                    settle();
                    close();
                    sending = false;
                }
            }
            settle();
        }

        private static String text(String line) {
            return line.length() > 3 ? line.substring(3) : "";
        }

        private boolean isContinuation() {
            return !expected.isEmpty()
                    && expected.getLast().patterns().getLast().startsWith("\\+");
        }

        /** Reads what the server answered and compares. */
        private void settle() {
            List<Expected> wanted = expected;
            expected = new ArrayList<>();
            if (wanted.isEmpty()) {
                return;
            }
            String last = wanted.getLast().patterns().getLast();
            boolean greeting = tag.isEmpty();
            List<String> said = new ArrayList<>();
            String line;
            do {
                line = client().readLine();
                said.add(line);
            } while (!greeting && !line.startsWith(tag + " ") && !isEnd(last, line));
            boolean seen = wanted.stream()
                    .flatMap(step -> step.patterns().stream())
                    .anyMatch(p -> p.matches(".*FETCH .*(BODY|RFC822).*"));
            List<String> actual = new ArrayList<>(said.stream()
                    .filter(s -> !INFORMATION.matcher(s).matches())
                    .flatMap(s -> s.endsWith(" \"\")")
                            ? Stream.of(s.substring(0, s.length() - 3) + "{0}", ")")
                            : Stream.of(s))
                    .map(s -> seen ? s.replaceAll(" FLAGS \\([^)]*\\)\\)$", ")") : s)
                    .toList());
            for (Expected step : wanted) {
                List<String> patterns = new ArrayList<>(step.patterns().stream()
                        .filter(p -> !INFORMATION.matcher(p).matches())
                        .toList());
                while (!patterns.isEmpty()) {
                    assertThat(actual)
                            .as("line " + step.line() + " wants " + patterns + " of " + said)
                            .isNotEmpty();
                    String next = actual.removeFirst();
                    Optional<String> match =
                            patterns.stream().filter(p -> matches(p, next)).findFirst();
                    assertThat(match)
                            .as("line " + step.line() + " wants " + patterns + "\n but heard " + next + "\n of " + said)
                            .isPresent();
                    patterns.remove(match.orElseThrow());
                }
            }
            assertThat(actual)
                    .as("line " + wanted.getLast().line() + " unexpected")
                    .isEmpty();
        }

        private static boolean isEnd(String last, String line) {
            return (last.startsWith("\\+") && line.startsWith("+ "))
                    || (last.startsWith("\\* BYE") && line.startsWith("* BYE"))
                    || (last.startsWith("\\* BAD") && line.startsWith("* BAD"));
        }

        private static boolean matches(String pattern, String line) {
            var expectedCondition = CONDITION.matcher(pattern.replace("\\", ""));
            var condition = CONDITION.matcher(line);
            if (expectedCondition.matches() && condition.matches()) {
                return expectedCondition.group(1).equals(condition.group(1))
                        && expectedCondition.group(2).equals(condition.group(2));
            }
            return Pattern.compile(plain(pattern), Pattern.CASE_INSENSITIVE)
                    .matcher(plain(line).replace(" \\{", " {"))
                    .matches();
        }

        /** Without quotes and numbers of EXPUNGE, flags and what STATUS tells in one order, and no flags where a body follows. */
        private static String plain(String text) {
            String bare = STATUS.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                            + Stream.of(found.group(2).split("(?<=\\d\\+?|\\)|\\*) ", -1))
                                    .sorted()
                                    .collect(Collectors.joining(" "))
                            + found.group(3)))
                    .replaceAll("\\\\*\"", "")
                    .replace("[^]*", ".*")
                    .replace(" {", " \\{")
                    .replaceAll("\\* \\d+ EXPUNGE", "* EXPUNGE")
                    .replace("\\(FLAGS \\(.*\\) BODY", "\\(BODY")
                    .replace("\\(.*\\) BODY", "\\(BODY")
                    .replaceAll("FLAGS \\\\?\\([^)]*\\) (?=(UID \\d+ )?(BODY|RFC822))", "");
            Matcher flags =
                    Pattern.compile("(FLAGS|LIST) (\\\\?)\\(([^)]*?)(\\\\?)\\)").matcher(bare);
            return flags.replaceAll(found -> {
                String sorted = Stream.of(found.group(3).split(" "))
                        .filter(flag -> !flag.endsWith("Recent"))
                        .sorted()
                        .collect(Collectors.joining(" "));
                return Matcher.quoteReplacement(
                        found.group(1) + " " + found.group(2) + "(" + sorted + found.group(4) + ")");
            });
        }

        @Override
        public void close() {
            sessions.values().forEach(WireClient::close);
            sessions.clear();
        }
    }
}
