package org.letterlock.engine.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1939 §9, RFC 2449 §4, RFC 5034 §4. */
final class Pop3CommandParserTest {

    private static ParsedCommand parse(String line) {
        return Pop3CommandParser.parse(line.getBytes(UTF_8));
    }

    private static void parses(String line, Pop3Command command) {
        assertThat(parse(line)).isEqualTo(new ParsedCommand.Parsed(command));
    }

    @Test
    void knowsEveryCommandInAnyCase() {
        parses("CAPA", new Pop3Command.Capa());
        parses("quit", new Pop3Command.Quit());
        parses("Stls", new Pop3Command.Stls());
        parses("STAT", new Pop3Command.Stat());
        parses("LIST", new Pop3Command.ScanListing(OptionalInt.empty()));
        parses("LIST 2", new Pop3Command.ScanListing(OptionalInt.of(2)));
        parses("UIDL", new Pop3Command.Uidl(OptionalInt.empty()));
        parses("UIDL 2", new Pop3Command.Uidl(OptionalInt.of(2)));
        parses("RETR 1", new Pop3Command.Retr(1));
        parses("TOP 1 0", new Pop3Command.Top(1, 0));
        parses("DELE 007", new Pop3Command.Dele(7));
        parses("RSET", new Pop3Command.Rset());
        parses("NOOP", new Pop3Command.Noop());
        parses("UTF8", new Pop3Command.Utf8());
        parses("LANG", new Pop3Command.Lang(Optional.empty()));
        parses("LANG *", new Pop3Command.Lang(Optional.of("*")));
    }

    @Test
    void passesOverSpacesThatMeanNothing() {
        parses("LIST ", new Pop3Command.ScanListing(OptionalInt.empty()));
        parses("TOP  1  20 ", new Pop3Command.Top(1, 20));
        parses("NOOP ", new Pop3Command.Noop());
        parses("USER anna@example.test ", new Pop3Command.User("anna@example.test"));
    }

    @Test
    void takesAPasswordToTheLastOctet() {
        assertThat(parse("PASS  two words ")).isInstanceOfSatisfying(ParsedCommand.Parsed.class, parsed -> {
            assertThat(parsed.command()).isInstanceOfSatisfying(Pop3Command.Pass.class, pass -> {
                assertThat(pass.password()).isEqualTo(" two words ".getBytes(UTF_8));
                assertThat(pass.toString()).doesNotContain("two");
            });
        });
    }

    @Test
    void readsMechanismsAndInitialResponses() {
        parses("AUTH", new Pop3Command.Auth(Optional.empty(), Optional.empty()));
        parses("AUTH PLAIN", new Pop3Command.Auth(Optional.of("PLAIN"), Optional.empty()));
        parses("AUTH PLAIN =", new Pop3Command.Auth(Optional.of("PLAIN"), Optional.of("=")));
        assertThat(new Pop3Command.Auth(Optional.of("PLAIN"), Optional.of("c2VjcmV0")).toString())
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void readsUserNamesInUtf8() {
        parses("USER アンナ@example.test", new Pop3Command.User("アンナ@example.test"));
        assertThat(Pop3CommandParser.parse("USER \u00fcx".getBytes(ISO_8859_1)))
                .isEqualTo(new ParsedCommand.Malformed("The user name is not UTF-8"));
    }

    @Test
    void takesNumbersThatNoMessageHasForTheLargest() {
        parses("RETR 99999999999999999999", new Pop3Command.Retr(Integer.MAX_VALUE));
        parses("TOP 1 99999999999999999999", new Pop3Command.Top(1, Integer.MAX_VALUE));
        parses("RETR 0", new Pop3Command.Retr(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RETR", "RETR x", "RETR 1 2", "RETR -1", "RETR +1", "TOP 1", "TOP 1 x", "TOP 1 2 3", "LIST x",
                        "LIST 1 2",
                "UIDL 1 2", "DELE", "STAT 1", "QUIT now", "CAPA x", "USER", "USER ", "PASS", "AUTH PLAIN = x", "STLS x"
            })
    void refusesArgumentsThatDoNotBelong(String line) {
        assertThat(parse(line)).isInstanceOf(ParsedCommand.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "APOP x y",
                "XTND",
                "LAST",
                "GET / HTTP/1.1",
                "a1 NOOP",
                "RETR\t1",
                "NOOP\u0000",
                " NOOP"
            })
    void knowsNothingElse(String line) {
        assertThat(parse(line)).isInstanceOf(ParsedCommand.Unknown.class);
    }

    @Test
    void takesAnyOctets() {
        Random random = new Random(5);
        String[] starts = {"", "USER ", "PASS ", "AUTH ", "RETR ", "TOP ", "LIST ", "UIDL "};
        for (int round = 0; round < 20_000; round++) {
            byte[] tail = new byte[random.nextInt(12)];
            random.nextBytes(tail);
            byte[] line = (starts[random.nextInt(starts.length)] + new String(tail, ISO_8859_1)).getBytes(ISO_8859_1);
            byte[] before = line.clone();
            assertThat(Pop3CommandParser.parse(line)).isNotNull();
            assertThat(line).isEqualTo(before);
        }
    }
}
