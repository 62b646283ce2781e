package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the dialogues of the other suite legitimately differ from ours: what is not played at all, and what reads otherwise here. */
final class JamesDifferences {

    /** Accounts there begin with INBOX alone. */
    static final Set<String> BEGINS_WITH_INBOX_ALONE = Set.of(
            "ListMailboxes",
            "ListNamespace",
            "ListOnly",
            "ListPercentWildcard",
            "ListPlus",
            "ListSpecialChar",
            "ListSubscribed",
            "RenameHierarchy",
            "RenameInbox",
            "RenameSelected",
            "Status",
            "Subscribe",
            "XList");

    private static final Pattern NAMES_A_MAILBOX = Pattern.compile(
            "(C: \\S+ (?i:CREATE|DELETE|LIST|RENAME|LSUB|SUBSCRIBE|UNSUBSCRIBE|SELECT|EXAMINE|APPEND|STATUS) )(.*)");

    /** Commands in which the other server takes more spaces than RFC 9051 §9 has. */
    private static final String LOOSE = "C: \\S+ (UID )?(STORE|FETCH|SEARCH|STATUS|RENAME|LSUB) .*";

    private static final String NOT_SENT_AWAY = "a client that errs once is not sent away at once";
    private static final String NO_EMPTY_LIST = "takes an empty list, which RFC 9051 §9 does not have";
    private static final String IN_NO_STATE = "a command that its state does not allow is BAD (RFC 9051 §6), NO there";
    private static final String LITERALS =
            "a value of several lines is a literal, there a quoted string that RFC 9051 §9 does not have";
    private static final String NO_SUCH_PART = "what a message does not have is NIL here, empty there";
    private static final String EMPTY = "(BODY\\\\\\[[^]]*\\]) \\\\\\{0\\\\\\}\nS: ";
    private static final String SUPERIORS = "the levels above a new name are made, too (RFC 9051 §6.3.6)";

