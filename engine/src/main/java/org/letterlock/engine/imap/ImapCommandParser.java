package org.letterlock.engine.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.letterlock.engine.imap.ImapCommand.Matches;
import org.letterlock.engine.imap.ImapCommand.Resync;
import org.letterlock.engine.imap.ImapCommand.StoreChange;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SpecialUse;

/**
 * Turns the octets of a command into a record (RFC 9051 §9). The octets are those of the client with literals in their place, the last CRLF cut off; only the
 * messages of APPEND are left out behind their announcement. Linear in the octets; nothing is allocated by a number that a client announced.
 */
public final class ImapCommandParser {

    private static final int MAX_ID_PAIRS = 30;

    private final Limits limits;

    /**
     * How far a command may go.
     *
     * @param searchDepth how deep search keys nest
     * @param searchKeys how many keys one SEARCH has
     * @param fetchItems how many items one FETCH has
     * @param messages how many messages one APPEND has, and how many parts one of CATENATE
     */
    public record Limits(int searchDepth, int searchKeys, int fetchItems, int messages) {
        /** 50 levels, 500 keys, 200 items, 1,000 messages. */
        public static final Limits DEFAULT = new Limits(50, 500, 200, 1000);
    }

    public ImapCommandParser(Limits limits) {
        this.limits = limits;
    }

    /** Parses one command. */
    public ParsedCommand parse(byte[] octets, Dialect dialect) {
        OctetCursor cursor = new OctetCursor(octets, dialect);
        String tag = "*";
        try {
            String read = cursor.tag();
            cursor.space();
            tag = read;
            ImapCommand command = command(cursor);
            cursor.end();
            return new ParsedCommand.Parsed(tag, command);
        } catch (SyntaxException e) {
            return e.toParsed(tag);
        }
    }

    /** The tag that {@code beginning} begins with, {@code *} where there is none: for answers to what cannot be parsed. */
    public static String tagOf(byte[] beginning) {
        OctetCursor cursor = new OctetCursor(beginning, Dialect.REV1);
        try {
            String tag = cursor.tag();
            cursor.space();
            return tag;
        } catch (SyntaxException e) {
            return "*";
        }
    }

    /** What the literal is that ends {@code soFar}. */
    public static AnnouncedMessage announced(byte[] soFar) {
        return AppendParser.announced(new OctetCursor(soFar, Dialect.REV2));
    }

    private ImapCommand command(OctetCursor cursor) {
        String name = cursor.word();
        return switch (name) {
            case "CAPABILITY" -> new ImapCommand.Capability();
            case "NOOP" -> new ImapCommand.Noop();
            case "LOGOUT" -> new ImapCommand.Logout();
            case "ID" -> id(cursor);
            case "STARTTLS" -> new ImapCommand.StartTls();
            case "AUTHENTICATE" -> authenticate(cursor);
            case "LOGIN" -> login(cursor);
            case "ENABLE" -> enable(cursor);
            case "COMPRESS" -> compress(cursor);
            case "SELECT" -> select(cursor, false);
            case "EXAMINE" -> select(cursor, true);
            case "CREATE" -> create(cursor);
            case "DELETE" -> new ImapCommand.Delete(spaceMailbox(cursor));
            case "RENAME" -> rename(cursor);
            case "SUBSCRIBE" -> new ImapCommand.Subscribe(spaceMailbox(cursor));
            case "UNSUBSCRIBE" -> new ImapCommand.Unsubscribe(spaceMailbox(cursor));
            case "LIST" -> ListParser.list(cursor, false);
            case "XLIST" -> ListParser.list(cursor, true);
            case "LSUB" -> ListParser.lsub(cursor);
            case "NAMESPACE" -> new ImapCommand.Namespace();
            case "STATUS" -> ListParser.status(cursor);
            case "APPEND" -> new AppendParser(cursor, limits.messages()).append();
            case "IDLE" -> new ImapCommand.Idle();
            case "NOTIFY" -> new NotifyParser(cursor, limits.fetchItems()).notification();
            case "GETQUOTA" -> new ImapCommand.GetQuota(spaceAstring(cursor));
            case "GETQUOTAROOT" -> new ImapCommand.GetQuotaRoot(spaceMailbox(cursor));
            case "SETQUOTA" -> setQuota(cursor);
            case "GETMETADATA" -> new MetadataParser(cursor).get();
            case "SETMETADATA" -> new MetadataParser(cursor).set();
            case "CHECK" -> new ImapCommand.Check();
            case "CLOSE" -> new ImapCommand.Close();
            case "ESEARCH" -> new SearchParser(cursor, limits).multiSearch();
            case "CANCELUPDATE" -> SearchParser.cancelUpdate(cursor);
            case "UNSELECT" -> new ImapCommand.Unselect();
            case "EXPUNGE" -> new ImapCommand.Expunge(Optional.empty());
            case "UIDBATCHES" -> uidBatches(cursor);
            case "UID" -> byUid(cursor);
            default -> numbered(cursor, name, false);
        };
    }

