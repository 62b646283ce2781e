package org.letterlock.desktop.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.desktop.model.Problem;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.letterlock.protocol.ReportsInfo.Letters;
import org.letterlock.protocol.ReportsInfo.Returned;
import org.letterlock.protocol.ReportsInfo.TlsFailure;

/** That nothing is missing in any language. */
final class TextsTest {

    private static final Pattern PLACE = Pattern.compile("\\{[a-zA-Z]+(:octets)?\\}");

    private static final Pattern LITERAL = Pattern.compile("\"([a-zA-Z.-]+)\"");

    /** What a server may say of these screens; it comes with English sentences. */
    private static final Set<String> CARRIED = Set.of(
            "failure.agent.no-agent",
            "failure.agent.no-answer",
            "failure.engine.unexpected",
            "failure.install.apt-busy",
            "failure.install.hostname",
            "failure.install.no-apt",
            "failure.install.no-release",
            "failure.install.no-sshd",
            "failure.install.no-systemd",
            "failure.install.not-installed",
            "failure.install.not-root",
            "failure.install.busy",
            "failure.install.release-broken",
            "failure.install.ssh-otherwise",
            "failure.install.ssh-undone",
            "failure.install.step-failed",
            "failure.install.stopped-halfway",
            "failure.install.self-test",
            "failure.install.stuck",
            "failure.install.did-not-start",
            "failure.credential.locked",
            "failure.credential.already-there",
            "failure.credential.bad-name",
            "failure.credential.no-such-credential",
            "failure.proof.not-a-letter",
            "failure.proof.nobody-there",
            "failure.proof.full",
            "failure.proof.too-much-held",
            "failure.inspection.order",
            "failure.inspection.unreadable",
            "failure.domain.not-a-domain",
            "failure.domain.already-there",
            "failure.domain.no-such-domain",
            "failure.domain.new-keys-wait",
            "failure.domain.new-keys-not-shown",
            "failure.address.not-an-address",
            "failure.address.already-there",
            "failure.address.forward-to-ours",
            "failure.address.leads-nowhere",
            "failure.address.first-address",
            "failure.address.no-such-address",
            "failure.account.no-such-account",
            "failure.credential.last",
            "failure.queue.no-such-entry",
            "failure.queue.not-waiting",
            "failure.queue.held",
            "failure.queue.not-held",
            "failure.sending.nothing-held",
            "failure.vacation.not-a-vacation",
            "failure.quota.not-a-limit",
            "failure.recovery.locked",
            "failure.block.no-such-block",
            "failure.junk.no-such-blocklist",
            "failure.junk.too-many-blocklists",
            "failure.disk.not-written",
            "failure.account.closed-meanwhile",
            "failure.address.too-many",
            "failure.address.not-a-webhook",
            "failure.domain.no-catch-all",
            "failure.domain.no-new-keys",
            "failure.domain.sent-on-to",
            "failure.recovery.already-there",
            "failure.recovery.not-a-key",
            "failure.recovery.not-sealed",
            "failure.recovery.wrong-key",
            "failure.relay.for-ours",
            "failure.relay.no-such-relay",
            "failure.relay.not-a-relay",
            "failure.vacation.no-vacation",
            "failure.engine.denied",
            "failure.engine.not-running",
            "failure.engine.no-answer");

    /** What an engine says to orders alone that no screen gives: such as exports, and what a screen looks at before. */
    private static final Set<String> UNASKED = Set.of(
            "failure.account.locked",
            "failure.account.no-such-capability",
            "failure.account.no-such-deletion",
            "failure.account.no-such-junk-level",
            "failure.account.no-such-junk-place",
            "failure.address.no-such-answer",
            "failure.count.not-a-count",
            "failure.credential.no-such-scope",
            "failure.credential.opens-nothing",
            "failure.credential.try-again",
            "failure.credential.wrong-password",
            "failure.export.broken-off",
            "failure.export.busy",
            "failure.export.no-such-export",
            "failure.export.no-such-format",
            "failure.export.opens-not-everything",
            "failure.export.reaches-no-mail",
            "failure.export.too-many-letters",
            "failure.identity.no-such-identity",
            "failure.identity.not-an-identity",
            "failure.identity.not-ours",
            "failure.identity.too-many",
            "failure.junk.not-on-this-machine",
            "failure.quota.no-total",
            "failure.sending.not-a-limit");