    private static final List<Edit> EDITS = List.of(
            new Edit(
                    "AppendExamineInbox",
                    "what RENAME takes out of a selected INBOX is told as expunged",
                    "S: a OK RENAME",
                    "S: \\* 2 EXPUNGE\nS: \\* 1 EXPUNGE\nS: a OK RENAME"),
            new Edit(
                    "Authenticate",
                    "tries an initial response that is no base64",
                    "KERBEROS_V4 extra",
                    "KERBEROS_V4 ZXh0cmE="),
            new Edit(
                    "AuthenticatePlain",
                    "the name of a mechanism is an atom, and its first response no literal (RFC 4959 §3)",
                    "AUTHENTICATE \"PLAIN\" \\{\\d+\\+\\}",
                    "AUTHENTICATE PLAIN\nS: \\+ .*"),
            new Edit(
                    "AuthenticatePlain",
                    "there is no mailbox of the user's name",
                    "SELECT (imapuser|delegate)",
                    "SELECT INBOX"),
            new Edit(
                    "AuthenticatePlain",
                    "nobody signs in for another",
                    "ZGVsZWdhdGUAaW1hcHVzZXIAcGFzc3dvcmQ=",
                    "AGltYXB1c2VyAHBhc3N3b3Jk"),
            new Edit(
                    "AuthenticatePlain",
                    "a message of PLAIN has three parts (RFC 4616 §2)",
                    "C: aW1hcHVzZXIAcGFzc3dvcmQ=",
                    "C: AGltYXB1c2VyAHBhc3N3b3Jk"),
            new Edit("BadTag", NOT_SENT_AWAY, "S: .. BYE", "S: \\* BAD"),
            new Edit("NoTag", NOT_SENT_AWAY, "S: .. BYE", "S: \\* BAD"),
            new Edit("IllegalTag", NOT_SENT_AWAY, "S: .. BYE", "S: \\* BAD"),
            new Edit("NoCommand", NOT_SENT_AWAY, "S: .. BYE", "S: A88345 BAD"),
            new Edit("JustTag", NOT_SENT_AWAY, "S: .. BYE", "S: A88345 BAD"),
            new Edit("BogusCommand", NOT_SENT_AWAY, "S: .. BYE", "S: A88345 BAD"),
            new Edit(
                    "LoginThreeStrikes",
                    "five wrong passwords end a session here, three there",
                    "S: .. BYE .*",
                    "S: a005 NO .*\nC: a006 LOGIN imapuser bogus\nS: a006 NO .*\nC: a007 LOGIN imapuser bogus\n"
                            + "S: \\* BYE .*\nS: a007 NO .*"),
            new Edit("ConcurrentExistsResponse", "no message is recent", "MESSAGES 1 RECENT 1", "MESSAGES 1 RECENT 0"),
            new Edit(
                    "ConcurrentExistsResponse",
                    "a message has a number once it was told",
                    "C: 3b STORE [^\n]*\n",
                    "C: 3b NOOP\nS: \\* 1 EXISTS\nS: 3b OK .*\n$0"),
            new Edit(
                    "ConcurrentExistsResponse",
                    "what a message that is told for the first time has for flags is not told with it",
                    "S: .. 1 FETCH [^\n]*\n",
                    ""),
            new Edit("ConcurrentExistsResponse", "and is told once", "(C: 3b STORE [^\n]*\n)S: .. 1 EXISTS\n", "$1"),
            new Edit("Create", "a name that nothing can have is NO here, BAD there", "S: 15 BAD", "S: 15 NO"),
            new Edit("Create", "a dot is no delimiter", "\"one&AC4-two\"", "one.two"),
            new Edit("Create", "a name may begin with #", "S: 22 NO", "S: 22 OK"),
            new Edit(
                    "CreateErrorWithLongName",
                    "names may have 1,000 octets, 200 there",
                    "(?m)(123456789x\\w*)$",
                    "$1$1$1$1$1"),
            new Edit(
                    "CreateErrorWithLongName",
                    "a name that nothing can have is NO here, BAD there",
                    "(S: A[14]) BAD",
                    "$1 NO"),
            new Edit("FetchSimpleBodyStructure", NO_EMPTY_LIST, "FETCH 1:\\* \\(\\)", "FETCH 1:* (UID)"),
            new Edit("FetchSimpleBodyStructure", NO_EMPTY_LIST, "FETCH \\\\\\(\\\\\\)", "FETCH \\(UID \\d+\\)"),
            new Edit("FetchNILSaveDate", "every message has a save date", "SAVEDATE NIL", "SAVEDATE \".*\""),
            new Edit("FetchRFC822Header", NO_SUCH_PART, EMPTY, "$1 NIL"),
            new Edit("FetchSimpleBodyStructure", NO_SUCH_PART, EMPTY, "$1 NIL"),
            new Edit(
                    "FetchSingleMessage",
                    "takes a macro in parentheses, which RFC 9051 §9 does not have",
                    "FETCH 1 \\((ALL|FULL|FAST)\\)",
                    "FETCH 1 $1"),
            new Edit("Id", "takes commas in the list", ", \"", " \""),
            new Edit("Id", "takes a value without quotes", " 102.7.1\\)", " \"102.7.1\")"),
            new Edit("InboxDeleteMessages", "expects a response without a tag", "S: OK DELETE", "S: a OK DELETE"),
            new Edit("ListNamespace", "there is one namespace, without a prefix", "\\\\\"\\\\#private\\\\\"", "\"\""),
            new Edit(
                    "ListPlus",
                    "there are no rights",
                    "C: a1 LIST \"\" \"listtest\" RETURN \\(MYRIGHTS\\)\n(?s:.*?)S: a1 OK LIST completed.",
                    ""),
            new Edit(
                    "ListSpecialChar",
                    "the mailboxes are there before",
                    "C: a3 LIST",
                    "C: m1 CREATE \"projects &- abc\"\nS: m1 OK .*\nC: m2 CREATE \"&AOk-valuations\"\nS: m2 OK .*\n"
                            + "C: m3 CREATE \"mailbox #17\"\nS: m3 OK .*\nC: a3 LIST"),
            new Edit(
                    "ListSubscribed",
                    "REMOTE tells of other mailboxes, too, not of them alone (RFC 5258 §3.1)",
                    "C: A31 [^\n]*\n[^\n]*\n",
                    ""),
            new Edit(
                    "Subscribe",
                    "what is not there cannot be selected",
                    "LSUB \\S+ (\\S+ \\S+whatever)",
                    "LSUB \\(\\\\Noselect\\) $1"),
            new Edit(
                    "XList",
                    "the use of a mailbox is said, not guessed from its name",
                    "CREATE (Trash|Sent|Drafts|Archive)",
                    "CREATE $1 (USE (\\$1))"),
            new Edit(
                    "XList",
                    "the use of a mailbox is said, not guessed from its name",
                    "CREATE Spam",
                    "CREATE Spam (USE (\\Junk))"),
            new Edit("MetadataWithBinaryData", LITERALS, "\"Content-Type", "{169}\nS: Content-Type"),
            new Edit("MetadataWithBinaryData", LITERALS, "\"\\\\\\)", "\\)"),
            new Edit("MoveNoMSG", "nothing to move is no error", "S: a4 BAD", "S: a4 OK"),
            new Edit(
                    "Namespace",
                    "there is one namespace, without a prefix",
                    "S: .. NAMESPACE .*",
                    "S: \\* NAMESPACE \\(\\(\"\" \"/\"\\)\\) NIL NIL"),
            new Edit(
                    "PeekMultipartMixedComplex",
                    "a question mark there means itself, not what it means in an expression",
                    "S: Rhubard\\?Custard\\?",
                    "S: Rhubard\\?Custard\\?"),
            new Edit(
                    "RenameHierarchy",
                    SUPERIORS,
                    "(S: .. LIST )\\S+( \\S+ )\"alpha..beta\"",
                    "$1\\(\\\\HasChildren\\)$2\"alpha\"\n$0"),
            new Edit(
                    "RenameHierarchy",
                    SUPERIORS,
                    "(S: .. LIST )\\S+( \\S+ )\"alpha..beta..gamma..delta\"",
                    "$1\\(\\\\HasChildren\\)$2\"alpha\\.beta\\.gamma\"\n$0"),
            new Edit("RenameHierarchy", SUPERIORS, "C: A18 [^\n]*\n[^\n]*\n", ""),
            new Edit(
                    "Replace",
                    "what REPLACE took away is told before what it brought",
                    "S: .. 3 EXISTS\nS: .. 1 EXPUNGE",
                    "S: \\* 1 EXPUNGE\nS: \\* 2 EXISTS"),
            new Edit(
                    "SearchOptionSave",
                    "RFC 9051 §6.4.4 wants no response for SEARCH RETURN (SAVE) alone",
                    "S: .. SEARCH 1\n",
                    ""),
            new Edit("Status", "no message is recent", "RECENT [1-9]", "RECENT 0"),
            new Edit(
                    "Uid",
                    "UID comes first here, last there",
                    "(C: a1 UID STORE.*\n.*)(FLAGS .*) (UID 2)(.*\n.*)(FLAGS .*) (UID 3)",
                    "$1$3 $2$4$6 $5"),
            new Edit("Uid", "UID comes first here, last there", "(INTERNALDATE \"[^ ]*\") (UID \\d)", "$2 $1"),
            new Edit("ValidAuthenticated", IN_NO_STATE, "S: a001 NO", "S: a001 BAD"),
            new Edit("ValidSelected", IN_NO_STATE, "S: a001 NO", "S: a001 BAD"));