    private static ImapCommand uidBatches(OctetCursor cursor) {
        cursor.space();
        long size = cursor.positiveNumber();
        if (!cursor.accept(' ') || cursor.atEnd()) {
            return new ImapCommand.UidBatches(size, Optional.empty());
        }
        long first = cursor.positiveNumber();
        cursor.expect(':');
        return new ImapCommand.UidBatches(
                size, Optional.of(new ImapCommand.BatchRange(first, cursor.positiveNumber())));
    }

    private ImapCommand byUid(OctetCursor cursor) {
        cursor.space();
        String name = cursor.word();
        if (name.equals("EXPUNGE")) {
            cursor.space();
            return new ImapCommand.Expunge(Optional.of(cursor.sequenceSet()));
        }
        return numbered(cursor, name, true);
    }

    /** The commands that have a form with UID. */
    private ImapCommand numbered(OctetCursor cursor, String name, boolean byUid) {
        return switch (name) {
            case "FETCH" -> new FetchParser(cursor, limits.fetchItems()).fetch(byUid);
            case "SEARCH" -> new SearchParser(cursor, limits).search(byUid);
            case "SORT" -> new SearchParser(cursor, limits).sort(byUid);
            case "THREAD" -> new SearchParser(cursor, limits).thread(byUid);
            case "STORE" -> store(cursor, byUid);
            case "REPLACE" -> new AppendParser(cursor, limits.messages()).replace(byUid);
            case "COPY" -> {
                cursor.space();
                SequenceSet set = cursor.sequenceSet();
                yield new ImapCommand.Copy(byUid, set, spaceMailbox(cursor));
            }
            case "MOVE" -> {
                cursor.space();
                SequenceSet set = cursor.sequenceSet();
                yield new ImapCommand.Move(byUid, set, spaceMailbox(cursor));
            }
            default -> throw new SyntaxException("Unknown command");
        };
    }

    private static MailboxName spaceMailbox(OctetCursor cursor) {
        cursor.space();
        return cursor.mailbox();
    }

    private static String spaceAstring(OctetCursor cursor) {
        cursor.space();
        return cursor.astring();
    }

    private static ImapCommand setQuota(OctetCursor cursor) {
        String root = spaceAstring(cursor);
        cursor.space();
        cursor.expect('(');
        if (!cursor.accept(')')) {
            do {
                cursor.atom();
                cursor.space();
                cursor.number64();
            } while (cursor.accept(' '));
            cursor.expect(')');
        }
        return new ImapCommand.SetQuota(root);
    }

    private static ImapCommand id(OctetCursor cursor) {
        cursor.space();
        Map<String, String> parameters = new LinkedHashMap<>();
        if (cursor.accept('(')) {
            while (!cursor.accept(')')) {
                if (!parameters.isEmpty()) {
                    cursor.space();
                }
                String name = cursor.string();
                cursor.space();
                parameters.put(name, cursor.nstring().orElse(""));
                if (parameters.size() > MAX_ID_PAIRS) {
                    throw new SyntaxException("Too many pairs");
                }
            }
        } else if (cursor.nstring().isPresent()) {
            throw new SyntaxException("Expected a list or NIL");
        }
        return new ImapCommand.Id(parameters);
    }

    private static ImapCommand authenticate(OctetCursor cursor) {
        cursor.space();
        String mechanism = cursor.atom().toUpperCase(java.util.Locale.ROOT);
        if (!cursor.accept(' ')) {
            return new ImapCommand.Authenticate(mechanism, Optional.empty());
        }
        String response = new String(cursor.astringOctets(), StandardCharsets.ISO_8859_1);
        return new ImapCommand.Authenticate(mechanism, Optional.of(decodeInitialResponse(response)));
    }