    private static final Pattern FAILURE = Pattern.compile("failure\\(\\s*\"([a-z]+)\",\\s*\"([a-z-]+)\",");

    private static final Pattern REFUSAL = Pattern.compile("refused\\(\\s*\"([a-z-]+)\",");

    /** Whoever gives an engine or an installation another failure decides here whether a screen can meet it. */
    @Test
    void hasASentenceForEveryFailureThatAServerMayTellAScreenOf() throws IOException {
        String failures =
                Files.readString(Path.of("../engine/src/main/java/org/letterlock/engine/control/Failures.java"));
        Set<String> told = new TreeSet<>();
        FAILURE.matcher(failures)
                .results()
                .forEach(found -> told.add("failure." + found.group(1) + "." + found.group(2)));
        assertThat(told).hasSizeGreaterThan(60).containsAll(UNASKED);
        told.removeAll(UNASKED);
        Path agent = Path.of("../remote-agent/agent/src/main/java/org/letterlock/agent/install");
        try (Stream<Path> files = Files.list(agent)) {
            for (Path file : files.toList()) {
                REFUSAL.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> told.add("failure.install." + found.group(1)));
            }
        }
        assertThat(told).contains("failure.install.not-root");
        assertThat(CARRIED).containsAll(told);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGLISH")
    void hasEveryTextInEveryLanguage(Language language) {
        Set<String> wanted = new TreeSet<>(Texts.of(Language.ENGLISH).keys());
        for (String carried : CARRIED) {
            wanted.add(carried);
            wanted.add(carried + ".remedy");
        }
        for (FindingKind kind : FindingKind.values()) {
            wanted.add("finding." + kind.code());
            if (!kind.remedy().isEmpty()) {
                wanted.add("finding." + kind.code() + ".remedy");
            }
        }
        assertThat(Texts.of(language).keys()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENGLISH")
    void hasTheSamePlacesForValuesInEveryLanguage(Language language) {
        Texts texts = Texts.of(language);
        Texts english = Texts.of(Language.ENGLISH);
        for (String key : english.keys()) {
            assertThat(places(texts.get(key))).as(key).isEqualTo(places(english.get(key)));
        }
        for (FindingKind kind : FindingKind.values()) {
            String key = "finding." + kind.code();
            assertThat(places(texts.get(key))).as(key).isEqualTo(places(kind.sentence()));
            if (!kind.remedy().isEmpty()) {
                assertThat(places(texts.get(key + ".remedy"))).as(key).isEqualTo(places(kind.remedy()));
            }
        }
    }

    /** The app shows in English what it has no sentence for. */
    @Test
    void hasASentenceForAllThatAnEngineMayReport() {
        List<String> wanted = new ArrayList<>();
        for (Letters.Kind kind : Letters.Kind.values()) {
            // What is well needs no more than a count.
            if (kind != Letters.Kind.PROVEN && kind != Letters.Kind.SENT_ON) {
                wanted.add("report.letter." + kind.code());
            }
        }
        TlsFailure.TYPES.forEach(type -> wanted.add("report.tls.failure." + type));
        // Two of them are only other words for two others.
        Returned.COMPLAINTS.stream()
                .filter(type -> !type.equals("dmarc") && !type.equals("opt-out-list"))
                .forEach(type -> wanted.add("report.complaint." + type));
        assertThat(Texts.of(Language.ENGLISH).keys()).containsAll(wanted);
    }

    private static List<String> places(String text) {
        List<String> found = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            found.add(place.group());
        }
        found.sort(null);
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoTextEmptyAndShoutsNever(Language language) {
        Texts texts = Texts.of(language);
        for (String key : texts.keys()) {
            assertThat(texts.get(key)).as(key).isNotBlank().doesNotContain("!", "！", "Error");
        }
    }

    /** A text that no screen shows is one that a person was to read. */
    @Test
    void showsEveryTextSomewhere() throws IOException {
        Set<String> words = words();
        Stream.of(Letters.Kind.values()).map(Letters.Kind::code).forEach(words::add);
        assertThat(Texts.of(Language.ENGLISH).keys()).allMatch(key -> isUsed(key, words), "is used in the program");
    }

    /** Whether a key is written out, or is put together of a beginning and words that are. */
    private static boolean isUsed(String key, Set<String> words) {
        if (words.contains(key)) {
            return true;
        }
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            if (words.contains(key.substring(0, dot + 1))
                    && Stream.of(key.substring(dot + 1).split("\\.", -1))
                            .allMatch(word -> words.contains(word) || words.contains("." + word))) {
                return true;
            }
        }
        return false;
    }

    /** What stands between quotation marks in the app, and in what servers tell it by the contract. */
    private static Set<String> words() throws IOException {
        Set<String> words = new TreeSet<>();
        for (String module : List.of(".", "../remote-agent/protocol", "../remote-agent/agent")) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    LITERAL.matcher(Files.readString(file)).results().forEach(word -> words.add(word.group(1)));
                }
            }
        }
        return words;
    }

    @Test
    void showsWhatCameWithAFindingThatItDoesNotKnow() {
        Finding finding = new Finding("x", "of-tomorrow", Finding.LOOK, Map.of(), "New.", "Do it.", null);
        Texts texts = Texts.of(Language.RUSSIAN);
        assertThat(texts.sentence(finding)).isEqualTo("New.");
        assertThat(texts.remedy(finding)).isEqualTo("Do it.");
    }

    @Test
    void tellsAFindingInTheLanguageWithNumbersOfIt() {
        Finding finding = Finding.of(FindingKind.DISK_SMALL, Map.of("free", "3200000000", "size", "20000000000"));
        assertThat(Texts.of(Language.RUSSIAN).sentence(finding))
                .isEqualTo("На диске свободно лишь 3,2\u00a0ГБ из 20\u00a0ГБ.");
        assertThat(Texts.of(Language.ENGLISH).sentence(finding)).isEqualTo(finding.sentence());
    }

    @ParameterizedTest
    @CsvSource({"ENGLISH, A. B.", "RUSSIAN, A. B.", "JAPANESE, A.B.", "CHINESE, A.B."})
    void putsOneSentenceBehindAnotherAsTheLanguageDoes(Language language, String together) {
        assertThat(Texts.of(language).together("A.", "B.")).isEqualTo(together);
    }

    @Test
    void writesDatesBehindWhichASentenceMayEnd() {
        Moments moments = new Moments(Texts.of(Language.RUSSIAN), ZoneOffset.UTC);
        Instant moment = Instant.parse("2026-11-29T10:00:00Z");
        assertThat(moments.date(moment)).isEqualTo("29 ноября 2026");
        assertThat(moments.exact(moment)).isEqualTo("29 нояб. 2026, 10:00");
        assertThat(new Moments(Texts.of(Language.JAPANESE), ZoneOffset.UTC).date(moment))
                .isEqualTo("2026年11月29日");
    }

    @Test
    void tellsAFailureOfTheServerThatItDoesNotKnowAsItCame() {
        Failure failure = new Failure("new", "thing", "It is so.", "That means much.", "Do this.", null);
        assertThat(Texts.of(Language.JAPANESE).told(Problem.of(failure)))
                .isEqualTo(new Texts.Told("It is so.", "That means much. Do this."));
    }
}