    private JamesDifferences() {}

    /**
     * What reads otherwise here.
     *
     * @param dialogue its name
     * @param because why
     * @param theirs an expression that is found in it
     * @param ours what stands in its place, in the way of expressions: {@code $1} is what its first group found, a backslash itself
     */
    private record Edit(String dialogue, String because, String theirs, String ours) {
        String of(String text) {
            Matcher found = Pattern.compile(theirs).matcher(text);
            assertThat(found.find()).as(toString()).isTrue();
            return found.replaceAll(ours.replace("\\", "\\\\"));
        }
    }

    /** The dialogues that are not played, and why. */
    static Map<String, String> notPlayed() {
        Map<String, String> reasons = new HashMap<>();
        because(
                reasons,
                "mailboxes of others are not shared, so there are no rights (RFC 4314)",
                "ACLCommandsOnOtherUser ACLCommandsOnOwner Rights ListWithSharedMailbox RenameSharedMailbox SharedMailbox"
                        + " SharingAccessL SharingAccessLR SharingAccessLRA SharingAccessLRI SharingAccessLRK SharingAccessLRS"
                        + " SharingAccessLRT SharingAccessLRTE SharingAccessLRW SharingAccessLRX ACLIntegrationCopyI"
                        + " ACLIntegrationCopyIS ACLIntegrationCopyIT ACLIntegrationCopyIW ACLIntegrationCopyWithoutI"
                        + " ACLIntegrationCopyWithoutS ACLIntegrationCopyWithoutT ACLIntegrationCopyWithoutW ACLIntegrationRightA"
                        + " ACLIntegrationRightI ACLIntegrationRightIS ACLIntegrationRightIT ACLIntegrationRightIW"
                        + " ACLIntegrationRightK ACLIntegrationRightL ACLIntegrationRightR ACLIntegrationRightRE"
                        + " ACLIntegrationRightRS ACLIntegrationRightRT ACLIntegrationRightRW ACLIntegrationRightX"
                        + " ACLIntegrationWithoutRightA ACLIntegrationWithoutRightE ACLIntegrationWithoutRightI"
                        + " ACLIntegrationWithoutRightK ACLIntegrationWithoutRightL ACLIntegrationWithoutRightR"
                        + " ACLIntegrationWithoutRightS ACLIntegrationWithoutRightT ACLIntegrationWithoutRightW"
                        + " ACLIntegrationWithoutRightX");
        because(reasons, "the quota root has another name, and the limits are other ones", "Quota");
        because(reasons, "asks for annotations without naming any, which RFC 5464 §5 does not have", "Metadata");
        because(reasons, "annotations may be larger, and there may be more of them", "MetadataWithLimitation");
        because(reasons, "no message is recent (decision 0030)", "Recent");
        because(
                reasons,
                "the markup of HTML is no text here, and no message is recent",
                "SearchAtoms SearchCombinations UidSearchAtoms UidSearchAtomsIndexer UidSearchCombinations");
        because(
                reasons,
                "the parameters of a part are in the letter's order here, in that of the alphabet there",
                "FetchMultipartBodyStructure FetchStructureComplex");
        because(
                reasons,
                "names with wildcards cannot be listed, so nobody can create them",
                "ListWithPercentWildcardInMailboxName");
        because(reasons, "is played with what comes before it", "SelectedStateSetup SelectedStateCleanup");
        return Map.copyOf(reasons);
    }

