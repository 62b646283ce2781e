package org.letterlock.engine.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.AnnotationName;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SpecialUse;

/** RFC 9051 §9. */
final class ImapCommandParserTest {

    private static final ImapCommandParser PARSER = new ImapCommandParser(ImapCommandParser.Limits.DEFAULT);

    private static final Dialect[] DIALECTS = Dialect.values();

    private static ParsedCommand parse(String text) {
        return PARSER.parse(text.getBytes(UTF_8), Dialect.REV1);
    }

    private static ImapCommand command(String text) {
        return switch (parse("a1 " + text)) {
            case ParsedCommand.Parsed(String tag, ImapCommand command) -> {
                assertThat(tag).isEqualTo("a1");
                yield command;
            }
            case ParsedCommand.Malformed malformed -> throw new AssertionError(malformed.toString());
            case ParsedCommand.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private static SequenceSet set(long one, long other) {
        return new SequenceSet(List.of(new SequenceSet.Range(one, other)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAPABILITY",
                "noop",
                "LOGOUT ",
                "ID NIL",
                "ID ()",
                "ID (\"name\" \"x\" \"version\" NIL)",
                "STARTTLS",
                "AUTHENTICATE PLAIN",
                "AUTHENTICATE PLAIN =",
                "AUTHENTICATE PLAIN AGEAYg==",
                "LOGIN a b",
                "LOGIN \"a b\" \"c\\\"d\\\\e\"",
                "LOGIN {3}\r\na b {1+}\r\nc",
                "ENABLE CONDSTORE IMAP4rev2",
                "SELECT INBOX",
                "SELECT inbox (CONDSTORE)",
                "EXAMINE \"a b\"",
                "CREATE a/",
                "CREATE a (USE (\\Sent))",
                "DELETE a",
                "RENAME a b",
                "SUBSCRIBE a",
                "UNSUBSCRIBE &ZeVnLIqe-",
                "LIST \"\" *",
                "LIST \"\" \"%/%\"",
                "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (a b*) RETURN (CHILDREN STATUS (MESSAGES UNSEEN))",
                "LIST () \"\" % RETURN ()",
                "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (UNSEEN))",
                "LSUB \"\" *",
                "XLIST \"\" *",
                "NAMESPACE",
                "STATUS a (MESSAGES UIDNEXT UIDVALIDITY UNSEEN RECENT SIZE DELETED DELETED-STORAGE)",
                "GETQUOTA {2}\r\n#u",
                "GETQUOTAROOT \"a b\"",
                "SETQUOTA \"\" (STORAGE 512 MESSAGE 0)",
                "SETQUOTA a ()",
                "APPEND a {12}\r\n",
                "APPEND {1}\r\na (\\Seen x) \" 1-Feb-2026 10:00:00 +0100\" {12+}\r\n",
                "APPEND a UTF8 (~{12}\r\n)",
                "APPEND a ~{12}\r\n",
                "IDLE",
                "NOTIFY NONE",
                "NOTIFY SET (SELECTED NONE)",
                "NOTIFY SET STATUS (selected-delayed (messagenew (UID BODY.PEEK[HEADER.FIELDS (From)]<0.9> MODSEQ) messageexpunge annotationchange flagchange))",
                "NOTIFY SET (SUBTREE INBOX (MailboxName)) (MAILBOXES (a \"b c\" {1+}\r\nd) (VacationEnds x-y.z SubscriptionChange))",
                "NOTIFY SET (inboxes messagenew messageexpunge) (personal (MailboxMetadataChange)) (subscribed (ServerMetadataChange))",
                "SEARCH RETURN (UPDATE (UID FLAGS) COUNT) ALL",
                "UID SORT RETURN (UPDATE PARTIAL 1:2) (REVERSE DATE SUBJECT) UTF-8 ALL",
                "CHECK",
                "CLOSE",
                "UNSELECT",
                "EXPUNGE",
                "UID EXPUNGE 1:*",
                "SEARCH ALL",
                "SEARCH CHARSET UTF-8 TEXT {2}\r\n\u00e4",
                "SEARCH OR SEEN (NOT DELETED FLAGGED) 1:5,7 UID 3:*",
                "SEARCH BEFORE 1-Feb-2026 SENTSINCE \"12-Mar-1999\"",
                "UID SEARCH RETURN (MIN MAX COUNT ALL) UNSEEN",
                "SEARCH RETURN () ALL",
                "SEARCH HEADER Message-ID \"\"",
                "SEARCH *:*",
                "SEARCH MODSEQ 5",
                "SEARCH MODSEQ \"/flags/\\\\draft\" all 620162338",
                "SEARCH $",
                "SEARCH YOUNGER 60 OLDER 3600",
                "FETCH 1 FAST",
                "FETCH 1:* (FLAGS UID)",
                "UID FETCH 1 BODY.PEEK[]<0.100>",
                "FETCH 1 BODY[1.2.HEADER.FIELDS (date \"x y\")]",
                "FETCH 1 (BODY BODYSTRUCTURE BODY[TEXT] RFC822.HEADER)",
                "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 0)",
                "FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1.1]<5.6> BODY[1.MIME])",
                "STORE 1 FLAGS ()",
                "STORE 1 +FLAGS.SILENT (\\Deleted)",
                "UID STORE 1 -flags \\Seen $Junk",
                "STORE 1 (UNCHANGEDSINCE 5) FLAGS (a)",
                "COPY 1:2,4 INBOX",
                "SORT (SUBJECT REVERSE DATE) UTF-8 SINCE 1-Feb-1994",
                "UID SORT RETURN (MIN PARTIAL 1:2) (DISPLAYFROM CC) \"US-ASCII\" TEXT {3}\r\nall 1:4",
                "THREAD ORDEREDSUBJECT UTF-8 SINCE 5-MAR-2000",
                "UID THREAD references US-ASCII TEXT gewp",
                "UID SEARCH RETURN (UPDATE CONTEXT COUNT) DELETED KEYWORD $Junk",
                "CANCELUPDATE \"B01\" \"B02\"",
                "UID MOVE * Trash"
            })
    void readsEveryCommand(String text) {
        assertThat(command(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a1",
                "a1 ",
                " a1 NOOP",
                "+ NOOP",
                "a1 NOOP x",
                "a1 XYZ",
                "a1 LOGIN a",
                "a1 LOGIN \"a b",
                "a1 LOGIN \"a\\b\" c",
                "a1 LOGIN a b c",
                "a1 SELECT",
                "a1 SELECT  a",
                "a1 FETCH 0 FLAGS",
                "a1 FETCH 1,",
                "a1 FETCH 1: FLAGS",
                "a1 FETCH 1 ()",
                "a1 FETCH 1 (FLAGS",
                "a1 FETCH 1 BODY[",
                "a1 FETCH 1 BODY[MIME]",
                "a1 FETCH 1 BODY[0]",
                "a1 FETCH 1 BODY[]<1.0>",
                "a1 FETCH 1 BODY[]<1>",
                "a1 FETCH 99999999999 FLAGS",
                "a1 SEARCH",
                "a1 SEARCH NOT",
                "a1 SEARCH OR SEEN",
                "a1 SEARCH ()",
                "a1 SEARCH BEFORE 31-Feb-2026",
                "a1 STORE 1 FLAGS",
                "a1 STORE 1 X (a)",
                "a1 APPEND a \"yesterday\" {1}\r\n",
                "a1 APPEND a",
                "a1 APPEND a {1}\r\n {1}",
                "a1 APPEND a CATENATE ()",
                "a1 REPLACE 1:2 a {1}\r\n",
                "a1 STATUS a ()",
                "a1 STATUS a (X)",
                "a1 UID NOOP",
                "a1 UID",
                "a1 AUTHENTICATE PLAIN !!!",
                "a1 LIST \"\"",
                "a1 LIST (RECURSIVEMATCH) \"\" *",
                "a1 LOGIN a {5}\r\nb",
                "a1 NOOP\u0000",
                "a1 ID (\"a\")",
                "GET / HTTP/1.1"
            })
    void answersWhatIsNotInTheGrammar(String text) {
        assertThat(parse(text)).isInstanceOf(ParsedCommand.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a1 SEARCH CHARSET KOI8-R ALL",
                "a1 CREATE a (USE (\\Spam))",
                "a1 SELECT \"a//b\"",
                "a1 CREATE \"&bad\"",
                "a1 CREATE \"\""
            })
    void refusesWhatCannotBeHad(String text) {
        assertThat(parse(text)).isInstanceOf(ParsedCommand.Refused.class);
    }

    @Test
    void keepsTheTagOfABadCommand() {
        assertThat(parse("x7 FROB")).isEqualTo(new ParsedCommand.Malformed("x7", "Unknown command"));
        assertThat(ImapCommandParser.tagOf("t9 FETCH 1,2,3".getBytes(UTF_8))).isEqualTo("t9");
        assertThat(ImapCommandParser.tagOf("({".getBytes(UTF_8))).isEqualTo("*");
    }

    @Test
    void readsArguments() {
        assertThat(command("CREATE \"&ZeVnLIqe-/\" (USE (\\Junk))"))
                .isEqualTo(new ImapCommand.Create(
                        MailboxName.parse("\u65e5\u672c\u8a9e").orElseThrow(), Set.of(SpecialUse.JUNK)));
        assertThat(command("UID FETCH 5:*,3 (UID BODY.PEEK[1.HEADER.FIELDS (Date)]<7.8>)"))
                .isEqualTo(new ImapCommand.Fetch(
                        true,
                        new SequenceSet(
                                List.of(new SequenceSet.Range(5, SequenceSet.STAR), new SequenceSet.Range(3, 3))),
                        List.of(
                                FetchItem.Simple.UID,
                                new FetchItem.Body(
                                        true,
                                        new Section(List.of(1), Section.Text.HEADER_FIELDS, List.of("Date")),
                                        Optional.of(new Section.Partial(7, 8)))),
                        ImapCommand.FetchModifiers.NONE));
        assertThat(command("SELECT INBOX (QRESYNC (5 6 1:9 (2,4 3,8)))"))
                .isEqualTo(new ImapCommand.Select(
                        MailboxName.INBOX,
                        false,
                        false,
                        Optional.of(new ImapCommand.Resync(
                                5,
                                6,
                                Optional.of(set(1, 9)),
                                Optional.of(new ImapCommand.Matches(numbers(2, 4), numbers(3, 8)))))));
        assertThat(parse("a UID FETCH 1 FLAGS (VANISHED)")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a SELECT INBOX (QRESYNC (5 6 1:*))")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(command("APPEND INBOX (\\Seen) \" 1-Feb-2026 10:00:00 +0100\" {5}\r\n"))
                .isEqualTo(new ImapCommand.Append(
                        MailboxName.INBOX,
                        List.of(new ImapCommand.AppendMessage(
                                Set.of(Flag.SEEN),
                                Optional.of(Instant.parse("2026-02-01T09:00:00Z")),
                                new ImapCommand.AppendContent.Literal(false)))));
        assertThat(command("SEARCH UNSEEN SINCE 12-Mar-2026 2"))
                .isEqualTo(new ImapCommand.Search(
                        false,
                        Optional.empty(),
                        new SearchKey.And(List.of(
                                new SearchKey.Not(new SearchKey.HasFlag(Flag.SEEN)),
                                new SearchKey.Received(SearchKey.DateTest.SINCE, LocalDate.of(2026, 3, 12)),
                                new SearchKey.Sequence(set(2, 2))))));
    }

    private static SequenceSet numbers(long one, long other) {
        return new SequenceSet(List.of(new SequenceSet.Range(one, one), new SequenceSet.Range(other, other)));
    }

    @Test
    void readsNamesAsUtf8AfterEnable() {
        assertThat(PARSER.parse("a SELECT \"R&D \u00e4\"".getBytes(UTF_8), Dialect.REV2))
                .isEqualTo(new ParsedCommand.Parsed(
                        "a",
                        new ImapCommand.Select(
                                MailboxName.parse("R&D \u00e4").orElseThrow(), false, false, Optional.empty())));
    }

    @Test
    void boundsTheDepthOfSearches() {
        String deep = "NOT ".repeat(50);
        assertThat(parse("a SEARCH " + deep + "ALL")).isInstanceOf(ParsedCommand.Parsed.class);
        assertThat(parse("a SEARCH NOT " + deep + "ALL")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a SEARCH " + "(".repeat(30_000))).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a SEARCH " + "OR ".repeat(20_000))).isInstanceOf(ParsedCommand.Malformed.class);
    }

    @Test
    void tellsMessagesOfAppendFromOtherLiterals() {
        assertThat(ImapCommandParser.announced("a APPEND INBOX {5}".getBytes(UTF_8)))
                .isEqualTo(AnnouncedMessage.ADDED);
        assertThat(ImapCommandParser.announced("a append {5}\r\nINBOX (\\Seen) {5}".getBytes(UTF_8)))
                .isEqualTo(AnnouncedMessage.ADDED);
        assertThat(ImapCommandParser.announced("a APPEND {5}".getBytes(UTF_8))).isEqualTo(AnnouncedMessage.NONE);
        assertThat(ImapCommandParser.announced("a UID REPLACE 5 INBOX (\\Seen) ~{5+}".getBytes(UTF_8)))
                .isEqualTo(AnnouncedMessage.REPLACING);
        assertThat(ImapCommandParser.announced("a APPEND x CATENATE (TEXT {5}\r\n TEXT {5}".getBytes(UTF_8)))
                .isEqualTo(AnnouncedMessage.ADDED);
        assertThat(ImapCommandParser.announced("a APPEND x CATENATE (TEXT {5}\r\n URL {5}".getBytes(UTF_8)))
                .isEqualTo(AnnouncedMessage.NONE);
        assertThat(ImapCommandParser.announced("a LOGIN x {5}".getBytes(UTF_8))).isEqualTo(AnnouncedMessage.NONE);
    }

    /** RFC 6855 §3. */
    @Test
    void takesNoCharsetWhereAllIsUtf8() {
        byte[] search = "a SEARCH CHARSET UTF-8 TEXT x".getBytes(UTF_8);
        assertThat(PARSER.parse(search, Dialect.REV2)).isInstanceOf(ParsedCommand.Parsed.class);
        assertThat(PARSER.parse(search, Dialect.UTF8_ACCEPT)).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(PARSER.parse("a SELECT \"\u00e4\"".getBytes(UTF_8), Dialect.UTF8_ACCEPT))
                .isInstanceOf(ParsedCommand.Parsed.class);
        assertThat(PARSER.parse(
                        "a SELECT \"\u00e4\"".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                        Dialect.UTF8_ACCEPT))
                .isInstanceOf(ParsedCommand.Malformed.class);
    }

    /** RFC 6855 §4. */
    @Test
    void takesMessagesAndTheirPartsAsUtf8() {
        assertThat(command("APPEND x (\\Seen) UTF8 (~{5}\r\n)"))
                .isEqualTo(new ImapCommand.Append(
                        new MailboxName("x"),
                        List.of(new ImapCommand.AppendMessage(
                                Set.of(Flag.SEEN), Optional.empty(), new ImapCommand.AppendContent.Literal(false)))));
        assertThat(command("APPEND x CATENATE (UTF8 (~{5}\r\n) TEXT {3}\r\n)"))
                .isEqualTo(new ImapCommand.Append(
                        new MailboxName("x"),
                        List.of(new ImapCommand.AppendMessage(
                                Set.of(),
                                Optional.empty(),
                                new ImapCommand.AppendContent.Catenate(List.of(
                                        new ImapCommand.CatenatePart.Text(), new ImapCommand.CatenatePart.Text()))))));
        assertThat(parse("a APPEND x UTF8 ({5}\r\n)")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a APPEND x UTF8 (~{5}\r\n")).isInstanceOf(ParsedCommand.Malformed.class);
    }

    /** RFC 5464 §5. */
    @Test
    void takesOptionsOfAnnotationsOnEitherSideOfTheMailbox() {
        ImapCommand wanted = new ImapCommand.GetMetadata(
                Optional.of(new MailboxName("x")),
                List.of(new AnnotationName("/private/comment")),
                Optional.of(5L),
                ImapCommand.AnnotationDepth.INFINITY);
        assertThat(command("GETMETADATA (MAXSIZE 5 DEPTH infinity) x /private/Comment"))
                .isEqualTo(wanted);
        assertThat(command("GETMETADATA x (DEPTH INFINITY MAXSIZE 5) (\"/private/comment\")"))
                .isEqualTo(wanted);
        assertThat(command("GETMETADATA \"\" (/shared/a /shared/b /shared/A)"))
                .isEqualTo(new ImapCommand.GetMetadata(
                        Optional.empty(),
                        List.of(new AnnotationName("/shared/a"), new AnnotationName("/shared/b")),
                        Optional.empty(),
                        ImapCommand.AnnotationDepth.ZERO));
        assertThat(command("SETMETADATA x (/private/a {2}\r\nhi /private/b NIL)"))
                .isInstanceOfSatisfying(ImapCommand.SetMetadata.class, set -> {
                    assertThat(set.values().get(new AnnotationName("/private/a")))
                            .hasValueSatisfying(
                                    value -> assertThat(value).asString(UTF_8).isEqualTo("hi"));
                    assertThat(set.values().get(new AnnotationName("/private/b")))
                            .isEmpty();
                });
        assertThat(parse("a SETMETADATA x ()")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a GETMETADATA x")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a GETMETADATA x (DEPTH 5) /shared/a")).isInstanceOf(ParsedCommand.Malformed.class);
    }

    /** RFC 10022. */
    @Test
    void takesBatchesOfUids() {
        assertThat(command("UIDBATCHES 2000")).isEqualTo(new ImapCommand.UidBatches(2000, Optional.empty()));
        assertThat(command("uidbatches 2000 10:20"))
                .isEqualTo(new ImapCommand.UidBatches(2000, Optional.of(new ImapCommand.BatchRange(10, 20))));
        assertThat(parse("a UIDBATCHES 2000 10:*")).isInstanceOf(ParsedCommand.Malformed.class);
        assertThat(parse("a UIDBATCHES 2000 10:20 x")).isInstanceOf(ParsedCommand.Malformed.class);
    }

    @Test
    void answersAnythingWithoutFailing() {
        Random random = new Random(20261122);
        List<String> seeds = List.of(
                "a1 UID FETCH 1:*,5 (FLAGS BODY.PEEK[1.HEADER.FIELDS (date)]<0.5>) (CHANGEDSINCE 1)",
                "a1 SELECT INBOX (QRESYNC (1 2 3:4,9 (1:2 3,4)) CONDSTORE)",
                "a1 SEARCH CHARSET UTF-8 OR (NOT SEEN) TEXT {3}\r\nabc 1:*",
                "a1 LIST (SUBSCRIBED) \"\" (a %) RETURN (STATUS (MESSAGES))",
                "a1 APPEND \"a b\" (\\Seen) \" 1-Feb-2026 10:00:00 +0100\" {5}\r\n",
                "a1 APPEND x (\\Seen) CATENATE (URL \"/x;UIDVALIDITY=1/;UID=3/;SECTION=1.MIME\" TEXT {5}\r\n URL y)",
                "a1 UID REPLACE 5 x ~{5+}\r\n",
                "a1 GETMETADATA (MAXSIZE 5 DEPTH 1) x (/private/comment \"/shared/a\")",
                "a1 SETMETADATA \"\" (/private/comment NIL /shared/a ~{3}\r\nabc)",
                "a1 STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Deleted $x)");
        for (int round = 0; round < 30_000; round++) {
            byte[] octets = seeds.get(random.nextInt(seeds.size())).getBytes(UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            int end = random.nextInt(octets.length + 1);
            assertThat(PARSER.parse(
                            ByteBuffer.wrap(octets, 0, end).slice().array(), DIALECTS[random.nextInt(DIALECTS.length)]))
                    .isNotNull();
        }
    }
}