    /** RFC 4959 §3: a single {@code =} is an empty response. */
    private static byte[] decodeInitialResponse(String response) {
        if (response.equals("=")) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(response);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("The response is not base64");
        }
    }

    private static ImapCommand login(OctetCursor cursor) {
        cursor.space();
        String user = cursor.astring();
        cursor.space();
        return new ImapCommand.Login(user, cursor.astringOctets());
    }

    private static ImapCommand enable(OctetCursor cursor) {
        List<String> capabilities = new ArrayList<>();
        while (cursor.accept(' ')) {
            if (!cursor.atEnd()) {
                capabilities.add(cursor.atom().toUpperCase(java.util.Locale.ROOT));
            }
        }
        if (capabilities.isEmpty()) {
            throw new SyntaxException("Arguments are missing");
        }
        return new ImapCommand.Enable(List.copyOf(capabilities));
    }

    private static ImapCommand compress(OctetCursor cursor) {
        cursor.space();
        return new ImapCommand.Compress(cursor.atom().toUpperCase(java.util.Locale.ROOT));
    }

    private static ImapCommand select(OctetCursor cursor, boolean readOnly) {
        MailboxName mailbox = spaceMailbox(cursor);
        boolean condstore = false;
        Optional<Resync> resync = Optional.empty();
        if (cursor.accept(' ') && !cursor.atEnd()) {
            cursor.expect('(');
            do {
                switch (cursor.word()) {
                    case "CONDSTORE" -> condstore = true;
                    case "QRESYNC" -> resync = Optional.of(resync(cursor));
                    default -> throw new SyntaxException("Unknown parameter");
                }
            } while (cursor.accept(' '));
            cursor.expect(')');
        }
        return new ImapCommand.Select(mailbox, readOnly, condstore, resync);
    }

    private static Resync resync(OctetCursor cursor) {
        cursor.space();
        cursor.expect('(');
        long uidValidity = cursor.positiveNumber();
        cursor.space();
        long modSeq = cursor.number64();
        Optional<SequenceSet> known = Optional.empty();
        Optional<Matches> matches = Optional.empty();
        boolean more = cursor.accept(' ');
        if (more && cursor.peek() != '(') {
            known = Optional.of(cursor.numberSet());
            more = cursor.accept(' ');
        }
        if (more) {
            cursor.expect('(');
            SequenceSet numbers = cursor.numberSet();
            cursor.space();
            matches = Optional.of(new Matches(numbers, cursor.numberSet()));
            cursor.expect(')');
        }
        cursor.expect(')');
        return new Resync(uidValidity, modSeq, known, matches);
    }

    private static ImapCommand create(OctetCursor cursor) {
        cursor.space();
        MailboxName mailbox = cursor.mailboxToCreate();
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        if (cursor.accept(' ') && !cursor.atEnd()) {
            cursor.expect('(');
            if (!cursor.word().equals("USE")) {
                throw new SyntaxException("Unknown parameter");
            }
            cursor.space();
            cursor.expect('(');
            while (!cursor.accept(')')) {
                uses.add(SpecialUse.of(cursor.attribute())
                        .orElseThrow(() -> new SyntaxException("Unknown special use", ResponseCode.USEATTR)));
                cursor.accept(' ');
            }
            cursor.expect(')');
        }
        return new ImapCommand.Create(mailbox, uses);
    }

    private static ImapCommand rename(OctetCursor cursor) {
        MailboxName from = spaceMailbox(cursor);
        cursor.space();
        return new ImapCommand.Rename(from, cursor.mailboxToCreate());
    }

    private static ImapCommand store(OctetCursor cursor, boolean byUid) {
        cursor.space();
        SequenceSet set = cursor.sequenceSet();
        cursor.space();
        Optional<Long> unchangedSince = Optional.empty();
        if (cursor.accept('(')) {
            if (!cursor.word().equals("UNCHANGEDSINCE")) {
                throw new SyntaxException("Unknown parameter");
            }
            cursor.space();
            unchangedSince = Optional.of(cursor.number64());
            cursor.expect(')');
            cursor.space();
        }
        StoreChange change = StoreChange.REPLACE;
        if (cursor.accept('+')) {
            change = StoreChange.ADD;
        } else if (cursor.accept('-')) {
            change = StoreChange.REMOVE;
        }
        String item = cursor.word();
        if (!item.equals("FLAGS") && !item.equals("FLAGS.SILENT")) {
            throw new SyntaxException("Expected FLAGS");
        }
        cursor.space();
        Set<Flag> flags = cursor.peek() == '(' ? cursor.flagList() : bareFlags(cursor);
        return new ImapCommand.Store(byUid, set, change, item.endsWith(".SILENT"), flags, unchangedSince);
    }

    private static Set<Flag> bareFlags(OctetCursor cursor) {
        Set<Flag> flags = new LinkedHashSet<>();
        do {
            flags.add(cursor.flag());
        } while (cursor.accept(' ') && !cursor.atEnd());
        return flags;
    }
}