    private static void because(Map<String, String> reasons, String reason, String names) {
        Arrays.stream(names.split(" ")).forEach(name -> reasons.put(name, reason));
    }

    /** A dialogue as it reads here. */
    static List<String> edited(String name, List<String> lines) {
        String text = String.join("\n", lines);
        // These five announce an octet of their CRLF with them.
        text = text.replace("{11976+}", "{11975+}")
                .replace("{3367+}", "{3366+}")
                .replace("{4174+}", "{4173+}")
                .replace("{929+}", "{928+}")
                .replace("{915+}", "{914+}");
        for (Edit edit : EDITS) {
            if (edit.dialogue().equals(name)) {
                text = edit.of(text);
            }
        }
        return text.lines().map(JamesDifferences::spelling).toList();
    }

    /** The delimiter of levels is a dot there, a slash here; and a space is one space. */
    private static String spelling(String line) {
        String spelt = line;
        Matcher command = NAMES_A_MAILBOX.matcher(line);
        if (command.matches()) {
            spelt = command.group(1) + command.group(2).replace('.', '/');
        } else if (line.matches("S: .. (LIST|LSUB|XLIST) .*")) {
            spelt = spelt.replace("\\.", "/").replace('.', '/');
        }
        return spelt.matches(LOOSE)
                ? spelt.replaceAll(" +", " ")
                        .replace("( ", "(")
                        .replace(" )", ")")
                        .stripTrailing()
                : spelt;
    }
}
